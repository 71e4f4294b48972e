from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.transcribe.speech import words_of
from transcribe.author_words import suggest_learned

LEARNED = [("a torva statin", "atorvastatin"), ("statin", "Statin"), ("april", "lisinopril")]


def test_what_was_corrected_before_is_suggested_where_it_is_heard_again() -> None:
    words = words_of("Start A torva statin, stop April.")
    found = suggest_learned(words, LEARNED)
    assert [(one.heard, one.text) for one in found] == [
        ("A torva statin", "atorvastatin"),
        ("April", "lisinopril"),
    ]
    assert found[0].word_ids == tuple(word.id for word in words[1:4])


@given(st.lists(st.sampled_from(["a", "torva", "statin", "april", "pain"]), max_size=12))
def test_no_word_has_two_suggestions_and_they_come_in_order_of_time(said: list[str]) -> None:
    words = words_of(" ".join(said))
    ids = [word_id for one in suggest_learned(words, LEARNED) for word_id in one.word_ids]
    assert len(set(ids)) == len(ids)
    order = {word.id: number for number, word in enumerate(words)}
    assert ids == sorted(ids, key=order.__getitem__)


def test_without_anything_learnt_nothing_is_suggested() -> None:
    assert suggest_learned(words_of("stop April"), []) == ()
