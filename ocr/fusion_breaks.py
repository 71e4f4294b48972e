"""Word breaks of the first reading inside words that the second one glued together. Pure.

RapidOCR leaves out spaces in Latin text; Tesseract sees them as gaps. Where the letters are nearly the same
and there is a gap, the second reading's word is cut there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ocr.doubt.lexicon import familiarity
from ocr.engine import EngineWord
from ocr.fusion_rows import Segment, Words, character_columns

# Shares of the line's height: gaps between words are wider than this, gaps between letters are not.
_WORD_GAP = 0.25
# How alike both readings must be for the breaks of one to be looked for in the other; chosen.
_ALIKE = 0.7


def have_gaps(words: Words) -> bool:
    """Whether there is a word's gap between each word and the next."""
    return all(
        after.left - before.right >= _WORD_GAP * (before.bottom - before.top)
        for before, after in pairwise(words)
    )


def is_whole(text: str) -> bool:
    """Whether the text is one known word, or one number, whose separators look like gaps."""
    core = text.strip(".,;:()[]")
    return bool(core.isalpha() and familiarity(core)) or not any(char.isalpha() for char in core)


def parted(segment: Segment) -> list[Segment]:
    """The segment, cut into one for each word of the first reading where the second one glued them."""
    if len(segment.second) != 1 or len(segment.first) < 2 or not have_gaps(segment.first):
        return [segment]
    glued = segment.second[0]
    if is_whole(glued.text):
        return [segment]
    spread = "".join(word.text for word in segment.first)
    if Levenshtein.normalized_similarity(spread.casefold(), glued.text.casefold()) < _ALIKE:
        return [segment]
    texts = _cut(glued.text, segment.first, spread)
    if not all(any(char.isalnum() for char in text) for text in texts):
        return [segment]
    return [
        Segment((word,), (_piece(glued, text, word),))
        for word, text in zip(segment.first, texts, strict=True)
    ]


def _cut(glued: str, words: Words, spread: str) -> list[str]:
    """The glued text in as many pieces as there are words, cut where their characters begin."""
    columns = character_columns(spread, glued)
    start, cuts = 0, [0]
    for word in words[:-1]:
        start += len(word.text)
        column = next(number for number, (ours, _) in enumerate(columns) if ours == start)
        cuts.append(sum(theirs is not None for _, theirs in columns[:column]))
    return [glued[low:high] for low, high in pairwise([*cuts, len(glued)])]


def _piece(glued: EngineWord, text: str, word: EngineWord) -> EngineWord:
    return replace(glued, text=text, left=word.left, right=word.right)
