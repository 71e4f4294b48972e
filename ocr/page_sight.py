"""What one page shows of where a document begins, goes on and ends: head, foot, numbers, dates, words. Pure.

A fax machine's own line at the very top is no part of the document: its date and numbers are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from ocr.page import Line, Page
from ocr.page_structure import PageNumber
from ocr.printed_days import printed_days

_TOP_SHARE = 0.22
_HEAD_SHARE = 0.13  # where letterheads and running heads stand
_FOOT_SHARE = 0.93
_HEADING_HEIGHT = 1.35  # times the page's usual line
_HEADING_WORDS = 8
_COUNT = r"\s*(?:of|oi|0f|/)\s*(\d{1,4})"
_PAGE_NUMBER = re.compile(rf"\b(?:page|pg)\s*[.:]?\s*(\d{{1,4}})(?:{_COUNT})?\b", re.IGNORECASE)
_FAX_LINE = re.compile(r"\b(?:fax|from|to|p\.?\s?\d|tel)\b", re.IGNORECASE)
_FAX_NUMBER = re.compile(r"\bp(?:age|g)?\s*[.,:]?\s*(\d{1,4})\s*(?:of|/)\s*(\d{1,4})\b", re.IGNORECASE)
_FAX_COVER = re.compile(
    r"\b(?:fax|facsimile)\b.*\b(?:cover|transmi)|^\s*fax\s*$|pages including cover", re.IGNORECASE
)
_FORM_ID = re.compile(
    r"\b(?:form|frm)\s*(?:no\.?|number|id|#)?\s*:?\s*([A-Z]{0,4}-?\d[\w./-]{1,14})", re.IGNORECASE
)
_LETTERHEAD = re.compile(
    r"\b(?:hospital|clinic|medical (?:center|centre|group)|health(?:care)?|laborator(?:y|ies)|radiology|"
    r"pharmacy|associates|suite|tel(?:ephone)?|phone|fax|practice|imaging|pediatrics|surgical|street|drive)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:discharge summary|progress notes?|consult(?:ation)?|operative (?:report|note)|"
    r"history (?:and|&) physical|h ?& ?p|lab(?:oratory)? (?:report|results)|radiology|pathology|consent|"
    r"face sheet|admission (?:record|note|orders)|referral|medication|emergency|immuni[sz]ation|vaccine|"
    r"registration|"
    r"(?:nursing|physician|clinic|nurses|therapy|procedure|daily|office|ed) (?:notes?|visit|record)|"
    r"orders?(?: form| sheet)?|questionnaire|authorization|letter|statement|explanation of benefits|"
    r"electrocardiogram|e[ck]g|telephone|message|imaging|report|directive|power of attorney|living will|"
    r"flow ?sheet|vital signs|prescription|refill|intake|summary|evaluation|results|record|encounter)\b",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"\bcont(?:inued|'?d|\.)|\bcontinuation\b", re.IGNORECASE)
_PATIENT_LABEL = re.compile(
    r"\b(?:patient(?: name)?|name|dob|d\.o\.b|date of birth|birth ?date|born|mrn|mr ?#|medical record|"
    r"chart ?#|account|sex|age)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:dear\b|re\s*:|to whom|chief complaint|reason for (?:visit|consult)|history of present|accession|"
    r"specimen|preoperative|admission diagnosis|referring|exam\s*:|clinical (?:indication|history)|i, |"
    r"i hereby|allergies|caller|arrival|rx\s*:|account number|please answer|thank you for (?:asking|refer))",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\b(?:electronically signed|signed by|dictated by|sincerely|yours truly|respectfully|"
    r"end of (?:report|document)|final \*|\*+ ?final|reviewed by|signature|witness|cc:|md$|do$|d\.o\.$|"
    r"m\.d\.$|pt$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{3,}")


class _Row(NamedTuple):
    """A line of print with its place in px: asked for often, and costly to ask the line itself."""

    text: str
    top: int
    bottom: int
    left: int

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top


def _row(line: Line) -> _Row:
    box = line.box
    return _Row(line.text, box.top, box.bottom, box.left)


@dataclass(frozen=True)
class PageSight:
    """What a page shows; shares are of the page's height or width, words are lower case."""

    is_blank: bool = True
    number: int | None = None
    of: int | None = None
    fax_number: int | None = None
    fax_of: int | None = None
    forms: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    title: str = ""
    has_known_title: bool = False
    has_letterhead: bool = False
    says_continued: bool = False
    is_fax_cover: bool = False
    opens: bool = False
    patient_labels: int = 0
    closes: bool = False
    ends_at: float = 0.0
    begins_at: float = 0.0
    begins_small: bool = False
    ends_open: bool = False
    head: frozenset[str] = frozenset()
    foot: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    line_height: float = 0.0
    left: float = 0.0


def see_page(page: Page) -> PageSight:
    """What the page shows; a page without words is a blank one."""
    lines = sorted(map(_row, page.lines()), key=lambda line: line.top)
    if not lines:
        return PageSight()
    fax, lines = _without_fax_line(lines, page)
    if not lines:
        return PageSight(is_blank=False)
    usual = median(line.height for line in lines)
    top = [line for line in lines if line.top < _TOP_SHARE * page.height]
    body = [line for line in lines if _HEAD_SHARE * page.height <= line.top < _FOOT_SHARE * page.height]
    headings = [line for line in top if _is_heading(line, usual)]
    titles = [line.text for line in headings if _TITLE.search(line.text)]
    text, top_text = "\n".join(line.text for line in lines), "\n".join(line.text for line in top)
    number, of = _page_number(page.structure.page_number, text)
    last = body[-1].text if body else ""
    return PageSight(
        is_blank=False,
        number=number,
        of=of,
        fax_number=fax[0],
        fax_of=fax[1],
        forms=frozenset(found.upper() for found in _FORM_ID.findall(text)),
        days=frozenset(day.isoformat() for day in printed_days(_without_births(top))),
        title=_folded(titles[0] if titles else headings[0].text if headings else ""),
        has_known_title=bool(titles),
        has_letterhead=len({found.casefold() for found in _LETTERHEAD.findall(top_text)}) >= 2,
        says_continued=bool(_CONTINUED.search(top_text)),
        is_fax_cover=bool(_FAX_COVER.search(text)) and len(lines) < 16,
        opens=any(_OPENING.search(line.text) for line in lines[:14]),
        patient_labels=min(len({one.casefold() for one in _PATIENT_LABEL.findall(top_text)}), 3),
        closes=any(_CLOSING.search(line.text) for line in body[-5:]),
        ends_at=body[-1].bottom / page.height if body else 0.0,
        begins_at=lines[0].top / page.height,
        begins_small=_begins_small(lines, usual),
        ends_open=bool(last) and last[-1].isalnum() and len(last) > 45,
        head=_words_of([line for line in lines if line.top < _HEAD_SHARE * page.height]),
        foot=_words_of([line for line in lines if line.top >= _FOOT_SHARE * page.height]),
        words=_words_of(body),
        line_height=usual / page.height,
        left=min(line.left for line in (body or lines)) / page.width,
    )


def _without_fax_line(lines: Sequence[_Row], page: Page) -> tuple[tuple[int | None, int | None], list[_Row]]:
    """(number, count) of a fax machine's line, the first and a small one, and the other lines."""
    first = [line for line in lines if line.bottom < 0.035 * page.height]
    text = " ".join(line.text for line in first)
    if not first or not re.search(r"\d", text) or len(_FAX_LINE.findall(text)) < 2:
        return (None, None), list(lines)
    found = _FAX_NUMBER.search(text)
    number = (int(found[1]), int(found[2])) if found and int(found[1]) <= int(found[2]) else (None, None)
    return number, [line for line in lines if line not in first]


def _is_heading(line: _Row, usual: float) -> bool:
    words = line.text.split()
    if len(words) > _HEADING_WORDS or not any(one.isalpha() for one in line.text):
        return False
    stands_out = line.height >= _HEADING_HEIGHT * usual or line.text.isupper()
    return stands_out or (line.text.istitle() and ":" not in line.text and len(words) <= 5)


def _without_births(lines: Sequence[_Row]) -> str:
    """The text without what follows a label of birth."""
    text = "\n".join(line.text for line in lines)
    return re.sub(r"(?i)\b(?:dob|d\.o\.b\.?|do8|birth ?date|date of birth|born)\W*[\w/.,-]+", " ", text)


def _begins_small(lines: Sequence[_Row], usual: float) -> bool:
    """Whether the first line of running text begins within a sentence."""
    for line in lines:
        if len(line.text) > 45 and line.height < _HEADING_HEIGHT * usual:
            return line.text[0].islower()
    return False


def _words_of(lines: Sequence[_Row]) -> frozenset[str]:
    return frozenset(found for line in lines for found in _WORD.findall(line.text.casefold()))


def _folded(title: str) -> str:
    return " ".join(_WORD.findall(_CONTINUED.sub("", title).casefold()))


def _page_number(printed: PageNumber | None, text: str) -> tuple[int | None, int | None]:
    if printed is not None:
        return printed.number, printed.of
    found = _PAGE_NUMBER.search(text)
    if found is None:
        return None, None
    number, of = int(found[1]), int(found[2]) if found[2] else None
    return (number, of) if of is None or number <= of else (None, None)
