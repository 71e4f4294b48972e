"""What invented documents are made of: headings, paragraphs, rows, fields. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from benchmarks.ocr.invented_charts import Chart

ItemKind = Literal["heading", "text", "row", "field", "tick", "hand", "gap"]


@dataclass(frozen=True)
class Item:
    """One thing on paper: a heading, a paragraph, a table's row (`cells`), "label: value", a box to tick."""

    kind: ItemKind
    text: str = ""
    cells: tuple[str, ...] = ()


Items = Iterator[Item]


def heading(text: str) -> Item:
    """A heading."""
    return Item("heading", text)


def text(text: str) -> Item:
    """A paragraph."""
    return Item("text", text)


def row(*cells: str) -> Item:
    """A table's row."""
    return Item("row", cells=cells)


def field(label: str, value: str) -> Item:
    """A label and its value."""
    return Item("field", f"{label}: {value}")


def nothing(_: Chart) -> Items:
    """No items."""
    yield from ()
