"""Finds the tables of a page whose cells printed rules show. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.engine import EngineWord, Pixels
from ocr.structure.grid import Grid
from ocr.structure.row_ruled_grids import row_ruled_grids
from ocr.structure.ruled_grids import ruled_grids
from ocr.structure.rules import Rules, find_rules


def find_grids(grey: Pixels, *, dpi: int, words: Sequence[EngineWord] = ()) -> tuple[Grid, ...]:
    """The ruled tables and frames of an upright grey page: what `order_words` reads cell by cell.

    With `words`, tables that have rules between their rows only are found as well.
    """
    return grids_of(find_rules(grey, dpi=dpi), words)


def grids_of(rules: Rules, words: Sequence[EngineWord]) -> tuple[Grid, ...]:
    """The tables and frames that the rules of a page show."""
    drawn = ruled_grids(rules)
    return (*drawn, *row_ruled_grids(rules, words, beside=drawn))
