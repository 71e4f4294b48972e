from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcribe.speech import words_of
from transcribe.lexicon import TermSuggestion, candidates_near, suggest_terms
from transcribe.options import DictationContext
from transcribe.transcript import SpokenWord

DRUGS = DictationContext(medications=("lisinopril", "metformin", "apixaban", "furosemide"), terms=("ace",))


def suggested(
    text: str, context: DictationContext | None = None, *, confidence: float = 0.5
) -> list[tuple[str, str]]:
    found = suggest_terms(words_of(text, confidence=confidence), context)
    return [(one.heard, one.text) for one in found]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("takes metform in 1000 mg", [("metform in", "metformin")]),
        ("furocimide, daily", [("furocimide", "furosemide")]),
        ("received sephazole in two grams", [("sephazole in", "cefazolin")]),
        ("add empagglet flaws in 10mg daily", [("empagglet flaws in", "empagliflozin")]),
        ("started on metaprallol.", [("metaprallol", "metoprolol")]),
        ("known choleolithiasis, and", [("choleolithiasis", "cholelithiasis")]),
        ("uses the atropium-18 micrograms", [("the atropium-18", "tiotropium 18")]),
        ("takes metformin 1000 mg and lisinopril", []),
        ("met, for, min", []),
        ("... 20 , -", []),
        ("spelled H-O-L-L-O-W-A-Y", []),
    ],
)
def test_near_misses_are_suggested_without_any_context(text: str, pairs: list[tuple[str, str]]) -> None:
    assert suggested(text) == pairs


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("and listen up for 20 mg", [("listen up for", "lisinopril")]),
        ("continue a pick 75 milligrams", [("a pick 75", "apixaban 5")]),
        ("no pain today at all", []),
    ],
)
def test_expected_terms_are_found_in_plain_words(text: str, pairs: list[tuple[str, str]]) -> None:
    assert suggested(text, DRUGS) == pairs


def test_the_surer_the_engine_the_nearer_the_term_must_be() -> None:
    assert suggested("we listen up for", DRUGS, confidence=0.4)
    assert not suggested("we listen up for", DRUGS, confidence=0.99)
    assert suggested("furocimide", confidence=0.99)


def test_correct_words_their_plurals_and_names_stay_alone() -> None:
    said = "Mister Hollingsworth has arthralgias and palpitations, takes metoprolol and sees Doctor Alvarez"
    assert suggested(said, confidence=0.95) == []


def test_a_number_that_is_no_part_of_a_name_stays() -> None:
    (one,) = suggest_terms(
        words_of("separy axon-1 gram", confidence=0.4), DictationContext(terms=("ceftriaxone",))
    )
    assert one.text == "ceftriaxone 1"
    assert not suggested("chapter 1000 and 2000")


def test_a_suggestion_brings_candidates_their_look_alikes_and_its_time() -> None:
    (one,) = suggest_terms(words_of("takes pridnisol daily", confidence=0.5))
    assert [other.text for other in one.candidates][:2] == ["prednisone", "prednisolone"]
    assert one.text == one.candidates[0].text
    assert one.score == one.candidates[0].score
    assert "prednisolone" in one.candidates[0].look_alikes
    assert (one.start_s, one.end_s) == (0.3, 0.6)
    assert TermSuggestion.from_json(one.as_json()) == one


def test_a_suggestion_stored_before_there_were_candidates_can_be_read() -> None:
    stored = {"word_ids": ["a:1:1"], "heard": "metfomin", "text": "metformin", "score": 0.9}
    assert TermSuggestion.from_json(stored).candidates == ()
    with pytest.raises(ValueError, match="names words"):
        TermSuggestion((), "x", "y", 0.5)


def test_a_word_gets_one_suggestion_and_suggestions_come_in_order_of_time() -> None:
    found = suggest_terms(words_of("furocimide and metform in", confidence=0.5))
    assert [one.word_ids for one in found] == [("a:1:1",), ("a:1:3", "a:1:4")]


def test_a_term_does_not_reach_over_a_pause() -> None:
    words = words_of("metform in 500 mg", confidence=0.5)
    later = [replace(word, start_s=word.start_s + 2, end_s=word.end_s + 2) for word in words[1:]]
    assert all("in" not in one.heard.split() for one in suggest_terms([words[0], *later]))


def test_candidates_for_a_second_hearing_are_ranked_and_cut() -> None:
    words = words_of("takes metform in 1000 mg and furocimide, with pridnisol", confidence=0.4)
    all_of_them = candidates_near(words, 50)
    assert {"metformin", "furosemide", "prednisone", "prednisolone"} <= set(all_of_them)
    assert candidates_near(words, 2) == all_of_them[:2]
    assert candidates_near((), 5) == ()


WORDS = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=9),
        st.floats(0, 1),
    ),
    max_size=8,
)


@given(WORDS)
@settings(max_examples=40, deadline=None)
def test_whatever_is_heard_no_word_is_in_two_suggestions(pieces: list[tuple[str, float]]) -> None:
    words = [
        SpokenWord(f"w{number}", text, number, number + 0.9, confidence)
        for number, (text, confidence) in enumerate(pieces)
        if text == text.strip()
    ]
    found = suggest_terms(words, DRUGS)
    ids = [word_id for one in found for word_id in one.word_ids]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {word.id for word in words}
    assert all(0 <= other.score <= 1 for one in found for other in one.candidates)
