"""Everything that is found on a page besides its words, and its way to another frame. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ocr.box import Box
from ocr.engine import EngineWord, Pixels
from ocr.page_structure import (
    Cell,
    Checkbox,
    KeyValue,
    PageNumber,
    PageStructure,
    Region,
    Table,
)
from ocr.structure.checkboxes import FoundBox, find_checkboxes
from ocr.structure.grid import Corners, Grid, area_px, overlap_px
from ocr.structure.grids import grids_of
from ocr.structure.key_values import find_key_values
from ocr.structure.page_number import find_page_number
from ocr.structure.page_words import PageWords
from ocr.structure.regions import FoundRegion, drawn_regions, edge_regions, sidebars, signatures
from ocr.structure.rules import Rules, find_rules
from ocr.structure.tables import FoundTable, find_tables
from ocr.transform import Transform

_EXPLAINED = 0.5  # the share of an unread place that a box or picture covers: nothing is missing there


def find_structure(
    grey: Pixels,
    *,
    dpi: int,
    blocks: Sequence[Sequence[Sequence[EngineWord]]],
    unread: Sequence[Corners],
    grids: Sequence[Grid] | None = None,
) -> PageStructure:
    """The structure of an upright grey page, boxes in its own pixels.

    `blocks` hold lines of words in reading order; `unread` are places that a detector calls text and no
    engine read. `grids` are those of `find_grids` where the caller has them already.
    """
    words = PageWords.from_blocks(blocks)
    rules = find_rules(grey, dpi=dpi)
    if grids is None:
        grids = grids_of(rules, words.words)
    boxes = find_checkboxes(grey, words, dpi=dpi, grids=grids)
    regions = _regions(grey, words, dpi=dpi, rules=rules, grids=grids)
    known = [
        *(box.corners for box in boxes),
        *(region.corners for region in regions if region.kind in _INKED),
    ]
    regions += [
        FoundRegion("unread", place, 1.0)
        for place in unread
        if area_px(place) and not _explained(place, known)
    ]
    height, width = grey.shape[:2]
    number = find_page_number(words, height_px=height)
    return PageStructure(
        tables=tuple(_table(table, width, height) for table in find_tables(words, grids)),
        checkboxes=tuple(_checkbox(box, width, height) for box in boxes),
        key_values=tuple(
            KeyValue(
                name=field.name,
                text=field.text,
                box=_box(field.corners, width, height),
                words=field.words,
                label=field.label,
                confidence=field.confidence,
            )
            for field in find_key_values(words, grids, boxes)
        ),
        regions=tuple(_region(region, width, height) for region in regions),
        page_number=None
        if number is None
        else PageNumber(number=number.number, of=number.of, box=_box(number.corners, width, height)),
    )


_INKED = ("picture", "stamp", "signature")


def _regions(
    grey: Pixels, words: PageWords, *, dpi: int, rules: Rules, grids: Sequence[Grid]
) -> list[FoundRegion]:
    height, width = grey.shape[:2]
    return [
        *edge_regions(words, height_px=height),
        *sidebars(words, grids, width_px=width),
        *drawn_regions(grey, words, dpi=dpi, rules=rules, grids=grids),
        *signatures(grey, words, dpi=dpi, rules=rules),
    ]


def _explained(place: Corners, known: Sequence[Corners]) -> bool:
    return sum(overlap_px(place, other) for other in known) >= _EXPLAINED * area_px(place)


def _box(corners: Corners, width: int, height: int) -> Box:
    left, top = (
        min(max(math.floor(corners[0]), 0), width - 1),
        min(max(math.floor(corners[1]), 0), height - 1),
    )
    right, bottom = min(math.ceil(corners[2]), width), min(math.ceil(corners[3]), height)
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))


def _table(table: FoundTable, width: int, height: int) -> Table:
    return Table(
        box=_box(table.grid.corners, width, height),
        rows=table.grid.rows,
        columns=table.grid.columns,
        cells=tuple(
            Cell(
                row=cell.row,
                column=cell.column,
                box=_box(cell.corners, width, height),
                words=held,
                row_span=cell.row_span,
                column_span=cell.column_span,
            )
            for cell, held in zip(table.grid.cells, table.words, strict=True)
        ),
        ruled=table.grid.ruled,
    )


def _checkbox(box: FoundBox, width: int, height: int) -> Checkbox:
    return Checkbox(state=box.state, box=_box(box.corners, width, height), label=box.label)


def _region(region: FoundRegion, width: int, height: int) -> Region:
    return Region(
        kind=region.kind,
        box=_box(region.corners, width, height),
        confidence=region.confidence,
        words=region.words,
    )


def carried(structure: PageStructure, transform: Transform, *, width: int, height: int) -> PageStructure:
    """The same structure with all boxes carried over into a frame of `width` × `height` pixels."""

    def there(box: Box) -> Box:
        return transform.carry((box.left, box.top, box.right, box.bottom), width=width, height=height)

    number = structure.page_number
    return structure.model_copy(
        update={
            "tables": tuple(_carried_table(table, there) for table in structure.tables),
            "checkboxes": tuple(b.model_copy(update={"box": there(b.box)}) for b in structure.checkboxes),
            "key_values": tuple(v.model_copy(update={"box": there(v.box)}) for v in structure.key_values),
            "regions": tuple(r.model_copy(update={"box": there(r.box)}) for r in structure.regions),
            "barcodes": tuple(b.model_copy(update={"box": there(b.box)}) for b in structure.barcodes),
            "page_number": None if number is None else number.model_copy(update={"box": there(number.box)}),
        }
    )


def _carried_table(table: Table, there: Callable[[Box], Box]) -> Table:
    cells = tuple(cell.model_copy(update={"box": there(cell.box)}) for cell in table.cells)
    return table.model_copy(update={"box": there(table.box), "cells": cells})
