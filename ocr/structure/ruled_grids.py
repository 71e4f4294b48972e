"""Tables drawn with rules: cells, spans and frames from the rules that enclose them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.structure.grid import Corners, Grid, GridCell, around
from ocr.structure.rules import Mask, Rule, Rules

# Inches.
_TOUCH_IN = 0.03  # rules that miss each other by less meet
_SAME_LEVEL_IN = 0.055  # nearer rules are one: doubled borders, rules that drift with a fifth of a degree
_LEAST_SIDE_IN = 0.35  # a smaller frame is a checkbox or a letter
_OVERHANG_IN = 0.12  # a row's rule that goes on past the last upright one bounds an open cell
# A cell's edge is there if rules cover this much of it, so that broken ones count and short underlines do
# not; chosen by eye on the clinical tables.
_COVERED = 0.6


@dataclass(frozen=True)
class _Lattice:
    """The levels (page px) of a group of rules and which edges between them are drawn."""

    xs: list[float]
    ys: list[float]
    level: list[list[bool]]  # [y][column]
    upright: list[list[bool]]  # [row][x]


def ruled_grids(rules: Rules) -> tuple[Grid, ...]:
    """Every group of rules that encloses something, from top to bottom; a plain frame is one cell."""
    grids = []
    for level, upright in _groups(rules):
        if len(level) < 2 or len(upright) < 2:
            continue
        lattice = _lattice(rules, level, upright)
        if lattice is not None:
            grids.append(_grid(lattice))
    return tuple(sorted(grids, key=lambda grid: (grid.corners[1], grid.corners[0])))


def _groups(rules: Rules) -> list[tuple[list[Rule], list[Rule]]]:
    """(level, upright) rules that touch each other, directly or through others."""
    reach = max(round(_TOUCH_IN * rules.dpi / rules.shrunk), 1)
    drawn = cv2.dilate(
        cv2.bitwise_or(rules.level_mask, rules.upright_mask),
        np.ones((2 * reach + 1, 2 * reach + 1), np.uint8),
    )
    labels: NDArray[np.int32] = np.asarray(cv2.connectedComponents(drawn)[1], dtype=np.int32)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for place, found in enumerate((rules.level, rules.upright)):
        mask = rules.upright_mask if place else rules.level_mask
        for rule in found:
            groups.setdefault(_label(labels, mask, rule, rules.shrunk), ([], []))[place].append(rule)
    return list(groups.values())


def _label(labels: NDArray[np.int32], mask: Mask, rule: Rule, shrunk: int) -> int:
    rows = slice(int(rule.top) // shrunk, int(rule.bottom) // shrunk)
    columns = slice(int(rule.left) // shrunk, int(rule.right) // shrunk)
    drawn = mask[rows, columns] > 0
    return int(labels[rows, columns][drawn][0])


def _lattice(rules: Rules, level: list[Rule], upright: list[Rule]) -> _Lattice | None:
    same = _SAME_LEVEL_IN * rules.dpi
    xs = _levels([rule.x for rule in upright], same)
    ys = _levels([rule.y for rule in level], same)
    if len(xs) < 2 or len(ys) < 2:
        return None
    open_left, open_right = min(rule.left for rule in level), max(rule.right for rule in level)
    overhang = _OVERHANG_IN * rules.dpi
    is_open = (xs[0] - open_left > overhang, open_right - xs[-1] > overhang)
    xs = [open_left] * is_open[0] + xs + [open_right] * is_open[1]
    least = _LEAST_SIDE_IN * rules.dpi
    if xs[-1] - xs[0] < least or ys[-1] - ys[0] < least:
        return None
    reach = same / 2
    upright_drawn = [
        [_covered(rules.upright_mask.T, rules.shrunk, x, (top, bottom), reach) for x in xs]
        for top, bottom in pairwise(ys)
    ]
    level_drawn = [
        [_covered(rules.level_mask, rules.shrunk, y, (left, right), reach) for left, right in pairwise(xs)]
        for y in ys
    ]
    return _Lattice(xs, ys, level_drawn, upright_drawn)


def _levels(places: Sequence[float], same: float) -> list[float]:
    """The means of places that lie within `same` of the one before."""
    runs: list[list[float]] = []
    for place in sorted(places):
        if not runs or place - runs[-1][-1] > same:
            runs.append([])
        runs[-1].append(place)
    return [sum(run) / len(run) for run in runs]


def _covered(mask: Mask, shrunk: int, at: float, span: tuple[float, float], reach: float) -> bool:
    """Whether a rule near row `at` of the mask covers enough of the span of columns."""
    first, last = max(int((at - reach) / shrunk), 0), int((at + reach) / shrunk) + 1
    inset = min(reach, (span[1] - span[0]) / 4)
    strip = mask[first:last, int((span[0] + inset) / shrunk) : max(int((span[1] - inset) / shrunk), 1)]
    if strip.size == 0:
        return True
    return float(strip.any(axis=0).mean()) >= _COVERED


def _grid(lattice: _Lattice) -> Grid:
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    cells = []
    for group in _merged(lattice, rows, columns):
        for top, left, bottom, right in _rectangles(group):
            corners: Corners = (lattice.xs[left], lattice.ys[top], lattice.xs[right], lattice.ys[bottom])
            cells.append(GridCell(top, left, corners, bottom - top, right - left))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(around([cell.corners for cell in cells]), rows, columns, tuple(cells))


def _merged(lattice: _Lattice, rows: int, columns: int) -> list[set[tuple[int, int]]]:
    """The places (row, column) of the lattice that no drawn edge parts, as groups."""
    groups: list[set[tuple[int, int]]] = []
    unseen = {(row, column) for row in range(rows) for column in range(columns)}
    while unseen:
        waiting = [min(unseen)]
        unseen.discard(waiting[0])
        group: set[tuple[int, int]] = set()
        while waiting:
            row, column = waiting.pop()
            group.add((row, column))
            ways = (
                ((row, column + 1), lattice.upright[row][column + 1]),
                ((row, column - 1), lattice.upright[row][column]),
                ((row + 1, column), lattice.level[row + 1][column]),
                ((row - 1, column), lattice.level[row][column]),
            )
            for place, is_drawn in ways:
                if place in unseen and not is_drawn:
                    unseen.discard(place)
                    waiting.append(place)
        groups.append(group)
    return groups


def _rectangles(group: set[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """The group as rectangles (top, left, bottom, right), half-open: one if it is one, else row by row."""
    top, bottom = min(row for row, _ in group), max(row for row, _ in group) + 1
    left, right = min(column for _, column in group), max(column for _, column in group) + 1
    if len(group) == (bottom - top) * (right - left):
        return [(top, left, bottom, right)]
    found: list[tuple[int, int, int, int]] = []
    for row in range(top, bottom):
        start: int | None = None
        for column in range(left, right + 1):
            if (row, column) in group and start is None:
                start = column
            elif (row, column) not in group and start is not None:
                found.append((row, start, row + 1, column))
                start = None
    return found
