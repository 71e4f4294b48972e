"""Which numbers of a written report nobody can be sure of from the text alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.report_token import ReportToken
from transcribe.written_form import vocabulary
from transcribe.written_form.clinical_terms import suture_follows
from transcribe.written_form.identifiers import name_before
from transcribe.written_form.number_words import parts_of
from transcribe.written_form.odd_forms import is_odd
from transcribe.written_form.plausible import is_implausible
from transcribe.written_form.spoken_numbers import number_at
from transcribe.written_form.words import Word, as_word, joined, next_spoken, spoken_at, spoken_before

_GROUPS = re.compile(r"\d+(?:-\d+)+(?=[a-z]*$)", re.ASCII | re.IGNORECASE)
_KNOWN_GROUPS = re.compile(
    r"(1-)?(\d{3}-)?\d{3}-\d{4}|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}(-\d{1,2})?|[1-9]\d?-0", re.ASCII
)
# what engines wrote for "four milligrams" and its like on the development dictations ("run for milligrams")
_HOMOPHONES = frozenset({"for", "to", "too", "won", "ate"})
_MASSES = frozenset(
    {"milligrams", "milligram", "micrograms", "microgram", "grams", "mg", "mcg"}
    | {"tablets", "capsules", "puffs", "units", "milliliters", "milliequivalents"}
)
_NEVER_WITHOUT_NUMBER = frozenset({"milligrams", "micrograms", "milliequivalents"})
_BEFORE_UNITS = frozenset(
    {"half", "few", "several", "many", "more", "some", "per", "point", "a", "the", "total"}
)
_PRESSURE_WORDS = frozenset({"pressure", "pressures", "bp"})


def uncertain_numbers(tokens: Sequence[ReportToken]) -> frozenset[str]:
    """Ids of written tokens whose number a person must hear.

    These are numbers with several readings, left as said ("two five"); digits that the engine grouped
    ("4-41729", "680-100mg"); "30 Vicryl"; "MS" before a dose; the decimal of "nitroglycerin.4 mg"; a unit
    behind a word that sounds like a number ("for milligrams"); a pressure cut in two ("180 and over 74");
    what has no form that reports use ("n32"); and what no patient has or no dose is ("temperature 986").
    """
    words = [as_word(token) for token in tokens]
    found: set[str] = set()
    for at in range(len(words)):
        found.update(word.token.id for word in words[at : at + _uncertain_words(words, at)])
    return frozenset(found)


def _uncertain_words(words: Sequence[Word], at: int) -> int:
    """How many words from here on are one uncertain number; 0 when none starts here."""
    number = number_at(words, at)
    if number and number.is_doubtful:
        return number.count
    is_homophone = words[at].spoken in _HOMOPHONES and next_spoken(words, at + 1) in _MASSES
    if is_homophone or _is_without_number(words, at):
        return 2
    if _is_broken_a1c(words, at) or _is_cut_pressure(words, at):
        return 3
    doubts = (
        _is_grouped(words, at),
        _is_suture(words, at),
        _is_sulfate(words, at),
        _is_glued_decimal(words, at),
        is_odd(words, at),
        is_implausible(words, at),
    )
    return int(any(doubts))


def _is_grouped(words: Sequence[Word], at: int) -> bool:
    """True for digits in groups that are no date, telephone number or range that rises."""
    core = words[at].core
    groups = _GROUPS.match(core)
    if not groups or _KNOWN_GROUPS.fullmatch(core) or name_before(words, at):
        return False
    parts = groups[0].split("-")
    rises = len(parts) == 2 and int(parts[0]) < int(parts[1])
    return not (rises and len(parts[1]) <= len(parts[0]) + 1)


def _is_suture(words: Sequence[Word], at: int) -> bool:
    """True for "30 Vicryl": the size is most likely 3-0, but that is not what was written."""
    return bool(re.fullmatch(r"[1-9]0", words[at].core)) and suture_follows(words, at + 1)


def _is_sulfate(words: Sequence[Word], at: int) -> bool:
    """True for "MS" before a dose: morphine or magnesium sulfate."""
    if words[at].core not in ("MS", "M.S", "ms", "Ms") and spoken_at(words, at, 2) != ("m", "s"):
        return False
    after = at + (1 if words[at].letters == "ms" else 2)
    is_joined = joined(words, at, after - at + 1) or (after == at + 1 and words[at].tail == ".")
    number = number_at(words, after) if is_joined else None
    return number is not None and next_spoken(words, after + number.count) in vocabulary.DOSE_UNITS


def _is_glued_decimal(words: Sequence[Word], at: int) -> bool:
    """True for the "0.4" that was taken out of "nitroglycerin.4": both have one source."""
    before = words[at - 1] if at else None
    if before is None or not words[at].core.startswith("0.") or not before.core.isalpha():
        return False
    return before.token.sources == words[at].token.sources


def _is_without_number(words: Sequence[Word], at: int) -> bool:
    """True for "aching micrograms": the word before the unit of a dose is no number, and none is meant."""
    if next_spoken(words, at + 1) not in _NEVER_WITHOUT_NUMBER or not words[at].core.isalpha():
        return False
    spoken = words[at].spoken
    return not (parts_of(spoken) or spoken in vocabulary.FUNCTION_WORDS or spoken in _BEFORE_UNITS)


def _is_cut_pressure(words: Sequence[Word], at: int) -> bool:
    """True for "pressure 180 and over 74": a word stands where a part of the number was."""
    spoken = spoken_at(words, at, 4)
    is_cut = spoken[2:3] == ("over",) and not parts_of(spoken[1]) and bool(parts_of(spoken[3]))
    return is_cut and bool(parts_of(spoken[0])) and bool(spoken_before(words, at, 4) & _PRESSURE_WORDS)


def _is_broken_a1c(words: Sequence[Word], at: int) -> bool:
    """True for "hemoglobin of 1c", which engines write for "hemoglobin A1c"."""
    spoken = spoken_at(words, at, 3)
    return spoken[:1] in {("hemoglobin",), ("hgb",)} and spoken[2] in ("1c", "1-c")
