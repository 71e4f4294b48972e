"""Print that runs over an edge of the image: the page lay askew, too far in, or was folded. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# Three letters are a line of print; one may be a stain or a mark.
_LETTERS = 3
_RULES = 2
_LETTER_IN = (0.04, 0.35)
_RULE_IN = 0.75


def is_cut_off(content: NDArray[np.bool_], dpi: float, *, has_streaks: bool = False) -> bool:
    """Whether print or rules of the page's content (scan marks removed, at `dpi`) touch one edge.

    Three separate letters at one edge, or two rules that meet it, count; a single mark does not, nor do lines
    on a page that has streaks.
    """
    met = [_at_left_edge(np.rot90(content, turn), dpi) for turn in range(4)]
    return any(letters >= _LETTERS or (rules >= _RULES and not has_streaks) for letters, rules in met)


def _at_left_edge(content: NDArray[np.bool_], dpi: float) -> tuple[int, int]:
    """How many letters and how many rules touch the left edge."""
    reach = round(2 * _RULE_IN * dpi)
    strip = np.ascontiguousarray(content[:, :reach]).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(strip, connectivity=8)
    letters = rules = 0
    for left, _, across, down, area in stats[1:count]:
        if left > 1:
            continue
        low, high = (limit * dpi for limit in _LETTER_IN)
        # a letter has strokes and gaps; a solid smear and a hair have not
        letters += int(
            low <= down <= high and across <= high and across >= low / 2 and area < 0.9 * across * down
        )
        rules += int(across >= _RULE_IN * dpi and down <= 0.05 * dpi)
    return letters, rules
