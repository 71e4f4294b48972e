"""The number that starts at a word, read or left in doubt. Pure.

What has two readings ("two five": 25, 2.5 or 2 to 5) is left as it was said and is doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcribe.written_form import vocabulary
from transcribe.written_form.number_words import (
    NUMBER_WORDS,
    chunk_at,
    grouped,
    is_digits,
    parts_of,
    short_hundreds,
    single_digit,
    standard_value,
)
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import (
    Word,
    joined,
    next_spoken,
    previous_spoken,
    spoken_at,
)

# "at this point five patients": the point is no decimal point
_NO_POINT_AFTER = listed("this that the a an some at what which trigger pressure needle end every")
# "at three thirty" may be a time
TIME_BEFORE = listed("at until till by before after since around")
_STRENGTHS = frozenset({"milligram", "microgram", "gram", "unit", "milliliter", "milliequivalent"})
_PARTS_OF_DAY = {("in", "the", "morning"), ("in", "the", "afternoon"), ("in", "the", "evening")}
_DECADES = listed("twenties thirties forties fifties sixties seventies eighties nineties hundreds")
_IDIOMS = {
    ("twenty", "four", "seven"),
    ("fifty", "fifty"),
    ("nine", "one", "one"),
    ("one", "on", "one"),
    ("one", "by", "one"),
    ("one", "to", "one"),
    ("one", "and", "the", "same"),
    ("one", "and", "only"),
}


@dataclass(frozen=True)
class Number:
    """A number that `count` words say; `text` is how it is written, "" when it has several readings."""

    count: int
    parts: tuple[str, ...]
    text: str

    @property
    def is_doubtful(self) -> bool:
        """True when it was left as said."""
        return not self.text

    @property
    def is_spelled(self) -> bool:
        """True when a part is a word, not digits."""
        return any(part in NUMBER_WORDS or part == "point" for part in self.parts)

    @property
    def whole(self) -> int | None:
        """The value of a whole number."""
        bare = self.text.replace(",", "")
        return int(bare) if is_digits(bare) else None


def number_at(words: Sequence[Word], at: int) -> Number | None:
    """The number whose first word stands here; None where none starts."""
    if not _may_start(words, at) or not _starts_here(words, at):
        return None
    parts, count = run_at(words, at)
    if not parts or (len(parts) == 1 and parts[0] in ("oh", "o")) or parts[0] in _SCALE_WORDS:
        return None
    if any(spoken_at(words, at, len(idiom)) == idiom for idiom in _IDIOMS):
        return None
    if next_spoken(words, at + count) in _DECADES:
        return None
    text = "" if _is_ambiguous(words, at, parts, count) else _text_of(words[at].core, parts)
    if not text and previous_spoken(words, at) == "/":
        text = _three_digits(parts)
    return Number(count, parts, text)


def _three_digits(parts: Sequence[str]) -> str:
    """The second strength of a ratio in digits: "slash one two five", "slash 1 03"; "" for anything else."""
    pieces = [part if is_digits(part) else single_digit(part) for part in parts]
    digits = "".join(pieces)
    return digits if all(pieces) and len(digits) == 3 and digits[0] != "0" else ""


_TIMES_A_DAY = frozenset({"two", "three", "four", "five", "six", "2", "3", "4", "5", "6"})
_PER_DAY = frozenset({"a", "per", "daily", "each", "every", "weekly"})
_SCALE_WORDS = frozenset({"hundred", "thousand", "million", "billion"})


def run_at(words: Sequence[Word], at: int) -> tuple[tuple[str, ...], int]:
    """The parts of the longest run of number words from here on and how many words it takes."""
    parts: list[str] = []
    count = 0
    if not _may_start(words, at):
        return (), 0
    while joined(words, at, count + 1):
        spoken = words[at + count].spoken
        found = parts_of(spoken)
        if not found and _is_inside(words, at + count, parts):
            found = (spoken,)
        if not found:
            break
        if parts and _says_how_often(words, at + count, parts):
            break
        parts.extend(found)
        count += 1
    return tuple(parts), count


def _says_how_often(words: Sequence[Word], at: int, before: Sequence[str]) -> bool:
    """True for the second number of "three hundred three times a day": a dose and how often it is taken."""
    is_whole = before[-1] in _SCALE_WORDS or is_digits(before[-1])
    return is_whole and words[at].spoken in _TIMES_A_DAY and _is_per_day(words, at + 1)


def _is_per_day(words: Sequence[Word], at: int) -> bool:
    """True for "times a day", "times daily" and their like."""
    return next_spoken(words, at) == "times" and next_spoken(words, at + 1) in _PER_DAY


def _may_start(words: Sequence[Word], at: int) -> bool:
    """True when the word here can be the first of a number, for all that it says itself."""
    return at < len(words) and (bool(parts_of(words[at].spoken)) or words[at].spoken == "point")


def _is_inside(words: Sequence[Word], at: int, before: Sequence[str]) -> bool:
    """True for a "point" or an "and" that belongs to the number around it."""
    following = parts_of(next_spoken(words, at + 1))
    if words[at].spoken == "point":
        return _is_decimal_point(words, at)
    if words[at].spoken != "and" or not before or before[-1] not in _SCALE_WORDS or not following:
        return False
    return bool(chunk_at(following, 0)[0]) and "point" not in before


def _is_decimal_point(words: Sequence[Word], at: int) -> bool:
    following = parts_of(next_spoken(words, at + 1))
    if not following or not (
        single_digit(following[0]) or chunk_at(following, 0)[0] or is_digits(following[0])
    ):
        return False
    previous = previous_spoken(words, at)
    is_measured = is_digits(following[0]) and _takes_decimal(next_spoken(words, at + 2))
    may_start = bool(single_digit(following[0])) or is_measured
    return bool(parts_of(previous)) or (previous not in _NO_POINT_AFTER and may_start)


def _takes_decimal(unit: str) -> bool:
    """True for a unit of doses or lengths: "digoxin point 125 milligrams" is 0.125."""
    return unit in (vocabulary.DOSE_UNITS - vocabulary.DOSE_FORMS) | vocabulary.LENGTHS | {"percent", "%"}


def _starts_here(words: Sequence[Word], at: int) -> bool:
    previous = previous_spoken(words, at)
    if parts_of(previous):
        is_dose = is_digits(parts_of(previous)[-1]) or parts_of(previous)[-1] in _SCALE_WORDS
        return is_dose and words[at].spoken in _TIMES_A_DAY and _is_per_day(words, at + 1)
    if previous == "point":
        return not _is_decimal_point(words, at - 1)
    before = parts_of(previous_spoken(words, at - 1)) if previous == "and" else ()
    return not (before and _is_inside(words, at - 1, before))


def _text_of(core: str, parts: Sequence[str]) -> str:
    """How the number is written; "" when these parts have no single reading."""
    if scaled := _of_scale(core, parts):
        return scaled
    if "point" in parts:
        return _decimal(parts)
    if len(parts) == 1 and parts[0][0].isdigit():
        return parts[0] if len(parts[0]) <= 4 else core  # "1,000" without, "150,000" with its comma
    if len(parts) == 1 and parts[0][0] == ".":
        return f"0{parts[0]}"
    value = standard_value(parts)
    value = short_hundreds(parts) if value is None else value
    return "" if value is None else grouped(value)


def _of_scale(core: str, parts: Sequence[str]) -> str:
    """A decimal before its scale, "2.5 million"; "" for anything else."""
    if len(parts) < 2 or parts[-1] not in ("thousand", "million", "billion"):
        return ""
    before = parts[:-1]
    is_decimal = "point" in before or (len(before) == 1 and "." in before[0])
    text = _text_of(core, before) if is_decimal else ""
    return f"{text} {parts[-1]}" if text else ""


def _decimal(parts: Sequence[str]) -> str:
    at = parts.index("point")
    before, after = parts[:at], parts[at + 1 :]
    whole: int | None = 0
    if before:
        whole = standard_value(before)
        whole = short_hundreds(before) if whole is None else whole
    digits = "".join(single_digit(part) for part in after)
    if len(digits) != len(after):
        value, taken = chunk_at(after, 0)
        is_whole = len(after) == 1 and is_digits(after[0])
        digits = after[0] if is_whole else str(value) if taken and taken == len(after) else ""
    return f"{whole}.{digits}" if digits and whole is not None else ""


def _is_ambiguous(words: Sequence[Word], at: int, parts: Sequence[str], count: int) -> bool:
    """True where the words around it give the number a second reading."""
    previous, following = previous_spoken(words, at), next_spoken(words, at + count)
    if following == "second":
        return parts[-1] not in NUMBER_WORDS or chunk_at(parts, len(parts) - 1)[0] >= 20
    is_often = len(parts) > 1 and parts[-1] in _TIMES_A_DAY and _is_per_day(words, at + count)
    if is_often or (parts[:2] == ("one", "point") and previous == "at"):
        return True  # "forty three times a day": 43 times, or 40, three times
    short = short_hundreds(parts)
    if short is None or previous == "/":
        return False
    if following in _STRENGTHS or next_spoken(words, at + count + 1) in vocabulary.DOSE_FORMS:
        return True  # "two eighty one milligram aspirin", "one fifty mg tablet"
    if spoken_at(words, at + count, 3) in _PARTS_OF_DAY:
        return True  # "one fifty in the morning"
    measured = following == "over" or vocabulary.is_unit(following)
    return previous in TIME_BEFORE and short % 100 < 60 and not measured
