from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.spelling import Speller, repaired
from nlp.words import written_words

SPELLER = Speller(
    """pneumonia hypertension hypotension hyponatremia hypernatremia ileum ilium diabetes osteoarthritis uti
    appendicitis bradycardia tachycardia dysphagia""".split()  # noqa: SIM905
)


def read(text: str) -> list[str]:
    return [word.lower for word in repaired(written_words(text), text, SPELLER)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pneumonla", "pneumonia"),
        ("pnuemonia", "pneumonia"),
        ("osteoarthrlt1s", "osteoarthritis"),
        ("hyperten5ion", "hypertension"),
        ("UT1", "uti"),
        ("append'icitis", "appendicitis"),
    ],
)
def test_slips_of_a_pen_and_of_a_scan_are_read_as_what_was_meant(written: str, meant: str) -> None:
    assert SPELLER.meant(written.lower()) == meant


@pytest.mark.parametrize(
    "written", ["hypxtension", "hyprtension", "hypnatremia", "ileun", "ilieum", "hypertnatremia"]
)
def test_damage_in_the_letters_that_tell_opposites_apart_is_not_repaired(written: str) -> None:
    assert SPELLER.meant(written) not in ("hypotension", "hyponatremia", "ileum", "ilium")


@pytest.mark.parametrize(
    "written", ["yesterday", "walking", "kidneys", "mia", "2024", "h1n1", "pneumonia", ""]
)
def test_words_numbers_and_short_forms_stay_as_they_are(written: str) -> None:
    assert SPELLER.meant(written) is None


def test_a_word_that_a_stray_mark_cut_is_read_whole_and_keeps_its_place() -> None:
    text = "severe pneu.monia, dia,betes"
    words = repaired(written_words(text), text, SPELLER)
    assert [word.lower for word in words] == ["severe", "pneumonia", "diabetes"]
    assert [text[word.start : word.end] for word in words] == ["severe", "pneu.monia", "dia,betes"]
    assert [word.read_as for word in words] == ["", "pneumonia", "diabetes"]


def test_words_of_two_sentences_are_not_put_together() -> None:
    assert read("No ilium. Diabetes") == ["no", "ilium", "diabetes"]


@given(st.text(max_size=200))
def test_every_word_read_lies_in_the_text_in_order(text: str) -> None:
    words = repaired(written_words(text), text, SPELLER)
    ends = [0, *(word.end for word in words)]
    assert all(end <= word.start < word.end <= len(text) for end, word in zip(ends, words, strict=False))
