"""Dates and years as reports write them: March 4, 1958; 3/4/1958; 2019. Pure.

A year said with two digits keeps them: which century is meant is for a person to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form import vocabulary
from transcribe.written_form.number_words import (
    chunk_at,
    digit_string,
    is_digits,
    ordinal_value,
    parts_of,
    single_digit,
    year_value,
)
from transcribe.written_form.spoken_numbers import run_at
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import (
    Change,
    Piece,
    Word,
    joined,
    next_spoken,
    previous_spoken,
    spoken_at,
    spoken_before,
)

_MONTHS = listed(
    """
    january february march april may june july august september october november december
    """
)
_AMBIGUOUS_MONTHS = frozenset({"march", "may"})
_DATE_WORDS = listed("date dob birth born dated birthdate admitted discharged")
_YEAR_BEFORE = (
    listed(
        """
    in since of from until year during before after circa by late early mid through fall spring summer winter
    """
    )
    | _MONTHS
    | {"/"}
)
_GLUED_DATE = re.compile(r"(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])-((?:18|19|20)\d\d|\d\d)", re.ASCII)

_DOTTED_DATE = re.compile(r"(0?[1-9]|1[0-2])\.(0?[1-9]|[12]\d|3[01])\.((?:18|19|20)\d\d)", re.ASCII)


def write_calendar_date(words: Sequence[Word], at: int) -> Change | None:
    """Month and day, with the year when it is said: "March fourth, nineteen fifty eight"."""
    if not _is_month(words, at):
        return None
    month = words[at].core[0].upper() + words[at].core[1:]
    day, taken = _day_at(words, at + 1)
    if not taken or not joined(words, at, 1 + taken):
        return _month_and_year(words, at)
    year_at = at + 1 + taken
    last = words[year_at - 1]
    year, year_taken = _year_at(words, year_at)
    if not year or last.ends_line or last.tail not in ("", ","):
        return (Piece(1, month), Piece(taken, day))
    comma = "," if last.core else None
    return (Piece(1, month), Piece(taken, day, comma), Piece(year_taken, year))


def _month_and_year(words: Sequence[Word], at: int) -> Change | None:
    year, taken = _year_at(words, at + 1)
    if not year or not joined(words, at, 2):
        return None
    return (Piece(1, words[at].core[0].upper() + words[at].core[1:]), Piece(taken, year))


def _is_month(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.spoken not in _MONTHS or word.tail:
        return False
    if word.spoken not in _AMBIGUOUS_MONTHS or word.core[0].isupper():
        return True
    # the engine writes all small where it hears no sentence: "march 4th 1958"
    is_ordinal = ordinal_value(spoken_at(words, at + 1)) if at + 1 < len(words) else None
    return is_ordinal is not None or bool(_year_at(words, at + 2)[0])


def _day_at(words: Sequence[Word], at: int) -> tuple[str, int]:
    """The day of the month here and how many words say it; ("", 0) when there is none."""
    for count in (2, 1):
        spoken = spoken_at(words, at, count)
        value = ordinal_value(spoken) if spoken else None
        if value is not None and 1 <= value <= 31:
            return str(value), count
    parts, count = run_at(words, at) if at < len(words) else ((), 0)
    if not parts or _year_of(parts) is not None:
        return "", 0
    if is_digits(parts[0]):
        value, taken = int(parts[0]) if len(parts[0]) <= 2 else 0, 1
    else:
        value, taken = chunk_at(parts, 0)
    rest_is_year = taken == len(parts) or _year_of(parts[taken:]) is not None
    if not 1 <= value <= 31 or not rest_is_year:
        return "", 0
    return str(value), _words_for(words, at, taken)


def _words_for(words: Sequence[Word], at: int, parts: int) -> int:
    """How many words from here say this many parts; 0 when a word would have to be cut."""
    count = said = 0
    while said < parts:
        said += len(parts_of(words[at + count].spoken)) or 1
        count += 1
    return count if said == parts else 0


def _year_at(words: Sequence[Word], at: int) -> tuple[str, int]:
    """The year here and how many words say it; ("", 0) when there is none."""
    if at >= len(words):
        return "", 0
    parts, count = run_at(words, at)
    value = _year_of(parts)
    return (str(value), count) if value is not None else ("", 0)


def _year_of(parts: Sequence[str]) -> int | None:
    """The year that these parts say, also in two halves of digits: "20 23", "2000 24"."""
    value = year_value(parts) if parts else None
    halves = re.fullmatch(r"(19|20|2000) (\d\d)", " ".join(parts), re.ASCII) if value is None else None
    return int(halves[1][:2] + halves[2]) if halves else value


def write_year(words: Sequence[Word], at: int) -> Change | None:
    """A year said in two halves ("nineteen fifty eight") where it can be nothing else."""
    parts, count = run_at(words, at)
    value = year_value(parts) if parts and not parts_of(previous_spoken(words, at)) else None
    if value is None or is_digits(parts[0]) or "thousand" in parts or "hundred" in parts:
        return None
    if vocabulary.is_unit(next_spoken(words, at + count)):
        return None
    is_sure = parts[0] == "nineteen" or previous_spoken(words, at) in _YEAR_BEFORE
    sees = spoken_before(words, at, 6) & {"vision", "visual", "acuity", "eye"}
    return (Piece(count, str(value)),) if is_sure and not sees else None


def write_numeric_date(words: Sequence[Word], at: int) -> Change | None:
    """Three numbers behind a word for a date: "date of birth three four fifty eight" as 3/4/58."""
    glued = _GLUED_DATE.fullmatch(words[at].core) or _DOTTED_DATE.fullmatch(words[at].core)
    if glued:
        if len(glued[3]) == 4 or spoken_before(words, at, 6) & _DATE_WORDS:
            return (Piece(1, "/".join(glued.groups())),)
        return None
    if parts_of(previous_spoken(words, at)) or not spoken_before(words, at, 6) & _DATE_WORDS:
        return None
    parts, count = run_at(words, at)
    text = _numeric_date(parts)
    return (Piece(count, text),) if text else None


def _numeric_date(parts: Sequence[str]) -> str:
    """Month, day and year in this order; "" unless the parts can be cut in one way alone."""
    readings = {
        f"{month}/{day}/{year}"
        for month, rest in _heads(parts, 12)
        for day, tail in _heads(rest, 31)
        if (year := _year_digits(tail))
    }
    return readings.pop() if len(readings) == 1 else ""


def _heads(parts: Sequence[str], most: int) -> list[tuple[str, Sequence[str]]]:
    """The numbers 1 to `most` that these parts can begin with, each with the parts left over."""
    found: list[tuple[str, Sequence[str]]] = []
    for taken in (1, 2):
        head = parts[:taken]
        if len(head) < taken:
            break
        with_zero = taken == 2 and head[0] in ("oh", "zero", "o") and single_digit(head[1])
        value, said = chunk_at(head, 0)
        if with_zero and single_digit(head[1]) != "0":
            found.append((f"0{single_digit(head[1])}", parts[2:]))
        elif said == taken and 1 <= value <= most:
            found.append((str(value), parts[taken:]))
        elif taken == 1 and is_digits(head[0]) and 1 <= int(head[0]) <= most:
            found.append((head[0], parts[1:]))
    return found


def _year_digits(parts: Sequence[str]) -> str:
    year = year_value(parts) if parts else None
    if year is not None:
        return str(year)
    digits = digit_string(parts) if parts else None
    return digits if digits and len(digits) == 2 else ""
