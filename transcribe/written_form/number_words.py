"""English number words as values: cardinals, spoken pairs of digits, digit strings, ordinals. Pure.

text2num 3.1 (MIT), the best kept of the libraries for this, was tried and reads the standard cardinals alone:
"one thirty eight" becomes "1 38", "nineteen fifty eight" "19 58", "point five" "point 5", "oh three" "oh 3"
and "no one" "no 1". In dictation those are the rule, so the words are read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_ONES = "zero one two three four five six seven eight nine".split()  # noqa: SIM905 - reads as the list it is
_TEENS = """
    ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    """.split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_ZEROS = frozenset({"zero", "oh", "o"})
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

ONES = {word: value for value, word in enumerate(_ONES)}
SMALL = {**ONES, **{word: value for value, word in enumerate(_TEENS, start=10)}}
TENS = {**{word: value * 10 for value, word in enumerate(_TENS, start=2)}, "fourty": 40, "ninty": 90}
NUMBER_WORDS = frozenset({*SMALL, *TENS, *_ZEROS, *_SCALES, "hundred"})
_ORDINAL_ONES = {
    word: value
    for value, word in enumerate(
        """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
        fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
        """.split(),  # noqa: SIM905
        start=1,
    )
}
_ORDINAL_TENS = {f"{word[:-1]}ieth": value for word, value in TENS.items() if word[-1] == "y"}
_DIGITS = re.compile(r"\d+|\d{1,3}(,\d{3})+", re.ASCII)
_DECIMAL = re.compile(r"(\d+|\d{1,3}(,\d{3})+)?\.\d+", re.ASCII)
_ORDINAL_DIGITS = re.compile(r"(\d+)(st|nd|rd|th)", re.ASCII)


@lru_cache(maxsize=4096)
def parts_of(spoken: str) -> tuple[str, ...]:
    """The number words in this word ("twenty-five" has two), or its digits; () when it is no number."""
    if _DIGITS.fullmatch(spoken) or _DECIMAL.fullmatch(spoken):
        return (spoken.replace(",", ""),)
    parts = tuple(spoken.split("-"))
    return parts if all(part in NUMBER_WORDS for part in parts) else ()


def is_digits(part: str) -> bool:
    """True for a whole number in digits."""
    return bool(_DIGITS.fullmatch(part))


def single_digit(part: str) -> str:
    """The digit that this part says, "" when it says more or none."""
    if part in _ZEROS:
        return "0"
    return str(ONES[part]) if part in ONES else part if len(part) == 1 and is_digits(part) else ""


def chunk_at(parts: Sequence[str], at: int) -> tuple[int, int]:
    """The value 1 to 99 that starts here in words and how many parts say it; (0, 0) when there is none."""
    part = parts[at] if at < len(parts) else ""
    if part in TENS:
        following = ONES.get(parts[at + 1], 0) if at + 1 < len(parts) else 0
        return TENS[part] + following, 2 if following else 1
    return (SMALL[part], 1) if SMALL.get(part) else (0, 0)


def standard_value(parts: Sequence[str]) -> int | None:
    """The value of a cardinal said in full ("one thousand two hundred and five"); None for anything else."""
    if len(parts) == 1 and (parts[0] == "zero" or is_digits(parts[0])):
        return 0 if parts[0] == "zero" else int(parts[0])
    total, at, limit = 0, 0, 10**12
    while at < len(parts):
        group, at = _below_thousand(parts, at)
        scale = _SCALES.get(parts[at], 0) if at < len(parts) else 1
        if not group or not scale or scale >= limit or (scale == 1 and at < len(parts)):
            return None
        total += group * scale
        limit = scale
        at += scale > 1
        at += scale > 1 and at < len(parts) - 1 and parts[at] == "and"
    return total or None


def _below_thousand(parts: Sequence[str], at: int) -> tuple[int, int]:
    """The group of hundreds, tens and ones that starts here and where it ends; value 0 when there is none."""
    value, taken = _chunk_or_digits(parts, at, most=999)
    at += taken
    if not taken or at >= len(parts) or parts[at] != "hundred" or value > 99:
        return value, at
    at += 1
    with_and = at < len(parts) - 1 and parts[at] == "and"
    rest, taken = _chunk_or_digits(parts, at + with_and, most=99)
    return value * 100 + rest, at + (with_and + taken if taken else 0)


def _chunk_or_digits(parts: Sequence[str], at: int, *, most: int) -> tuple[int, int]:
    if at < len(parts) and is_digits(parts[at]):
        value = int(parts[at]) if len(parts[at]) <= len(str(most)) else 0
        return (value, 1) if value else (0, 0)
    return chunk_at(parts, at)


def short_hundreds(parts: Sequence[str]) -> int | None:
    """The value of hundreds said without "hundred": "one thirty eight", "one oh five"; None for others."""
    hundreds = ONES.get(parts[0], 0) if parts else 0
    if not hundreds:
        return None
    if len(parts) == 3 and parts[1] in _ZEROS and ONES.get(parts[2]):
        return hundreds * 100 + ONES[parts[2]]
    value, taken = chunk_at(parts, 1)
    return hundreds * 100 + value if value >= 10 and taken == len(parts) - 1 else None


def year_value(parts: Sequence[str]) -> int | None:
    """The year 1800 to 2099 that these words or digits say; None for others."""
    century, taken = chunk_at(parts, 0)
    value = standard_value(parts)
    if 18 <= century <= 20 and taken < len(parts) and taken == 1:
        rest, rest_taken = chunk_at(parts, taken)
        if len(parts) == 3 and parts[1] in _ZEROS:
            value = century * 100 + ONES.get(parts[2], -9999)
        elif rest >= 10 and rest_taken == len(parts) - 1:
            value = century * 100 + rest
    return value if value is not None and 1800 <= value <= 2099 else None


def digit_string(parts: Sequence[str]) -> str | None:
    """The digits as they are said one by one or in pairs ("forty four one" is 441); None for others."""
    found: list[str] = []
    at = 0
    while at < len(parts):
        value, taken = chunk_at(parts, at)
        if is_digits(parts[at]):
            text, taken = parts[at], 1
        elif taken:
            text = str(value)
        elif parts[at] in _ZEROS:
            text, taken = "0", 1
        elif parts[at] == "hundred" and found and len(found[-1]) == 1:
            text, taken = "00", 1
        else:
            return None
        found.append(text)
        at += taken
    return "".join(found) or None


def ordinal_value(spoken: Sequence[str]) -> int | None:
    """The value of an ordinal below 100 in one or two words ("twenty first", "4th"); None for others."""
    parts = [part for word in spoken for part in word.split("-")]
    last = parts[-1] if parts else ""
    if len(parts) == 1:
        digits = _ORDINAL_DIGITS.fullmatch(last)
        return int(digits[1]) if digits else _ORDINAL_ONES.get(last) or _ORDINAL_TENS.get(last)
    if len(parts) == 2 and parts[0] in TENS and _ORDINAL_ONES.get(last, 99) <= 9:
        return TENS[parts[0]] + _ORDINAL_ONES[last]
    return None


def with_ordinal_ending(value: int) -> str:
    """The ordinal in digits: 21st, 12th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th") if value % 100 not in (11, 12, 13) else "th"
    return f"{value}{ending}"


def grouped(value: int) -> str:
    """The number as reports write it: a comma from five digits on."""
    return f"{value:,}" if value >= 10_000 else str(value)
