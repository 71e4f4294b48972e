"""Where documents begin inside a chart that was scanned without separators: proposals with a score. Pure.

A proposal for a person, never a split: the weights are set by hand, so that one strong sign ("page 1 of 3", a
form id that the page before had not) or two weak ones reach the threshold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr.page import Line, Page
from ocr.page_structure import PageNumber

PROPOSED_FROM = 0.5
_TOP_SHARE = 0.22
_HEADING_HEIGHT = 1.35  # times the page's usual line
_PAGE_NUMBER = re.compile(r"\bpage\s*:?\s*(\d{1,4})(?:\s*(?:of|/)\s*(\d{1,4}))?\b", re.IGNORECASE)
_FORM_ID = re.compile(
    r"\b(?:form|frm)\s*(?:no\.?|number|id|#)?\s*:?\s*([A-Z]{0,4}-?\d[\w./-]{1,14})", re.IGNORECASE
)
_DATE = re.compile(r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2})\b")
_LETTERHEAD = re.compile(
    r"\b(?:hospital|clinic|medical (?:center|centre|group)|health(?:care)?|laborator(?:y|ies)|radiology|"
    r"pharmacy|associates|suite|tel(?:ephone)?|phone|fax)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:discharge summary|progress notes?|consultation|operative (?:report|note)|history and physical|"
    r"h ?& ?p|laboratory report|lab(?:oratory)? results|radiology report|pathology report|consent|face sheet|"
    r"admission (?:record|note)|referral|medication (?:list|record|administration record)|emergency|"
    r"(?:nursing|physician|clinic) notes?|order(?:s| form)|questionnaire|authorization|letter)\b",
    re.IGNORECASE,
)
_WEIGHTS: Mapping[str, float] = {
    "first_page_number": 0.75,
    "numbering_starts_again": 0.6,
    "later_page_number": -0.9,
    "other_form": 0.5,
    "same_form_goes_on": -0.3,
    "title": 0.4,
    "letterhead": 0.25,
    "other_date": 0.15,
    "after_blank_page": 0.2,
    "first_page": 1.0,
}


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


@dataclass(frozen=True)
class _Sight:
    """What one page shows for this question."""

    number: int | None
    of: int | None
    forms: frozenset[str]
    dates: frozenset[str]
    has_title: bool
    has_letterhead: bool
    is_blank: bool


def document_starts(pages: Sequence[Page]) -> tuple[DocumentStart, ...]:
    """How much each page looks like the first of a document, in order; blank pages never begin one."""
    starts = []
    before: _Sight | None = None
    is_after_blank = False
    for index, page in enumerate(pages):
        sight = _look(page)
        if sight.is_blank:
            starts.append(DocumentStart(index, 0.0, ()))
            is_after_blank = True
            continue
        signs = _signs(sight, before, is_after_blank=is_after_blank)
        score = min(max(sum(_WEIGHTS[sign] for sign in signs), 0.0), 1.0)
        starts.append(DocumentStart(index, round(score, 3), signs))
        before, is_after_blank = sight, False
    return tuple(starts)


def _look(page: Page) -> _Sight:
    lines = [line for block in page.blocks for line in block.lines]
    top = [line for line in lines if _outline(line)[0] < _TOP_SHARE * page.height]
    text, top_text = "\n".join(map(_text, lines)), "\n".join(map(_text, top))
    number, of = _page_number(page.structure.page_number, text)
    usual = sorted(_height(line) for line in lines)[len(lines) // 2] if lines else 0
    large = [line for line in top if _height(line) >= _HEADING_HEIGHT * usual or _text(line).isupper()]
    return _Sight(
        number=number,
        of=of,
        forms=frozenset(found.upper() for found in _FORM_ID.findall(text)),
        dates=frozenset(_DATE.findall(top_text)),
        has_title=any(_TITLE.search(_text(line)) for line in large),
        has_letterhead=len({found.casefold() for found in _LETTERHEAD.findall(top_text)}) >= 2,
        is_blank=not lines,
    )


def _signs(sight: _Sight, before: _Sight | None, *, is_after_blank: bool) -> tuple[str, ...]:
    is_new_form = before is not None and bool(sight.forms) and not sight.forms & before.forms
    goes_on = before is not None and bool(sight.forms & before.forms)
    is_new_date = before is not None and bool(sight.dates) and not sight.dates & before.dates
    found = {
        "first_page": before is None,
        "first_page_number": sight.number == 1,
        "numbering_starts_again": _starts_again(sight, before),
        "later_page_number": _goes_on(sight, before),
        "other_form": is_new_form,
        "same_form_goes_on": goes_on and sight.number != 1,
        "title": sight.has_title,
        "letterhead": sight.has_letterhead,
        "other_date": is_new_date,
        "after_blank_page": is_after_blank,
    }
    return tuple(sign for sign, is_so in found.items() if is_so)


def _starts_again(sight: _Sight, before: _Sight | None) -> bool:
    """Whether the numbers do not go on from the page before: a lower one, or one of another count."""
    if sight.number is None or before is None or before.number is None:
        return False
    has_other_count = None not in (sight.of, before.of) and sight.of != before.of
    return sight.number <= before.number or has_other_count


def _goes_on(sight: _Sight, before: _Sight | None) -> bool:
    if sight.number is None or sight.number == 1:
        return False
    return before is None or before.number is None or not _starts_again(sight, before)


def _page_number(printed: PageNumber | None, text: str) -> tuple[int | None, int | None]:
    if printed is not None:
        return printed.number, printed.of
    found = _PAGE_NUMBER.search(text)
    if found is None:
        return None, None
    number, of = int(found[1]), int(found[2]) if found[2] else None
    return (number, of) if of is None or number <= of else (None, None)


def _text(line: Line) -> str:
    return " ".join(word.text for word in line.words)


def _outline(line: Line) -> tuple[int, int]:
    return min(word.box.top for word in line.words), max(word.box.bottom for word in line.words)


def _height(line: Line) -> int:
    top, bottom = _outline(line)
    return bottom - top
