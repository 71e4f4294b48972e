"""What a word's size, its neighbours and its page say about its chance of being wrong. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median

from ocr.doubt.agreement import Agreement
from ocr.doubt.lexicon import Familiarity, familiarity
from ocr.doubt.reading_features import TwoReadings, doubt_odds, known_confidence, readings_of
from ocr.engine import EngineWord

# Two points' height of lower-case letters at any resolution: below it strokes run together.
_SMALL_PRINT_IN = 0.075
_NEIGHBOURS = 2


def place_features(words: Sequence[EngineWord], *, dpi: float) -> list[dict[str, float]]:
    """For each word of a page: measures of its size, of the words around it and of the page, by name."""
    if not words:
        return []
    pairs = [readings_of(word) for word in words]
    odds = [doubt_odds(known_confidence(word)) for word in words]
    differs = [float(pair.agreement not in (Agreement.EXACT, Agreement.CASE)) for pair in pairs]
    page = _page_features(words, pairs, differs)
    typical_height = median(word.bottom - word.top for word in words)
    typical_pitch = median(_pitch(word) for word in words)
    features = []
    for place, word in enumerate(words):
        around = _neighbours(words, place)
        features.append(
            page
            | _size_features(word, dpi=dpi, height=typical_height, pitch=typical_pitch)
            | {
                "near_odds": fmean(odds[other] for other in around) if around else fmean(odds),
                "near_differs": fmean(differs[other] for other in around) if around else page["page_differs"],
                "alone": float(not around),
            }
        )
    return features


def _page_features(
    words: Sequence[EngineWord], pairs: Sequence[TwoReadings], differs: Sequence[float]
) -> dict[str, float]:
    """Measures of the page; agreement counts where the second engine was asked at all."""
    known = [kind for word in words if (kind := familiarity(word.text)) is not None]
    first = [doubt_odds(pair.first_confidence) for pair in pairs if pair.first is not None]
    second = [doubt_odds(pair.second_confidence) for pair in pairs if pair.second is not None]
    asked = [value for word, value in zip(words, differs, strict=True) if word.readings]
    return {
        "page_first_odds": fmean(first) if first else 0.0,
        "page_second_odds": fmean(second) if second else 0.0,
        "page_differs": fmean(asked) if asked else 0.0,
        "page_unknown": fmean(kind is Familiarity.UNKNOWN for kind in known) if known else 0.0,
        "page_few_words": 1 / math.sqrt(len(words)),
    }


def _size_features(word: EngineWord, *, dpi: float, height: float, pitch: float) -> dict[str, float]:
    relative = math.log(max(word.bottom - word.top, 1) / max(height, 1))
    width = math.log(max(_pitch(word), 0.5) / max(pitch, 0.5))
    return {
        "small_print": max(_SMALL_PRINT_IN - (word.bottom - word.top) / dpi, 0.0) / _SMALL_PRINT_IN,
        "taller": min(max(relative, 0.0), 2.0),
        "lower": min(max(-relative, 0.0), 2.0),
        "wide_set": min(max(width, 0.0), 2.0),
        "narrow_set": min(max(-width, 0.0), 2.0),
    }


def _pitch(word: EngineWord) -> float:
    """Width per character: a word that lost characters, or swallowed some, is set unlike its page."""
    return (word.right - word.left) / max(len(word.text), 1)


def _neighbours(words: Sequence[EngineWord], place: int) -> list[int]:
    """Places of the words before and behind on the same line."""
    own = words[place]
    nearby = range(max(place - _NEIGHBOURS, 0), min(place + _NEIGHBOURS + 1, len(words)))
    return [other for other in nearby if other != place and _same_line(own, words[other])]


def _same_line(one: EngineWord, other: EngineWord) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.bottom - one.top, other.bottom - other.top)
