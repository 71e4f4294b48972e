"""What is on a page besides its words: tables, checkboxes, fields, regions, barcodes, the page number. Pure.

Boxes are pixels of the original page frame. Words are named by their place in reading order, from 0: the
number at the end of a word's id.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from ocr.box import Box


def _box(stored: Any) -> Any:
    return Box.from_json(stored) if isinstance(stored, list) else stored


BoxJson = Annotated[Box, BeforeValidator(_box), PlainSerializer(lambda box: box.as_json())]
Words = tuple[int, ...]

RegionKind = Literal["unread", "handwriting", "signature", "stamp", "header", "footer", "sidebar", "picture"]
# "unread": ink that a detector calls text and no engine read
CheckboxState = Literal["marked", "empty", "unsure"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(_Part):
    """A part of the page that is not (only) printed words; `confidence` is 0–1, None where not measured."""

    kind: RegionKind
    box: BoxJson
    confidence: float | None = None
    words: Words = ()


class Barcode(_Part):
    """A barcode and what it says; `symbology` is the standard's name, such as "QR Code" or "Code 128"."""

    symbology: str
    text: str
    box: BoxJson


class Checkbox(_Part):
    """A box to tick. `label` are the words beside it; an empty or unsure box asserts nothing."""

    state: CheckboxState
    box: BoxJson
    label: Words = ()


class Cell(_Part):
    """A cell of a table, rows and columns from 0, with how many of each it spans."""

    row: int
    column: int
    box: BoxJson
    words: Words = ()
    row_span: int = 1
    column_span: int = 1


class Table(_Part):
    """A table as cells in reading order. `ruled` says that printed lines, not gaps, show the cells."""

    box: BoxJson
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    ruled: bool = True


class KeyValue(_Part):
    """A labelled value: `name` is ours (mrn, patient_name, birth_date, encounter, …), `text` as printed."""

    name: str
    text: str
    box: BoxJson
    words: Words
    label: Words = ()
    confidence: float | None = None


class PageNumber(_Part):
    """The number printed on the page; `of` is the count that it names, if it names one."""

    number: int
    of: int | None = None
    box: BoxJson


class PageStructure(_Part):
    """Everything that was found on one page besides its words."""

    tables: tuple[Table, ...] = ()
    checkboxes: tuple[Checkbox, ...] = ()
    key_values: tuple[KeyValue, ...] = ()
    regions: tuple[Region, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    page_number: PageNumber | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; what the page does not have is left out."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> PageStructure:
        """The structure that `as_json` wrote."""
        return cls.model_validate(stored)


NO_STRUCTURE = PageStructure()
