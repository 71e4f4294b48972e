from __future__ import annotations

import html
import re
from datetime import timedelta

from storage.accounts import Role
from storage.database import database_now
from storage.tables import AuditEvent, Document, DocumentEventRow, Job
from tests.review_ui.site import SignedInClient, WebSite, furnish
from tests.review_ui.test_worklist_and_find import titles


def act(person: SignedInClient, act: str, *ids: str, shown: str = "charts", **fields: str) -> list[str]:
    """What the page says became of each row."""
    answer = person.post(f"/worklist/act?shown={shown}", act=act, chosen=list(ids), **fields)
    assert answer.status_code == 200, answer.text
    return said(answer.text)


def said(page: str) -> list[str]:
    found = re.search(r'role="status".*?<ul[^>]*>(.*?)</ul>', page, re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL) if found else []
    return [html.unescape(re.sub(r"<[^>]+>", "", line)) for line in lines]


def undo(web: WebSite, person: SignedInClient, page: str, shown: str = "charts") -> list[str]:
    name = re.search(r'name="act" value="([^"]+)" data-key="z"', page)
    assert name, page
    answer = person.post(
        f"/worklist/act?shown={shown}", act=name[1], was=re.findall(r'name="was" value="([^"]+)"', page)
    )
    return said(answer.text)


def document(web: WebSite, document_id: str) -> Document:
    return web.site.document(document_id)


def held_by(web: WebSite, document_id: str, user_id: str) -> None:
    with web.site.belt.database.read() as session:
        soon = database_now(session) + timedelta(minutes=5)
    web.change(document_id, state="in_review", reviewer_id=user_id, reviewer_until=soon)


def test_several_rows_get_a_priority_at_once_their_work_follows_and_it_can_be_undone(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    page = person.post(
        "/worklist/act?shown=charts", act="priority:stat", chosen=[made["chart"], made["archive"]]
    ).text
    assert said(page) == [
        "Progress note: stat now, routine before",
        "Laboratory report: stat now, bulk before",
    ]
    assert {job.priority for job in web.site.jobs(made["chart"])} == {0}
    assert undo(web, person, page) == [
        "Progress note: routine now, stat before",
        "Laboratory report: bulk now, stat before",
    ]
    assert [document(web, made[name]).priority for name in ("chart", "archive")] == [1, 2]
    assert web.actions().count("document.priority_changed") == 4


def test_a_due_time_is_the_sites_own_and_can_be_undone(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    before = document(web, made["chart"]).due_at
    page = person.post(
        "/worklist/act?shown=charts", act="due", chosen=made["chart"], due_at="2031-05-04T09:30"
    ).text
    assert said(page) == ["Progress note: due 4 May 09:30 now"]
    due = document(web, made["chart"]).due_at
    assert due is not None
    assert due.isoformat() == "2031-05-04T09:30:00+00:00"
    undo(web, person, page)
    assert document(web, made["chart"]).due_at == before
    assert act(person, "due", made["chart"], due_at="soon") == [
        "Progress note: no due time was given, so nothing changed"
    ]


def test_each_row_says_what_became_of_it_and_one_that_cannot_stops_no_other(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    lines = act(person, "withdraw", made["chart"], made["filed"], "nonsense", reason_withdraw="scanned twice")
    assert lines == [
        "History and physical: not done. It cannot be withdrawn now. "
        "Reload the page to see where the document is now.",
        "A document: not done. There is no such document. "
        "Check the number, or look for it with the Find box.",
        "Progress note: withdrawn; the file is kept. To bring it back, add the same file again",
    ]
    assert document(web, made["chart"]).reason == "scanned twice"
    (line,) = act(person, "withdraw", made["archive"])
    assert "needs a reason" in line


def test_what_is_set_aside_waits_with_its_reason_and_goes_on_where_it_stopped(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    held_by(web, made["chart"], web.person("ben", Role.TECHNICIAN))
    both = [made["chart"], made["reading"]]
    page = person.post(
        "/worklist/act?shown=belt", act="set_aside", chosen=both, reason_set_aside="ask the ward"
    ).text
    assert "set aside" in said(page)[0]
    attention = person.get("/?shown=attention").text
    assert titles(attention) == ["Progress note", "Operative report", "Consultation"]
    assert "ask the ward" in attention
    assert {job.state for job in web.site.jobs(made["reading"])} == {"parked"}
    undo(web, person, page, "belt")
    assert document(web, made["chart"]).state == "awaiting_review"
    # the first job belongs to an earlier step than the one a test put it in: it is read anew
    assert document(web, made["reading"]).state in ("reading", "received")
    assert any(job.state == "ready" for job in web.site.jobs(made["reading"]))


def test_a_review_is_taken_over_with_a_trace_and_the_other_persons_page_is_told(web: WebSite) -> None:
    made = furnish(web)
    ben = web.signed_in(Role.TECHNICIAN, login="ben")
    ben.post(f"/documents/{made['chart']}/claim")
    amy = web.signed_in(Role.TECHNICIAN, login="amy")
    assert act(amy, "take_over", made["chart"]) == [
        "Progress note: yours now; the page of ben says so. Hand it back to undo"
    ]
    told = ben.client.post(
        f"/documents/{made['chart']}/claim", headers={"x-csrf-token": ben.token, "accept": "application/json"}
    )
    assert told.status_code == 409
    assert told.json()["error"]["message"].startswith("amy took this document over; what you saved is kept")
    with web.site.belt.database.read() as session:
        audit = session.query(AuditEvent).filter_by(action="document.taken_over").one()
        custody = session.query(DocumentEventRow).filter_by(event="taken_over").one()
    assert (audit.actor, custody.note) == ("amy", "from ben")
    assert "not done" in act(amy, "take_over", made["chart"])[0]


def test_only_its_holder_or_somebody_who_mends_hands_a_review_back(web: WebSite) -> None:
    made = furnish(web)
    held_by(web, made["chart"], web.person("ben", Role.TECHNICIAN, name="Ben Ito"))
    reader = web.signed_in(Role.READER, login="rea")
    assert "not done" in act(reader, "hand_back", made["chart"], shown="filed")[0]
    amy = web.signed_in(Role.TECHNICIAN, login="amy")
    assert act(amy, "hand_back", made["chart"]) == [
        "Progress note: free again; Ben Ito had it. Open it to take it back"
    ]
    assert document(web, made["chart"]).reviewer_id is None


def test_a_failed_attempt_can_be_tried_at_once(web: WebSite) -> None:
    made = furnish(web)
    with web.site.belt.database.write() as session:
        later = database_now(session) + timedelta(minutes=2)
        session.query(Job).filter_by(subject_id=made["reading"]).update({"not_before": later})
    person = web.signed_in(Role.TECHNICIAN)
    assert act(person, "try_again", made["reading"], shown="belt") == [
        "Operative report: it is trying again now"
    ]
    assert {job.not_before for job in web.site.jobs(made["reading"])} == {None}
    assert "not waiting for another try" in act(person, "try_again", made["reading"], shown="belt")[0]


def test_who_may_not_do_it_is_not_offered_it_and_is_refused(web: WebSite) -> None:
    made = furnish(web)
    reader = web.signed_in(Role.READER)
    assert "data-acts" not in reader.get("/?shown=belt").text
    refused = reader.post("/worklist/act?shown=belt", act="priority:stat", chosen=made["reading"])
    assert refused.status_code == 403
    assert reader.post("/worklist/act", act="nonsense", chosen=made["reading"]).status_code == 403
    assert document(web, made["reading"]).priority == 1


def test_an_undo_that_somebody_made_up_changes_nothing(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    for name, value in (
        ("priority", "7"),
        ("due", "2031-01-01T00:00:00"),
        ("withdraw", "x"),
        ("priority", ""),
    ):
        person.post("/worklist/act?shown=charts", act=name, was=f"{made['chart']} {value}")
    after = document(web, made["chart"])
    assert (after.priority, after.state) == (1, "awaiting_review")


def test_filters_are_saved_under_a_name_and_forgotten(web: WebSite) -> None:
    furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    answer = person.post(
        "/worklist/filters?shown=charts&priority=stat&type=Emergency note", name=" My  stat "
    )
    assert "/?shown=charts&priority=stat&type=Emergency+note" in answer.headers["location"]
    page = person.get("/?shown=filed").text
    assert 'href="/?shown=charts&amp;priority=stat&amp;type=Emergency+note">My stat</a>' in page
    assert titles(person.get("/?shown=charts&priority=stat&type=Emergency note").text) == ["Emergency note"]
    assert person.post("/worklist/filters?shown=charts", name="").status_code == 409
    person.post("/worklist/filters/forget", name="My stat")
    assert "My stat" not in person.get("/?shown=filed").text


def test_a_long_list_goes_on_after_its_last_row(web: WebSite) -> None:
    for number in range(105):
        web.site.receive(b"%PDF-1.7\n%" + str(number).encode(), document_type=f"Type {number:03}")
    person = web.signed_in(Role.TECHNICIAN)
    first = person.get("/?shown=belt").text
    following = re.search(r'href="([^"]+)" data-key="n"', first)
    assert following
    second = person.get(html.unescape(following[1])).text
    assert titles(first) + titles(second) == [f"Type {number:03}" for number in range(105)]
    assert 'data-key="n"' not in second
    for broken in ("x", "1~2~3", "1~2026-01-01T00:00:00~a", "~~"):
        assert len(titles(person.get(f"/?shown=belt&after={broken}").text)) == 100
