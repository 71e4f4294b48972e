"""Puts dates together that a narrow table cell breaks over its lines: "04/0", "1/20", "26". Pure.

Broken, such a date is lost to whoever looks for it, and its last line reads as a value. Only whole dates with
a year of four digits are put together, from words that stand right below each other in one cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from ocr.engine import EngineWord
from ocr.structure import Grid
from ocr.word import WordReading

_DATE = re.compile(r"(0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])[/-](19|20)\d\d")
_PART = re.compile(r"[\d/-]+")
_MOST_PARTS = 4
# Shares of the line height.
_ALIGNED = 0.5
_LINE_GAP = 1.2


def with_broken_dates_joined(words: Sequence[EngineWord], grids: Sequence[Grid]) -> tuple[EngineWord, ...]:
    """The words with each broken date as one word: its box lies around the parts, the least sure counts."""
    joined: dict[int, EngineWord] = {}
    dropped: set[int] = set()
    for grid in grids:
        for cell in grid.cells:
            inside = [
                place
                for place, word in enumerate(words)
                if place not in dropped and _holds(cell.corners, word) and not word.handwritten
            ]
            for run in _runs(inside, words):
                joined[run[0]] = _one([words[place] for place in run])
                dropped.update(run[1:])
    return tuple(joined.get(place, word) for place, word in enumerate(words) if place not in dropped)


def _holds(corners: tuple[float, float, float, float], word: EngineWord) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return corners[0] <= x <= corners[2] and corners[1] <= y <= corners[3]


def _runs(places: list[int], words: Sequence[EngineWord]) -> list[list[int]]:
    """The runs of places in one cell that make a date, from the top."""
    parts = [place for place in places if _PART.fullmatch(words[place].text)]
    runs: list[list[int]] = []
    for place in sorted(parts, key=lambda place: words[place].top):
        if not any(place in run for run in runs):
            run = _date_from(place, parts, words)
            if run:
                runs.append(run)
    return runs


def _date_from(place: int, parts: list[int], words: Sequence[EngineWord]) -> list[int]:
    """The places of the parts, from this one down, that are one date; none if they are not."""
    run, text = [place], words[place].text
    while len(run) < _MOST_PARTS and not _DATE.fullmatch(text):
        below = next((part for part in parts if _follows(words[run[-1]], words[part])), None)
        if below is None or below in run:
            return []
        run.append(below)
        text += words[below].text
    return run if len(run) > 1 and _DATE.fullmatch(text) else []


def _follows(above: EngineWord, below: EngineWord) -> bool:
    """Whether one word stands right below the other, from the same left edge and no wider."""
    height = above.bottom - above.top
    return (
        abs(below.left - above.left) <= _ALIGNED * height
        and below.top > above.top
        and -0.5 * height <= below.top - above.bottom <= _LINE_GAP * height
        and below.right <= above.right + _ALIGNED * height
    )


def _one(parts: list[EngineWord]) -> EngineWord:
    confidences = [part.confidence for part in parts if part.confidence is not None]
    return replace(
        parts[0],
        text="".join(part.text for part in parts),
        left=min(part.left for part in parts),
        top=min(part.top for part in parts),
        right=max(part.right for part in parts),
        bottom=max(part.bottom for part in parts),
        confidence=min(confidences, default=None),
        readings=_readings(parts),
    )


def _readings(parts: list[EngineWord]) -> tuple[WordReading, ...]:
    """What each engine read, its parts put together; an engine that missed a part is left out."""
    read = (reading for part in parts for reading in part.readings)
    every = sorted(read, key=lambda reading: reading.engine)
    together = []
    for engine, readings in groupby(every, key=lambda reading: reading.engine):
        of_engine = list(readings)
        if len(of_engine) == len(parts):
            known = [reading.confidence for reading in of_engine if reading.confidence is not None]
            text = "".join(reading.text for reading in of_engine)
            together.append(WordReading(engine, text, min(known, default=None)))
    return tuple(sorted(together, key=lambda reading: reading.engine != "tesseract"))
