"""Which read words count as right, and what is left out where the truth cannot decide."""

from __future__ import annotations

from collections import Counter

from benchmarks.ocr.clinical_slips import as_printed, slips
from benchmarks.ocr.clinical_text import (
    glued_tokens,
    ticks_with_x,
    truth_without_repeats,
    without,
    without_running_lines,
)
from benchmarks.ocr.form_slips import _places, cannot_be_judged
from benchmarks.ocr.judged_words import claim, doubt, is_flagged, judged
from benchmarks.ocr.readings import ReadPage, ReadRegion, ReadWord
from benchmarks.ocr.truth import TrueWord
from benchmarks.ocr.verdicts import matched_tokens, verdicts_by_place, verdicts_by_sequence

LEFT, RIGHT = (0.0, 0.0, 40.0, 10.0), (50.0, 0.0, 90.0, 10.0)
BOTH = (0.0, 0.0, 90.0, 10.0)


def test_a_word_is_right_when_its_tokens_are_printed_in_its_place() -> None:
    true = [TrueWord("Chest", LEFT), TrueWord("pain", RIGHT)]
    read = [
        ReadWord("chest", LEFT),
        ReadWord("pain", LEFT),
        ReadWord("chestpain", BOTH),
        ReadWord("Chest-pain", BOTH),
        ReadWord("--", RIGHT),
        ReadWord("chest"),
    ]
    assert verdicts_by_place(read, true) == [True, False, False, True, None, False]


def test_passages_may_stand_elsewhere_in_the_truth_but_each_true_token_serves_once() -> None:
    true = ["one", "two", "three", "four", "five", "six"]
    assert matched_tokens(["four", "five", "six", "one", "two", "three"], true) == [True] * 6
    assert matched_tokens(["one", "one"], true).count(True) == 1
    assert verdicts_by_sequence([ReadWord("2.5"), ReadWord("—"), ReadWord("mq")], "2.5 mg") == [
        True,
        None,
        False,
    ]


def _page(*lines: str) -> ReadPage:
    return ReadPage(tuple(ReadWord(w, line=n) for n, line in enumerate(lines) for w in line.split()))


def test_a_running_header_counts_once_on_both_sides() -> None:
    body = [letter * 9 for letter in "abcdefghijk"]
    first, second = _page("River Clinic Report", *body[:10]), _page("River C1inic Report", body[10])
    pages, dropped = without_running_lines([first, second])
    assert [len(page.words) for page in pages] == [len(first.words), len(second.words) - 3]
    assert dropped == ["river c1inic report"]
    text, repeats = truth_without_repeats("River Clinic Report\nonce\nonce\nRiver Clinic Report", dropped)
    assert text.splitlines() == ["River Clinic Report", "once", "once"]
    assert repeats == ["river clinic report"]


def test_a_long_running_footer_is_followed_inwards_and_a_repeat_on_one_page_stays() -> None:
    footer = [f"{letter * 12} notice" for letter in "stuvwxyz"]
    body = [letter * 9 for letter in "abcdefghij"]
    pages, dropped = without_running_lines([_page(*body, *footer), _page("changed words", *footer)])
    assert [word.text for word in pages[1].words] == ["changed", "words"]
    assert len(dropped) == len(footer)
    twice = _page("Accession 12", *body, "Accession 12")
    text, repeats = truth_without_repeats(
        "Accession 12\nbody\nAccession 12\nAccession 12", ["accession 12"], [[twice]]
    )
    assert text.splitlines() == ["Accession 12", "body", "Accession 12"]
    assert repeats == ["accession 12"]


def test_words_at_places_that_the_annotation_lacks_are_not_judged() -> None:
    page, places = next((page, places) for page, places in _places().items() if places)
    left, top, right, bottom = places[0]
    assert cannot_be_judged(page, (left, top, right, bottom))
    assert not cannot_be_judged(page, (left, top, right + 3 * (right - left), bottom))
    assert not cannot_be_judged("another page", places[0])
    assert not cannot_be_judged(page, None)


def test_the_truth_of_clinical_pages_is_put_right_where_it_glues_or_leaves_out() -> None:
    documents = dict(slips())
    glued = "tables_template_16_sample_1_clean"
    assert glued in documents
    assert as_printed(glued, "04/22/2026Patient: Ann\nMOODAFFECT") == "04/22/2026 Patient: Ann\nMOOD AFFECT"
    assert "HER2/neu Pending" in as_printed("original_template_2_sample_2_rot180", "Biomarkers:")
    assert as_printed("another", "text") == "text"


def test_ticks_are_lone_or_bracketed() -> None:
    assert ticks_with_x("Asthma\nX\nno")
    assert ticks_with_x("[x] Asthma")
    assert not ticks_with_x("0.5 x 0.4 cm, chest X-ray")


def test_a_glued_word_needs_a_peer_that_saw_two() -> None:
    read = {"tesseract": ["mood", "affect", "anxious"], "ours": ["mood", "affect"]}
    assert glued_tokens(["moodaffect", "anxious", "missing"], read, peers=["tesseract"]) == {
        "moodaffect": ("mood", "affect")
    }
    assert glued_tokens(["moodaffect"], {**read, "ours": ["moodaffect"]}, peers=["tesseract"]) == {}
    assert without(["a", "b", "a"], Counter({"a": 1})) == ["b", "a"]


def test_doubt_falls_back_on_confidence_and_handwriting_is_always_doubted() -> None:
    assert doubt(ReadWord("a", confidence=0.75)) == 0.25
    assert doubt(ReadWord("a", confidence=0.75, p_wrong=0.4)) == 0.4
    assert doubt(ReadWord("a")) == 0.5
    assert doubt(ReadWord("a", p_wrong=0.1, is_handwritten=True)) == 1.0
    assert is_flagged(ReadWord("a", is_handwritten=True))
    assert not is_flagged(ReadWord("a"))


def test_expected_errors_speak_of_words_that_nobody_is_led_to() -> None:
    words = (ReadWord("a", needs_review=True), ReadWord("b"), ReadWord("c"), ReadWord("--"))
    page = ReadPage(words, expected_errors=(0.0, 0.5, 2.0))
    made = claim(judged(page, [False, False, True, None]))
    assert made is not None
    assert (made.found, made.words, made.expected) == (1, 2, 0.5)
    assert claim(judged(ReadPage(words), [False, False, True, None])) is None


def test_a_reading_survives_its_json_and_is_carried_to_another_frame() -> None:
    page = ReadPage((ReadWord("a", LEFT),), 100, 50, 90, (ReadRegion("unread", RIGHT),), (0, 1, 2))
    assert ReadPage.from_json(page.as_json()) == page
    twice = page.in_frame(200, 100)
    assert twice.words[0].box == (0, 0, 80, 20)
    assert twice.regions[0].box == (100, 0, 180, 20)
    assert twice.text == "a"
    assert twice.lines() == ["a"]
