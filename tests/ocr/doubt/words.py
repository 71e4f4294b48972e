"""Builds words as engines hand them on, for the tests of doubt."""

from __future__ import annotations

from ocr.engine import EngineWord
from ocr.quality import PageQuality
from ocr.word import WordReading

GOOD_SCAN = PageQuality(
    dpi=300.0,
    contrast=220.0,
    speck_share=0.01,
    glyph_height_px=22.0,
    blur=0.3,
    paper_unevenness=3.0,
    ink_share=0.05,
    dark_share=0.04,
)


def word(
    text: str,
    *,
    confidence: float | None = 0.96,
    left: float = 100.0,
    top: float = 100.0,
    readings: tuple[WordReading, ...] = (),
    handwritten: bool = False,
) -> EngineWord:
    """A word 20 px a character wide and 34 px high."""
    return EngineWord(
        text=text,
        left=left,
        top=top,
        right=left + 20 * len(text),
        bottom=top + 34,
        confidence=confidence,
        block_no=0,
        line_no=0,
        readings=readings,
        handwritten=handwritten,
    )


def both(
    first: str,
    second: str,
    *,
    sure: tuple[float, float] = (0.96, 0.999),
    left: float = 100.0,
    top: float = 100.0,
) -> EngineWord:
    """A word that both engines read; the second one's text was taken."""
    readings = (WordReading("tesseract", first, sure[0]), WordReading("rapidocr", second, sure[1]))
    return word(second, confidence=sure[1], left=left, top=top, readings=readings)


def line(texts: str, *, top: float = 100.0, confidence: float = 0.96) -> list[EngineWord]:
    """The words of a line with a space between them."""
    words, left = [], 100.0
    for text in texts.split():
        words.append(word(text, confidence=confidence, left=left, top=top))
        left += 20 * (len(text) + 1)
    return words
