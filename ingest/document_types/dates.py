"""Which day a document is of, by what its first pages print. Pure.

A date speaks by the words before it ("Date of service", "Collected"), by standing at the head of the page and
by being printed again. Days of birth, of printing, of faxing and to come are none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.document_types.printed_page import PrintedLine, PrintedPage
from ingest.patients.printed_dates import PRINTED_DATE, read_birth_date

_SAYS_SO = re.compile(
    r"(?:date of (?:service|visit|exam|admission|discharge|operation|procedure|surgery|consult\w*|treatment)|"
    r"visit|exam|admi(?:t|ssion)|discharged?|collected|collection|recorded|seen|procedure|surgery|operation|dos|"
    r"service|call|arrival|ordered|written|signed|statement|reviewed|as of|received)\W*(?:date)?\W*$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?:^|\W)(?:date|dated|today'?s date|registered)\W*$", re.IGNORECASE)
_SAYS_NO = re.compile(
    r"(?:dob|d\.o\.b|birth\w*|born|printed|fax\w*|expires?|expiration|due|next|since|lot|on|from|"
    r"compared with|with|effective|sent|copyright|rev\w*)\W*$",
    re.IGNORECASE,
)
_DATE = re.compile(rf"(?<![\w/-]){PRINTED_DATE}", re.IGNORECASE)
_HEAD_SHARE = 0.3
_SURE_FROM, _AHEAD_BY = 2.0, 1.0
_MOST = 5
_PAGES = 2


@dataclass(frozen=True)
class DateSuggestion:
    """The likely days, the likeliest first; `is_sure` says whether to propose the first one."""

    likely: tuple[date, ...] = ()
    is_sure: bool = False


def suggest_date(
    pages: Sequence[PrintedPage], *, today: date, birth_date: date | None = None
) -> DateSuggestion:
    """The day of the document by its first two pages that are not blank."""
    scores: defaultdict[date, float] = defaultdict(float)
    for number, page in enumerate([page for page in pages if page.lines][:_PAGES]):
        for line in page.lines:
            for day, score in _in_line(line, today):
                if day != birth_date:
                    # said once with a label, or again in a running head: the best counts, others confirm
                    scores[day] = max(scores[day], score / (1 + number)) + (0.3 if scores[day] else 0)
    ranked = sorted((day for day in scores if scores[day] > 0), key=lambda day: (-scores[day], day))
    if not ranked:
        return DateSuggestion()
    best = scores[ranked[0]]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return DateSuggestion(tuple(ranked[:_MOST]), is_sure=best >= _SURE_FROM and best - second >= _AHEAD_BY)


def _in_line(line: PrintedLine, today: date) -> list[tuple[date, float]]:
    found = []
    for match in _DATE.finditer(line.text):
        day = read_birth_date(match[0], latest_year=today.year)
        if day is None or not date(1900, 1, 1) <= day <= today:
            continue
        before = line.text[: match.start()]
        if _SAYS_NO.search(before):
            continue
        score = 0.5 if line.top < _HEAD_SHARE else 0.1
        if _SAYS_SO.search(before):
            score += 3.0
        elif _PLAIN.search(before) or (not before.strip() and line.top < _HEAD_SHARE):
            score += 2.0
        elif line.top < _HEAD_SHARE / 2:
            score += 1.2
        found.append((day, score))
    return found
