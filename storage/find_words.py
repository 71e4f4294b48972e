"""Finding words in a reviewed text, and what replacing them there changes. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from storage.edits import Splice, Token, align_typing, live

# within a paragraph: words on both sides of its end do not belong together
_GAP = r"(?: |\n(?!\n))"


@dataclass(frozen=True)
class WantedWords:
    """What is looked for; white space between its words is a space or a line end of the text."""

    text: str
    same_case: bool = False
    whole_words: bool = False

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The expression that matches them; None when there is nothing to look for."""
        words = self.text.split()
        if not words:
            return None
        plain = _GAP.join(re.escape(word) for word in words)
        bounded = rf"(?<!\w){plain}(?!\w)" if self.whole_words else plain
        return re.compile(bounded, 0 if self.same_case else re.IGNORECASE)


@dataclass(frozen=True)
class FoundWords:
    """One place: the live tokens from `first` to `last` by number, and characters within their text."""

    first: int
    last: int
    start: int
    end: int


def find_words(tokens: Sequence[Token], wanted: WantedWords) -> list[FoundWords]:
    """Every place of the live `tokens` where the words stand, in order, none within another."""
    pattern = wanted.pattern
    if pattern is None or not tokens:
        return []
    starts = [0, *accumulate(len(token.text) + len(token.space_after) for token in tokens)][:-1]
    text = "".join(token.text + token.space_after for token in tokens)
    found = []
    for match in pattern.finditer(text):
        first = bisect_right(starts, match.start()) - 1
        last = bisect_right(starts, match.end() - 1) - 1
        found.append(FoundWords(first, last, match.start() - starts[first], match.end() - starts[first]))
    return found


def replace_words(
    tokens: Sequence[Token], places: Sequence[FoundWords], text: str, *, new_id: Callable[[], str]
) -> tuple[Splice, ...]:
    """The splices that put `text` at every place of the live `tokens`, the last place first.

    From behind, because what is put in goes behind the word before it, which must still stand then.
    """
    standing = live(tokens)
    splices: list[Splice] = []
    for together in reversed(_sharing_tokens(places)):
        first, last = together[0].first, together[-1].last
        before = standing[first - 1].id if first else None
        words = standing[first : last + 1]
        typed = _replaced(standing, together, text)
        splices.extend(align_typing(words, typed, after=before, new_id=new_id))
    return tuple(splices)


def _sharing_tokens(places: Sequence[FoundWords]) -> list[list[FoundWords]]:
    groups: list[list[FoundWords]] = []
    for place in places:
        if groups and place.first <= groups[-1][-1].last:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _replaced(tokens: Sequence[Token], together: Sequence[FoundWords], text: str) -> str:
    first = together[0].first
    lengths = [len(token.text) + len(token.space_after) for token in tokens[first : together[-1].last + 1]]
    offsets = [0, *accumulate(lengths)]
    whole = "".join(token.text + token.space_after for token in tokens[first : together[-1].last + 1])
    for place in reversed(together):
        shift = offsets[place.first - first]
        whole = whole[: place.start + shift] + text + whole[place.end + shift :]
    return whole
