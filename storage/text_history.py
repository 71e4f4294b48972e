"""What changed between two revisions of a text, and the edit that brings an earlier one back. Pure.

A text only grows: the tokens of a later revision are those of an earlier one, some of them struck, and new
ones between them. So two revisions are compared token by token, without guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from storage.edits import Splice, Token, text_of

_CONTEXT_WORDS = 8


@dataclass(frozen=True)
class Passage:
    """A place where two revisions differ: the words that left, those that came, and some around them."""

    before: str
    left: str
    came: str
    after: str


@dataclass(frozen=True)
class _Difference:
    """Tokens of one place: `start` and `end` are places in the later text; only one side's tokens each."""

    start: int
    end: int
    left: tuple[Token, ...]
    came: tuple[Token, ...]


def passages_between(then: Sequence[Token], now: Sequence[Token]) -> list[Passage]:
    """Where `now`, a later fold of the same text, reads differently from `then`."""
    alive = frozenset(token.id for token in then if not token.struck)
    return [
        Passage(
            before=_words([one for one in now[max(found.start - 60, 0) : found.start] if not one.struck], -1),
            left=text_of([replace(token, struck=False) for token in found.left]),
            came=text_of(found.came),
            after=_words([one for one in now[found.end : found.end + 60] if not one.struck], 1),
        )
        for found in _differences(alive, now)
    ]


def splices_back_to(
    then: Sequence[Token], now: Sequence[Token], *, new_id: Callable[[], str]
) -> tuple[Splice, ...]:
    """The edits after which `now`, a later fold of the same text, reads as `then` did.

    What was struck since stands there again under new ids, with its sources; nothing is removed from the
    history.
    """
    alive = frozenset(token.id for token in then if not token.struck)
    splices = []
    for found in _differences(alive, now):
        back = tuple(replace(token, id=new_id(), struck=False) for token in found.left)
        after = now[found.end - 1].id
        splices.append(Splice(after, tuple(token.id for token in found.came), back))
    return tuple(splices)


def _differences(alive_then: frozenset[str], now: Sequence[Token]) -> list[_Difference]:
    found: list[_Difference] = []
    start, left, came = -1, list[Token](), list[Token]()
    for place, token in enumerate(now):
        was, is_now = token.id in alive_then, not token.struck
        if was and is_now:
            if start >= 0:
                found.append(_Difference(start, place, tuple(left), tuple(came)))
            start, left, came = -1, [], []
        elif was != is_now:
            start = place if start < 0 else start
            (left if was else came).append(token)
    if start >= 0:
        found.append(_Difference(start, len(now), tuple(left), tuple(came)))
    return found


def _words(tokens: Sequence[Token], side: int) -> str:
    """The words next to a difference: the last ones before it (-1), or the first ones after it (1)."""
    return text_of(tokens[-_CONTEXT_WORDS:] if side < 0 else tokens[:_CONTEXT_WORDS])
