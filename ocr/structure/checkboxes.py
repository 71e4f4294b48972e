"""Checkboxes of a page: drawn ones, ballot signs and brackets, each with its state and its label. Pure.

An empty or unsure box asserts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.engine import Pixels
from ocr.page_structure import CheckboxState
from ocr.structure.drawn_boxes import find_drawn_boxes
from ocr.structure.grid import Corners, Grid, area_px, overlap_px
from ocr.structure.page_words import PageWords, corners_of, middle_of

_SIGNS: dict[str, CheckboxState] = {
    "☐": "empty",
    "□": "empty",
    "▢": "empty",
    "☑": "marked",
    "☒": "marked",
    "✓": "marked",
    "✔": "marked",
    "✗": "marked",
    "✘": "marked",
    "■": "marked",
}
# "[ ]", "[x]", "( )", "(X)"; a letter other than x, as in "(a)", is a list's number. Engines often read the
# closing bracket after an x as I, 1 or J.
_PRINTED = re.compile(
    r"(?P<marked>\[\s?[xX✓✔✗✘*√](?:\s?[\]1IlJ|])?|\(\s?[xX✓✔✗✘*√]\s?\))"
    r"|(?P<empty>\[\s?\]|\(\s?\))|(?P<sign>[☐□▢☑☒■]|(?<!\S)[✓✔✗✘](?!\S))"
)
# An opening bracket and what engines make of an empty rest. Only beside brackets that were read whole.
_TORN = re.compile(r"(?<!\S)\[(?:\s?[1IlJ|]\]?)?(?!\S)")
# Shares of the words' height.
_LABEL_BEGINS = 2.2  # farther from its box a word is no label
_LABEL_GOES_ON = 1.6  # a wider gap ends a label
_AMONG_LETTERS = 0.6  # the share of a "box" that lies in a well-read word
_WELL_READ = 0.8
_READ_AS_BOX = "O0oDCQXxVv"  # what engines make of a box at the beginning of its label


@dataclass(frozen=True)
class FoundBox:
    """A box to tick in pixels of the page, its state, and the places of its label's words."""

    corners: Corners
    state: CheckboxState
    label: tuple[int, ...] = ()


def find_checkboxes(
    grey: Pixels, words: PageWords, *, dpi: int, grids: Sequence[Grid]
) -> tuple[FoundBox, ...]:
    """The checkboxes from top to bottom; a label does not leave its cell of `grids`."""
    drawn = [
        FoundBox(box.corners, box.state)
        for box in find_drawn_boxes(grey, dpi=dpi)
        if not _is_among_letters(box.corners, words)
    ]
    printed = [
        box for box in _printed(words) if all(overlap_px(box.corners, other.corners) == 0 for other in drawn)
    ]
    boxes = sorted([*drawn, *printed], key=lambda box: (box.corners[1], box.corners[0]))
    return tuple(_labelled(boxes, words, grids))


def _is_among_letters(corners: Corners, words: PageWords) -> bool:
    """Whether letters of a word look like a box: a box is no part of a well-read word, but may begin one."""
    reach = 0.3 * (corners[2] - corners[0])
    for word in words.words:
        place = corners_of(word)
        if overlap_px(corners, place) < _AMONG_LETTERS * area_px(corners):
            continue
        if sum(char.isalnum() for char in word.text) < 2 or (word.confidence or 0.0) < _WELL_READ:
            continue
        begins = place[0] > corners[0] - reach and not word.text[0].isalpha()
        if not (begins or (place[0] > corners[0] - reach and word.text[0] in _READ_AS_BOX)):
            return True
    return False


def _printed(words: PageWords) -> list[FoundBox]:
    """Signs and brackets among the words, with the share of the words' boxes that they take."""
    found, torn = [], []
    for line in words.lines:
        text = words.text(line)
        whole = list(_PRINTED.finditer(text))
        found += [
            FoundBox(_part_of_line(words, line, match.start(), match.end()), _state(match)) for match in whole
        ]
        torn += [
            FoundBox(_part_of_line(words, line, match.start(), match.end()), "unsure")
            for match in _TORN.finditer(text)
            if all(match.end() <= other.start() or match.start() >= other.end() for other in whole)
        ]
    return [*found, *torn] if found else []


def _state(match: re.Match[str]) -> CheckboxState:
    if match["sign"]:
        return _SIGNS[match["sign"]]
    return "marked" if match["marked"] else "empty"


def _part_of_line(words: PageWords, line: Sequence[int], start: int, end: int) -> Corners:
    """The corners of the characters `start` to `end` of the line's text, letters taken as equally wide."""
    lefts, rights, tops, bottoms = [], [], [], []
    offset = 0
    for place in line:
        word = words.words[place]
        first, last = max(start - offset, 0), min(end - offset, len(word.text))
        if first < last:
            width = (word.right - word.left) / len(word.text)
            lefts.append(word.left + first * width)
            rights.append(word.left + last * width)
            tops.append(word.top)
            bottoms.append(word.bottom)
        offset += len(word.text) + 1
    return min(lefts), min(tops), max(rights), max(bottoms)


def _labelled(boxes: list[FoundBox], words: PageWords, grids: Sequence[Grid]) -> list[FoundBox]:
    signs = {
        place for box in boxes for place in range(len(words.words)) if _is_sign(words, place, box.corners)
    }
    labelled = []
    for row in _rows(boxes):
        beside = [_Neighbourhood(box, row, words, signs, grids) for box in row]
        rights, lefts = [near.right() for near in beside], [near.left() for near in beside]
        # "Yes ☐ No ☐": every box has a label before it and the last one none after it
        from_left = not rights[-1] and all(lefts)
        for box, right, left in zip(row, rights, lefts, strict=True):
            labelled.append(FoundBox(box.corners, box.state, (left if from_left else right) or left))
    return labelled


def _is_sign(words: PageWords, place: int, corners: Corners) -> bool:
    """Whether a word is what an engine read of the box itself."""
    word = corners_of(words.words[place])
    return overlap_px(word, corners) > 0.6 * max(area_px(word), 1.0)


def _rows(boxes: list[FoundBox]) -> list[list[FoundBox]]:
    rows: list[list[FoundBox]] = []
    for box in sorted(boxes, key=lambda box: middle_of(box.corners)[1]):
        height = box.corners[3] - box.corners[1]
        last = rows[-1][0].corners if rows else None
        if last is not None and middle_of(box.corners)[1] - middle_of(last)[1] < 0.5 * height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.corners[0]) for row in rows]


class _Neighbourhood:
    """The words on a box's level, up to the next box on either side."""

    def __init__(
        self, box: FoundBox, row: list[FoundBox], words: PageWords, signs: set[int], grids: Sequence[Grid]
    ) -> None:
        self.box, self.words = box.corners, words
        left, top, right, bottom = self._bounds(box, row, grids)
        reach = 0.25 * (self.box[3] - self.box[1])
        band = (left, max(self.box[1] - reach, top), right, min(self.box[3] + reach, bottom))
        self.near = [place for place in words.inside(band) if place not in signs]

    def _bounds(self, box: FoundBox, row: list[FoundBox], grids: Sequence[Grid]) -> Corners:
        left, top, right, bottom = float("-inf"), float("-inf"), float("inf"), float("inf")
        for other in row:
            if other.corners[2] <= self.box[0]:
                left = max(left, other.corners[2])
            elif other.corners[0] >= self.box[2]:
                right = min(right, other.corners[0])
        for grid in grids:
            place = grid.cell_at(*middle_of(box.corners))
            if place is not None:
                cell = grid.cells[place].corners
                left, top = max(left, cell[0]), max(top, cell[1])
                right, bottom = min(right, cell[2]), min(bottom, cell[3])
        return left, top, right, bottom

    def right(self) -> tuple[int, ...]:
        """The words that follow the box without a wide gap, from left to right."""
        after = [place for place in self.near if self.words.middle(place)[0] > self.box[2]]
        spans = [(self.words.words[place].left, self.words.words[place].right, place) for place in after]
        return self._run(sorted(spans), self.box[2])

    def left(self) -> tuple[int, ...]:
        """The words that lead up to the box without a wide gap, from left to right."""
        before = [place for place in self.near if self.words.middle(place)[0] < self.box[0]]
        spans = [(-self.words.words[place].right, -self.words.words[place].left, place) for place in before]
        return self._run(sorted(spans), -self.box[0])[::-1]

    def _run(self, spans: list[tuple[float, float, int]], edge: float) -> tuple[int, ...]:
        run: list[int] = []
        for begin, end, place in spans:
            allowed = (_LABEL_GOES_ON if run else _LABEL_BEGINS) * self.words.height
            if begin - edge > allowed:
                break
            run.append(place)
            edge = end
        return tuple(run)
