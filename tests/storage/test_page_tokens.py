from __future__ import annotations

import itertools
import random

import pytest

from storage.edits import Splice, Token, fold, live
from storage.find_words import WantedWords, find_words, replace_words
from storage.page_tokens import PageEdits, tokens_by_page
from storage.word_acts import WordAct, WordsActedOn, splices_for

PAGES = ("p1", "p2", "p3")


def _draft(page: str) -> tuple[Token, ...]:
    words = ["chest", "pain", "today", "chest", "clear"]
    return tuple(
        Token(f"{page}:1:{n}", word, "\n\n" if n == 4 else " ", (f"{page}:1:{n}",))
        for n, word in enumerate(words)
    )


BASE = tuple(token for page in PAGES for token in _draft(page))


@pytest.mark.parametrize("seed", range(12))
def test_a_page_alone_reads_as_it_does_in_the_whole_text(seed: int) -> None:
    chance, ids = random.Random(seed), itertools.count()  # noqa: S311 -- a test that is the same each time
    splices: list[Splice] = []

    def new_id() -> str:
        return f"n{next(ids)}"

    for _ in range(25):
        page = chance.choice(PAGES)
        tokens = tokens_by_page(fold(BASE, splices)).get(page, [])
        splices.extend(_random_act(tokens, chance, new_id))
        if chance.random() < 0.1:
            whole = live(fold(BASE, splices))
            places = find_words(whole, WantedWords("chest"))
            splices.extend(replace_words(whole, places, "the chest", new_id=new_id))
    by_page = tokens_by_page(fold(BASE, splices))
    edits = PageEdits(splices, PAGES[0])
    for page in PAGES:
        alone = fold(_draft(page), [one for one in edits.on(page) if one])
        assert live(alone) == live(by_page.get(page, []))


def _random_act(tokens: list[Token], chance: random.Random, new_id: object) -> tuple[Splice, ...]:
    assert callable(new_id)
    standing = live(tokens)
    if not standing:
        return ()
    first = chance.randrange(len(standing))
    there = standing[first : first + chance.randrange(1, 4)]
    start = tokens.index(there[0])
    act: WordAct = chance.choice(["typed", "typed", "accepted", "illegible", "by_hand"])
    words = [token.text for token in there]
    typed = chance.choice([["new", *words], [*words, "new"], words[1:], words[::-1], ["".join(words)]])
    seen = WordsActedOn(there, tokens[start - 1].id if start else None, starts_page=start == 0)
    return splices_for(act, seen, " ".join(typed), new_id=new_id)


def test_handwriting_that_was_typed_before_all_words_of_its_page_stands_on_it() -> None:
    typed = Token("n", "seen", " ", ("p2:1:r0",), "person")
    edits = PageEdits([Splice(None, (), (typed,))], "p1")
    assert edits.touched == {"p2"}
    assert edits.on("p1") == [None]
    assert fold(_draft("p2"), [one for one in edits.on("p2") if one])[0] == typed


def test_a_word_put_before_the_first_of_a_page_stands_on_that_page() -> None:
    words = WordsActedOn(_draft("p2")[:1], "p1:1:4", starts_page=True)
    ids = itertools.count()
    splices = splices_for("typed", words, "No chest", new_id=lambda: f"n{next(ids)}")
    there = live(tokens_by_page(fold(BASE, splices))["p2"])
    assert [(token.text, token.origin) for token in there[:2]] == [("No", "person"), ("chest", "machine")]
