"""Labels a page's handwriting: its words, and ink that no word covers. Pure but for the stored model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ocr.engine import EngineWord, Pixels
from ocr.handwriting.features import measure_words
from ocr.handwriting.outlines import Corners, Floats, find_ink, find_outlines
from ocr.handwriting.pen_model import pen_model
from ocr.handwriting.reading_evidence import reading_log_odds
from ocr.handwriting.regions import WorkingRegion, regions_of, uncovered_ink
from ocr.handwriting.rows import judge_together

# Outlines of finer scans say no more and cost more.
_FINEST_DPI = 300
# Log odds that every word starts with against the pen: small, worn print looks most like one. Measured on
# 2,200 printed words of the benchmark's own forms: it halves those that are labelled, and loses 1 in 100 of
# the written ones.
_BENEFIT_OF_DOUBT = 0.5
# Words of two letters and more that are this many times as high as wide are print turned on its side.
_ON_END = 1.5
# A letter of print is at most about 1.5 times as wide as high. What an engine reads as "M" or "mm" with
# letters this much wider is a signature or a stroke (all such readings of the development pages but one were
# wrong); far wider ones are rules, which are nobody's writing.
_DRAWN_OUT, _RULE = 2.2, 10.0
_DRAWN_OUT_CHANCE = 0.9
# From this probability a word is labelled.
_HANDWRITTEN_FROM = 0.5


@dataclass(frozen=True)
class HandwritingLabels:
    """The words in the order they came in, `handwritten` set, and where on the page a pen wrote.

    `regions` cover labelled words and ink without words alike, so that they can be shown as images.
    """

    words: tuple[EngineWord, ...]
    regions: tuple[WorkingRegion, ...]


def label_handwriting(
    grey: Pixels, words: Sequence[EngineWord], *, dpi: float, unread: Sequence[Corners]
) -> HandwritingLabels:
    """The handwriting of a cleaned, upright page (dark on light); boxes are pixels of `grey`.

    `unread` are boxes in which a detector saw text that no word covers. A word without ink of its own is
    judged by its row. About 60 ms for a page of 400 words at 300 dpi.
    """
    factor = min(_FINEST_DPI / dpi, 1.0)
    if factor < 1.0:
        grey = np.asarray(
            cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
        )
    scaled = [_scaled_word(word, factor) for word in words]
    boxes = [_scaled(corners, factor) for corners in unread]
    found = _label(grey, scaled, dpi=dpi * factor, unread=boxes)
    labelled = tuple(
        replace(word, handwritten=bool(chance >= _HANDWRITTEN_FROM))
        for word, chance in zip(words, found[0], strict=True)
    )
    regions = tuple(replace(region, corners=_scaled(region.corners, 1 / factor)) for region in found[1])
    return HandwritingLabels(labelled, regions)


def _label(
    grey: Pixels, words: list[EngineWord], *, dpi: float, unread: list[Corners]
) -> tuple[Floats, tuple[WorkingRegion, ...]]:
    """For each word the probability that a pen wrote it, and the regions, in pixels of `grey`."""
    shape = (grey.shape[0], grey.shape[1])
    outlines = find_outlines(find_ink(grey, dpi=dpi), dpi=dpi)
    pieces = uncovered_ink(outlines, words, dpi=dpi, unread=unread)
    model = pen_model()
    everything = [*words, *pieces]
    evidence = model.log_odds(measure_words(outlines, everything, shape=shape))
    evidence += reading_log_odds(everything) - _BENEFIT_OF_DOUBT
    shapeless = [place for place, word in enumerate(words) if _says_nothing(word)]
    evidence[shapeless] = np.minimum(evidence[shapeless], 0.0)
    chance = judge_together(everything, evidence)
    # also on a page of print, whose neighbours would outvote a lone signature
    drawn_out = [place for place, word in enumerate(everything) if _is_drawn_out(word)]
    chance[drawn_out] = np.maximum(chance[drawn_out], _DRAWN_OUT_CHANCE)
    written = [
        (word, float(sure))
        for word, sure in zip(everything, chance, strict=True)
        if sure >= _HANDWRITTEN_FROM
    ]
    return chance[: len(words)], regions_of(written, words, dpi=dpi)


def _is_drawn_out(word: EngineWord) -> bool:
    """Whether the letters are too wide for their height to be print."""
    if not word.text.isalnum() or word.bottom <= word.top:
        return False
    share = (word.right - word.left) / (len(word.text) * (word.bottom - word.top))
    return _DRAWN_OUT <= share < _RULE


def _says_nothing(word: EngineWord) -> bool:
    """Rows of stars, bullets and dashes, and words that stand on end: their shape speaks for no pen."""
    stands = word.bottom - word.top > _ON_END * (word.right - word.left) and len(word.text) > 1
    return stands or not any(char.isalnum() for char in word.text)


def _scaled(corners: Corners, factor: float) -> Corners:
    left, top, right, bottom = corners
    return left * factor, top * factor, right * factor, bottom * factor


def _scaled_word(word: EngineWord, factor: float) -> EngineWord:
    left, top, right, bottom = _scaled((word.left, word.top, word.right, word.bottom), factor)
    return replace(word, left=left, top=top, right=right, bottom=bottom)
