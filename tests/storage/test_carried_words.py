"""What people corrected on a page goes along when the page moves to another document."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from storage.carried_words import carry_words
from storage.edits import Splice, Token, align_typing, fold, live, text_of

_word = st.text("abc7.", min_size=1, max_size=4)
_texts = st.lists(_word, max_size=8).map(" ".join)


def machine(*words: str) -> tuple[Token, ...]:
    return tuple(Token(f"t{n}", word, " ", (f"p1:1:{n}",)) for n, word in enumerate(words))


def edited(base: tuple[Token, ...], texts: list[str], prefix: str) -> tuple[Token, ...]:
    counter, splices = itertools.count(), list[Splice]()
    for text in texts:
        tokens = fold(base, splices)
        splices += align_typing(live(tokens), text, after=None, new_id=lambda: f"{prefix}{next(counter)}")
    return fold(base, splices)


@given(st.lists(_word, max_size=8), st.lists(_texts, max_size=4), st.lists(_texts, max_size=3))
def test_a_page_reads_the_same_in_the_other_document_and_when_it_comes_back(
    words: list[str], first: list[str], second: list[str]
) -> None:
    base, counter = machine(*words), itertools.count()
    here = edited(base, first, "a")
    struck = fold(here, [Splice(None, tuple(token.id for token in live(here)), ())]) if live(here) else here

    moved = fold(base, carry_words(base, live(here), after=None, new_id=lambda: f"b{next(counter)}"))
    there = edited(moved, second, "c")
    back = fold(struck, carry_words(struck, live(there), after=None, new_id=lambda: f"d{next(counter)}"))

    for shown, was in ((moved, here), (back, there)):
        assert text_of(shown).split() == text_of(was).split()
        assert [token.sources for token in live(shown)] == [token.sources for token in live(was)]
        assert [token.origin for token in live(shown)] == [token.origin for token in live(was)]


def test_words_that_nobody_touched_keep_their_ids() -> None:
    base = machine("Takes", "2O", "mg")
    here = edited(base, ["Takes 20 mg"], "a")

    (splice,) = carry_words(base, live(here), after=None, new_id=lambda: "new")

    assert splice.removed == ("t1",)
    assert [token.text for token in splice.inserted] == ["20"]
    assert carry_words(base, base, after=None, new_id=lambda: "new") == []
