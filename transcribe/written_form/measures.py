"""Numbers that belong to each other or to the word behind them: 138/84, 2 x 3, 97%, 67-year-old, 2+. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form import vocabulary
from transcribe.written_form.number_words import (
    NUMBER_WORDS,
    chunk_at,
    is_digits,
    parts_of,
    single_digit,
    standard_value,
)
from transcribe.written_form.spoken_numbers import Number, number_at
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

_SCALE_WORDS_BEFORE = listed(
    """
    pain strength motor power pulse pulses reflex reflexes murmur apgar gcs glasgow score scale severity
    rated rates
    """
)
_SCALE_WORDS_AFTER = frozenset({"strength", "murmur", "scale", "pain", "power", "systolic", "diastolic"})
_ACUITIES = frozenset({10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100, 150, 200, 400})
_HYPHENED = {"gauge": "gauge", "french": "French", "lead": "lead"}
_AGES = frozenset({"year", "month", "week", "day"})
_PRESSURE_WORDS = frozenset({"pressure", "pressures", "bp"})
_PRESSURE = re.compile(r"(\d{3})/(\d{2})", re.ASCII)
_HALF_JOINED_AGE = re.compile(r"\d{1,3}-(?:day|week|month|year)", re.ASCII)
_DASHED_PRESSURE = re.compile(r"(\d{2,3})-(\d{2,3})", re.ASCII)
_DASHED_HUNDRED = re.compile(r"([12])-(\d\d)/(\d{2,3})", re.ASCII)
_COMPOUND = re.compile(r"(.+?)-(day|week|month|year|hour|minute|centimeter|millimeter|inch|fold)(-old)?")


def _certain(words: Sequence[Word], at: int) -> Number | None:
    number = number_at(words, at)
    return number if number and not number.is_doubtful else None


def write_over(words: Sequence[Word], at: int) -> Change | None:
    """Blood pressures and grades: "one thirty eight over eighty four", "two over six"; not "over 2 hours"."""
    first = _certain(words, at) or _of_digits(words, at, most=3)
    if first is None:
        return None
    end = at + first.count
    second = None
    if next_spoken(words, end) == "over":
        second = _certain(words, end + 1) or _of_digits(words, end + 1, most=2)
    if second is None or not joined(words, at, first.count + 1 + second.count):
        return None
    after = next_spoken(words, end + 1 + second.count)
    if after in vocabulary.TIMES or not _are_a_pair(first.whole, second.whole):
        return None
    return (Piece(first.count + 1 + second.count, f"{first.text}/{second.text}"),)


def _of_digits(words: Sequence[Word], at: int, *, most: int) -> Number | None:
    """A half of a blood pressure in pieces or digits: "1 38", "eight four"; None for anything else."""
    number = number_at(words, at)
    if number is None or len(number.parts) < 2:
        return None
    pieces = [part if is_digits(part) else single_digit(part) for part in number.parts]
    text = "".join(pieces)
    is_half = all(pieces) and len(pieces[0]) == 1 and text[0] != "0" and len(text) <= most
    return Number(number.count, number.parts, text) if is_half and int(text) >= 30 else None


def write_broken_pressure(words: Sequence[Word], at: int) -> Change | None:
    """A blood pressure with its slash, broken in two: "1 38/84", "138/8 4"; in their context alone."""
    if not spoken_before(words, at, 5) & _PRESSURE_WORDS or not joined(words, at, 2):
        return None
    found = _PRESSURE.fullmatch(words[at].core + words[at + 1].core)
    is_broken = min(len(words[at].core), len(words[at + 1].core)) == 1
    if not found or not is_broken or parts_of(next_spoken(words, at + 2)):
        return None
    is_pair = 50 <= int(found[1]) <= 300 and 30 <= int(found[2]) < int(found[1])
    return (Piece(2, found[0]),) if is_pair else None


def write_dashed_pressure(words: Sequence[Word], at: int) -> Change | None:
    """A blood pressure with a hyphen for its slash ("138-84") or behind its hundred ("1-38/84")."""
    core = words[at].core
    found = _DASHED_PRESSURE.fullmatch(core) or _DASHED_HUNDRED.fullmatch(core)
    if not found or not spoken_before(words, at, 5) & _PRESSURE_WORDS:
        return None
    upper, lower = int("".join(found.groups()[:-1])), int(found[found.re.groups])
    is_pair = 70 <= upper <= 260 and 30 <= lower <= 140 and lower < upper
    return (Piece(1, f"{upper}/{lower}"),) if is_pair else None


def _are_a_pair(first: int | None, second: int | None) -> bool:
    """True for a blood pressure, a grade (2/6, 5/5) or a visual acuity; "50 over 150" is none of them."""
    if first is None or second is None:
        return False
    is_pressure = 50 <= first <= 300 and 10 <= second < first
    is_grade = second in (4, 5, 6, 10) and first <= second
    return is_pressure or is_grade or (first == 20 and second in _ACUITIES)


def write_out_of(words: Sequence[Word], at: int) -> Change | None:
    """Scores: "pain seven out of ten" as 7/10; "five out of five patients" stays."""
    first = _certain(words, at)
    end = at + first.count if first else at
    if first is None or spoken_at(words, end, 2) != ("out", "of"):
        return None
    second = _certain(words, end + 2)
    if second is None or not joined(words, at, first.count + 2 + second.count):
        return None
    count = first.count + 2 + second.count
    is_score = spoken_before(words, at, 6) & _SCALE_WORDS_BEFORE
    if not is_score and next_spoken(words, at + count) not in _SCALE_WORDS_AFTER:
        return None
    return (Piece(count, f"{first.text}/{second.text}"),)


def write_dimensions(words: Sequence[Word], at: int) -> Change | None:
    """Sizes with two or three sides: "two by three centimeter" as 2 x 3 centimeter."""
    sides: list[Number] = []
    end = at
    while True:
        side = _certain(words, end)
        if side is None or (sides and not joined(words, at, end - at + side.count)):
            return None
        sides.append(side)
        end += side.count
        if next_spoken(words, end) not in ("by", "x", "×") or not parts_of(_after_point(words, end + 1)):
            break
        end += 1
    if len(sides) < 2 or not _measures(words, end):
        return None
    pieces = [Piece(sides[0].count, sides[0].text)]
    for side in sides[1:]:
        pieces += [Piece(1, "x"), Piece(side.count, side.text)]
    return tuple(pieces)


def _after_point(words: Sequence[Word], at: int) -> str:
    following = next_spoken(words, at)
    return next_spoken(words, at + 1) if following == "point" else following


def _measures(words: Sequence[Word], at: int) -> bool:
    following = next_spoken(words, at)
    return following in vocabulary.LENGTHS or following.partition("-")[0] in vocabulary.LENGTHS


def write_percent(words: Sequence[Word], at: int) -> Change | None:
    """Shares: "ninety seven percent" as 97%."""
    number = _certain(words, at)
    if number is None:
        return None
    end = at + number.count
    count = 1 if next_spoken(words, end) in ("percent", "%") else 0
    count = (
        2 if spoken_at(words, end, 2) == ("per", "cent") and joined(words, at, number.count + 2) else count
    )
    return (Piece(number.count + count, f"{number.text}%"),) if count else None


def write_age(words: Sequence[Word], at: int) -> Change | None:
    """Ages: "sixty seven year old" as 67-year-old."""
    number = _certain(words, at)
    end = at + number.count if number else at
    if number is None:
        return None
    unit = next_spoken(words, end)
    if unit.removesuffix("-old") in _AGES and unit.endswith("-old"):
        return (Piece(number.count + 1, f"{number.text}-{unit}"),)
    if unit.removesuffix("s") in _AGES and next_spoken(words, end + 1) == "old" and not unit.endswith("s"):
        return (Piece(number.count + 2, f"{number.text}-{unit}-old"),)
    return None


def write_compound(words: Sequence[Word], at: int) -> Change | None:
    """A word the engine joined: "sixty-seven-year-old", "two-week", or half joined: "72-year old"."""
    half = _HALF_JOINED_AGE.fullmatch(words[at].spoken)
    if half and next_spoken(words, at + 1) == "old":
        return (Piece(2, f"{half[0]}-old"),)
    shape = _COMPOUND.fullmatch(words[at].spoken)
    parts = parts_of(shape[1]) if shape else ()
    if not shape or not parts or parts_of(previous_spoken(words, at)) or parts[0] not in NUMBER_WORDS:
        return None
    value = standard_value(parts)
    whole = chunk_at(parts, 0)[1] == len(parts)
    ending = words[at].core[len(shape[1]) :]
    return (Piece(1, f"{value}{ending}"),) if value is not None and whole else None


def write_hyphened(words: Sequence[Word], at: int) -> Change | None:
    """Sizes that qualify a noun: "eighteen gauge" as 18-gauge, "twelve lead" as 12-lead."""
    number = _certain(words, at)
    if number is None or number.whole is None:
        return None
    name = _HYPHENED.get(next_spoken(words, at + number.count))
    return (Piece(number.count + 1, f"{number.text}-{name}"),) if name else None


def write_plus(words: Sequence[Word], at: int) -> Change | None:
    """Grades with a plus: "two plus edema" as 2+ edema; sums stay apart but for a Gleason score."""
    number = _certain(words, at)
    if number is None or number.whole is None or next_spoken(words, at + number.count) != "plus":
        return None
    after_plus = at + number.count + 1
    second = _certain(words, after_plus) if next_spoken(words, after_plus) else None
    if second is None:
        is_grade = number.whole <= 5 and not parts_of(next_spoken(words, after_plus))
        return (Piece(number.count + 1, f"{number.text}+"),) if is_grade else None
    if not spoken_before(words, at, 5) & {"gleason"}:
        return None
    return _gleason(words, at, f"{number.text}+{second.text}", number.count + 1 + second.count)


def _gleason(words: Sequence[Word], at: int, text: str, count: int) -> Change:
    end = at + count
    total = _certain(words, end + 1) if next_spoken(words, end) in ("equals", "is", "=") else None
    if total is None or not joined(words, at, count + 1 + total.count):
        return (Piece(count, text),)
    return (Piece(count + 1 + total.count, f"{text}={total.text}"),)


def write_times(words: Sequence[Word], at: int) -> Change | None:
    """Orientation: "alert and oriented times three" as x3."""
    if words[at].spoken not in ("times", "x") or not joined(words, at, 2):
        return None
    if not spoken_before(words, at, 4) & {"oriented", "alert"}:
        return None
    number = _certain(words, at + 1)
    return (Piece(1 + number.count, f"x{number.text}"),) if number else None
