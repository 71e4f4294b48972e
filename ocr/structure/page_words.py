"""The words of a page in reading order, with what finders of structure ask about them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from ocr.engine import EngineWord
from ocr.structure.grid import Corners, around, holds


def corners_of(word: EngineWord) -> Corners:
    """left, top, right, bottom."""
    return (word.left, word.top, word.right, word.bottom)


def middle_of(corners: Corners) -> tuple[float, float]:
    """The point half-way across and down."""
    return (corners[0] + corners[2]) / 2, (corners[1] + corners[3]) / 2


@dataclass(frozen=True)
class PageWords:
    """Words by their place in reading order, from 0, and the places that make each line."""

    words: tuple[EngineWord, ...]
    lines: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if [place for line in self.lines for place in line] != list(range(len(self.words))):
            raise ValueError("lines name every word once and in order")

    @classmethod
    def from_blocks(cls, blocks: Sequence[Sequence[Sequence[EngineWord]]]) -> PageWords:
        """The words of blocks of lines."""
        words: list[EngineWord] = []
        lines = []
        for block in blocks:
            for line in block:
                lines.append(tuple(range(len(words), len(words) + len(line))))
                words.extend(line)
        return cls(tuple(words), tuple(line for line in lines if line))

    @cached_property
    def height(self) -> float:
        """The median height of a word in px; 1.0 for a page without words."""
        return max(median([word.bottom - word.top for word in self.words] or [1.0]), 1.0)

    @cached_property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """Places of words that stand on one level across the whole page, each from left to right."""
        rows: list[list[int]] = []
        for place in sorted(range(len(self.words)), key=lambda place: self.middle(place)[1]):
            if rows and self.middle(place)[1] - self.middle(rows[-1][0])[1] < 0.5 * self.height:
                rows[-1].append(place)
            else:
                rows.append([place])
        return tuple(tuple(sorted(row, key=lambda place: self.words[place].left)) for row in rows)

    def middle(self, place: int) -> tuple[float, float]:
        """The middle of a word."""
        return middle_of(corners_of(self.words[place]))

    def inside(self, corners: Corners) -> tuple[int, ...]:
        """The places of the words whose middle lies inside."""
        return tuple(place for place in range(len(self.words)) if holds(corners, *self.middle(place)))

    def text(self, places: Iterable[int]) -> str:
        """The words with one space between them."""
        return " ".join(self.words[place].text for place in places)

    def box(self, places: Iterable[int]) -> Corners:
        """The corners around at least one word."""
        return around([corners_of(self.words[place]) for place in places])

    def confidence(self, places: Iterable[int]) -> float | None:
        """The lowest confidence of the words; None where an engine gave none (a page's own text)."""
        known = [self.words[place].confidence for place in places]
        return min((value for value in known if value is not None), default=None)
