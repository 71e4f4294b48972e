from __future__ import annotations

from transcribe.options import DictationContext
from transcribe.specialty_terms import GENERAL_TERMS
from transcribe.vocabulary import SPOKEN_PUNCTUATION, expected_words, fit_expected


def words_in(text: str) -> int:
    return len(text.split())


def test_the_patients_words_come_first_and_each_term_once() -> None:
    context = DictationContext(
        medications=("Eliquis", " metoprolol  succinate "),
        problems=("gout",),
        terms=("eliquis", "stent"),
        author_terms=("Veress",),
        site_terms=("Larkfield",),
        author="Dr. Ames",
        worktype="Letter",
    )
    expected = expected_words(context, budget_tokens=200, count_tokens=words_in)
    assert expected.terms == (
        "Eliquis",
        "metoprolol succinate",
        "gout",
        "stent",
        "Veress",
        "Dr.",
        "Ames",
        "Larkfield",
        *GENERAL_TERMS,
    )
    assert expected.text.startswith(f"{SPOKEN_PUNCTUATION} Eliquis metoprolol succinate gout stent")
    assert expected.left_out == ()


def test_worktype_and_specialty_bring_their_terms_before_the_general_list() -> None:
    context = DictationContext(worktype="Operative report", site_terms=("Larkfield",))
    terms = expected_words(context, budget_tokens=200, count_tokens=words_in).terms
    assert terms.index("trocar") < terms.index("Larkfield") < terms.index("metformin")


def test_what_does_not_fit_is_named() -> None:
    expected = fit_expected(
        ("one two three", "four five six", "seven"), budget_tokens=9, count_tokens=words_in
    )
    assert expected.terms == ("one two three", "seven")
    assert expected.left_out == ("four five six",)


def test_without_a_term_spoken_punctuation_is_expected_and_without_a_budget_nothing() -> None:
    assert fit_expected((), budget_tokens=9, count_tokens=words_in).text == SPOKEN_PUNCTUATION
    assert expected_words(DictationContext(), budget_tokens=0, count_tokens=words_in).text == ""
