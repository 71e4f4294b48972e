"""How far a page leans, from its ink map alone; also beyond what clean-up mends. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Far past what clean-up straightens (15 degrees), so that a page fed askew is known as such.
_SEARCHED_DEG = 30.0
_COARSE_DEG, _FINE_DEG = 0.5, 0.1
_MOST_POINTS = 8_000
_FEWEST_POINTS = 100
# The sums of rows along the lines must jump this much more than those of the page as it lies: print gives
# 1.3 to 8, handwriting and pictures under 1.1.
_SHARPER = 1.1


def find_tilt_deg(ink: NDArray[np.bool_]) -> float:
    """The clockwise tilt of the page's lines, within ±30 degrees; 0.0 where they show none."""
    rows, columns = np.nonzero(ink)
    if len(rows) < _FEWEST_POINTS:
        return 0.0
    if len(rows) > _MOST_POINTS:
        # drawn, not every n-th: in filled areas those stand in a lattice, which has sharp lines of its own
        drawn = np.random.default_rng(0).integers(0, len(rows), _MOST_POINTS)
        rows, columns = rows[drawn], columns[drawn]
    y, x = rows.astype(np.float32), columns.astype(np.float32)
    coarse = np.arange(-_SEARCHED_DEG, _SEARCHED_DEG + _COARSE_DEG, _COARSE_DEG)
    scores = np.array([_sharpness(x, y, angle) for angle in coarse])
    axis = int(scores.max(axis=0).argmax())
    near = float(coarse[int(scores[:, axis].argmax())])
    fine = np.arange(near - _COARSE_DEG, near + _COARSE_DEG + _FINE_DEG / 2, _FINE_DEG)
    sharp = np.array([_sharpness(x, y, angle)[axis] for angle in fine])
    best = int(sharp.argmax())
    if sharp[best] < _SHARPER * _sharpness(x, y, 0.0)[axis]:
        return 0.0
    return round(float(fine[best]), 1)


def _sharpness(x: NDArray[np.float32], y: NDArray[np.float32], angle_deg: float) -> tuple[float, float]:
    """How much the (row, column) sums of the ink turned back by the angle jump from one to the next."""
    angle = np.radians(angle_deg)
    sine, cosine = np.float32(np.sin(angle)), np.float32(np.cos(angle))
    return _jumps(y * cosine - x * sine), _jumps(x * cosine + y * sine)


def _jumps(places: NDArray[np.float32]) -> float:
    # two pixels a bin: the sampled points are too few for one
    bins = ((places - places.min()) * 0.5).astype(np.int32)
    return float(np.square(np.diff(np.bincount(bins))).sum())
