"""What is really on a page: words with boxes in visual reading order, fields, checkboxes, cells. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Corners = tuple[float, float, float, float]  # left, top, right, bottom, pixels
Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class TrueWord:
    """One word as it was drawn or annotated; `part` is body, header, footer or sidebar."""

    text: str
    box: Corners
    handwritten: bool = False
    part: str = "body"


@dataclass(frozen=True)
class TrueField:
    """A labelled value of a form: our name for it and the value as printed."""

    name: str
    value: str
    box: Corners


@dataclass(frozen=True)
class TrueCheckbox:
    """A box to tick, whether it is, and the words beside it."""

    label: str
    is_marked: bool
    box: Corners


@dataclass(frozen=True)
class TrueCell:
    """A cell of the page's only table, rows (heading row 0) and columns from 0."""

    row: int
    column: int
    text: str
    box: Corners


@dataclass(frozen=True)
class TruePage:
    """One page image with what is on it.

    `dpi` is horizontal and vertical resolution; `rotation_deg` and `skew_deg` say how far the content stands
    turned clockwise. `words` are in visual reading order. All boxes are pixels of `grey`.
    """

    name: str
    grey: Grey
    words: tuple[TrueWord, ...]
    dpi: tuple[float, float] = (300.0, 300.0)
    rotation_deg: int = 0
    skew_deg: float = 0.0
    fields: tuple[TrueField, ...] = field(default=())
    checkboxes: tuple[TrueCheckbox, ...] = field(default=())
    cells: tuple[TrueCell, ...] = field(default=())

    @property
    def text(self) -> str:
        """All words in reading order with one space between them."""
        return " ".join(word.text for word in self.words)


def carried(box: Corners, matrix: Matrix) -> Corners:
    """The upright box around `box` after the 3 × 3 `matrix` has moved its corners."""
    left, top, right, bottom = box
    corners = np.array([[left, right, right, left], [top, top, bottom, bottom], [1.0, 1.0, 1.0, 1.0]])
    x, y, _ = matrix @ corners
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def scaled(box: Corners, *, by_x: float, by_y: float) -> Corners:
    """`box` in a frame that is `by_x` times as wide and `by_y` times as high."""
    return box[0] * by_x, box[1] * by_y, box[2] * by_x, box[3] * by_y


def around(boxes: Sequence[Corners]) -> Corners:
    """The box around all `boxes`, of which there is at least one."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
