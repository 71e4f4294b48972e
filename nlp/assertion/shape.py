"""A way of saying it with gaps, and what it says: what the files of wider phrases are made of. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.suggestion import AssertionLabel


@dataclass(frozen=True)
class Shape:
    """A pattern and what it says; `reach_words` and `within_item` as in `FoundCue`."""

    pattern: re.Pattern[str]
    effect: AssertionLabel | None
    forward: bool
    reach_words: int | None = None
    within_item: bool = False


def shape(
    *ways: str,
    effect: AssertionLabel | None,
    forward: bool,
    reach_words: int | None = None,
    within_item: bool = False,
) -> Shape:
    """Any of the ways as whole words, in capitals or not."""
    joined = "|".join(ways)
    return Shape(
        re.compile(rf"(?<![\w/-])(?:{joined})(?![\w/])", re.IGNORECASE),
        effect,
        forward,
        reach_words,
        within_item,
    )
