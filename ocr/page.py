"""What reading a page yields: words with boxes, in reading order, and where each one lies on the paper.

All boxes are pixels of the *original page frame*: the page as a viewer displays it (turned by a PDF's
/Rotate or a photo's EXIF orientation, pixels squared), origin top-left, whatever clean-up did in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from storage.errors import Deficiency, EngineInfo

SCHEMA_VERSION = 1
RIGHT_ANGLES_DEG = (0, 90, 180, 270)


@dataclass(frozen=True)
class Box:
    """A non-empty rectangle in pixels of the original page frame, half-open: right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right and 0 <= self.top < self.bottom):
            raise ValueError(f"not a rectangle on a page: {self.as_json()}")

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    def overlap_px(self, other: Box) -> int:
        """The area that both boxes cover, in square pixels."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of `boxes` (at least one)."""
        held = list(boxes)
        if not held:
            raise ValueError("no boxes to draw a box around")
        return cls(
            min(box.left for box in held),
            min(box.top for box in held),
            max(box.right for box in held),
            max(box.bottom for box in held),
        )

    def as_json(self) -> list[int]:
        """[left, top, right, bottom]."""
        return [self.left, self.top, self.right, self.bottom]

    @classmethod
    def from_json(cls, stored: list[int]) -> Box:
        """The box that `as_json` wrote."""
        left, top, right, bottom = stored
        return cls(left, top, right, bottom)


@dataclass(frozen=True)
class Word:
    """One word as an engine read it. `confidence` is 0–1, or None where the engine gives none."""

    id: str
    text: str
    box: Box
    confidence: float | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a word needs an id")
        if self.text.split() != [self.text]:
            raise ValueError(f"word {self.id} is empty or holds white space")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"the confidence of word {self.id} is outside 0–1")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of the four fields."""
        return {"id": self.id, "text": self.text, "box": self.box.as_json(), "confidence": self.confidence}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Word:
        """The word that `as_json` wrote."""
        return cls(stored["id"], stored["text"], Box.from_json(stored["box"]), stored["confidence"])


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
class Page:
    """One page as it was read, blocks in reading order.

    `width` and `height` are pixels of the original frame at `dpi`. `rotation_deg` (0, 90, 180, 270) and
    `skew_deg` say how far the content stands turned clockwise on the page: to show it upright, turn the
    page by the negative. `is_blank` says that no ink was found, which is not a loss.
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
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Page:
        """The page that `as_json` wrote.

        Raises:
            ValueError: the page was written by a newer schema than this program knows.
        """
        if stored["schema_version"] != SCHEMA_VERSION:
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
        )


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
