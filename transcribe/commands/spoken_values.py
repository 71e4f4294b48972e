"""Dates and record numbers as they are said: "March fourth, nineteen fifty eight", "4-41729". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from transcribe.commands.word_lists import in_order

_UNITS = in_order(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = in_order("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = in_order(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_MONTHS = in_order("january february march april may june july august september october november december")
_VALUES = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: value for value, word in enumerate(_ORDINALS)},
    **{word: 20 + 10 * at for at, word in enumerate(_TENS)},
    **{f"{word[:-1]}ieth": 20 + 10 * at for at, word in enumerate(_TENS)},
    "oh": 0,
    "o": 0,
}
_MONTH_OF = {name[:length]: at for at, name in enumerate(_MONTHS, 1) for length in (3, 4, len(name))}
_NOT_SAID = frozenset({"the", "of", "and", "slash", "dash", "comma", "in", ""})
_EARLIEST_YEAR, _CENTURY_TURNS_AT = 1890, 40  # "58" is 1958, "26" is 2026


def spoken_date(words: Sequence[str]) -> tuple[str, int]:
    """The ISO date that these words start with and how many words say it; ("", 0) where none is said."""
    best = ("", 0)
    for length in range(1, min(len(words), 10) + 1):
        found = _date_of(words[:length])
        if found:
            best = (found, length)
    return best


def _date_of(words: Sequence[str]) -> str:
    """The date that all of these words say together, or ""."""
    bare = [
        part for word in words for part in re.split(r"[\s,./-]+", word.casefold()) if part not in _NOT_SAID
    ]
    month = next((at for at, part in enumerate(bare) if _month(part)), None)
    if month is None:
        numbers = _numbers(bare)
        if len(numbers) == 4 and numbers[2] in (19, 20):
            numbers = [*numbers[:2], numbers[2] * 100 + numbers[3]]
        return _iso(numbers[2], numbers[0], numbers[1]) if len(numbers) == 3 else ""
    before, after = _numbers(bare[:month]), _numbers(bare[month + 1 :])
    numbers = before + after
    if len(numbers) == 3 and numbers[1] in (19, 20):
        numbers = [numbers[0], numbers[1] * 100 + numbers[2]]
    return _iso(numbers[1], _month(bare[month]), numbers[0]) if len(numbers) == 2 else ""


def _month(word: str) -> int:
    return _MONTH_OF.get(word, 0)


def _numbers(words: Sequence[str]) -> list[int]:
    """The numbers these words say: tens take the unit behind them, "two thousand eleven" is one number.

    A word that is no number leaves -1, so that no date is made of it.
    """
    found: list[int] = []
    tens_open = False
    for word in words:
        digits = re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)?", word)
        value = int(digits[1]) if digits else _VALUES.get(word, -1)
        if word == "thousand" and found and found[-1] == 2:
            found[-1] = 2000
        elif found and found[-1] == 2000 and 0 < value < 100 and not digits:
            found[-1] += value
            tens_open = value % 10 == 0 and value >= 20
            continue
        elif tens_open and not digits and 0 < value < 10:
            found[-1] += value
        else:
            found.append(value)
        tens_open = not digits and value >= 20 and value % 10 == 0
    return _with_oh(found, words)


def _with_oh(numbers: list[int], words: Sequence[str]) -> list[int]:
    """In "nineteen oh five": the zero and its unit are one number."""
    if not {"oh", "o", "zero"} & set(words):
        return numbers
    joined: list[int] = []
    for number in numbers:
        if joined and joined[-1] == 0 and 0 < number < 10:
            joined[-1] = number
        else:
            joined.append(number)
    return joined


def _iso(year: int, month: int, day: int) -> str:
    if 0 <= year < 100:
        year += 2000 if year < _CENTURY_TURNS_AT else 1900
    try:
        return date(year, month, day).isoformat() if year >= _EARLIEST_YEAR else ""
    except ValueError:  # no such day: a misheard number, which a person will see in the text
        return ""


def spoken_record_number(words: Sequence[str]) -> tuple[str, int]:
    """The record number that these words start with, as digits and capitals, and how many words say it."""
    number, at = "", 0
    for word in words:
        bare = word.strip(".,;:?!#").casefold()
        value = _VALUES.get(bare) if bare not in _ORDINALS else None
        compact = re.sub(r"[-.,\s]", "", bare)
        if compact.isdigit() or re.fullmatch(r"[a-z]{0,3}\d[\da-z]*", compact):
            number += compact.upper()
        elif value is not None:
            number = number[:-1] + str(value) if _extends(number, value, words, at) else number + str(value)
        elif len(bare) == 1 and bare.isalpha() and (word[0].isupper() or bare not in "ai"):
            number += bare.upper()
        elif bare not in ("dash", "hyphen"):
            break
        at += 1
        if word[-1] in ".;:?!":
            break
    return (number, at) if re.search(r"\d", number) else ("", 0)


def _extends(number: str, value: int, words: Sequence[str], at: int) -> bool:
    """True for the unit behind a ten: "forty four" is 44, not 404."""
    before = words[at - 1].strip(".,").casefold() if at else ""
    return bool(number) and before in _TENS and 0 < value < 10
