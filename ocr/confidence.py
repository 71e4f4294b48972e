"""Which words a person should look at, by the engine's own confidence.

Thresholds belong to an engine and its configuration and move with it: refit them on corrected drafts.
Measured on 40 held-out forms: below 0.91 lie 90 % of Tesseract's wrong words when pages are read at 200 dpi
or more with page segmentation 3.
"""

from __future__ import annotations

from ocr.page import Page, Word

THRESHOLDS_VERSION = "tesseract-lstm-psm3/1"
_REVIEW_BELOW = 0.91


def needs_review(word: Word) -> bool:
    """Whether a person should look at the word, as it was decided when it was read.

    A word whose doubt nobody estimated (older readings) is judged by its engine's confidence; words of a
    trusted text layer carry none.
    """
    if word.needs_review or word.p_wrong is not None:
        return word.needs_review
    return word.confidence is not None and word.confidence < _REVIEW_BELOW


def doubtful_words(page: Page) -> int:
    """How many words of the page a person should look at."""
    return sum(needs_review(word) for word in page.words())
