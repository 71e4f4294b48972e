"""Makes one reading of two: characters, word breaks and extra words, each from whoever is right more often.

Measured on printed clinical pages and on forms: RapidOCR's characters and breaks are right about five times
as often as Tesseract's where they differ. Tesseract's are taken where it is sure and RapidOCR is not. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.doubt.lexicon import familiarity
from ocr.engine import EngineWord
from ocr.fusion_breaks import have_gaps, is_whole, parted
from ocr.fusion_rows import Segment, Words, aligned, read_beside, rows_of
from ocr.word import WordReading

FIRST, SECOND = "tesseract", "rapidocr"

# (Tesseract from, RapidOCR below): where they differ, Tesseract is believed if any line holds.
_FIRST_BELIEVED = ((0.9, 0.93), (0.7, 0.8))
# A familiar word beats an unknown one from this confidence.
_FAMILIAR_FROM = 0.5
_SHORTEST_WORD = 3
# Words that only one engine saw.
_ALONE_FIRST = 0.8
_ALONE_SECOND = 0.6
_ALONE_MARK = 0.8  # punctuation alone is mostly a speck


def fuse(first: Sequence[EngineWord], second: Sequence[EngineWord]) -> tuple[EngineWord, ...]:
    """One reading of the page out of Tesseract's words and RapidOCR's, each word with both `readings`.

    Boxes are in the frame that both have in common. Rows come from the top; words of a row from the left.
    A word's `confidence` is that of the engine whose text was taken.
    """
    rows, elsewhere = rows_of(first, second)
    fused = [[word for segment in aligned(row) for word in _chosen(segment)] for row in rows]
    fused += [[_alone(word, FIRST)] for word in elsewhere if _stands_alone(word, _ALONE_FIRST)]
    ordered = sorted((row for row in fused if row), key=lambda row: (row[0].top, row[0].left))
    return tuple(
        replace(word, block_no=0, line_no=number) for number, row in enumerate(ordered) for word in row
    )


def _chosen(segment: Segment) -> list[EngineWord]:
    parts = parted(segment)
    if len(parts) > 1:
        return [word for part in parts for word in _chosen(part)]
    if not segment.first:
        return [_alone(word, SECOND) for word in segment.second if _stands_alone(word, _ALONE_SECOND)]
    if not segment.second:
        return [_alone(word, FIRST) for word in segment.first if _stands_alone(word, _ALONE_FIRST)]
    words, ours, theirs = segment.second, SECOND, FIRST
    if _is_first_believed(segment):
        words, ours, theirs = segment.first, FIRST, SECOND
    other_sure = _least(segment.first if ours == SECOND else segment.second)
    return [_with_readings(segment, word, ours, theirs, other_sure) for word in words]


def _is_first_believed(segment: Segment) -> bool:
    sure, other_sure = _least(segment.first), _least(segment.second)
    if _letters(segment.first) == _letters(segment.second):
        return _breaks_better(segment.first, segment.second) or _case_better(segment)
    if not _has_code(segment):
        known, other_known = _known(segment.first), _known(segment.second)
        if known != other_known:
            return known > other_known and sure >= _FAMILIAR_FROM
    return any(sure >= at_least and other_sure < below for at_least, below in _FIRST_BELIEVED)


def _breaks_better(first: Words, second: Words) -> bool:
    """Whether the first reading breaks into more words where wide gaps are; the letters are the same."""
    if len(second) == 1 and is_whole(second[0].text):
        return False
    return len(first) > len(second) and have_gaps(first)


def _case_better(segment: Segment) -> bool:
    """Whether only the second reading mixes capitals into its words, as `doB` for `DOB`."""
    first, second = (
        all(_is_usual_case(word.text) for word in words) for words in (segment.first, segment.second)
    )
    return first and not second


def _is_usual_case(text: str) -> bool:
    letters = "".join(char for char in text if char.isalpha())
    return letters.islower() or letters.isupper() or letters[1:].islower() or not letters


def _with_readings(
    segment: Segment, word: EngineWord, ours: str, theirs: str, other_sure: float
) -> EngineWord:
    readings = [WordReading(ours, word.text, word.confidence)]
    beside = read_beside(segment, word)
    if beside:
        readings.append(WordReading(theirs, beside, other_sure))
    return replace(word, readings=tuple(sorted(readings, key=lambda reading: reading.engine != FIRST)))


def _alone(word: EngineWord, engine: str) -> EngineWord:
    return replace(word, readings=(WordReading(engine, word.text, word.confidence),))


def _stands_alone(word: EngineWord, least: float) -> bool:
    if not any(char.isalnum() for char in word.text):
        least = max(least, _ALONE_MARK)
    return (word.confidence or 0.0) >= least


def _least(words: Words) -> float:
    return min(word.confidence or 0.0 for word in words)


def _known(words: Words) -> int:
    """How well known the least known word is; 0 for words without letters."""
    return min(int(familiarity(word.text) or 0) for word in words)


def _has_code(segment: Segment) -> bool:
    """Whether either reading has a digit, or too few letters for a word list to tell: `A1c`, `lb`, `uL`."""
    read = [word.text for word in (*segment.first, *segment.second)]
    return any(len(text) < _SHORTEST_WORD or any(char.isdigit() for char in text) for text in read)


def _letters(words: Words) -> str:
    return "".join(char for word in words for char in word.text.casefold() if char.isalnum())
