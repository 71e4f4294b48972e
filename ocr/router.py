"""Decides how much of a page the second engine reads, by what the first one says and left unread. Pure.

The second engine costs three times the first one's time, and on clean prose it changes next to nothing: there
only the doubtful lines go to it. Forms, tables, faxes and poor scans show in the first engine's own figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

import numpy as np

from ocr.engine import EngineWord, Pixels
from ocr.options import SecondEngine
from ocr.quality import ink_map, ink_share, without_rules
from ocr.text_detector import TextBox

# Measured on clinical pages and forms: clean prose has a mean of 0.94 and more and at most 0.03 doubtful
# words; where the two engines' readings differ in more than 3 words of 100, one of these is missed.
_LEAST_MEAN_CONFIDENCE = 0.93
_MOST_DOUBTFUL_SHARE = 0.08
_MOST_UNREAD_SHARE = 0.12
_FEW_WORDS = 12
_DOUBTFUL_BELOW = 0.85
# A digit that is wrong passes every language check.
_DOUBTFUL_DIGIT_BELOW = 0.92
_MOST_DOUBTFUL_LINES = 20
# Times the median height of the line's and the page's words: ascenders and descenders stay below 1.6.
_HIGHEST_WORD = 1.7


class Extent(StrEnum):
    """How much the second engine reads."""

    NOTHING = "nothing"
    LINES = "lines"
    PAGE = "page"


@dataclass(frozen=True)
class Route:
    """How much the second engine reads; if only some lines, their boxes and the places of their words."""

    extent: Extent
    boxes: tuple[TextBox, ...] = ()
    places: frozenset[int] = frozenset()


def route_for(words: Sequence[EngineWord], grey: Pixels, *, dpi: int, policy: SecondEngine) -> Route:
    """What the second engine is to read of an upright page that the first one has read `words` on."""
    if policy == "never":
        return Route(Extent.NOTHING)
    if policy == "always" or _is_poorly_read(words) or _unread_share(words, grey, dpi) > _MOST_UNREAD_SHARE:
        return Route(Extent.PAGE)
    lines = _doubtful_lines(words)
    if len(lines) > _MOST_DOUBTFUL_LINES:
        return Route(Extent.PAGE)
    if not lines:
        return Route(Extent.NOTHING)
    boxes = tuple(_box_around([words[place] for place in line]) for line in lines)
    return Route(Extent.LINES, boxes, frozenset(place for line in lines for place in line))


def _doubtful_lines(words: Sequence[EngineWord]) -> list[list[int]]:
    """The places of the words of each line with a doubtful word, what is too high for its line left out.

    A picture or a bracket that was read as letters makes a line so high that its crop shows two lines, and
    the recogniser makes nonsense of two lines.
    """
    lines: dict[int, list[int]] = {}
    for place, word in enumerate(words):
        lines.setdefault(word.line_no, []).append(place)
    of_page = median(word.bottom - word.top for word in words) if words else 0.0
    found = []
    for line in lines.values():
        usual = min(median(words[place].bottom - words[place].top for place in line), of_page)
        level = [p for p in line if words[p].bottom - words[p].top <= _HIGHEST_WORD * usual]
        if any(is_doubtful(words[place]) for place in level):
            found.append(level)
    return found


def is_doubtful(word: EngineWord) -> bool:
    """Whether the first engine alone is not to be trusted with the word."""
    below = _DOUBTFUL_DIGIT_BELOW if any(char.isdigit() for char in word.text) else _DOUBTFUL_BELOW
    return word.confidence is not None and word.confidence < below


def _is_poorly_read(words: Sequence[EngineWord]) -> bool:
    confidences = [word.confidence or 0.0 for word in words if any(char.isalnum() for char in word.text)]
    if len(confidences) < _FEW_WORDS:
        return True
    doubtful = sum(confidence < 0.8 for confidence in confidences) / len(confidences)
    return float(np.mean(confidences)) < _LEAST_MEAN_CONFIDENCE or doubtful > _MOST_DOUBTFUL_SHARE


def _unread_share(words: Sequence[EngineWord], grey: Pixels, dpi: int) -> float:
    """The share (0–1) of the page's ink, rules left out, that lies outside of all words."""
    ink = ink_map(grey, dpi)
    scale = ink.shape[0] / grey.shape[0]
    rest = without_rules(ink, scale * dpi)
    everything = ink_share(rest)
    for word in words:
        if not any(char.isalnum() for char in word.text):
            continue
        left, right = int(word.left * scale) - 2, int(word.right * scale) + 3
        top, bottom = int(word.top * scale) - 2, int(word.bottom * scale) + 3
        rest[max(top, 0) : bottom, max(left, 0) : right] = False
    return ink_share(rest) / everything if everything else 0.0


def _box_around(line: Sequence[EngineWord]) -> TextBox:
    left, right = min(word.left for word in line), max(word.right for word in line)
    top, bottom = min(word.top for word in line), max(word.bottom for word in line)
    margin = 0.2 * (bottom - top)  # the recogniser is used to some paper around the letters
    return TextBox(
        x=(left + right) / 2,
        y=(top + bottom) / 2,
        width=right - left + 2 * margin,
        height=bottom - top + 2 * margin,
        angle_deg=0.0,
        score=1.0,
    )
