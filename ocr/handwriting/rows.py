"""Neighbours decide together: what a pen wrote stands in runs, so a word is judged with its row. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr.engine import EngineWord
from ocr.handwriting.outlines import Floats

# Words share a row where their boxes overlap by this share of the lower one's height.
_ROW_OVERLAP = 0.4
# How likely the hand changes between two words, by the gap between them in heights of the lower word.
_CHANGE_BY_GAP = ((1.0, 0.12), (2.5, 0.35), (math.inf, 0.9))
# The share of words that a pen wrote, before the page is seen, and the bounds of what the page may say.
_FIRST_SHARE = 0.15
_SHARE_BOUNDS = (0.01, 0.35)
_ROUNDS = 3


def rows_of(words: Sequence[EngineWord]) -> list[list[int]]:
    """The places of the words in `words`, row by row from left to right."""
    rows: list[list[int]] = []
    ends = np.zeros((len(words), 3), dtype=np.float64)  # right, top and bottom of each row's last word
    for place in sorted(range(len(words)), key=lambda place: words[place].left):
        word = words[place]
        right, top, bottom = ends[: len(rows)].T
        height = np.minimum(word.bottom - word.top, bottom - top)
        fits = np.minimum(word.bottom, bottom) - np.maximum(word.top, top) > _ROW_OVERLAP * height
        fits &= right < word.left + 0.5 * height
        candidates = np.flatnonzero(fits)
        if len(candidates):
            row = int(candidates[np.argmax(right[candidates])])
            rows[row].append(place)
        else:
            row = len(rows)
            rows.append([place])
        ends[row] = (word.right, word.top, word.bottom)
    return rows


def judge_together(words: Sequence[EngineWord], log_odds: Floats) -> Floats:
    """For each word the probability that a pen wrote it, given its own evidence, its row's and the page's.

    A chain of two states along each row (forward-backward); how much of the page is handwritten is taken
    from the page itself, in three rounds, so that lone odd words of a printed page stay print.
    """
    rows = rows_of(words)
    changes = [[_change(words[one], words[after]) for one, after in pairwise(row)] for row in rows]
    probability = np.zeros(len(words), dtype=np.float64)
    share = _FIRST_SHARE
    for _ in range(_ROUNDS if len(words) else 0):
        for row, change in zip(rows, changes, strict=True):
            probability[row] = _along_row([float(log_odds[place]) for place in row], change, share)
        share = min(max(float(probability.mean()), _SHARE_BOUNDS[0]), _SHARE_BOUNDS[1])
    return probability


def _change(one: EngineWord, after: EngineWord) -> float:
    height = max(min(one.bottom - one.top, after.bottom - after.top), 1.0)
    gap = (after.left - one.right) / height
    return next(chance for widest, chance in _CHANGE_BY_GAP if gap < widest or widest == math.inf)


def _along_row(log_odds: list[float], change: list[float], share: float) -> list[float]:
    """The chance of the pen at each place; at a change the hand is drawn anew from `share`."""
    seen = [1 / (1 + math.exp(-value)) for value in log_odds]
    forward = [_weighed(share, seen[0])]
    for place, chance in enumerate(change, start=1):
        before = (1 - chance) * forward[-1] + chance * share
        forward.append(_weighed(before, seen[place]))
    backward = [(1.0, 1.0)]
    for place in range(len(seen) - 1, 0, -1):
        pen, print_ = backward[-1][0] * seen[place], backward[-1][1] * (1 - seen[place])
        chance = change[place - 1]
        drawn = chance * (share * pen + (1 - share) * print_)
        pen, print_ = (1 - chance) * pen + drawn, (1 - chance) * print_ + drawn
        backward.append((pen / (pen + print_), print_ / (pen + print_)))
    return [
        here * pen / (here * pen + (1 - here) * print_)
        for here, (pen, print_) in zip(forward, reversed(backward), strict=True)
    ]


def _weighed(chance: float, seen: float) -> float:
    return chance * seen / (chance * seen + (1 - chance) * (1 - seen))
