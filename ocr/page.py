"""What reading a page yields: words with boxes, in reading order, and where each one lies on the paper.

All boxes are pixels of the *original page frame*: the page as a viewer displays it (turned by a PDF's
/Rotate or a photo's EXIF orientation, pixels squared), origin top-left, whatever clean-up did in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ocr.box import Box
from ocr.page_structure import NO_STRUCTURE, PageStructure
from ocr.word import Word, WordReading
from storage.errors import Deficiency, EngineInfo

__all__ = [
    "Block",
    "Box",
    "CleanupStep",
    "ErrorEstimate",
    "Line",
    "Page",
    "PageAnchor",
    "Word",
    "WordReading",
    "page_text",
    "page_tokens",
]

SCHEMA_VERSION = 2
_OLDEST_READ = 1  # without readings, doubt and structure
RIGHT_ANGLES_DEG = (0, 90, 180, 270)


@dataclass(frozen=True)
class Line:
    """Words that stand on one line, in reading order; never empty."""

    words: tuple[Word, ...]

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("a line holds at least one word")

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The box around the words."""
        return Box.around(word.box for word in self.words)


@dataclass(frozen=True)
class Block:
    """Lines that belong together (a paragraph, a table row), in reading order; never empty."""

    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("a block holds at least one line")

    @property
    def box(self) -> Box:
        """The box around the lines."""
        return Box.around(line.box for line in self.lines)


@dataclass(frozen=True)
class CleanupStep:
    """One thing that was done to the image before it was read: what, and its measure in plain numbers.

    The stored page is untouched: the steps are what to leave out to read it another way.
    """

    name: str
    parameters: tuple[tuple[str, float], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The name and its parameters."""
        return {"name": self.name, "parameters": dict(self.parameters)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> CleanupStep:
        """The step that `as_json` wrote."""
        return cls(stored["name"], tuple(stored["parameters"].items()))


@dataclass(frozen=True)
class ErrorEstimate:
    """How many words of the page are expected to be wrong if only the marked ones are reviewed.

    `low` and `high` bound the number with nominal 90 % coverage; `model` names the fitted model and version.
    """

    expected: float
    low: float
    high: float
    model: str

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.expected <= self.high:
            raise ValueError("an estimate lies within its own bounds")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of the four fields."""
        return {"expected": self.expected, "low": self.low, "high": self.high, "model": self.model}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> ErrorEstimate:
        """The estimate that `as_json` wrote."""
        return cls(**stored)


@dataclass(frozen=True)
class Page:
    """One page as it was read, blocks in reading order.

    `width` and `height` are pixels of the original frame at `dpi`. `rotation_deg` (0, 90, 180, 270) and
    `skew_deg` say how far the content stands turned clockwise on the page: to show it upright, turn the
    page by the negative. `is_blank` says that no ink was found, which is not a loss. `structure` refers to
    words by their place in reading order, from 0.
    """

    id: str
    width: int
    height: int
    dpi: float
    blocks: tuple[Block, ...]
    engine: EngineInfo
    rotation_deg: int = 0
    skew_deg: float = 0.0
    is_blank: bool = False
    deficiencies: tuple[Deficiency, ...] = ()
    structure: PageStructure = NO_STRUCTURE
    cleanup: tuple[CleanupStep, ...] = ()
    expected_errors: ErrorEstimate | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a page needs an id")
        if self.width < 1 or self.height < 1 or self.dpi <= 0:
            raise ValueError(f"page {self.id} has no size")
        if self.rotation_deg not in RIGHT_ANGLES_DEG or not -45 <= self.skew_deg <= 45:
            raise ValueError(f"page {self.id} is turned by an angle that cannot be")
        if self.is_blank and self.blocks:
            raise ValueError(f"page {self.id} cannot be blank and hold words")
        seen: set[str] = set()
        for word in self.words():
            if word.box.right > self.width or word.box.bottom > self.height:
                raise ValueError(f"word {word.id} lies outside its page")
            if word.id in seen:
                raise ValueError(f"word {word.id} is there twice")
            seen.add(word.id)

    def lines(self) -> Iterator[Line]:
        """Every line in reading order."""
        for block in self.blocks:
            yield from block.lines

    def words(self) -> Iterator[Word]:
        """Every word in reading order."""
        for line in self.lines():
            yield from line.words

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; `from_json` gives back an equal page."""
        return {
            "schema_version": SCHEMA_VERSION,
            "id": self.id,
            "width": self.width,
            "height": self.height,
            "dpi": self.dpi,
            "rotation_deg": self.rotation_deg,
            "skew_deg": self.skew_deg,
            "is_blank": self.is_blank,
            "blocks": [[[word.as_json() for word in line.words] for line in b.lines] for b in self.blocks],
            "engine": self.engine.as_json(),
            "deficiencies": [deficiency.as_json() for deficiency in self.deficiencies],
            "structure": self.structure.as_json(),
            "cleanup": [step.as_json() for step in self.cleanup],
            "expected_errors": None if self.expected_errors is None else self.expected_errors.as_json(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Page:
        """The page that `as_json` wrote.

        Raises:
            ValueError: the page was written by a newer schema than this program knows.
        """
        if not _OLDEST_READ <= stored["schema_version"] <= SCHEMA_VERSION:
            raise ValueError(f"page schema {stored['schema_version']} is not {SCHEMA_VERSION}")
        return cls(
            id=stored["id"],
            width=stored["width"],
            height=stored["height"],
            dpi=stored["dpi"],
            rotation_deg=stored["rotation_deg"],
            skew_deg=stored["skew_deg"],
            is_blank=stored["is_blank"],
            blocks=tuple(
                Block(tuple(Line(tuple(Word.from_json(word) for word in line)) for line in block))
                for block in stored["blocks"]
            ),
            engine=EngineInfo.from_json(stored["engine"]),
            deficiencies=tuple(Deficiency.from_json(deficiency) for deficiency in stored["deficiencies"]),
            structure=PageStructure.from_json(stored.get("structure", {})),
            cleanup=tuple(CleanupStep.from_json(step) for step in stored.get("cleanup", ())),
            expected_errors=_estimate(stored.get("expected_errors")),
        )


def _estimate(stored: dict[str, Any] | None) -> ErrorEstimate | None:
    return None if stored is None else ErrorEstimate.from_json(stored)


@dataclass(frozen=True)
class PageAnchor:
    """A place on paper that some text came from: the words and the box around them."""

    page_id: str
    word_ids: tuple[str, ...]
    box: Box

    def __post_init__(self) -> None:
        if not self.page_id or not self.word_ids:
            raise ValueError("a page anchor names a page and at least one word")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of the three fields."""
        return {"page_id": self.page_id, "word_ids": list(self.word_ids), "box": self.box.as_json()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> PageAnchor:
        """The anchor that `as_json` wrote."""
        return cls(stored["page_id"], tuple(stored["word_ids"]), Box.from_json(stored["box"]))


def page_tokens(page: Page) -> tuple[tuple[Word, str], ...]:
    r"""Every word with the separator that follows it.

    That is a space, "\n" where a line ends, "\n\n" where a block ends, and nothing after the last word.
    """
    tokens: list[tuple[Word, str]] = []
    for block in page.blocks:
        for line in block.lines:
            tokens.extend((word, " ") for word in line.words)
            tokens[-1] = (tokens[-1][0], "\n")
        tokens[-1] = (tokens[-1][0], "\n\n")
    if tokens:
        tokens[-1] = (tokens[-1][0], "")
    return tuple(tokens)


def page_text(page: Page) -> str:
    """The page's text in reading order; exactly the tokens of `page_tokens` put together."""
    return "".join(word.text + separator for word, separator in page_tokens(page))
