"""The complete codes among which an incomplete or unspecified suggestion leaves the choice. Pure look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

MOST_CHOICES = 9  # one key each
_SHORTEST_LABEL = 4
_OPEN = frozenset({"side_not_stated", "unspecified", "needs_more_detail", "default_of_heading"})


class Codes(Protocol):
    """What is asked of a code set."""

    def title(self, code: str) -> str | None:
        """The official title."""

    def billable(self, code: str) -> bool:
        """Whether the code is complete."""

    def parent(self, code: str) -> str | None:
        """The next higher code."""

    def children(self, code: str) -> tuple[str, ...]:
        """Codes one level below."""

    def billable_under(self, prefix: str) -> tuple[str, ...]:
        """Every complete code that begins like this."""


@dataclass(frozen=True)
class Choice:
    """One way to say it fully; `label` is what tells it from the others."""

    code: str
    title: str
    label: str
    billable: bool


def choices_for(codes: Codes, code: str, *, flags: Sequence[str]) -> tuple[Choice, ...]:
    """The choices for a suggested code; none where the code says all there is to say, or leaves too many."""
    found: Sequence[str] = ()
    if not codes.billable(code):
        found = codes.billable_under(code)
        if len(found) > MOST_CHOICES:
            found = codes.children(code)
    elif _OPEN.intersection(flags):
        found = [one for one in _beside(codes, code) if one != code]
    if not 1 <= len(found) <= MOST_CHOICES:
        return ()
    titles = [codes.title(one) or one for one in found]
    labels = telling_parts(titles)
    return tuple(
        Choice(one, title, label, codes.billable(one))
        for one, title, label in zip(found, titles, labels, strict=True)
    )


def telling_parts(titles: Sequence[str]) -> list[str]:
    """What differs between the titles: their words without those that all begin or end with."""
    words = [title.split() for title in titles]
    if len(words) < 2:
        return list(titles)
    first = len(list(takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))))
    backwards = zip(*(reversed(one) for one in words), strict=False)
    last = len(list(takewhile(lambda column: len(set(column)) == 1, backwards)))
    parts = [" ".join(one[first : max(first, len(one) - last)]) for one in words]
    if first and min(len(part) for part in parts) < _SHORTEST_LABEL:
        parts = [f"{words[0][first - 1]} {part}" for part in parts]  # "stage 3a", not "3a"
    return [
        part.strip(" ,") or title.split(",")[-1].strip() for part, title in zip(parts, titles, strict=True)
    ]


def _beside(codes: Codes, code: str) -> list[str]:
    """The complete codes that differ from this one in one respect: side, type or stage, not in the visit."""
    above = codes.parent(code)
    if above is None:
        return []
    if len(code.replace(".", "")) == 7:
        base = codes.parent(above)
        beside = codes.children(base) if base else ()
        return [one + code[-1] for one in beside if codes.billable(one + code[-1])]
    return [one for one in codes.children(above) if codes.billable(one)]
