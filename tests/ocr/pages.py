"""Pages built by hand."""

from __future__ import annotations

from ocr.page import Block, Box, Line, Page, Word
from storage.errors import Deficiency, EngineInfo

ENGINE = EngineInfo("canned", "1", "ab", "cd")


def page_of(*blocks: tuple[str, ...], confidence: float | None = 0.95) -> Page:
    """A page whose blocks are given as lines of words, each word 40 px wide."""
    number = 0
    top = 10
    made = []
    for block in blocks:
        lines = []
        for line in block:
            words = []
            for column, text in enumerate(line.split()):
                box = Box(10 + 50 * column, top, 50 + 50 * column, top + 20)
                words.append(Word(f"p:1:{number}", text, box, confidence))
                number += 1
            lines.append(Line(tuple(words)))
            top += 30
        made.append(Block(tuple(lines)))
    lost = (Deficiency("ink_without_words", "there is ink", page_number=1),)
    return Page("p", 600, 800, 100.0, tuple(made), ENGINE, 90, 1.5, deficiencies=lost)
