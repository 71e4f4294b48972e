"""Birth dates as charts print them, and as engines misread them. Pure."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A digit, or a letter that an engine read in its place, and a speck behind it
_SIGN = r"(?:[\dOoIl|SB]['`~]?)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
PRINTED_DATE = (
    rf"(?:{_SIGN}{{4}}[-./]{_SIGN}{{1,2}}[-./]{_SIGN}{{1,2}}"
    rf"|{_SIGN}{{1,2}}\s?[-./]\s?{_SIGN}{{1,2}}\s?[-./]\s?(?:{_SIGN}{{4}}|{_SIGN}{{2}})"
    rf"|{_MONTH}\.?\s+{_SIGN}{{1,2}}(?:st|nd|rd|th)?,?\s+{_SIGN}{{4}}"
    rf"|{_SIGN}{{1,2}}[\s-]{_MONTH}\.?,?[\s-]{_SIGN}{{4}})(?![\dA-Za-z]|[.,:;|]\d)"
)
_AS_DIGITS = str.maketrans("OoIl|SB", "0011158")


def read_birth_date(text: str, *, latest_year: int = 2100) -> date | None:
    """The date that the text writes, month first where both could be; None when it writes none.

    A year of two digits lies in the hundred years up to `latest_year`.
    """
    named = re.search(_MONTH, text, re.IGNORECASE)
    month = _MONTHS.index(named[0][:3].lower()) + 1 if named else 0
    rest = text.replace(named[0], " ") if named else text
    plain = re.sub(r"['`~]", "", rest)
    groups = [group.translate(_AS_DIGITS) for group in re.findall(r"[\dOoIl|SB]+", plain)]
    if not all(group.isdigit() for group in groups):
        return None
    numbers = [int(group) for group in groups]
    if month and len(numbers) == 2:
        return _day(numbers[1], month, numbers[0])
    if len(numbers) != 3:
        return None
    if len(groups[0]) == 4:
        return _day(*numbers)
    year = numbers[2] if len(groups[2]) == 4 else _century(numbers[2], latest_year)
    return _day(year, numbers[0], numbers[1]) or _day(year, numbers[1], numbers[0])


def _century(two_digits: int, latest_year: int) -> int:
    year = latest_year - latest_year % 100 + two_digits
    return year - 100 if year > latest_year else year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if year >= 1850 else None
