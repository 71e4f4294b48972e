"""Numbers that the engine wrote as other words: read as what they can only be, and always to be heard. Pure.

"Type to diabetes", "5 mg-wise daily", "hemoglobin of 1c", "97/1 03 mg": engines wrote these for "type two",
"twice daily", "A1c" and "97/103" on dictations in six voices. Each has one reading that makes sense, which is
written; since nobody said so for certain, `guessed_sources` names every word behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.report_token import ReportToken
from transcribe.written_form import vocabulary
from transcribe.written_form.clinical_terms import is_suture, suture_follows
from transcribe.written_form.number_words import is_digits, parts_of, single_digit
from transcribe.written_form.take_apart import taken_apart
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import (
    Change,
    Piece,
    Rule,
    Word,
    as_word,
    joined,
    next_spoken,
    previous_spoken,
    spoken_at,
    spoken_before,
)

_SOUNDS_LIKE = {
    **{"to": "2", "too": "2", "tu": "2", "tow": "2"},
    **{"for": "4", "fore": "4", "won": "1", "tree": "3", "free": "3", "ate": "8", "sex": "6"},
}
_STAGED = frozenset({"type", "stage", "grade", "class"})
_STAGED_NOUNS = listed(
    """
    diabetes diabetic diabetics respiratory heart murmur kidney ckd chronic pressure lesion carcinoma ulcer
    tear injury disease cancer sprain failure myocardial obesity adenocarcinoma hypersensitivity systolic
    symptoms angina astrocytoma glioma reflux esophagitis sacral decubitus renal hypertension
    """
)
_OF_A_DAY = {("daily",), ("a", "day"), ("per", "day")}
_A1C = {("of", "1c"), ("of", "1-c"), ("a", "1-c"), ("a1", "see"), ("a1", "sea"), ("a1", "si"), ("a", "1c")}
_CUT_RATIO = re.compile(r"(\d{2,3})/(\d)", re.ASCII)
_COUNTED_IN_HUNDREDS = frozenset({"rate", "pulse", "sodium", "glucose", "sugar"})
_PRESSURE_WORDS = frozenset({"pressure", "pressures", "bp"})


def _staged(words: Sequence[Word], at: int) -> Change | None:
    """The number of a type or stage: "type to diabetes"."""
    number = _SOUNDS_LIKE.get(words[at].spoken)
    is_named = previous_spoken(words, at) in _STAGED and next_spoken(words, at + 1) in _STAGED_NOUNS
    return (Piece(1, number),) if number and is_named else None


def _counted_times(words: Sequence[Word], at: int) -> Change | None:
    """How often, at the end of a phrase: "counts were correct times to."."""
    number = _SOUNDS_LIKE.get(words[at].spoken)
    ends = bool(words[at].tail) or words[at].ends_line or at + 1 == len(words) or not words[at + 1].core
    if not number or not ends or previous_spoken(words, at) != "times":
        return None
    before = previous_spoken(words, at - 1)
    return None if before in vocabulary.FUNCTION_WORDS | {"all", "many", "several"} else (Piece(1, number),)


def _twice(words: Sequence[Word], at: int) -> Change | None:
    """Behind the unit of a dose "wise daily" is nothing but "twice daily"."""
    is_dose = previous_spoken(words, at) in vocabulary.DOSE_UNITS
    if words[at].spoken not in ("wise", "weiss", "trice") or not is_dose:
        return None
    is_daily = any(spoken_at(words, at, 1 + len(day))[1:] == day for day in _OF_A_DAY)
    return (Piece(1, "twice"),) if is_daily else None


def _broken_a1c(words: Sequence[Word], at: int) -> Change | None:
    """An A1c that was broken: "hemoglobin of 1c"; "a 1 c" is read by the rules for terms."""
    is_behind = previous_spoken(words, at) in ("hemoglobin", "hgb", "haemoglobin")
    return (Piece(2, "A1c"),) if is_behind and spoken_at(words, at, 2) in _A1C else None


def _cut_ratio(words: Sequence[Word], at: int) -> Change | None:
    """The second strength of a ratio cut in two before its unit: "97/1 03 mg"."""
    cut = _CUT_RATIO.fullmatch(words[at].core)
    rest = words[at + 1].core if cut and joined(words, at, 3) else ""
    is_dose = cut is not None and words[at + 2].spoken in vocabulary.DOSE_UNITS if rest else False
    return (Piece(2, f"{words[at].core}{rest}"),) if is_dose and re.fullmatch(r"\d\d", rest) else None


def _bare_pressure(words: Sequence[Word], at: int) -> Change | None:
    """Two numbers behind "blood pressure" with nothing between them: "138 84"."""
    spoken = spoken_at(words, at, 2)
    if (
        len(spoken) < 2
        or not all(map(is_digits, spoken))
        or not spoken_before(words, at, 3) & _PRESSURE_WORDS
    ):
        return None
    upper, lower = (int(one) for one in spoken)
    is_alone = not parts_of(previous_spoken(words, at)) and not parts_of(next_spoken(words, at + 2))
    is_pair = 70 <= upper <= 260 and 30 <= lower <= 140 and lower < upper
    return (Piece(2, f"{upper}/{lower}"),) if is_pair and is_alone else None


def _glued_suture(words: Sequence[Word], at: int) -> Change | None:
    """A size whose zero was glued to the suture ("4 omonocryl") or misheard ("for oh Vicryl")."""
    hyphened = re.fullmatch(r"([2-6])-(?:oh?|0)-?([a-z]{3,})", words[at].spoken)
    if hyphened and is_suture(hyphened[2]):
        return (Piece(1, f"{hyphened[1]}-0 {hyphened[2].capitalize()}"),)
    number = _SOUNDS_LIKE.get(words[at].spoken) or single_digit(words[at].spoken)
    if number not in ("2", "3", "4", "5", "6"):
        return None
    following = next_spoken(words, at + 1)
    if words[at].spoken in _SOUNDS_LIKE:
        is_zero = following in ("oh", "o", "zero", "0")
        return (Piece(2, f"{number}-0"),) if is_zero and suture_follows(words, at + 2) else None
    name = re.fullmatch(r"(?:oh?|0)-?([a-z]{3,})", following)
    return (Piece(2, f"{number}-0 {name[1].capitalize()}"),) if name and is_suture(name[1]) else None


def _cut_hundreds(words: Sequence[Word], at: int) -> Change | None:
    """A rate or result above a hundred with a mark behind its hundred: "heart rate 1.18", "sodium 1-34"."""
    cut = re.fullmatch(r"([12])[.-](\d\d)", words[at].core, re.ASCII)
    is_counted = bool(spoken_before(words, at, 3) & _COUNTED_IN_HUNDREDS)
    return (Piece(1, cut[1] + cut[2]),) if cut and is_counted else None


GUESSES: tuple[Rule, ...] = (
    _staged,
    _counted_times,
    _twice,
    _broken_a1c,
    _cut_ratio,
    _bare_pressure,
    _glued_suture,
    _cut_hundreds,
)


def guessed_sources(heard: Sequence[ReportToken]) -> frozenset[str]:
    """The spoken words behind every number of these tokens that was read as what it can only be."""
    words = taken_apart([as_word(token) for token in heard])
    found: set[str] = set()
    for at in range(len(words)):
        change = next((one for rule in GUESSES if (one := rule(words, at))), ())
        covered = words[at : at + sum(piece.count for piece in change)]
        found.update(source for word in covered for source in word.token.sources)
    return frozenset(found)
