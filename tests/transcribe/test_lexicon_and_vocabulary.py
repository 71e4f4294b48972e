from __future__ import annotations

import pytest

from tests.transcribe.speech import words_of
from transcribe.lexicon import TermSuggestion, suggest_terms
from transcribe.options import DictationContext
from transcribe.vocabulary import expected_words

DRUGS = DictationContext(medications=("lisinopril", "metformin", "apixaban", "furosemide"), terms=("ace",))


def suggested(text: str, confidence: float = 0.5) -> list[tuple[str, str]]:
    found = suggest_terms(words_of(text, confidence=confidence), DRUGS)
    return [(one.heard, one.text) for one in found]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("takes metform in 1000 mg", [("metform in", "metformin")]),
        ("and listen up for 20 mg", [("listen up for", "lisinopril")]),
        ("furocimide, daily", [("furocimide", "furosemide")]),
        ("takes metformin 1000 mg and lisinopril", []),
        ("no pain today at all", []),
        ("met, for, min", []),
        ("metform1n", []),
        ("... 20 , -", []),
    ],
)
def test_words_that_sound_like_an_expected_term_are_suggested(
    text: str, pairs: list[tuple[str, str]]
) -> None:
    assert suggested(text) == pairs


def test_the_surer_the_engine_the_nearer_the_term_must_be() -> None:
    assert suggested("listen up for", confidence=0.5)
    assert not suggested("listen up for", confidence=0.99)
    assert suggested("furocimide", confidence=0.9)
    assert suggested("metfomin", confidence=1.0)


def test_without_expected_terms_nothing_is_suggested() -> None:
    assert suggest_terms(words_of("metform in"), DictationContext(terms=("ace",))) == ()


def test_a_word_gets_one_suggestion_and_suggestions_come_in_order_of_time() -> None:
    words = words_of("furocimide and metform in", confidence=0.5)
    found = suggest_terms(words, DRUGS)
    assert [one.word_ids for one in found] == [("a:1:1",), ("a:1:3", "a:1:4")]
    assert TermSuggestion.from_json(found[0].as_json()) == found[0]


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
