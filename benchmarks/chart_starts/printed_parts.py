"""What invented documents are made of: headings, paragraphs, rows, fields. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from benchmarks.ocr.invented_charts import Chart

PartKind = Literal["heading", "text", "row", "field", "tick", "hand", "gap"]


@dataclass(frozen=True)
class Part:
    """One thing on paper: a heading, a paragraph, a table's row (`cells`), "label: value", a box to tick."""

    kind: PartKind
    text: str = ""
    cells: tuple[str, ...] = ()


Parts = Iterator[Part]


def heading(text: str) -> Part:
    """A heading."""
    return Part("heading", text)


def text(text: str) -> Part:
    """A paragraph."""
    return Part("text", text)


def row(*cells: str) -> Part:
    """A table's row."""
    return Part("row", cells=cells)


def field(label: str, value: str) -> Part:
    """A label and its value."""
    return Part("field", f"{label}: {value}")


def nothing(_: Chart) -> Parts:
    """Nothing."""
    yield from ()
