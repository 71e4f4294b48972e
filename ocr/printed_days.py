"""Dates in printed text, whichever way they are written, so that two ways of one day compare equal. Pure."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(
    rf"(?<![\d/-])(?:(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})|(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}})"
    rf"|{_NAME}\s*(\d{{1,2}}),?\s+(\d{{4}})|(\d{{1,2}})\s+{_NAME},?\s+(\d{{4}}))(?![\d/-])",
    re.IGNORECASE,
)
_THIS_CENTURY = 50  # years of two digits below it are of the 2000s


def printed_days(text: str) -> list[date]:
    """The dates in the order of the text, month first; what is no day of the calendar is left out."""
    found = (_day(match) for match in _DAY.finditer(text))
    return [day for day in found if day is not None]


def _day(match: re.Match[str]) -> date | None:
    iso_year, iso_month, iso_day, month, day, year, named, named_day, named_year, first, then, last = (
        match.groups()
    )
    if iso_year:
        parts = (int(iso_year), int(iso_month), int(iso_day))
    elif month:
        parts = (_year(year), int(month), int(day))
    elif named:
        parts = (int(named_year), _MONTHS.index(named.casefold()) + 1, int(named_day))
    else:
        parts = (int(last), _MONTHS.index(then.casefold()) + 1, int(first))
    try:
        return date(*parts)
    except ValueError:
        return None


def _year(digits: str) -> int:
    number = int(digits)
    if len(digits) == 4:
        return number
    return number + (2000 if number < _THIS_CENTURY else 1900)
