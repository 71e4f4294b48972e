"""Times of day as reports write them: 0800 hours, 3:30 p.m. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form.number_words import (
    chunk_at,
    digit_string,
    is_digits,
    parts_of,
    single_digit,
)
from transcribe.written_form.spoken_numbers import TIME_BEFORE, run_at
from transcribe.written_form.words import Change, Piece, Word, next_spoken, previous_spoken, spoken_at

_HALF_OF_DAY = frozenset({"am", "pm"})
_PARTS_OF_DAY = {
    ("in", "the", "morning"),
    ("in", "the", "afternoon"),
    ("in", "the", "evening"),
    ("at", "night"),
    ("this", "morning"),
    ("this", "afternoon"),
    ("this", "evening"),
}
_CLOCK_DIGITS = re.compile(r"(1[0-2]|0?[1-9])([0-5]\d)", re.ASCII)
_CLOCK_POINT = re.compile(r"(1[0-2]|[1-9])\.([0-5]\d)", re.ASCII)


def write_military_time(words: Sequence[Word], at: int) -> Change | None:
    """Four digits before "hours": "zero eight hundred hours", "oh eight thirty hours"."""
    parts, count = run_at(words, at)
    if not parts or parts_of(previous_spoken(words, at)) or next_spoken(words, at + count) != "hours":
        return None
    digits = _military(parts)
    return (Piece(count, digits),) if digits else None


def _military(parts: Sequence[str]) -> str:
    """Hour and minute in four digits; "" for a plain count of hours."""
    digits = "".join(parts) if all(is_digits(part) for part in parts) else _military_words(parts)
    is_time = len(digits) == 4 and int(digits[:2]) < 24 and int(digits[2:]) < 60
    return digits if is_time else ""


def _military_words(parts: Sequence[str]) -> str:
    if parts[0] in ("zero", "oh", "o"):
        hour, taken = f"0{single_digit(parts[1])}" if len(parts) > 1 else "", 2
    else:
        value, taken = chunk_at(parts, 0)
        hour = f"{value:02}" if 10 <= value < 24 else ""
    rest = parts[taken:]
    minute = "00" if tuple(rest) == ("hundred",) else digit_string(rest) if rest else None
    return hour + minute if len(hour) == 2 and minute and len(minute) == 2 else ""


def write_clock_time(words: Sequence[Word], at: int) -> Change | None:
    """Hour and minute before a.m., p.m. or a part of the day: "three thirty p m"."""
    parts, count = run_at(words, at)
    if not parts or parts_of(previous_spoken(words, at)):
        return None
    end = at + count
    half, half_words = _half_of_day(words, end)
    by_day = any(spoken_at(words, end, len(phrase)) == phrase for phrase in _PARTS_OF_DAY)
    if not (half_words or by_day):
        return None
    clock = _clock(parts)
    is_time = previous_spoken(words, at) in TIME_BEFORE
    if not clock or (not half_words and ":" not in clock):
        return None
    if not is_time and (not half_words or (is_digits(parts[0]) and len(parts[0]) > 2)):
        return None  # "gabapentin 300 in the morning" is a dose
    after = (Piece(half_words, half),) if half_words == 2 else ()
    pieces = (Piece(count, clock), *after)
    return pieces if after or words[at].core != clock else None


def _half_of_day(words: Sequence[Word], at: int) -> tuple[str, int]:
    """How a.m. or p.m. here is written and how many words say it; ("", 0) when neither stands here."""
    following = next_spoken(words, at)
    if following.replace(".", "") in _HALF_OF_DAY:
        return words[at].core, 1
    if following in ("a", "p") and next_spoken(words, at + 1) == "m":
        ends = words[at + 1].tail.startswith(".")
        return f"{following}.m" if ends else f"{following}.m.", 2
    return "", 0


def _clock(parts: Sequence[str]) -> str:
    """The time by a twelve-hour clock; "" where these parts are none."""
    point = _CLOCK_POINT.fullmatch(parts[0]) if len(parts) == 1 else None
    if point:  # the engine's "7.45 a.m."
        return f"{point[1]}:{point[2]}"
    if len(parts) == 1 and is_digits(parts[0]):
        whole = parts[0]
        if len(whole) <= 2:
            return whole if 1 <= int(whole) <= 12 else ""
        digits = _CLOCK_DIGITS.fullmatch(whole)
        return f"{digits[1]}:{digits[2]}" if digits else ""
    hour, taken = chunk_at(parts, 0)
    if is_digits(parts[0]) and len(parts[0]) <= 2:
        hour, taken = int(parts[0]), 1
    if not 1 <= hour <= 12:
        return ""
    rest = parts[taken:]
    if not rest:
        return str(hour)
    minute = digit_string(rest)
    return f"{hour}:{minute}" if minute and len(minute) == 2 and int(minute) < 60 else ""


def write_oclock(words: Sequence[Word], at: int) -> Change | None:
    """The hour before "o'clock", a time and a place on the breast alike."""
    parts, count = run_at(words, at)
    if not parts or parts_of(previous_spoken(words, at)):
        return None
    if next_spoken(words, at + count).replace("’", "'") not in ("o'clock", "oclock"):
        return None
    clock = _clock(parts)
    return (Piece(count, clock),) if clock and words[at].core != clock else None
