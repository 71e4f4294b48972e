from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ocr.page import page_tokens
from ocr.page_structure import PageStructure
from review_ui.chart_presenter import turn_transform
from review_ui.page_blocks import WordLooks, shown_blocks, soft_line_ends
from storage.accounts import Role
from storage.database import database_now
from storage.edits import Token
from storage.errors import Deficiency
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import load_text
from storage.tables import AuditEvent, Document, Patient, Reading
from tests.review_ui.chart import ChartMade, chart_to_check, lose, written_page
from tests.review_ui.site import SignedInClient, WebSite
from tests.small_site import FERN

NOTE = "Patient: Fernsby, Marigold\nMRN: 900417\n\nTakes ~Iisinopril daily for\nhypertension."
CONFIRMED = FERN | {"encounter": "E-1", "encounter_type": "outpatient", "route": "full"}


def send(client: SignedInClient, path: str, **given: Any) -> Any:
    """Send JSON as our own scripts do."""
    return client.client.post(path, json=given, headers={"x-csrf-token": client.token})


def open_chart(web: WebSite, client: SignedInClient, *texts: str) -> ChartMade:
    made = chart_to_check(web.site, *(texts or (NOTE,)))
    assert client.get(f"/charts/{made.document_id}").status_code == 200
    return made


def text_of(web: WebSite, made: ChartMade) -> str:
    return load_text(web.site.belt.database, web.site.belt.store, made.document_id).text


def word(made: ChartMade, number: int) -> str:
    return f"{made.page_ids[0]}:1:{number}"


def test_opening_a_waiting_chart_claims_it_and_shows_words_boxes_and_what_is_missing(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, NOTE)
    page = pat.get(f"/charts/{made.document_id}").text
    assert web.site.document(made.document_id).state == DocumentState.IN_REVIEW
    assert page.count("data-box=") == page.count("data-token=") == 10
    assert re.search(r'class="word doubtful"[^>]*>Iisinopril</span>', page)
    assert "Confirm the patient" in page
    assert "Verify and file" in page
    assert "document.viewed" in web.actions()


def test_the_second_person_reads_and_is_told_who_works_on_it(web: WebSite) -> None:
    pat, kim = web.signed_in(Role.TECHNICIAN), web.signed_in(Role.TECHNICIAN, login="kim")
    made = open_chart(web, pat)
    page = kim.get(f"/charts/{made.document_id}").text
    assert "pat is working on it" in page
    assert "Verify and file" not in page
    given = {"based_on": 0, "first": word(made, 6), "last": word(made, 6), "text": "lisinopril"}
    refused = send(kim, f"/documents/{made.document_id}/text", **given)
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "storage.claimed"
    assert "Iisinopril" in text_of(web, made)


def test_a_reader_sees_the_chart_and_can_change_nothing(web: WebSite) -> None:
    reader = web.signed_in(Role.READER)
    made = chart_to_check(web.site, NOTE)
    assert "Iisinopril" in reader.get(f"/charts/{made.document_id}").text
    assert web.site.document(made.document_id).state == DocumentState.AWAITING_REVIEW
    given = {"based_on": 0, "first": word(made, 6), "last": word(made, 6), "text": "lisinopril"}
    assert send(reader, f"/documents/{made.document_id}/text", **given).status_code == 409
    for act in ("claim", "hand-back", "acknowledge", "index", "send-back"):
        assert send(reader, f"/documents/{made.document_id}/{act}").status_code == 403, act


def test_a_corrected_word_is_saved_with_the_boxes_of_what_it_replaces_and_can_be_taken_back(
    web: WebSite,
) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    path = f"/documents/{made.document_id}"
    given = {"based_on": 0, "first": word(made, 5), "last": word(made, 6), "text": "Takes lisinopril 20 mg"}
    saved = send(pat, f"{path}/text", **given).json()
    assert [one["text"] for one in saved["tokens"]] == ["Takes", "lisinopril", "20", "mg"]
    assert saved["tokens"][1]["words"] == [word(made, 6)]
    assert (saved["revision"], saved["others"]) == (1, False)
    assert "Takes lisinopril 20 mg daily" in text_of(web, made)

    undone = send(pat, f"{path}/undo").json()
    assert undone["revision"] == 2
    assert undone["page_id"] == made.page_ids[0]
    assert "Takes Iisinopril daily" in text_of(web, made)
    nothing = send(pat, f"{path}/undo")
    assert nothing.json()["error"]["code"] == "storage.range_unknown"
    assert [one for one in web.actions() if one.startswith("text.")] == ["text.corrected", "text.undone"]


def test_words_can_be_taken_out_and_the_box_says_so(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    given = {"based_on": 0, "first": word(made, 6), "last": word(made, 6), "text": ""}
    assert send(pat, f"/documents/{made.document_id}/text", **given).json()["tokens"] == []
    page = pat.get(f"/charts/{made.document_id}").text
    assert re.search(rf'data-box="{word(made, 6)}" class="box removed"', page)


def test_words_put_before_the_first_of_a_page_are_answered_and_stand_on_that_page(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat, "First page.", "pain today")
    first = f"{made.page_ids[1]}:1:0"
    path = f"/documents/{made.document_id}/text"
    saved = send(pat, path, based_on=0, first=first, last=first, text="No pain").json()
    assert [one["text"] for one in saved["tokens"]] == ["No", "pain"]
    assert re.search(
        r">No</span> <span[^>]*>pain</span>", pat.get(f"/charts/{made.document_id}/pages/2").text
    )


def test_two_saves_of_the_same_word_show_both_versions_and_save_nothing(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    path = f"/documents/{made.document_id}/text"
    same = {"first": word(made, 6), "last": word(made, 6)}
    assert send(pat, path, based_on=0, text="lisinopril", **same).status_code == 200
    stale = send(pat, path, based_on=0, text="enalapril", **same)
    assert stale.status_code == 409
    answer = stale.json()
    assert (answer["current_text"], answer["your_text"]) == ("lisinopril", "enalapril")
    assert "lisinopril" in text_of(web, made)

    again = {"based_on": answer["revision"], "first": answer["first"], "last": answer["last"]}
    assert send(pat, path, text="enalapril", **again).status_code == 200
    assert "Takes enalapril daily" in text_of(web, made)


def test_saves_of_different_words_merge_and_say_that_others_changed_the_text(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    path = f"/documents/{made.document_id}/text"
    for number, text in ((6, "lisinopril"), (9, "hypertension")):
        saved = send(
            pat, path, based_on=0, first=word(made, number), last=word(made, number), text=text
        ).json()
    assert saved["others"] is True
    assert "Takes lisinopril daily for\nhypertension" in text_of(web, made)


def test_nothing_is_verified_before_the_index_is_confirmed_and_then_the_chart_is_on_its_way(
    web: WebSite,
) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    path = f"/documents/{made.document_id}"
    refused = send(pat, f"{path}/verify", based_on=0)
    assert refused.status_code == 409
    assert refused.json()["missing"] == ["confirm the patient", "confirm the encounter"]

    assert send(pat, f"{path}/index", **CONFIRMED).json() == {"confirmed": True}
    assert "Nothing is missing." in pat.get(f"{path}/side").text
    stale = send(pat, f"{path}/verify", based_on=3)
    assert "the text changed" in stale.json()["missing"][0]
    verified = send(pat, f"{path}/verify", based_on=0)
    assert verified.json()["go_to"] == "/?shown=charts&done=verified"
    assert web.site.document(made.document_id).state == DocumentState.VERIFIED
    assert "It is checked and about to be filed." in pat.get(f"/charts/{made.document_id}").text

    assert send(pat, f"{path}/send-back", reason="the wrong page").status_code == 200
    assert web.site.document(made.document_id).state == DocumentState.AWAITING_REVIEW


def test_verify_and_next_opens_the_next_free_chart(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made, following = open_chart(web, pat), chart_to_check(web.site, "Second chart")
    send(pat, f"/documents/{made.document_id}/index", **CONFIRMED)
    verified = send(pat, f"/documents/{made.document_id}/verify", based_on=0, then="next")
    assert verified.json()["go_to"] == f"/charts/{following.document_id}?done=verified"


def test_the_whole_task_works_with_plain_forms(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    path = f"/documents/{made.document_id}"
    stopped = pat.post(f"{path}/verify", based_on="0")
    assert stopped.headers["location"] == f"/charts/{made.document_id}?stopped=yes#still-missing"
    assert "It is not verified yet. Still missing: confirm the patient" in (
        pat.get(f"/charts/{made.document_id}?stopped=yes").text
    )
    wrong = pat.post(f"{path}/index", **(CONFIRMED | {"dob": "yesterday"}))
    assert wrong.status_code == 422
    assert "must be a date written YYYY-MM-DD" in wrong.text
    assert pat.post(f"{path}/index", **CONFIRMED).headers["location"] == f"/charts/{made.document_id}"
    assert pat.post(f"{path}/hand-back").headers["location"] == "/"
    assert web.site.document(made.document_id).state == DocumentState.AWAITING_REVIEW
    assert pat.post(f"{path}/claim").headers["location"] == f"/charts/{made.document_id}"
    assert pat.post(f"{path}/verify", based_on="0").headers["location"] == "/?shown=charts&done=verified"
    assert web.site.document(made.document_id).state == DocumentState.VERIFIED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "Quill, Barnaby", "dob": "1999-01-01"}, "mrn"),
        ({"mrn": "", "name": "", "dob": ""}, "name"),
        ({"encounter_type": "sauna"}, "encounter_type"),
    ],
)
def test_what_is_wrong_with_the_index_is_said_at_its_field(
    web: WebSite, changed: dict[str, str], field: str
) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    send(pat, f"/documents/{made.document_id}/index", **CONFIRMED)
    refused = send(pat, f"/documents/{made.document_id}/index", **(CONFIRMED | changed))
    assert refused.status_code == 422
    assert list(refused.json()["error"]["fields"]) == [field]


def test_a_page_that_reads_another_patient_is_decided_on_its_own(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    foreign = "Patient: Quill, Barnaby\nMRN: 555000\n\nText"
    made = open_chart(web, pat, NOTE, foreign)
    path = f"/documents/{made.document_id}"
    page = pat.get(f"/charts/{made.document_id}?page=2").text
    assert "2 of 2</span>" in page
    assert "differs" in page
    send(pat, f"{path}/index", **CONFIRMED)
    page = pat.get(f"/charts/{made.document_id}").text
    assert "decide about the pages that read another patient" in page.lower()
    assert 'class="other-patient"' in page
    assert send(pat, f"{path}/acknowledge", kind="other_patient").status_code == 409

    deficiency_id = re.search(r'name="deficiency_id" value="([^"]+)"', page)
    assert deficiency_id
    decided = {"kind": "other_patient", "deficiency_id": deficiency_id[1], "decision": "it is this patient"}
    assert send(pat, f"{path}/acknowledge", **decided).status_code == 200
    side = pat.get(f"{path}/side").text
    assert "it is this patient" in side
    assert "Nothing is missing." in side


def test_what_the_pages_read_is_shown_once_for_each_patient_beside_the_form(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    other = "Patient: Quill, Barnaby\nDOB: 01/02/1999"
    page = pat.get(f"/charts/{open_chart(web, pat, NOTE, other, NOTE).document_id}").text
    assert "Pages 1, 3 read" in page
    assert "Page 2 reads" in page
    assert (page.count("agrees</span>"), page.count("differs</span>")) == (1, 1)
    page = pat.get(f"/charts/{open_chart(web, pat, NOTE, NOTE, other, 'No name').document_id}").text
    assert "Pages 1 to 2 read" in page


def test_what_a_recording_says_of_its_patient_is_shown_the_same_way(web: WebSite) -> None:
    pat = web.signed_in(Role.TRANSCRIPTIONIST)
    made = chart_to_check(web.site, "No name")

    def hear(session: Session) -> None:
        session.get_one(Document, made.document_id).kind = "dictation"
        session.add(
            Reading(
                unit_id=made.document_id,
                reading_no=1,
                engine={},
                word_count=3,
                doubtful_words=0,
                seconds=1.0,
                identity={"mrn": "", "name": "Fernsby, Marigold", "birth_date": None},
                created_at=database_now(session),
            )
        )

    web.site.write(hear)
    side = pat.get(f"/documents/{made.document_id}/side").text
    assert "The recording says" in side
    assert "agrees</span>" in side
    assert "Worktype" in side


def test_a_chart_that_is_verified_cannot_be_taken_up_again(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    send(pat, f"/documents/{made.document_id}/index", **CONFIRMED)
    send(pat, f"/documents/{made.document_id}/verify", based_on=0)
    refused = send(pat, f"/documents/{made.document_id}/claim")
    assert refused.status_code == 409
    assert send(pat, f"/documents/{made.document_id}/index", **CONFIRMED).status_code == 409
    assert send(pat, f"/documents/{made.document_id}/acknowledge", kind="x").status_code == 409


def test_losses_are_said_in_plain_words_and_acknowledged_by_kind(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat, "One", "Two")
    lose(
        web.site,
        made.document_id,
        Deficiency("picture_unread", "A picture holds text", page_number=1),
        Deficiency("picture_unread", "A picture holds text", page_number=2),
        Deficiency("audio_gap", "Nothing was heard", start_s=3.0, end_s=75.0),
        Deficiency("strange_thing", "Something new", start_s=4.0),
        Deficiency("file_repaired", "The file was damaged"),
    )
    page = pat.get(f"/charts/{made.document_id}").text
    for words in ("Picture not read", "Strange thing", "0:03 to 1:15", "at 0:04", "5 open", "Seen, all 2"):
        assert words in page
    send(pat, f"/documents/{made.document_id}/acknowledge", kind="picture_unread", decision="seen")
    assert "3 open" in pat.get(f"/documents/{made.document_id}/side").text


def test_words_that_somebody_added_belong_to_the_page_of_the_word_before(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat, "One two", "Three four")
    first, last = f"{made.page_ids[1]}:1:0", f"{made.page_ids[1]}:1:1"
    send(
        pat,
        f"/documents/{made.document_id}/text",
        based_on=0,
        first=first,
        last=last,
        text="Three and four",
    )
    sheet = pat.get(f"/charts/{made.document_id}/pages/2").text
    assert ">and</span>" in sheet
    assert ">and</span>" not in pat.get(f"/charts/{made.document_id}/pages/1").text


def test_a_turned_page_is_shown_upright(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, NOTE, rotation_deg=90)
    page = pat.get(f"/charts/{made.document_id}").text
    assert 'viewBox="0 0 1100 850"' in page
    assert 'transform="translate(0 850) rotate(270)"' in page


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_turning_keeps_the_frame_in_the_first_quadrant(angle: int) -> None:
    shift = re.match(r"translate\((\d+) (\d+)\)", turn_transform(angle, 850, 1100))
    across, down = (int(shift[1]), int(shift[2])) if shift else (0, 0)
    corners = {(0, 0), (850, 0), (0, 1100), (850, 1100)}
    cosine, sine = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[angle]
    shown = {(cosine * x - sine * y + across, sine * x + cosine * y + down) for x, y in corners}
    assert min(x for x, _ in shown) == min(y for _, y in shown) == 0


def test_blank_unread_and_lost_pages_say_so(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat, NOTE, "", "")
    lose(web.site, made.document_id, Deficiency("page_unreadable", "Damaged", page_number=3))
    assert "This page is blank." in pat.get(f"/charts/{made.document_id}/pages/2").text
    assert "This page could not be read" in pat.get(f"/charts/{made.document_id}/pages/3").text
    assert "3 of 3</span>" in pat.get(f"/charts/{made.document_id}/pages/99").text


def test_a_chart_that_is_not_opened_yet_has_no_pages(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    received = web.site.receive()
    page = pat.get(f"/charts/{received.document_id}")
    assert page.status_code == 200
    assert "It has not been opened yet" in page.text


def test_what_is_no_chart_is_not_found(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = chart_to_check(web.site, NOTE)
    web.change(made.document_id, kind="dictation")
    assert pat.get(f"/charts/{made.document_id}").status_code == 404
    assert pat.get(f"/charts/{made.document_id}/pages/1").status_code == 404
    assert pat.get("/charts/no-such-chart").status_code == 404


def test_a_request_that_is_neither_form_nor_object_is_refused(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    path = f"/documents/{made.document_id}/text"
    headers = {"x-csrf-token": pat.token, "content-type": "application/json"}
    for body in (b"{", b"[]"):
        assert pat.client.post(path, content=body, headers=headers).status_code == 400
    assert send(pat, path, based_on="one", text="x").status_code == 400


def test_the_patient_is_known_to_the_audit_once_confirmed(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat)
    send(pat, f"/documents/{made.document_id}/index", **CONFIRMED)
    pat.get(f"/charts/{made.document_id}")
    with web.site.belt.database.read() as session:
        patient_id = session.query(Patient.id).scalar()
        newest = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert newest is not None
    assert (newest.action, newest.patient_id) == ("document.viewed", patient_id)


def token(number: int, text: str, after: str) -> Token:
    return Token(f"p:1:{number}", text, after, (f"p:1:{number}",))


def test_filled_lines_flow_and_list_items_keep_their_lines() -> None:
    prose = [token(0, "denies-chest-pain", "\n"), token(1, "or-nausea-at-all.", "\n"), token(2, "End", "")]
    assert soft_line_ends(prose) == {"p:1:0", "p:1:1"}
    items = [token(0, "1.", " "), token(1, "Metformin", "\n"), token(2, "2.", " "), token(3, "Aspirin", "")]
    assert soft_line_ends(items) == set()
    short = [token(0, "MRN:", "\n"), token(1, "a-much-longer-line-follows", "")]
    assert soft_line_ends(short) == set()


def test_the_web_loads_no_engine() -> None:
    engines = "{'cv2', 'spacy', 'faster_whisper', 'av', 'pdfplumber', 'pypdfium2'}"
    script = f"import sys, review_ui.app; print(*sorted({engines} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_an_accepted_doubt_is_settled_counted_down_and_can_be_taken_back_and_done_again(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat, NOTE, "Second ~pagc")
    path = f"/documents/{made.document_id}"
    given = {"based_on": 0, "first": word(made, 6), "last": word(made, 6), "act": "accepted"}
    saved = send(pat, f"{path}/text", **given).json()
    assert [(one["text"], one["person"]) for one in saved["tokens"]] == [("Iisinopril", True)]

    def shown() -> tuple[list[str], bool]:
        page = pat.get(f"/charts/{made.document_id}").text
        return re.findall(r'data-doubtful="(\d)"', page), 'class="word accepted"' in page

    assert shown() == (["0", "1"], True)
    assert send(pat, f"{path}/undo").json()["page_id"] == made.page_ids[0]
    assert shown() == (["1", "1"], False)
    assert send(pat, f"{path}/redo").json()["page_id"] == made.page_ids[0]
    assert shown() == (["0", "1"], True)
    assert send(pat, f"{path}/redo").json()["error"]["code"] == "storage.range_unknown"
    assert send(pat, f"{path}/text", **given | {"act": "burned"}).status_code == 400
    done = [one for one in web.actions() if one.startswith("text.")]
    assert done == ["text.corrected", "text.undone", "text.redone"]


def test_doubts_here_and_there_are_settled_as_one_act_and_nothing_between_them_is(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    made = open_chart(web, pat, "One ~twa three ~fouh five ~sixx")
    path = f"/documents/{made.document_id}"
    meant = [word(made, 5), word(made, 1)]  # in whatever order a page names them
    given = {"based_on": 0, "first": meant[0], "last": meant[1], "act": "accepted", "only": " ".join(meant)}
    saved = send(pat, f"{path}/text", **given).json()
    assert [one["text"] for one in saved["tokens"] if one["person"]] == ["twa", "sixx"]
    again = {"based_on": saved["revision"], "first": word(made, 3), "last": word(made, 3), "act": "accepted"}
    assert send(pat, f"{path}/text", **again).status_code == 200
    assert send(pat, f"{path}/undo").status_code == 200
    revision = send(pat, f"{path}/undo").json()["revision"]
    page = pat.get(f"/charts/{made.document_id}").text
    assert page.count('class="word doubtful"') == 3
    assert f'data-revision="{revision}"' in page


def test_words_are_found_on_every_page_and_replaced_only_where_they_were_counted(web: WebSite) -> None:
    pat, reader = web.signed_in(Role.TECHNICIAN), web.signed_in(Role.READER, login="rea")
    made = open_chart(web, pat, "Iron low", "iron and iron", "environment")
    path = f"/charts/{made.document_id}"
    found = send(reader, f"{path}/find", words="iron", whole_words="yes").json()
    assert [made.page_ids.index(one["page_id"]) for one in found["places"]] == [0, 1, 1]
    assert send(pat, f"{path}/find", words="iron").json()["places"][-1]["start"] == 3
    asked = {"words": "iron", "whole_words": "yes", "by": "ferritin"}
    assert send(reader, f"{path}/replace", **asked, counted=3).status_code == 409
    changed = send(pat, f"{path}/replace", **asked, counted=4)
    assert (changed.status_code, changed.json()["count"]) == (409, 3)
    assert send(pat, f"{path}/replace", **asked, counted=3).json() == {"revision": 3}
    assert text_of(web, made).split("\n\n") == ["ferritin low", "ferritin and ferritin", "environment"]
    send(pat, f"/documents/{made.document_id}/undo")
    assert text_of(web, made).split("\n\n") == ["Iron low", "iron and iron", "environment"]


def test_a_table_of_the_paper_is_a_table_in_the_text() -> None:
    page = written_page("Result:\n\nSodium 140 mmol\nIron low\n\nEnd", "p")
    box = {"left": 1, "top": 1, "right": 2, "bottom": 2}
    cells = [(0, 0, (1,)), (0, 1, (2, 3)), (1, 0, (4,)), (1, 1, (5,))]
    table = {
        "box": box,
        "rows": 2,
        "columns": 2,
        "cells": [{"row": row, "column": column, "box": box, "words": of} for row, column, of in cells],
    }
    page = replace(page, structure=PageStructure.from_json({"tables": [table]}))
    tokens = [Token(word.id, word.text, after, (word.id,)) for word, after in page_tokens(page)]
    added = Token("n", "(high)", " ", (), "person")
    tokens.insert(4, added)
    blocks = shown_blocks(page, tokens, WordLooks((), {}, {}))
    rows = [[[word.text for word in cell.words] for cell in row] for row in blocks[1].rows]
    assert rows == [[["Sodium"], ["140", "mmol", "(high)"]], [["Iron"], ["low"]]]
    assert [[word.text for word in block.words] for block in blocks] == [["Result:"], [], ["End"]]
