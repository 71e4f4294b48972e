from __future__ import annotations

import itertools

import pytest

from storage.edits import Token, fold, live, text_of
from storage.find_words import WantedWords, find_words, replace_words


def _tokens(text: str) -> tuple[Token, ...]:
    """Tokens of words; `/` ends a line and `//` a paragraph."""
    ends = {"/": "\n", "//": "\n\n"}
    pieces = text.split()
    return tuple(
        Token(f"t{n}", word, ends.get(after, " "), (f"w{n}",))
        for n, (word, after) in enumerate(itertools.zip_longest(pieces, pieces[1:], fillvalue=""))
        if word not in ends
    )


def _found(text: str, words: str, *, same_case: bool = False, whole_words: bool = False) -> list[str]:
    tokens = _tokens(text)
    wanted = WantedWords(words, same_case, whole_words)
    return [text_of(tokens[one.first : one.last + 1]) for one in find_words(tokens, wanted)]


def _replaced(text: str, words: str, by: str, **how: bool) -> tuple[Token, ...]:
    tokens, ids = _tokens(text), itertools.count()
    places = find_words(tokens, WantedWords(words, **how))
    return fold(tokens, replace_words(tokens, places, by, new_id=lambda: f"n{next(ids)}"))


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("No pain . PAIN gone", "pain", ["pain", "PAIN"]),
        ("chest / pain today", "chest pain", ["chest\npain"]),
        ("chest // pain today", "chest pain", []),
        ("a.b aXb", "a.b", ["a.b"]),
        ("aaaa", "aa", ["aaaa", "aaaa"]),
        ("word", "  ", []),
    ],
)
def test_words_are_found_wherever_they_stand(text: str, words: str, found: list[str]) -> None:
    assert _found(text, words) == found


def test_case_and_whole_words_can_be_asked_for() -> None:
    assert _found("Iron iron environment", "iron", same_case=True) == ["iron", "environment"]
    assert _found("Iron iron, environment", "iron", whole_words=True) == ["Iron", "iron,"]


def test_replacing_changes_every_place_and_keeps_what_the_words_stand_for() -> None:
    after = _replaced("gave lisinipril , lisinipril-HCT and lisinipril", "lisinipril", "lisinopril")
    assert text_of(after) == "gave lisinopril , lisinopril-HCT and lisinopril"
    assert [token.sources for token in live(after)] == [(f"w{n}",) for n in range(6)]


def test_places_that_stand_side_by_side_keep_their_order() -> None:
    assert text_of(_replaced("mg mg mg", "mg", "20 mg")) == "20 mg 20 mg 20 mg"
    assert text_of(_replaced("no no pain", "no", "denies any")) == "denies any denies any pain"
    assert text_of(_replaced("q d q d", "q d", "daily")) == "daily daily"
    assert text_of(_replaced("aaaa b", "aa", "c d")) == "c dc d b"


def test_words_replaced_by_nothing_are_taken_out() -> None:
    after = _replaced("very very good", "very", "", whole_words=True)
    assert text_of(after) == "good"
    assert [token.text for token in after if token.struck] == ["very", "very"]
