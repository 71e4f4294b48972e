"""Pages of a document that were scanned before. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.scan_check.fingerprint import Picture, picture_of
from ocr.scan_check.page_check import PageCheck
from ocr.scan_check.same_page import are_same

_CELL_PX = 25  # half an inch
_CELLS = 32
# Ink by half inches: two scans of one sheet agree to .93 and more, unlike pages to .3 to .8. Only the nearest
# few are compared closely, so that a chart of one form over and over costs no square of its pages.
_ALIKE_FROM = 0.85
_COMPARED = 4

_Layout = NDArray[np.float32]


def find_duplicates(checks: Sequence[PageCheck]) -> tuple[tuple[int, int], ...]:
    """(page index, index of the first page that it repeats) for every repeated page, in order.

    Blank pages are never duplicates: they all look alike.
    """
    seen: list[tuple[int, Picture]] = []
    layouts = np.zeros((len(checks), _CELLS * _CELLS), dtype=np.float32)
    found: list[tuple[int, int]] = []
    for check in checks:
        if check.is_blank or not check.fingerprint:
            continue
        picture = picture_of(check.fingerprint)
        earlier = _nearest(layouts[: len(seen)], picture)
        same = next((seen[place][0] for place in earlier if are_same(seen[place][1], picture)), None)
        if same is not None:
            found.append((check.page_index, same))
            continue
        layouts[len(seen)] = _layout(picture)
        seen.append((check.page_index, picture))
    return tuple(found)


def _nearest(layouts: _Layout, picture: Picture) -> list[int]:
    """The places of the few layouts most like the picture's, either way up, the most alike first."""
    if not len(layouts):
        return []
    alike = np.maximum(layouts @ _layout(picture), layouts @ _layout(picture[::-1, ::-1]))
    order = np.argsort(-alike, kind="stable")[:_COMPARED]
    return [int(place) for place in order if alike[place] >= _ALIKE_FROM]


def _layout(picture: Picture) -> _Layout:
    """How much ink each half inch around the middle of the ink has, as a vector of length 1."""
    rows, columns = np.nonzero(picture)
    cells = np.zeros((_CELLS, _CELLS), dtype=np.float32)
    if len(rows):
        across = np.clip((columns - columns.mean()) / _CELL_PX + _CELLS / 2, 0, _CELLS - 1.001)
        down = np.clip((rows - rows.mean()) / _CELL_PX + _CELLS / 2, 0, _CELLS - 1.001)
        _share_out(cells, across, down)
    length = float(np.linalg.norm(cells))
    return np.asarray(cells.ravel() / (length or 1.0), dtype=np.float32)


def _share_out(cells: _Layout, across: NDArray[np.float64], down: NDArray[np.float64]) -> None:
    """Give each pixel's ink to the four cells around it, so that a small slip changes little."""
    x, y = across.astype(int), down.astype(int)
    right, lower = across - x, down - y
    for step_y, step_x, share in (
        (0, 0, (1 - right) * (1 - lower)),
        (0, 1, right * (1 - lower)),
        (1, 0, (1 - right) * lower),
        (1, 1, right * lower),
    ):
        np.add.at(cells, (y + step_y, x + step_x), share)
