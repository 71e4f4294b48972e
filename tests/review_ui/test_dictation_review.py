from __future__ import annotations

import pytest

from storage.accounts import Role
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import load_text
from storage.tables import DocumentDeficiency
from tests.review_ui.chart import chart_to_check
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import SignedInClient, WebSite


@pytest.fixture
def document_id(web: WebSite) -> str:
    return dictation_to_check(web.site)


@pytest.fixture
def typist(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.TRANSCRIPTIONIST, login="tom")


def text_of(web: WebSite, document_id: str) -> str:
    return load_text(web.site.belt.database, web.site.belt.store, document_id).text


def test_opening_a_dictation_claims_it_and_shows_its_text(
    web: WebSite, document_id: str, typist: SignedInClient
) -> None:
    page = typist.get(f"/dictations/{document_id}").text

    assert "Patient has hipertension and takes" in page
    assert "3 doubtful words" in page
    assert "data-may-edit" in page
    assert web.site.document(document_id).state == DocumentState.IN_REVIEW


def test_who_does_not_verify_dictations_only_reads(web: WebSite, document_id: str) -> None:
    page = web.signed_in(Role.READER, login="ruth").get(f"/dictations/{document_id}").text

    assert "readonly" in page
    assert "data-may-edit" not in page
    assert web.site.document(document_id).state == DocumentState.AWAITING_REVIEW


def test_the_editor_gets_words_with_their_seconds_doubts_and_terms(
    document_id: str, typist: SignedInClient
) -> None:
    spoken = typist.get(f"/dictations/{document_id}/words").json()

    assert spoken["revision"] == 0
    assert spoken["tokens"][2] == {
        "id": "d:1:t2",
        "text": "hipertension",
        "after": " ",
        "words": ["d:1:2"],
        "person": False,
    }
    assert spoken["words"]["d:1:2"] == [0.2, 0.3]
    assert spoken["doubtful"] == ["d:1:2", "d:1:5", "d:1:6"]
    assert spoken["suggestions"] == [{"words": ["d:1:5", "d:1:6"], "text": "lisinopril"}]


def test_without_script_the_whole_text_is_saved_and_every_other_word_keeps_its_second(
    web: WebSite, document_id: str, typist: SignedInClient
) -> None:
    typist.get(f"/dictations/{document_id}")
    changed = "Patient\r\n\r\nhas hypertension and takes lisinopril daily."

    answer = typist.post(
        f"/dictations/{document_id}/text", based_on="0", first="d:1:t0", last="d:1:t7", text=changed
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"/dictations/{document_id}")
    assert text_of(web, document_id) == changed.replace("\r\n", "\n")
    spoken = typist.get(f"/dictations/{document_id}/words").json()
    by_text = {one["text"]: one for one in spoken["tokens"]}
    assert by_text["lisinopril"]["words"] == ["d:1:5", "d:1:6"]
    assert by_text["daily."]["person"] is False
    assert "0 doubtful words" in typist.get(f"/dictations/{document_id}").text


def test_without_script_too_nobody_overwrites_what_somebody_else_saved(
    document_id: str, typist: SignedInClient
) -> None:
    typist.get(f"/dictations/{document_id}")
    whole = {"first": "d:1:t0", "last": "d:1:t7"}
    first = "Patient has hypertension and takes lysine april daily."
    mine = "Patient has hypotension and takes lysine april daily."
    assert (
        typist.post(f"/dictations/{document_id}/text", based_on="0", text=first, **whole).status_code == 303
    )

    answer = typist.post(f"/dictations/{document_id}/text", based_on="0", text=mine, **whole)

    assert answer.status_code == 409
    assert "hypotension" in answer.text
    assert "hypertension" in answer.text
    assert 'name="based_on" value="1"' in answer.text


def test_a_chart_is_no_dictation(web: WebSite, typist: SignedInClient) -> None:
    chart = chart_to_check(web.site, "words").document_id

    assert typist.get(f"/dictations/{chart}").status_code == 404
    assert typist.get(f"/dictations/{chart}/words").status_code == 404


def test_what_was_said_beside_the_report_is_shown_with_its_second(
    web: WebSite, typist: SignedInClient
) -> None:
    notes = [
        {"kind": "aside", "text": "please check the spelling", "word_ids": ["d:1:3"]},
        {"kind": "cc", "text": "Dr. Ito", "word_ids": ["gone"]},
    ]
    page = typist.get(f"/dictations/{dictation_to_check(web.site, report={'notes': notes})}").text

    assert "Said beside the report" in page
    assert "To the typist" in page
    assert "please check the spelling" in page
    assert 'data-seek="0.3"' in page
    assert "Copy to" in page


def test_a_recording_that_goes_on_about_somebody_else_says_where(
    web: WebSite, typist: SignedInClient
) -> None:
    splits = [{"word_id": "d:1:4", "reason": "next patient", "start_s": 64.0, "header": []}]
    page = typist.get(f"/dictations/{dictation_to_check(web.site, report={'splits': splits})}").text
    assert "seems to hold 2 dictations" in page
    assert 'data-seek="64.0"' in page


def test_standard_text_is_marked_until_a_person_has_read_it_and_stops_the_verification_until_then(
    web: WebSite, typist: SignedInClient
) -> None:
    document_id = dictation_to_check(web.site, "Lungs ^clear ~bilaterally. ^Regular rhythm.")
    page = typist.get(f"/dictations/{document_id}").text
    assert "Standard text to read" in page
    assert "Read, it holds" in page
    assert typist.get(f"/dictations/{document_id}/words").json()["unread"] == ["d:1:t1", "d:1:t3"]

    with web.site.belt.database.read() as session:
        first = session.query(DocumentDeficiency).order_by(DocumentDeficiency.start_s).first()
        assert first is not None
    typist.post(
        f"/documents/{document_id}/acknowledge",
        kind="template_text",
        deficiency_id=first.id,
        decision="read, it holds",
    )

    assert typist.get(f"/dictations/{document_id}/words").json()["unread"] == ["d:1:t3"]
    assert "look at what could not be read" in typist.get(f"/dictations/{document_id}").text.casefold()


def test_standard_text_that_was_typed_over_is_a_person_s(web: WebSite, typist: SignedInClient) -> None:
    document_id = dictation_to_check(web.site, "Lungs ^clear today.")
    typist.get(f"/dictations/{document_id}")
    typist.post(
        f"/dictations/{document_id}/text",
        based_on="0",
        first="d:1:t0",
        last="d:1:t2",
        text="Lungs wheeze today.",
    )
    assert typist.get(f"/dictations/{document_id}/words").json()["unread"] == []


def test_critical_words_are_marked_and_what_may_be_left_wrong_is_said(
    web: WebSite, typist: SignedInClient
) -> None:
    doubt = {"critical": {"d:1:5": "drug"}, "expected_errors": {"count": 1.4, "low": 0.2, "high": 2.6}}
    document_id = dictation_to_check(web.site, doubt=doubt)
    assert typist.get(f"/dictations/{document_id}/words").json()["critical"] == ["d:1:5"]
    assert "0 to 3 unmarked words may be wrong" in typist.get(f"/dictations/{document_id}").text


def test_an_accepted_word_is_a_persons_look_and_keeps_its_second(web: WebSite) -> None:
    document_id = dictation_to_check(web.site)
    typist = web.signed_in(Role.TRANSCRIPTIONIST)
    typist.get(f"/dictations/{document_id}")
    saved = typist.post(
        f"/documents/{document_id}/text", based_on="0", first="d:1:t2", last="d:1:t2", text="", act="accepted"
    )
    assert saved.status_code == 200
    text = load_text(web.site.belt.database, web.site.belt.store, document_id)
    looked_at = [(one.text, one.sources) for one in text.tokens if one.origin == "person"]
    assert looked_at == [("hipertension", ("d:1:2",))]
