"""Words in reading order: spreads, columns, tables cell by cell, everything else row by row. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ocr.engine import EngineWord
from ocr.reading_order.columns import find_gutter
from ocr.reading_order.parting import parted_at_edges
from ocr.reading_order.segments import (
    Lines,
    Scale,
    Segment,
    bands_of,
    columns_of,
    gaps_px,
    rows_of,
    scale_of,
    segments_of,
)
from ocr.structure.grid import Grid, GridCell, area_px, holds

# Shares of the line height.
_PARAGRAPH_GAP = 0.9
_CELL_GAP = 1.0  # between cells of a table without rules
_SPACES_PART = 2.2  # times the page's own space: the same
_ROW_GAP = 0.6
_TALLEST_CELL = 8  # lines of a cell without rules: more are a column, and not one of prose
_SECTION_GAP = 6.0  # beside a sidebar the body goes on over gaps as wide
_LEAST_VALUES = 3
_LONGEST_VALUE = 4  # words
_VALUES = 0.6  # the share of a column's lines that are values
_WIDER_GAP = 1.5  # times the part's own small gap: the gap between two rows of wrapped cells


def order_words(
    words: Sequence[EngineWord], *, gutter_x: float | None = None, grids: Sequence[Grid] = ()
) -> list[Lines]:
    """The words as blocks of lines in reading order; every word comes out exactly once.

    Prose in columns is read column by column, headings that span columns where they stand, a table of
    `grids` (see `ocr.structure.find_grids`) cell by cell, and everything else row by row. Left of `gutter_x`
    lies the left page of a two-page spread, which is read first. The words' boxes are those of an upright
    page, deskewed to a fifth of a degree.
    """
    if gutter_x is None:
        return _order(words, grids)
    pages = ([], []) if not words else _either_side(words, gutter_x)
    return [block for page in pages for block in _order(page, grids)]


def _either_side(words: Sequence[EngineWord], x: float) -> tuple[list[EngineWord], list[EngineWord]]:
    left = [word for word in words if (word.left + word.right) / 2 < x]
    return left, [word for word in words if (word.left + word.right) / 2 >= x]


def _order(words: Sequence[EngineWord], grids: Sequence[Grid]) -> list[Lines]:
    """The words of one page or cell; of `grids` those that hold words are tables on it."""
    if not words:
        return []
    scale = scale_of(words)
    outer = [grid for grid in grids if not any(_lies_within(grid, other) for other in grids)]
    loose, in_grids = _shared_out(words, outer)
    blocks_of_grid = {
        id(grid): _grid_blocks(grid, found, [inner for inner in grids if _lies_within(inner, grid)])
        for grid, found in in_grids
    }
    tables = [Segment((), *grid.corners, grid=grid) for grid, _ in in_grids]
    blocks: list[Lines] = []
    for part in _parts([*parted_at_edges(segments_of(loose, scale), scale), *tables], scale):
        for piece in part:
            if piece.grid is not None:
                blocks.extend(blocks_of_grid[id(piece.grid)])
        lines = [piece for piece in part if piece.grid is None]
        blocks.extend(_blocks(lines, scale))
    return blocks


def _lies_within(grid: Grid, other: Grid) -> bool:
    x, y = (grid.corners[0] + grid.corners[2]) / 2, (grid.corners[1] + grid.corners[3]) / 2
    return area_px(grid.corners) < area_px(other.corners) and holds(other.corners, x, y)


def _shared_out(
    words: Sequence[EngineWord], grids: Sequence[Grid]
) -> tuple[list[EngineWord], list[tuple[Grid, list[EngineWord]]]]:
    """The words outside of all grids, and every grid that has words with them."""
    loose: list[EngineWord] = []
    found: dict[int, list[EngineWord]] = {}
    for word in words:
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        place = next((number for number, grid in enumerate(grids) if holds(grid.corners, x, y)), None)
        if place is None:
            loose.append(word)
        else:
            found.setdefault(place, []).append(word)
    return loose, [(grids[place], held) for place, held in sorted(found.items())]


def _grid_blocks(grid: Grid, words: list[EngineWord], inner: Sequence[Grid]) -> list[Lines]:
    """A table's words: one line a row where every cell has one, else cell by cell."""
    cells: dict[int, list[EngineWord]] = {}
    for word in words:
        place = grid.cell_at((word.left + word.right) / 2, (word.top + word.bottom) / 2)
        cells.setdefault(-1 if place is None else place, []).append(word)
    rows: dict[int, list[tuple[GridCell, list[EngineWord]]]] = {}
    for place, held in cells.items():
        rows.setdefault(grid.cells[place].row, []).append((grid.cells[place], held))
    return [
        block
        for _, row in sorted(rows.items(), key=lambda numbered: numbered[0])
        for block in _row_blocks([held for _, held in sorted(row, key=lambda c: c[0].column)], inner)
    ]


def _row_blocks(cells: list[list[EngineWord]], inner: Sequence[Grid]) -> list[Lines]:
    """The blocks of one row of cells."""
    contents = [_order(cell, inner) for cell in cells]
    if _reads_across([[line for lines in blocks for line in lines] for blocks in contents]):
        return _order([word for cell in cells for word in cell], ())
    if any(len(blocks) > 1 for blocks in contents):
        return [block for blocks in contents for block in blocks]
    lines = [lines for blocks in contents for lines in blocks]
    if all(len(cell_lines) == 1 for cell_lines in lines):
        return [[[word for cell_lines in lines for word in cell_lines[0]]]]
    return [[line for cell_lines in lines for line in cell_lines]]


def _reads_across(cells: list[Lines]) -> bool:
    """Whether a row of tall cells holds several rows that no rule parts: columns of values on one level."""
    tall = [lines for lines in cells if len(lines) >= _LEAST_VALUES]
    values = max(tall, key=_share_of_values, default=[])
    if len(tall) < 2 or _share_of_values(values) < _VALUES:
        return False
    reach = median(word.bottom - word.top for line in values for word in line) / 2
    levels = [_middle(line) for line in values]
    others = [_middle(line) for lines in tall if lines is not values for line in lines]
    # half: the names of the values may stand a little above them
    return sum(any(abs(y - level) < reach for level in levels) for y in others) >= len(others) / 2


def _share_of_values(lines: Lines) -> float:
    """The share of lines that are short, begin with a number and bear no label."""
    values = sum(
        len(line) <= _LONGEST_VALUE and line[0].text[0].isdigit() and not line[0].text.endswith(":")
        for line in lines
    )
    return values / len(lines)


def _middle(line: list[EngineWord]) -> float:
    return median((word.top + word.bottom) / 2 for word in line)


def _parts(segments: list[Segment], scale: Scale) -> list[list[Segment]]:
    """Groups of segments that are read one after the other, each row by row (or a single table)."""
    if not segments:
        return []
    gutter = find_gutter(segments, scale.height)
    if gutter is None:
        return _without_gutter(segments, scale)
    between: list[list[Segment]] = [[] for _ in range(len(gutter.stretches) + 1)]
    columns: list[tuple[list[Segment], list[Segment]]] = [([], []) for _ in gutter.stretches]
    for segment in segments:
        inside = [n for n, (top, bottom) in enumerate(gutter.stretches) if top <= segment.middle <= bottom]
        if inside:
            middle_x = (segment.left + segment.right) / 2
            columns[inside[0]][middle_x > gutter.x].append(segment)
        else:
            between[sum(top < segment.middle for top, _ in gutter.stretches)].append(segment)
    parts = _parts(between[0], scale)
    for (left, right), after in zip(columns, between[1:], strict=True):
        parts += [*_parts(left, scale), *_parts(right, scale), *_parts(after, scale)]
    return parts


def _without_gutter(segments: list[Segment], scale: Scale) -> list[list[Segment]]:
    """Rows from top to bottom, but tables as a whole and wrapped cells one after the other."""
    table = min((s for s in segments if s.grid is not None), key=lambda s: (s.top, s.left), default=None)
    if table is not None:
        rest = [s for s in segments if s is not table]
        column = _column_beside(rest, table, scale)
        before = [s for s in rest if id(s) in column or _is_before(s, table)]
        after = [s for s in rest if not (id(s) in column or _is_before(s, table))]
        return [*_parts(before, scale), [table], *_parts(after, scale)]
    rows: list[Segment] = []
    parts: list[list[Segment]] = []
    for band in bands_of(segments, _band_gap(segments, scale)):
        cells = columns_of(band, _cell_gap(scale))
        if len(cells) > 1 and _is_wrapped(cells):
            parts += [rows] if rows else []
            parts += cells
            rows = []
        else:
            rows = rows + band
    return [*parts, rows] if rows else parts


def _is_before(segment: Segment, table: Segment) -> bool:
    """Whether a segment is read before a table: it stands above it, or to its left."""
    if segment.middle < table.top:
        return True
    return segment.middle < table.bottom and (segment.left + segment.right) / 2 < table.left


def _column_beside(segments: list[Segment], table: Segment, scale: Scale) -> set[int]:
    """The text left of a table or frame that goes on below it without a gap: a column with a sidebar."""
    column: set[int] = set()
    bottom = table.top
    for segment in sorted(segments, key=lambda s: s.top):
        if segment.middle < table.top:
            continue
        below = max(bottom, table.bottom) if segment.top < table.bottom else bottom
        if segment.right > table.left or segment.top - below > _SECTION_GAP * scale.height:
            break
        column.add(id(segment))
        bottom = max(bottom, segment.bottom)
    return column


def _band_gap(segments: list[Segment], scale: Scale) -> float:
    """The empty height that parts rows of cells: clearly more than that between lines of one cell."""
    gaps = sorted(gaps_px(segments))
    small = gaps[len(gaps) // 10] if gaps else 0.0
    return max(_ROW_GAP * scale.height, _WIDER_GAP * small)


def _cell_gap(scale: Scale) -> float:
    return max(_CELL_GAP * scale.height, _SPACES_PART * scale.space)


def _is_wrapped(cells: list[list[Segment]]) -> bool:
    """Whether text goes on from line to line in cells that stand beside each other.

    A unit in small letters on every line does not go on: its first line begins like the others.
    """
    rows = [rows_of(cell) for cell in cells]
    flowing = [
        len(lines) > 1 and not _begins_small(lines[0]) and any(map(_begins_small, lines[1:]))
        for lines in rows
    ]
    if max(len(lines) for lines in rows) > _TALLEST_CELL:
        return False
    uneven = len({len(lines) for lines in rows}) > 1
    return sum(flowing) >= (1 if uneven else 2)


def _begins_small(row: list[Segment]) -> bool:
    return row[0].words[0].text[0].islower()


def _blocks(part: list[Segment], scale: Scale) -> list[Lines]:
    """The part's rows as lines, a new block where the gap between two of them is a paragraph's."""
    blocks: list[Lines] = []
    bottom = 0.0
    for row in rows_of(part):
        top = min(segment.top for segment in row)
        if not blocks or top - bottom > _PARAGRAPH_GAP * scale.height:
            blocks.append([])
        blocks[-1].append([word for segment in row for word in segment.words])
        bottom = max(segment.bottom for segment in row)
    return blocks
