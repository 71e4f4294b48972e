from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.authors import Correction, author_key, corrections_in, replay
from storage.edits import Token, align_typing, fold


def tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(text.split()))


def corrected(drafted: str, verified: str) -> tuple[Token, ...]:
    """All tokens after somebody typed `verified` over the draft."""
    base, ids = tokens_of(drafted), itertools.count()
    return fold(base, align_typing(base, verified, after=None, new_id=lambda: f"n{next(ids)}"))


def pairs(drafted: str, verified: str, **known: list[str]) -> dict[tuple[str, str], int]:
    found = corrections_in(corrected(drafted, verified), **known)
    return {(one.heard, one.meant): times for one, times in found.items()}


def test_a_name_that_was_misheard_is_a_pair_with_its_occurrences() -> None:
    drafted = "Start a torva statin tonight and metrolol now. Stop metrolol then."
    verified = "Start atorvastatin tonight and metoprolol now. Stop metoprolol then."
    assert pairs(drafted, verified) == {("a torva statin", "atorvastatin"): 1, ("metrolol", "metoprolol"): 2}


@pytest.mark.parametrize(
    ("drafted", "verified"),
    [
        ("lisinopril 20 mg daily", "lisinopril 40 mg daily"),  # a dose
        ("pain in the left knee", "pain in the right knee"),  # a side
        ("there is no edema", "there is mild edema"),  # a negation
        ("with Lisinopril daily", "with lisinopril, daily"),  # case and marks
        ("he is to go", "he is to see"),  # short words
        ("one two three four five six seven", "atorvastatin"),  # a rewritten sentence
        ("seen daily", "seen daily in the renal clinic here"),  # added, not corrected
        ("hypotension today", "hypotension"),  # struck
    ],
)
def test_what_is_no_misheard_name_is_not_learnt(drafted: str, verified: str) -> None:
    assert pairs(drafted, verified) == {}


def test_the_patient_s_own_name_is_never_a_habit() -> None:
    drafted, verified = "Seen is Holoway today", "Seen is Holloway today"
    assert pairs(drafted, verified) == {("holoway", "Holloway"): 1}
    assert pairs(drafted, verified, names=["Holloway, Ann"]) == {}


def test_a_correction_changed_again_counts_for_what_stands_in_the_end() -> None:
    base, ids = tokens_of("takes april daily"), itertools.count()

    def type_over(tokens: tuple[Token, ...], text: str) -> tuple[Token, ...]:
        return fold(tokens, align_typing(tokens, text, after=None, new_id=lambda: f"n{next(ids)}"))

    twice = type_over(type_over(base, "takes enalapril daily"), "takes lisinopril daily")
    assert dict(corrections_in(twice)) == {Correction("april", "lisinopril"): 1}


@given(st.lists(st.sampled_from(["alpha", "bravo", "20", "no"]), min_size=1, max_size=12))
def test_an_untouched_draft_teaches_nothing(words: list[str]) -> None:
    assert corrections_in(tokens_of(" ".join(words))) == {}


def test_a_replay_helps_only_where_it_mends_and_harms_nowhere() -> None:
    mended = ("takes april daily", "takes lisinopril daily")
    harmed = ("back in April then", "back in April then")
    correction = Correction("april", "lisinopril")
    good = replay(correction, [mended, mended, ("seen", "seen")])
    assert (good.dictations, good.errors_before, good.errors_after, good.helps) == (3, 2, 0, True)
    bad = replay(correction, [mended, mended, harmed])
    assert (bad.errors_before, bad.errors_after, bad.worse_somewhere, bad.helps) == (2, 1, True, False)
    assert not replay(correction, []).helps


@given(st.lists(st.tuples(st.text("ab ", max_size=20), st.text("abc ", max_size=20)), max_size=5))
def test_a_pair_that_stands_in_no_draft_changes_no_error(dictations: list[tuple[str, str]]) -> None:
    outcome = replay(Correction("zulu", "yankee"), dictations)
    assert outcome.errors_before == outcome.errors_after
    assert not outcome.helps


@pytest.mark.parametrize("name", ["Calloway, Ines, M.D.", "Dr. Ines Calloway", "INES CALLOWAY md"])
def test_an_author_is_one_however_the_name_is_written(name: str) -> None:
    assert author_key(name) == "calloway ines"


def test_a_correction_has_words_on_both_sides() -> None:
    with pytest.raises(ValueError, match="both sides"):
        Correction("", "lisinopril")
