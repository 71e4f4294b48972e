"""Where documents begin inside a chart that was scanned without separators: proposals with a score. Pure.

A proposal for a person, never a split. The weights of the strong signs ("page 1 of 3", a form id that the
page before had not, a title on a letterhead) are set by hand; those of the others were fitted beside them on
20 invented charts (`python -m benchmarks.chart_starts`), so that the score is near the share of such pages
that begin a document.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr.page import Page
from ocr.page_sight import see_page
from ocr.start_signs import start_signs

PROPOSED_FROM = 0.5
_BIAS = -3.3
_WEIGHTS: Mapping[str, float] = {
    "first_page_number": 4.0,
    "numbering_starts_again": 4.0,
    "later_page_number": -1.8,
    "numbering_goes_on": -1.2,
    "numbering_ended": 1.1,
    "numbering_not_ended": -1.6,
    "number_lost": 0.4,
    "fax_begins": 0.4,
    "fax_goes_on": -3.9,
    "fax_ended": 0.6,
    "fax_cover": 0.5,
    "after_fax_cover": -4.5,
    "other_form": 4.0,
    "same_form_goes_on": -0.5,
    "title": 1.9,
    "heading": 0.4,
    "no_heading": -0.5,
    "same_title": -0.7,
    "other_title": -0.3,
    "continued": -2.2,
    "letterhead": 1.0,
    "letterhead_is_new": 0.5,
    "letterhead_is_gone": -0.6,
    "opening_words": 1.4,
    "patient_block": 1.2,
    "patient_block_is_new": 0.6,
    "patient_block_is_gone": 0.6,
    "other_date": 1.0,
    "same_date": -1.0,
    "date_is_gone": 0.6,
    "no_date": -0.5,
    "after_blank_page": 1.0,
    "page_before_ended": 1.4,
    "page_before_was_full": -0.6,
    "page_before_ended_open": 0.2,
    "begins_within_a_sentence": -0.7,
    "begins_high": -0.3,
    "page_before_closed": 0.5,
    "other_print": 0.4,
    "same_print": -0.2,
    "other_foot": 0.3,
    "same_head": -0.3,
    "same_words": -0.3,
    "other_words": 1.2,
}
_FIRST_PAGE = "first_page"


@dataclass(frozen=True)
class DocumentStart:
    """A page on which a document may begin; `score` is 0–1, `signs` are what speaks for and against it."""

    page_index: int
    score: float
    signs: tuple[str, ...]

    @property
    def is_proposed(self) -> bool:
        """Whether the score is enough to show it to a person."""
        return self.score >= PROPOSED_FROM


def document_starts(pages: Sequence[Page]) -> tuple[DocumentStart, ...]:
    """How much each page looks like the first of a document, in order; blank pages never begin one."""
    found = start_signs([see_page(page) for page in pages])
    first = next((index for index, signs in enumerate(found) if signs is not None), None)
    return tuple(
        DocumentStart(index, 0.0, ()) if signs is None else _scored(index, signs, is_first=index == first)
        for index, signs in enumerate(found)
    )


def _scored(index: int, signs: frozenset[str], *, is_first: bool) -> DocumentStart:
    speaking = tuple(sign for sign in _WEIGHTS if sign in signs)
    if is_first:
        return DocumentStart(index, 1.0, (_FIRST_PAGE, *speaking))
    evidence = _BIAS + sum(_WEIGHTS[sign] for sign in speaking)
    return DocumentStart(index, round(1 / (1 + math.exp(-evidence)), 3), speaking)
