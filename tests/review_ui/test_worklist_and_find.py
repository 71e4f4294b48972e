from __future__ import annotations

import re
from datetime import timedelta

import pytest

from review_ui.finding import parse_wanted
from storage.accounts import Role
from storage.database import database_now
from storage.ids import new_id
from tests.review_ui.site import SignedInClient, WebSite, furnish


def titles(page: str) -> list[str]:
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', page)


def lists(page: str) -> list[str]:
    return re.findall(r'href="/\?shown=(\w+)"', page)


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        (Role.TECHNICIAN, ["charts", "attention", "rejected", "belt", "filed"]),
        (
            Role.TRANSCRIPTIONIST,
            ["dictations", "attention", "rejected", "returned", "answered", "belt", "filed"],
        ),
        (Role.CODER, ["coding", "belt", "filed"]),
        (Role.AUTHOR, ["sign", "queries", "asked", "belt", "filed"]),
        (Role.READER, ["belt", "filed"]),
        (Role.ADMINISTRATOR, []),
    ],
)
def test_each_role_has_its_own_lists(web: WebSite, role: Role, keys: list[str]) -> None:
    assert lists(web.signed_in(role).get("/").text) == keys


def test_the_list_is_in_the_order_of_work_stat_first(web: WebSite) -> None:
    furnish(web)
    page = web.signed_in(Role.TECHNICIAN).get("/?shown=charts").text
    assert titles(page) == ["Emergency note", "Progress note", "Laboratory report"]
    assert "waiting for you" in page
    assert "131" in page


def test_the_list_says_what_is_due_and_how_late_it_is(web: WebSite) -> None:
    made = furnish(web)
    with web.site.belt.database.read() as session:
        now = database_now(session)
    web.change(made["stat_chart"], due_at=now - timedelta(minutes=20, seconds=5))
    page = web.signed_in(Role.TECHNICIAN).get("/?shown=charts").text
    assert "late by 20 min" in page
    assert "due tomorrow" in page


def test_filters_narrow_the_list(web: WebSite) -> None:
    furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    everything = ["Emergency note", "Progress note", "Laboratory report"]
    for query, found in {
        "priority=stat": ["Emergency note"],
        "priority=bulk&route=archive": ["Laboratory report"],
        "route=key_fields": [],
        "priority=nonsense&route=nonsense": everything,
    }.items():
        assert titles(person.get(f"/worklist/rows?shown=charts&{query}").text) == found


def test_who_holds_a_document_is_said_and_free_ones_can_be_asked_for(web: WebSite) -> None:
    made = furnish(web)
    ben = web.person("ben", Role.TECHNICIAN, name="Ben Ito")
    with web.site.belt.database.read() as session:
        soon = database_now(session) + timedelta(minutes=5)
    web.change(made["chart"], state="in_review", reviewer_id=ben, reviewer_until=soon)
    person = web.signed_in(Role.TECHNICIAN)
    page = person.get("/?shown=charts").text
    assert "held by Ben Ito, 4 min left" in page
    assert "somebody has it open" in page
    assert titles(person.get("/?shown=charts&free=1").text) == ["Emergency note", "Laboratory report"]
    web.change(made["chart"], reviewer_until=soon - timedelta(hours=1))
    assert "begun, free to go on" in person.get("/?shown=charts").text


def test_every_list_shows_its_own_rows(web: WebSite) -> None:
    furnish(web)
    person = web.signed_in(*Role)
    shown = {key: titles(person.get(f"/?shown={key}").text) for key in lists(person.get("/").text)}
    assert shown == {
        "charts": ["Emergency note", "Progress note", "Laboratory report"],
        "dictations": ["Discharge summary"],
        "coding": ["inpatient"],
        "sign": [],
        "queries": [],
        "attention": ["Consultation"],
        "rejected": ["File"],
        "returned": [],
        "asked": [],
        "answered": [],
        "belt": ["Operative report"],
        "filed": ["History and physical"],
    }


def test_an_author_sees_own_reports_and_those_that_name_nobody(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.AUTHOR, login="pat")
    for author, sees in {"pat": True, "PAT": True, "": True, "Dr. Somebody Else": False}.items():
        web.change(made["dictation"], state="filed", author=author)
        assert (titles(person.get("/?shown=sign").text) == ["Discharge summary"]) is sees


def test_a_scanner_sees_what_came_in_with_their_own_uploads_only(web: WebSite) -> None:
    furnish(web)
    scanner = web.signed_in(Role.SCANNER)
    assert titles(scanner.get("/?shown=rejected").text) == []
    scanner.upload(("mine.txt", b"not a chart"), document_type="Mine")
    assert titles(scanner.get("/?shown=rejected").text) == ["Mine"]


def test_looking_at_a_list_is_recorded_once_and_live_updates_are_not(web: WebSite) -> None:
    furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    before = web.actions().count("worklist.viewed")
    person.get("/")
    person.get("/worklist/rows")
    assert web.actions().count("worklist.viewed") == before + 1


def find(person: SignedInClient, wanted: str) -> list[str]:
    answer = person.post("/find", wanted=wanted)
    return [answer.headers["location"]] if answer.status_code == 303 else titles(answer.text)


def test_a_patient_is_found_by_name_part_birth_date_and_chart_number(web: WebSite) -> None:
    furnish(web)
    person = web.signed_in(Role.READER)
    for wanted in ("fern", "MARIGOLD fernsby", "1958-03-14", "03/14/1958", "0417", "fern 1958-03-14"):
        assert len(find(person, wanted)) == 8, wanted
    for wanted in ("", "   ", "nobody", "1958-03-15", "fern nobody", "%", "_______", "'; --"):
        assert find(person, wanted) == [], wanted


def test_a_single_hit_opens_at_once(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.READER)
    for wanted in (made["filed"], "E-7719"):
        (found,) = find(person, wanted)
        assert made["filed" if wanted == made["filed"] else "stat_chart"] in found


def test_a_search_is_recorded_with_the_patients_it_showed_but_not_the_words(web: WebSite) -> None:
    furnish(web)
    web.signed_in(Role.READER).post("/find", wanted="fernsby 1958-03-14")
    actions = web.actions()
    assert actions.count("documents.searched") == 1
    assert actions.count("patient.found") == 1


def test_find_shows_only_what_the_person_may_see(web: WebSite) -> None:
    made = furnish(web)
    scanner = web.signed_in(Role.SCANNER)
    assert find(scanner, "fernsby") == []
    assert find(scanner, made["filed"]) == []


def test_what_was_typed_is_taken_apart() -> None:
    document_id = new_id()
    wanted = parse_wanted(f"  Doe, jane 1960-02-29 A-77 {document_id.upper()} -- ")
    assert wanted.name_parts == ("Doe", "jane")
    assert wanted.numbers == ("A-77",)
    assert wanted.document_id == document_id
    assert str(wanted.born) == "1960-02-29"
    assert wanted.kinds == ["document", "birth_date", "name", "number"]
    assert parse_wanted("1960-02-31").numbers == ("1960-02-31",)
    assert parse_wanted("-- ,;").is_empty
