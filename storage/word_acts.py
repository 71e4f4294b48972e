"""What a person does to words besides typing over them: each act as splices. Pure.

Typing corrects, splits, merges, inserts and takes out (`storage.edits.align_typing`). The acts here say
something about words that stand as they are, or that nobody can read; they keep the words' sources, so that
each still leads to its place on the paper or in the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
    """The words of one range as the person saw them, and the token before it (None: start of the text).

    `starts_page`: the token before it stands on another page, so words put before the range go with its own.
    """

    tokens: Sequence[Token]
    after: str | None
    starts_page: bool = False


def splices_for(
    act: WordAct,
    words: WordsActedOn,
    typed: str,
    *,
    new_id: Callable[[], str],
    only: Collection[str] | None = None,
) -> tuple[Splice, ...]:
    """The splices of the act on these words; none where it changes nothing. Only typing reads `typed`.

    `only` are the ids of the words of the range that are accepted; None: all of them.
    """
    if act == "accepted":
        meant = [token for token in live(words.tokens) if only is None or token.id in only]
        return _accepted(meant, new_id)
    if act == "illegible":
        return _one_for_all(live(words.tokens), ILLEGIBLE, new_id)
    if act == "by_hand":
        return _typed_by_hand(words, typed, new_id)
    splices = align_typing(words.tokens, typed, after=words.after, new_id=new_id)
    first = next(iter(live(words.tokens)), None)
    if words.starts_page and first:
        return _with_first(splices, words.after, first, new_id)
    return splices


def _with_first(
    splices: tuple[Splice, ...], after: str | None, first: Token, new_id: Callable[[], str]
) -> tuple[Splice, ...]:
    """Words put before the first word: that word gives way to them and itself, so they stand on its page."""
    put_before = next((one for one in splices if not one.removed and one.after_token == after), None)
    if put_before is None:
        return splices
    others = [one for one in splices if one is not put_before]
    changed = next((one for one in others if first.id in one.removed), None)
    if changed is None:
        again = replace(first, id=new_id())
        return (Splice(None, (first.id,), (*put_before.inserted, again)), *others)
    both = replace(changed, inserted=(*put_before.inserted, *changed.inserted))
    return (both, *(one for one in others if one is not changed))


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
