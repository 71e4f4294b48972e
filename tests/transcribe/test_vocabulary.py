from __future__ import annotations

from transcribe.options import DictationContext
from transcribe.vocabulary import expected_words


def words_in(text: str) -> int:
    return len(text.split())


def test_medications_come_first_and_each_term_once() -> None:
    context = DictationContext(
        medications=("Eliquis", " metoprolol  succinate "),
        terms=("eliquis", "stent"),
        author="Dr. Ames",
        worktype="consult",
        specialty="cardiology",
    )
    expected = expected_words(context, budget_tokens=200, count_tokens=words_in)
    assert expected.terms == ("Eliquis", "metoprolol succinate", "stent", "Dr. Ames", "consult", "cardiology")
    assert expected.text == "Eliquis metoprolol succinate stent Dr. Ames consult cardiology"
    assert expected.left_out == ()


def test_what_does_not_fit_is_named() -> None:
    context = DictationContext(medications=("one two three", "four five six", "seven"))
    expected = expected_words(context, budget_tokens=4, count_tokens=words_in)
    assert expected.terms == ("one two three", "seven")
    assert expected.left_out == ("four five six",)


def test_without_a_term_nothing_is_expected() -> None:
    assert expected_words(DictationContext(), budget_tokens=200, count_tokens=words_in).text == ""
