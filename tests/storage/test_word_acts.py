from __future__ import annotations

import itertools

from storage.edits import Token, fold, live, text_of
from storage.word_acts import ILLEGIBLE, WordAct, WordsActedOn, splices_for

_WORDS = ("Patient", "denies", "chest", "pane")
_TOKENS = tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(_WORDS))


def _after(act: WordAct, first: int, last: int, typed: str = "") -> tuple[Token, ...]:
    words = WordsActedOn(_TOKENS[first : last + 1], _TOKENS[first - 1].id if first else None)
    ids = itertools.count()
    return live(fold(_TOKENS, splices_for(act, words, typed, new_id=lambda: f"n{next(ids)}")))


def test_an_accepted_word_stands_as_it_was_and_is_a_persons_now() -> None:
    after = _after("accepted", 1, 2)
    assert text_of(after) == "Patient denies chest pane"
    assert [token.origin for token in after] == ["machine", "person", "person", "machine"]
    assert [token.sources for token in after] == [("w0",), ("w1",), ("w2",), ("w3",)]


def test_a_word_that_was_accepted_is_not_accepted_once_more() -> None:
    after = _after("accepted", 0, 0)
    words = WordsActedOn(after[:1], None)
    assert splices_for("accepted", words, "", new_id=lambda: "again") == ()


def test_illegible_words_become_one_blank_that_leads_to_all_of_them() -> None:
    after = _after("illegible", 2, 3)
    assert text_of(after) == f"Patient denies {ILLEGIBLE}"
    assert (after[2].origin, after[2].sources) == ("blank", ("w2", "w3"))


def test_handwriting_is_typed_as_a_person_even_where_the_machine_guessed_right() -> None:
    after = _after("by_hand", 2, 3, "chest pain today")
    assert text_of(after) == "Patient denies chest pain today"
    assert [token.origin for token in after[2:]] == ["person"] * 3
    assert {token.sources for token in after[2:]} == {("w2", "w3")}


def test_handwriting_of_which_nothing_was_typed_is_taken_out() -> None:
    assert text_of(_after("by_hand", 2, 3)) == "Patient denies"


def test_other_white_space_after_a_word_leaves_it_the_machines() -> None:
    after = _after("typed", 1, 2, "denies\n\nany chest")
    assert text_of(after) == "Patient denies\n\nany chest pane"
    assert [token.origin for token in after] == ["machine", "machine", "person", "machine", "machine"]
    assert after[2].sources == ()


def test_a_word_put_before_the_first_of_a_page_does_not_double_what_changes_there() -> None:
    words = WordsActedOn(_TOKENS[:2], None, starts_page=True)
    ids = itertools.count()
    splices = splices_for("typed", words, "The Patient\n\ndenies", new_id=lambda: f"n{next(ids)}")
    assert text_of(fold(_TOKENS, splices)) == "The Patient\n\ndenies chest pane"


def test_of_a_range_only_the_words_that_are_meant_are_accepted() -> None:
    words = WordsActedOn(_TOKENS, None)
    ids = itertools.count()
    splices = splices_for("accepted", words, "", new_id=lambda: f"n{next(ids)}", only={"t0", "t3"})
    assert [token.origin for token in live(fold(_TOKENS, splices))] == [
        "person",
        "machine",
        "machine",
        "person",
    ]
