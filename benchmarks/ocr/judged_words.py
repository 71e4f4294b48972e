"""Words of readings with a verdict each: what statements of doubt are measured on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.ocr.doubt_metrics import CountClaim
from benchmarks.ocr.readings import ReadPage, ReadWord
from ocr.doubt import DoubtEstimate

NO_OPINION = 0.5  # the doubt of a word whose reader gives neither probability nor confidence


@dataclass(frozen=True)
class JudgedPage:
    """A page's words with letters or digits, whether each is wrong, and the page as read."""

    page: ReadPage
    words: tuple[ReadWord, ...]
    wrong: tuple[bool, ...]


def judged(page: ReadPage, verdicts: Sequence[bool | None]) -> JudgedPage:
    """The page with the words that have a verdict."""
    chosen = [(w, not right) for w, right in zip(page.words, verdicts, strict=True) if right is not None]
    return JudgedPage(page, tuple(word for word, _ in chosen), tuple(wrong for _, wrong in chosen))


def as_read(said: DoubtEstimate) -> ReadPage:
    """The doubted words of a page as a reading of it."""
    words = tuple(
        ReadWord(
            word.text,
            confidence=word.confidence,
            p_wrong=word.p_wrong,
            needs_review=word.needs_review,
            is_handwritten=word.handwritten,
        )
        for word in said.words
    )
    left = said.expected_errors
    return ReadPage(words, expected_errors=(left.low, left.expected, left.high))


def doubt(word: ReadWord) -> float:
    """How much the reader doubts the word: 1 for handwriting, else its probability, else its confidence."""
    if word.is_handwritten:
        return 1.0
    if word.p_wrong is not None:
        return word.p_wrong
    return NO_OPINION if word.confidence is None else 1 - word.confidence


def is_flagged(word: ReadWord) -> bool:
    """Whether a person is led to the word."""
    return word.needs_review or word.is_handwritten


def claim(judged_page: JudgedPage) -> CountClaim | None:
    """The page's expected errors beside those that stay when only the flagged words are reviewed."""
    expected = judged_page.page.expected_errors
    if expected is None:
        return None
    low, mean, high = expected
    unseen = [
        wrong
        for word, wrong in zip(judged_page.words, judged_page.wrong, strict=True)
        if not is_flagged(word)
    ]
    return CountClaim(mean, low, high, sum(unseen), max(1, len(unseen)))
