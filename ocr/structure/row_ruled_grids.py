"""Tables with rules between their rows only: the rules give the rows, gaps in the text the columns. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ocr.engine import EngineWord
from ocr.structure.grid import Corners, Grid, GridCell, holds
from ocr.structure.rules import Rule, Rules

# Inches.
_ALIGNED_IN = 0.15
_LEAST_WIDTH_IN = 1.5
_LEAST_ROW_IN = 0.1
_TALLEST_ROW_IN = 1.6  # prose between two rules of a page is higher
_LEAST_RULES = 3
_CELL_GAP = 0.8  # times the height of a word: wider than a space
_FILLED = 0.5  # the share of cells with words: underlined fields above each other leave more gaps
_SPANNING = 0.1  # the share of rows with several cells that may have text across a gap between columns


def row_ruled_grids(rules: Rules, words: Sequence[EngineWord], *, beside: Sequence[Grid]) -> tuple[Grid, ...]:
    """Grids of at least two rows and columns whose rows level rules of one length part.

    Rules that belong to a grid of `beside` are left out.
    """
    grids = []
    for stack in _stacks(rules, beside):
        least = _LEAST_ROW_IN * rules.dpi
        bands = [(upper.y, lower.y) for upper, lower in pairwise(stack) if lower.y - upper.y > least]
        if len(bands) < _LEAST_RULES - 1:
            continue
        left, right = min(rule.left for rule in stack), max(rule.right for rule in stack)
        grid = _grid((left, right), bands, words)
        if grid is not None:
            grids.append(grid)
    return tuple(grids)


def _stacks(rules: Rules, beside: Sequence[Grid]) -> list[list[Rule]]:
    """Level rules above each other with the same ends, rows no higher than a table's between them."""
    aligned, tallest = _ALIGNED_IN * rules.dpi, _TALLEST_ROW_IN * rules.dpi
    stacks: list[list[Rule]] = []
    for rule in sorted(rules.level, key=lambda rule: rule.y):
        if rule.right - rule.left < _LEAST_WIDTH_IN * rules.dpi:
            continue
        if any(_is_part_of(rule, grid, aligned) for grid in beside):
            continue
        for stack in stacks:
            last = stack[-1]
            same_ends = abs(last.left - rule.left) < aligned and abs(last.right - rule.right) < aligned
            if same_ends and rule.y - last.y < tallest:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [stack for stack in stacks if len(stack) >= _LEAST_RULES]


def _is_part_of(rule: Rule, grid: Grid, reach: float) -> bool:
    left, top, right, bottom = grid.corners
    return holds((left - reach, top - reach, right + reach, bottom + reach), rule.x, rule.y)


def _grid(
    ends: tuple[float, float], bands: list[tuple[float, float]], words: Sequence[EngineWord]
) -> Grid | None:
    whole: Corners = (ends[0], bands[0][0], ends[1], bands[-1][1])
    held = [w for w in words if holds(whole, (w.left + w.right) / 2, (w.top + w.bottom) / 2)]
    if not held:
        return None
    edges = column_edges(held, ends, bands)
    if len(edges) < 3:
        return None
    filled = {
        (row, bisect_right(edges, (word.left + word.right) / 2))
        for word in held
        for row, (top, bottom) in enumerate(bands)
        if top <= (word.top + word.bottom) / 2 < bottom
    }
    if len(filled) < _FILLED * len(bands) * (len(edges) - 1):
        return None
    cells = [
        GridCell(row, column, (left, top, right, bottom))
        for row, (top, bottom) in enumerate(bands)
        for column, (left, right) in enumerate(pairwise(edges))
    ]
    return Grid(whole, len(bands), len(edges) - 1, tuple(cells))


def column_edges(
    words: Sequence[EngineWord], ends: tuple[float, float], bands: Sequence[tuple[float, float]]
) -> list[float]:
    """Where columns begin and end: `ends` and the middles of the gaps that run through the bands.

    Bands (top, bottom) with text in one piece, such as section headings, do not count.
    """
    gap = _CELL_GAP * median(word.bottom - word.top for word in words)
    covered = [
        _covered([w for w in words if top <= (w.top + w.bottom) / 2 < bottom], gap) for top, bottom in bands
    ]
    parted = [stretches for stretches in covered if len(stretches) > 1]
    allowed = int(_SPANNING * len(parted))
    columns = _columns(parted, allowed)
    edges = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return [ends[0], *edges, ends[1]]


def _columns(parted: list[list[tuple[float, float]]], allowed: int) -> list[tuple[float, float]]:
    """The stretches of x that the text of more than `allowed` bands covers."""
    steps = sorted(
        (x, step) for band in parted for span in band for x, step in zip(span, (1, -1), strict=True)
    )
    columns: list[tuple[float, float]] = []
    cover = 0
    for x, step in steps:
        before, cover = cover, cover + step
        if before <= allowed < cover:
            columns.append((x, x))
        elif cover <= allowed < before:
            columns[-1] = (columns[-1][0], x)
    return columns


def _covered(band: list[EngineWord], gap: float) -> list[tuple[float, float]]:
    """The stretches of x that the band's words cover, spaces between words included."""
    stretches: list[tuple[float, float]] = []
    for word in sorted(band, key=lambda word: word.left):
        if stretches and word.left - stretches[-1][1] <= gap:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], word.right))
        else:
            stretches.append((word.left, word.right))
    return stretches
