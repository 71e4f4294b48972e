"""What a person does to words besides typing over them: each act as splices. Pure.

Typing corrects, splits, merges, inserts and takes out (`storage.edits.align_typing`). The acts here say
something about words that stand as they are, or that nobody can read; they keep the words' sources, so that
each still leads to its place on the paper or in the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storage.edits import Splice, Token, align_typing, live

# typed: the words were typed over; accepted: somebody looked and they stand as they are; illegible: nobody
# can read them; by_hand: they are handwriting, and what it says was typed
WordAct = Literal["typed", "accepted", "illegible", "by_hand"]
WORD_ACTS: tuple[WordAct, ...] = ("typed", "accepted", "illegible", "by_hand")
ILLEGIBLE = "[illegible]"


@dataclass(frozen=True)
class WordsActedOn:
    """The words of one range as the person saw them, and the token before it (None: start of the text)."""

    tokens: Sequence[Token]
    after: str | None


def splices_for(
    act: WordAct, words: WordsActedOn, typed: str, *, new_id: Callable[[], str]
) -> tuple[Splice, ...]:
    """The splices of the act on these words; none where it changes nothing. Only typing reads `typed`."""
    if act == "accepted":
        return _accepted(live(words.tokens), new_id)
    if act == "illegible":
        return _one_for_all(live(words.tokens), ILLEGIBLE, new_id)
    if act == "by_hand":
        return _typed_by_hand(words, typed, new_id)
    return align_typing(words.tokens, typed, after=words.after, new_id=new_id)


def _accepted(tokens: Sequence[Token], new_id: Callable[[], str]) -> tuple[Splice, ...]:
    """Each word that a machine read gives way to the same text as a person's: the look is on record."""
    return tuple(
        Splice(None, (token.id,), (replace(token, id=new_id(), origin="person"),))
        for token in tokens
        if token.origin == "machine"
    )


def _one_for_all(tokens: Sequence[Token], text: str, new_id: Callable[[], str]) -> tuple[Splice, ...]:
    if not tokens:
        return ()
    blank = Token(new_id(), text, tokens[-1].space_after, _sources(tokens), "blank")
    return (Splice(None, tuple(token.id for token in tokens), (blank,)),)


def _typed_by_hand(words: WordsActedOn, typed: str, new_id: Callable[[], str]) -> tuple[Splice, ...]:
    """Every word of the range is a person's: even one that the machine guessed right was not printed."""
    tokens, written = live(words.tokens), typed.split()
    if not tokens or not written:
        return align_typing(words.tokens, typed, after=words.after, new_id=new_id)
    spaces = [*(" " for _ in written[1:]), tokens[-1].space_after]
    sources = _sources(tokens)
    inserted = tuple(
        Token(new_id(), text, space, sources, "person") for text, space in zip(written, spaces, strict=True)
    )
    return (Splice(None, tuple(token.id for token in tokens), inserted),)


def _sources(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for token in tokens for source in token.sources))
