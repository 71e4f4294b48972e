from __future__ import annotations

from review_ui.left_out import left_out
from storage.accounts import Role
from tests.review_ui.dictation import dictation_to_check
from tests.review_ui.site import WebSite
from transcribe.transcript import SpokenWord

REPORT = {
    "struck_by_author": ["d:1:2", "d:1:3"],
    "struck": ["d:1:7"],
    "commands": [
        {"name": "scratch that", "word_ids": ["d:1:4"], "heard": "scratch that", "sure": True},
        {"name": "new paragraph", "word_ids": ["d:1:6"], "heard": "nu para graph", "sure": False},
    ],
}


def test_what_is_not_in_the_text_stands_in_the_order_of_speech_with_its_reason() -> None:
    words = [SpokenWord(f"d:1:{n}", f"w{n}", n * 1.0, n + 1.0, 0.9) for n in range(8)]

    found = left_out(REPORT, words)

    assert [(one.start_s, one.heard, one.said) for one in found] == [
        (2.0, "w2 w3", "The author took it back"),
        (4.0, "w4", "Taken for “scratch that”"),
        (6.0, "w6", "Taken for “new paragraph”: not certain"),
        (7.0, "w7", "Left out: it seems that nobody said it"),
    ]


def test_a_draft_of_a_former_program_left_nothing_out() -> None:
    assert left_out({}, [SpokenWord("d:1:0", "well", 0.0, 0.5, 0.9)]) == ()


def test_the_page_shows_on_demand_what_the_author_took_back(web: WebSite) -> None:
    document_id = dictation_to_check(web.site, report=REPORT)
    page = web.signed_in(Role.TRANSCRIPTIONIST).get(f"/dictations/{document_id}").text
    assert "Not written (4)" in page
    assert "<s>hipertension and</s>" in page
    assert 'data-seek="0.2"' in page
