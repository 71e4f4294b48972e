"""Words typed anew that the machine had read or heard as well: they stand for the same place. Pure.

Who puts a draft away and types from sound, or moves a phrase, types words that the machine knew the place of.
A typed word takes the sources of a struck word that reads the same, in the order of paper and speech; its
neighbours that were heard differently stay without, between the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from storage.edits import Splice, Token

REACH = 40  # words beyond as many as were typed that are looked through
_NEAR = 3  # a single short word is believed only this close to where the text stands
_LONG_WORD = 5  # letters; a word this long rarely stands twice in one reach


@dataclass(frozen=True)
class _Typed:
    """A run of typed words without a place, and what stands around it."""

    words: tuple[Token, ...]
    before: Token | None
    after: Token | None


def with_known_places(splices: Sequence[Splice], seen: Sequence[Token]) -> tuple[Splice, ...]:
    """The splices, their typed words without sources given those of struck words that read the same.

    `seen` are all tokens of the text that the splices were made for, struck ones included.
    """
    if not any(_has_none(token) for splice in splices for token in splice.inserted):
        return tuple(splices)
    removed = {token_id for splice in splices for token_id in splice.removed}
    inserted = [token for splice in splices for token in splice.inserted]
    kept = [token for token in seen if not token.struck and token.id not in removed]
    standing = {source for token in (*kept, *inserted) for source in token.sources}
    struck = [token for token in seen if token.struck and token.origin == "machine"]
    free = [token for token in struck if standing.isdisjoint(token.sources)]
    order = _Order(seen)
    found: dict[str, tuple[str, ...]] = {}
    for splice in splices:  # in the order of the text: what one takes lies before what the next may take
        taken = [place for sources in found.values() for place in order.of(sources)]
        run = _run_of(splice, seen)
        found |= _places_of(run, free, order, lowest=max([*order.of(_sources(run.before)), *taken, -1]))
    return tuple(_given(splice, found) for splice in splices)


def _given(splice: Splice, found: Mapping[str, tuple[str, ...]]) -> Splice:
    inserted = tuple(replace(one, sources=found.get(one.id, one.sources)) for one in splice.inserted)
    return replace(splice, inserted=inserted)


class _Order:
    """Where the machine's words stand on paper or in speech, by their ids."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        sources = (source for token in tokens if token.origin == "machine" for source in token.sources)
        self._places = {source: place for place, source in enumerate(dict.fromkeys(sources))}

    def of(self, sources: Iterable[str]) -> list[int]:
        """The places of these words."""
        return [self._places[source] for source in sources if source in self._places]

    @property
    def end(self) -> int:
        """The place after all words."""
        return len(self._places)


def _has_none(token: Token) -> bool:
    return token.origin == "person" and not token.sources


def _run_of(splice: Splice, seen: Sequence[Token]) -> _Typed:
    last = splice.removed[-1] if splice.removed else splice.after_token
    at = next((place for place, token in enumerate(seen) if token.id == last), -1)
    before = _first_with_place(seen[place] for place in range(at, -1, -1))
    after = _first_with_place(seen[at + 1 :])
    return _Typed(tuple(one for one in splice.inserted if _has_none(one)), before, after)


def _first_with_place(tokens: Iterable[Token]) -> Token | None:
    return next((token for token in tokens if token.sources and not token.struck), None)


def _places_of(
    typed: _Typed, free: Sequence[Token], order: _Order, *, lowest: int
) -> dict[str, tuple[str, ...]]:
    """Sources by the id of the typed word, of struck words after the place `lowest`."""
    highest = min([*order.of(_sources(typed.after)), order.end])
    placed = ((min([*order.of(token.sources), order.end]), token) for token in free)
    between = sorted(
        (place, token.sources, _plain(token.text)) for place, token in placed if lowest < place < highest
    )[: len(typed.words) + REACH]
    words = [_plain(one.text) for one in typed.words]
    matcher = SequenceMatcher(None, words, [text for _, _, text in between], autojunk=False)
    return {
        typed.words[block.a + n].id: between[block.b + n][1]
        for block in matcher.get_matching_blocks()
        if block.size > 1 or block.b < _NEAR or (block.size and len(words[block.a]) >= _LONG_WORD)
        for n in range(block.size)
    }


def _sources(token: Token | None) -> tuple[str, ...]:
    return token.sources if token else ()


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
