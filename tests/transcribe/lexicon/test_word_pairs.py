from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.lexicon.word_pairs import WordPairs, pieces_of, word_pairs

SENTENCES = ("the mitral valve", "the mitral valve leaks", "mitral valve 5", "the knee")


def test_pairs_that_are_seen_seldom_are_left_out() -> None:
    counted = WordPairs.counted(SENTENCES, least=2)
    assert counted.pairs == {"the mitral": 2, "mitral valve": 3}
    assert counted.words == {"the": 3, "mitral": 3, "valve": 3}
    assert counted.total == 12


def test_neighbours_go_together_in_the_order_in_which_they_were_seen() -> None:
    counted = WordPairs.counted(SENTENCES, least=1)
    assert counted.affinity("mitral", "valve") > 0.5 > counted.affinity("valve", "mitral")
    assert counted.is_seen("mitral", "valve")
    assert not counted.is_seen("valve", "mitral")
    assert counted.affinity("unheard", "valve") == 0.0


def test_numbers_are_one_word_and_apostrophes_none() -> None:
    assert pieces_of("Patient's 24-hour") == ("patients", "#", "hour")


@given(st.lists(st.text(alphabet="ab 1", max_size=12), max_size=8))
def test_counts_survive_being_stored(sentences: list[str]) -> None:
    counted = WordPairs.counted(sentences, least=1)
    assert WordPairs.from_text(counted.as_text()) == counted


@pytest.mark.parametrize(("right", "wrong"), [("mitral", "micro"), ("heart", "hard")])
def test_the_shipped_counts_know_clinical_company(right: str, wrong: str) -> None:
    behind = "valve" if right == "mitral" else "failure"
    assert word_pairs().affinity(right, behind) > 2 > word_pairs().affinity(wrong, behind)
