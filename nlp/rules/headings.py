"""Stretches of a text under its headings, by the heading's own words. Pure.

The section splitter says what kind of section a heading opens; rules on reports need the words themselves
("Preoperative diagnosis", "Gross description").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_HEADING = re.compile(
    r"^[ \t]*(?:\d+[.)][ \t]*)?(?P<name>[A-Za-z][A-Za-z /&'’()-]{1,48}?)[ \t]*"
    r"(?:(?P<number>\([^()\n]{1,12}\))[ \t]*)?(?::|$)",
    re.MULTILINE,
)
_MOST_WORDS = 6


@dataclass(frozen=True)
class Stretch:
    """The text under one heading: `name` in lower case, one blank between words."""

    name: str
    start: int
    body_start: int
    end: int


def stretches(text: str) -> tuple[Stretch, ...]:
    """The stretches of a text in order; what stands before the first heading has no stretch.

    A heading ends in a colon, or stands alone on its line in capitals.
    """
    starts = [match for match in _HEADING.finditer(text) if _is_heading(text, match)]
    ends = [*(match.start() for match in starts[1:]), len(text)][: len(starts)]
    return tuple(
        Stretch(" ".join(match["name"].lower().split()), match.start(), match.end(), end)
        for match, end in zip(starts, ends, strict=True)
    )


def _is_heading(text: str, match: re.Match[str]) -> bool:
    name = match["name"]
    if len(name.split()) > _MOST_WORDS:
        return False
    return text[match.end() - 1] == ":" or name.isupper()


def stretch_at(found: Sequence[Stretch], position: int) -> Stretch | None:
    """The stretch in which a position lies; `found` are in order."""
    number = bisect_right(found, position, key=lambda stretch: stretch.start) - 1
    return found[number] if number >= 0 else None
