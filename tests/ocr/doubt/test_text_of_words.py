from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.doubt.agreement import Agreement, compared
from ocr.doubt.lexicon import Familiarity, familiarity
from ocr.doubt.text_features import text_features
from ocr.doubt.word_class import WordClass, has_known_shape, is_critical, word_class


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("patient", Familiarity.COMMON),
        ("(Hypertension),", Familiarity.COMMON),
        ("follow-up", Familiarity.COMMON),
        ("BID", Familiarity.COMMON),
        ("Catterfeld", Familiarity.RARE),
        ("patlent", Familiarity.UNKNOWN),
        ("follow-vpx", Familiarity.UNKNOWN),
        ("12.5", None),
        ("A", None),
    ],
)
def test_words_are_as_familiar_as_their_least_known_part(text: str, known: Familiarity | None) -> None:
    assert familiarity(text) is known


@pytest.mark.parametrize(
    ("first", "second", "agreement"),
    [
        ("daily", "daily", Agreement.EXACT),
        ("Daily", "daily", Agreement.CASE),
        ("daily.", "daily", Agreement.PUNCTUATION),
        ("1.5", "15", Agreement.NEAR),
        ("0.5mg", "05mg", Agreement.NEAR),
        ("Vital sign", "Vitalsign", Agreement.WORD_BREAK),
        ("lisinopril", "lisinoprll", Agreement.NEAR),
        ("aspirin", "Xyq", Agreement.FAR),
        ("12 5", "x", Agreement.FAR),
    ],
)
def test_two_readings_agree_as_far_as_a_reader_would_say(
    first: str, second: str, agreement: Agreement
) -> None:
    assert compared(first, second) is agreement


@given(st.text("ab1. ", min_size=1, max_size=6), st.text("ab1. ", min_size=1, max_size=6))
def test_it_does_not_matter_which_reading_comes_first(first: str, second: str) -> None:
    assert compared(first, second) is compared(second, first)


_WELL_WRITTEN = "120/80 5mg 0.5 04/01/2026 2026-04-01 1-2 10:30 E11.9 98.6°F <0.5 (555) L4-L5"


@pytest.mark.parametrize("text", _WELL_WRITTEN.split())
def test_numbers_as_charts_write_them_have_a_known_shape(text: str) -> None:
    assert has_known_shape(text)


@pytest.mark.parametrize("text", ["1O0", "l2.5", "5..0", "12;5", "O4/01/2026"])
def test_numbers_with_a_misread_character_have_none(text: str) -> None:
    assert not has_known_shape(text)


def test_numbers_and_negations_are_critical_and_other_words_are_not() -> None:
    assert all(is_critical(text) for text in ("5mg", "Denies", "no,"))
    assert not any(is_critical(text) for text in ("daily", "+"))
    assert word_class("|") is WordClass.MARK


@given(st.text(min_size=1, max_size=20))
def test_every_text_has_finite_measures_under_the_same_names(text: str) -> None:
    measures = text_features(text)
    assert measures.keys() == text_features("word").keys()
    assert all(abs(value) < 100 for value in measures.values())
