"""What a reader made of a page, the same for all readers under test. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from benchmarks.ocr.truth import Corners, scaled


@dataclass(frozen=True)
class ReadWord:
    """A word as a reader gave it; `box` and the doubts are None where the reader gives none."""

    text: str
    box: Corners | None = None
    line: int = 0
    confidence: float | None = None
    p_wrong: float | None = None
    needs_review: bool = False
    is_handwritten: bool = False


@dataclass(frozen=True)
class ReadRegion:
    """A part of the page that a reader points out, by kind."""

    kind: str
    box: Corners


@dataclass(frozen=True)
class ReadPage:
    """One page: words in the reader's order, frame size, turn found, expected errors (low, mean, high).

    `failure` is the reader's own word for what it lost; `source` our own JSON of the page, as printed.
    """

    words: tuple[ReadWord, ...] = ()
    width: float = 0.0
    height: float = 0.0
    rotation_deg: int | None = None
    regions: tuple[ReadRegion, ...] = ()
    expected_errors: tuple[float, float, float] | None = None
    failure: str = ""
    source: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)

    def lines(self) -> list[str]:
        """The text line by line, in the reader's order."""
        lines: dict[int, list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        return [" ".join(words) for words in lines.values()]

    def boxed(self) -> list[tuple[str, Corners]]:
        """The words that have a box, with it."""
        return [(word.text, word.box) for word in self.words if word.box is not None]

    def has_boxes(self) -> bool:
        """Whether every word has its box."""
        return all(word.box is not None for word in self.words)

    def in_frame(self, width: float, height: float) -> ReadPage:
        """The page with boxes carried to a frame of this size."""
        if not self.width or (self.width, self.height) == (width, height):
            return self
        by_x, by_y = width / self.width, height / self.height
        words = tuple(
            word if word.box is None else replace(word, box=scaled(word.box, by_x=by_x, by_y=by_y))
            for word in self.words
        )
        regions = tuple(replace(part, box=scaled(part.box, by_x=by_x, by_y=by_y)) for part in self.regions)
        return replace(self, words=words, regions=regions, width=width, height=height)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> ReadPage:
        """The page that `as_json` wrote."""
        words = tuple(ReadWord(**{**word, "box": _corners(word["box"])}) for word in stored["words"])
        regions = tuple(ReadRegion(part["kind"], _known(part["box"])) for part in stored["regions"])
        expected = stored["expected_errors"]
        return cls(
            **{
                **stored,
                "words": words,
                "regions": regions,
                "expected_errors": None if expected is None else tuple(expected),
            }
        )


def _corners(stored: Sequence[float] | None) -> Corners | None:
    return None if stored is None else _known(stored)


def _known(stored: Sequence[float]) -> Corners:
    left, top, right, bottom = stored
    return float(left), float(top), float(right), float(bottom)
