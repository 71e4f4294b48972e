from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.approval import confirm_index
from ingest.index_fields import parse_index_fields
from storage.accounts import Role
from storage.filing import manifest_name, read_manifest
from storage.ledger.document_states import DocumentState
from storage.page_parts import all_parts
from storage.reviews import Reviewer
from storage.tables import CriticalConfirmation, Document, ReviewCoverage, ReviewEffort, User
from tests.review_ui.chart import ChartMade, chart_to_check
from tests.review_ui.dictation import confirmed, dictation_to_check
from tests.review_ui.site import SignedInClient, WebSite, web_site
from tests.small_site import FERN

WHOLE = [[0, len(all_parts())]]
VISIT = {"encounter": "E-1", "encounter_type": "outpatient"}


@pytest.fixture
def warned(tmp_path: Path) -> Iterator[WebSite]:
    with web_site(tmp_path, review_coverage="warn") as made:
        yield made


def send(client: SignedInClient, path: str, **body: Any) -> Any:
    headers = {"x-csrf-token": client.token, "accept": "application/json"}
    return client.client.post(path, json=body, headers=headers)


def opened(web: WebSite, *texts: str, **fields: str) -> tuple[ChartMade, SignedInClient]:
    """A chart in the hands of pat, its index confirmed."""
    made = chart_to_check(web.site, *texts)
    pat = web.signed_in(Role.TECHNICIAN)
    pat.get(f"/charts/{made.document_id}")
    index_confirmed(web, made.document_id, **fields)
    return made, pat


def index_confirmed(web: WebSite, document_id: str, **fields: str) -> None:
    with web.site.belt.database.write() as session:
        holder = session.get_one(User, session.get_one(Document, document_id).reviewer_id)
        given = parse_index_fields(FERN | VISIT | {"document_type": "Progress note"} | fields)
        reviewer = Reviewer(holder.id, holder.login)
        confirm_index(session, document_id, given, reviewer, web.site.belt.settings)


def test_a_page_is_seen_when_every_part_with_words_was_and_the_next_sitting_goes_on(warned: WebSite) -> None:
    made, pat = opened(warned, "First page", "Second")
    path = f"/documents/{made.document_id}/coverage"
    first, second = made.page_ids
    told = send(pat, path, pages={first: {"seconds": 2.5, "parts": [[12, 14]]}}, keystrokes=7, active_s=2.5)
    assert told.json() == {"kept": True, "whole": {first: False}}
    told = send(pat, path, pages={first: {"seconds": 1, "parts": [[14, 16]]}}, active_s=1)
    assert told.json()["whole"] == {first: True}  # the two words of the page stand in parts 13 to 15
    known = pat.get(path).json()
    assert known["pages"] == {first: {"parts": [[12, 16]], "whole": True}}
    assert known["rule"]["legible_px"] == 7
    with warned.site.belt.database.read() as session:
        row = session.query(ReviewCoverage).one()
        assert (row.seen_s, row.unit_id) == (3.5, first)
        effort = session.query(ReviewEffort).one()
        assert (effort.keystrokes, effort.active_s) == (7, 3.5)
    word = f"{second}:1:0"
    assert send(pat, path, confirmed=[word]).json()["whole"] == {second: True}  # looked at one by one
    shown = pat.get(f"/documents/{made.document_id}/side").text
    assert "2 of 2 pages seen" in shown
    assert "7 keys" in shown


def test_what_is_told_by_somebody_who_does_not_hold_the_review_is_not_kept(warned: WebSite) -> None:
    made, pat = opened(warned, "One page")
    path = f"/documents/{made.document_id}/coverage"
    kim = warned.signed_in(Role.TECHNICIAN, login="kim")
    news = {made.page_ids[0]: {"seconds": 1, "parts": WHOLE}}
    assert send(kim, path, pages=news).json() == {"kept": False, "whole": {}}
    typist = warned.signed_in(Role.TRANSCRIPTIONIST, login="tom")
    assert send(typist, path, pages=news).status_code == 403
    assert typist.get(path).status_code == 403
    assert typist.get(f"/documents/{made.document_id}/critical?page={made.page_ids[0]}").status_code == 403
    other = chart_to_check(warned.site, "Somebody else's").page_ids[0]
    assert send(pat, path, pages={other: {"seconds": 1, "parts": WHOLE}}).json()["whole"] == {}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"pages": {"p": {"parts": [[0, 9999]]}}},
        {"heard": [[-1, 2]]},
        {"heard": [["a", 2]]},
        {"active_s": 1e9},
        {"keystrokes": -1},
        {"typed": "words of a patient"},
    ],
)
def test_nothing_but_numbers_and_ids_is_taken(web: WebSite, nonsense: dict[str, Any]) -> None:
    made, pat = opened(web, "One page")
    assert send(pat, f"/documents/{made.document_id}/coverage", **nonsense).status_code == 400


def test_approval_names_what_was_skipped_and_asks_once(warned: WebSite) -> None:
    made, pat = opened(warned, *(f"Page {n}" for n in range(1, 10)))
    path = f"/documents/{made.document_id}"
    seen = {page_id: {"seconds": 1, "parts": WHOLE} for n, page_id in enumerate(made.page_ids) if n != 6}
    send(pat, f"{path}/coverage", pages=seen)
    refused = send(pat, f"{path}/verify", based_on=0)
    assert refused.status_code == 409
    words = "page 7 of 9 was not shown large enough to read"
    assert refused.json()["gaps"] == [{"words": words, "page_number": 7, "start_s": None, "token_id": ""}]
    assert refused.json()["may_go_on"] is True
    assert send(pat, f"{path}/verify", based_on=0, unseen_ok="yes").status_code == 200
    assert warned.site.document(made.document_id).state == DocumentState.VERIFIED
    assert "verified.not_all_seen" in warned.actions()


def test_without_script_the_page_names_it_with_a_link_and_the_second_press_files(warned: WebSite) -> None:
    made, pat = opened(warned, "One page", "Takes ~20 mg daily")
    path = f"/documents/{made.document_id}"
    stopped = pat.post(f"{path}/verify", based_on="0")
    page = pat.get(stopped.headers["location"].partition("#")[0]).text
    assert "Pages 1 to 2 of 2 were not shown large enough to read" in page
    assert "On page 2, a dose is not confirmed" in page
    assert 'href="?page=1"' in page
    assert 'name="unseen_ok" value="yes"' in page
    assert pat.post(f"{path}/verify", based_on="0", unseen_ok="yes").status_code == 303
    assert warned.site.document(made.document_id).state == DocumentState.VERIFIED


def test_block_refuses_on_the_server_until_everything_was_seen_and_confirmed(tmp_path: Path) -> None:
    with web_site(tmp_path, review_coverage="block") as web:
        made, pat = opened(web, "Takes ~20 mg of lisinopril")
        path, page_id = f"/documents/{made.document_id}", made.page_ids[0]
        refused = send(pat, f"{path}/verify", based_on=0, unseen_ok="yes")
        assert refused.json()["may_go_on"] is False
        assert len(refused.json()["gaps"]) == 2
        send(pat, f"{path}/coverage", pages={page_id: {"seconds": 1, "parts": WHOLE}})
        marks = pat.get(f"{path}/critical?page={page_id}").json()["words"]
        dose = f"{page_id}:1:1"
        assert marks[dose] == {"kind": "a dose", "stop": True, "confirmed": False}
        assert marks[f"{page_id}:1:4"] == {"kind": "a drug", "stop": False, "confirmed": False}
        assert send(pat, f"{path}/critical", tokens=f"{dose} no-such-word").json() == {"confirmed": 1}
        assert pat.get(f"{path}/critical?page={page_id}").json()["words"][dose]["confirmed"] is True
        assert send(pat, f"{path}/verify", based_on=0).status_code == 200
        with web.site.belt.database.read() as session:
            rows = {one.token_id: one.how for one in session.query(CriticalConfirmation)}
        assert rows == {dose: "pressed", f"{page_id}:1:2": "seen", f"{page_id}:1:4": "seen"}


def test_a_typed_word_needs_no_second_look_and_a_word_is_confirmed_by_who_holds_it(web: WebSite) -> None:
    made, pat = opened(web, "Takes 20 mg daily")
    path, page_id = f"/documents/{made.document_id}", made.page_ids[0]
    word = f"{page_id}:1:1"
    saved = send(pat, f"{path}/text", based_on=0, first=word, last=word, text="25").json()
    fresh = saved["tokens"][0]["id"]
    marks = pat.get(f"{path}/critical?page={page_id}").json()["words"]
    assert marks[fresh] == {"kind": "a dose", "stop": True, "confirmed": True}  # typed with the eyes on it
    kim = web.signed_in(Role.TECHNICIAN, login="kim")
    assert send(kim, f"{path}/critical", tokens=fresh).status_code == 409


def test_on_another_route_only_drawn_words_stop(web: WebSite) -> None:
    texts = ["Takes ~20 mg of lisinopril, denies pain", "No word", "Left knee 5 mg"]
    made, pat = opened(web, *texts, route="archive")
    marks = [
        pat.get(f"/documents/{made.document_id}/critical?page={page_id}").json()["words"]
        for page_id in made.page_ids
    ]
    assert sum(len(one) for one in marks) == 3
    assert all(word["stop"] for one in marks for word in one.values())


def test_seconds_are_heard_by_playing_or_by_confirming_a_word_and_the_skipped_one_is_named(
    warned: WebSite,
) -> None:
    critical = {"critical": {"d:1:2": "drug", "d:1:5": "drug"}}
    document_id = dictation_to_check(warned.site, doubt=critical)
    confirmed(warned.site, document_id)
    warned.change(document_id, duration_s=3.0)
    tom = warned.signed_in(Role.TRANSCRIPTIONIST, login="tom")
    tom.get(f"/dictations/{document_id}")
    path = f"/documents/{document_id}"
    send(tom, f"{path}/coverage", heard=[[0, 0.45], [1.6, 50]], confirmed=["d:1:5", "d:1:6"])
    assert tom.get(f"{path}/coverage").json()["heard"] == [[0, 0.45], [0.5, 0.7], [1.6, 3.0]]
    doubtful = send(tom, f"{path}/verify", based_on=0).json()["gaps"]
    assert [(one["words"], one["start_s"]) for one in doubtful] == [
        ("0:00 to 0:02 was not played", 0.7),
        ("at 0:00, a drug is not confirmed", 0.2),
        ("at 0:00, a drug is not confirmed", 0.5),
    ]
    accepted = {"based_on": 0, "first": "d:1:t2", "last": "d:1:t2", "text": "", "act": "accepted"}
    assert send(tom, f"{path}/text", **accepted).status_code == 200
    left = send(tom, f"{path}/verify", based_on=1).json()["gaps"]
    assert [one["start_s"] for one in left] == [0.7, 0.5]


def test_neither_coverage_nor_effort_nor_confirmations_reach_the_filed_record(web: WebSite) -> None:
    document_id = dictation_to_check(web.site)
    confirmed(web.site, document_id)
    tom = web.signed_in(Role.TRANSCRIPTIONIST, login="tom")
    tom.get(f"/dictations/{document_id}")
    path = f"/documents/{document_id}"
    send(tom, f"{path}/coverage", heard=[[0.123, 1.987]], keystrokes=424242, active_s=77.125)
    send(tom, f"{path}/critical", tokens="d:1:t2")
    assert send(tom, f"{path}/verify", based_on=0).status_code == 200
    web.site.run_belt()
    assert web.site.document(document_id).state == DocumentState.FILED
    filed = filed_bytes(web, document_id)
    assert b"hipertension" in filed
    for trace in (b"coverage", b"424242", b"77.125", b"0.123", b"keystrokes", b"pressed", b"heard"):
        assert trace not in filed


def filed_bytes(web: WebSite, document_id: str) -> bytes:
    """The manifest and everything that it names, the sound left out."""
    store = web.site.belt.store
    content = store.read_named(manifest_name(document_id, 1))
    objects = [one.sha256 for one in read_manifest(content).objects]
    return b"".join([content, *(store.read(sha256) for sha256 in objects)])
