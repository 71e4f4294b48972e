"""What a scanner and an archive leave on a page that nobody wrote: black borders and punch holes. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# ISO 838 holes are 6 mm, American ones 1/4 to 9/32 in; scanned, their shadow makes them a little larger.
_HOLE_IN = (0.17, 0.40)
_HOLE_WITHIN_IN = 1.0
# A disc fills 0.785 of its square.
_HOLE_FILL = (0.62, 0.92)
_BORDER_WITHIN_IN = 0.6
_BORDER_LENGTH_SHARE = 0.12


def without_scan_marks(ink: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """The ink map (at `dpi`) without punch holes near an edge and without what borders the image in black.

    A border is ink that touches the image's edge, stays near it and runs along a good part of it: letters
    that are cut off at the edge are none.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    height, width = ink.shape
    drop = np.zeros(count, dtype=np.bool_)
    for label in range(1, count):
        left, top, across, down, area = (int(value) for value in stats[label])
        outline = (left, top, left + across, top + down)
        is_hole = (
            _is_hole(across, down, area, dpi) and _margin(outline, width, height) <= _HOLE_WITHIN_IN * dpi
        )
        drop[label] = is_hole or _is_border(outline, width, height, dpi)
    return np.asarray(ink & ~drop[labels], dtype=np.bool_)


def _is_hole(across: int, down: int, area: int, dpi: float) -> bool:
    low, high = (limit * dpi for limit in _HOLE_IN)
    is_round = max(across, down) <= 1.25 * min(across, down)
    fill = area / (across * down)
    return (
        low <= min(across, down)
        and max(across, down) <= high
        and is_round
        and (_HOLE_FILL[0] <= fill <= _HOLE_FILL[1])
    )


def _margin(outline: tuple[int, int, int, int], width: int, height: int) -> float:
    """How far the outline's middle is from the nearest edge, in pixels."""
    x, y = (outline[0] + outline[2]) / 2, (outline[1] + outline[3]) / 2
    return min(x, y, width - x, height - y)


def _is_border(outline: tuple[int, int, int, int], width: int, height: int, dpi: float) -> bool:
    left, top, right, bottom = outline
    near = _BORDER_WITHIN_IN * dpi
    is_upright = bottom - top >= _BORDER_LENGTH_SHARE * height
    is_lying = right - left >= _BORDER_LENGTH_SHARE * width
    at_side = is_upright and ((left <= 1 and right <= near) or (right >= width - 1 and left >= width - near))
    at_end = is_lying and ((top <= 1 and bottom <= near) or (bottom >= height - 1 and top >= height - near))
    frames = left <= 1 and top <= 1 and right >= width - 1 and bottom >= height - 1
    return at_side or at_end or frames
