"""Takes apart what the engine glued: "50-milligrams", "10mg", "Tmax101.2", "rest.4", "200mg.Then". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form.number_words import parts_of
from transcribe.written_form.vocabulary import DOSE_FORMS, DOSE_UNITS, NUMBERED, listed
from transcribe.written_form.words import Change, Piece, Word, next_spoken, rewritten, spoken_at

_GLUED_UNIT = re.compile(
    r"((?:[0-9]+-)?[0-9,]*\.?[0-9]+)(mg|mcg|µg|μg|ug|ml|mL|gm|kg|cm|mm|cc|units?|IU|U|iu|u|mEq|meq|g)s?"
)
_GLUED_NUMBER = re.compile(r"([A-Z]?-?[a-z]{3,}|of|at|is|to)(\d{1,3}(?:\.\d+)?)(mg|mcg|ml)?", re.ASCII)
# a name may end in one digit; these words never do
_NEVER_WITH_DIGIT = NUMBERED | frozenset({"of", "at", "is", "to", "times", "was", "and"})
_GLUED_SENTENCE = re.compile(
    r"(\d[\d,.]*(?:mg|mcg|ml|mL|cm|mm|kg|cc|units?|%)?|[A-Za-z]*[a-z]{3,})([.,;:])([A-Za-z][a-z].*)", re.ASCII
)
_BARE_DECIMAL = re.compile(r"\.\d+%", re.ASCII)  # without the percent sign a rule for numbers reads it
_GLUED_A1C = re.compile(r"(a?1c)(\d{1,2}(?:\.\d)?%?)", re.ASCII | re.IGNORECASE)  # "hemoglobin a 1C8.1%"
_GLUED_LEVEL = re.compile(r"(\d)-(levels?|dis[ck]s?)", re.ASCII)  # "the L4 5-level"
_GLUED_AGE = re.compile(r"(\d{1,3})-?(year|month|week|day)s?-?(old)", re.ASCII | re.IGNORECASE)
_NAMED_BY_NUMBER = frozenset({"covid", "brca", "her", "omega", "alpha", "beta", "gamma", "delta", "factor"})
_GLUED_WORD = re.compile(r"(\d{1,4}(?:\.\d+)?)([a-z]{3,})", re.ASCII)
_GLUED_DECIMAL = re.compile(r"([A-Za-z]*[a-z]{3,})\.(\d{1,3})", re.ASCII)
_DOSE_UNIT_AFTER_HYPHEN = listed(
    """
    milligram milligrams microgram micrograms gram grams milliliter milliliters milliequivalents units mg mcg
    ml gm meq centimeters millimeters percent
    """
)
_FREQUENCY_PARTS = frozenset({"wise", "twice", "daily", "once", "every", "nightly", "weekly", "then"})


_MOST_PASSES = 3  # "10mg.Then5mg"


def taken_apart(words: Sequence[Word]) -> list[Word]:
    """The words with everything that the engine glued taken apart."""
    apart = list(words)
    for _ in range(_MOST_PASSES):
        apart = rewritten(apart, _split_phrases, _take_glued_apart)
    return apart


def _split_phrases(words: Sequence[Word], at: int) -> Change | None:
    """A sentence or phrase that the engine hung on behind a number or word: "200mg.Then", "40mg,twice"."""
    glued = _GLUED_SENTENCE.fullmatch(words[at].core)
    if not glued or not (glued[1][0].isdigit() or (glued[2] == "." and glued[3][0].isupper())):
        return None
    return (Piece(1, f"{glued[1]}{glued[2]} {glued[3]}"),)


def _take_glued_apart(words: Sequence[Word], at: int) -> Change | None:
    """Number and unit as two words, and what the engine hung on behind them as more."""
    core = words[at].core
    if _BARE_DECIMAL.fullmatch(core):
        return (Piece(1, f"0{core}"),)
    age = _GLUED_AGE.fullmatch(core)
    if age:
        text = f"{age[1]}-{age[2].lower()}-old"
        return None if core == text else (Piece(1, text),)
    glued = _GLUED_UNIT.fullmatch(core) or _GLUED_A1C.fullmatch(core) or _GLUED_LEVEL.fullmatch(core)
    if glued:
        return (Piece(1, f"{glued[1]} {glued[2]}"),)
    apart = _apart_from_word(core, next_spoken(words, at + 1))
    if apart:
        return (Piece(1, apart),)
    parts = core.split("-")
    for n in range(1, len(parts)):
        is_amount = bool(parts_of("-".join(parts[:n]).casefold()))
        if parts[n].casefold() in _DOSE_UNIT_AFTER_HYPHEN and is_amount:
            rest = [part for part in parts[n:] if part]
            return (Piece(1, " ".join(("-".join(parts[:n]), *rest))),)
    return _hung_on(words, at, parts)


def _hung_on(words: Sequence[Word], at: int, parts: Sequence[str]) -> Change | None:
    """A frequency that hangs on the unit of an amount: "5 mg-wise daily", "5mg-twice"."""
    is_unit = parts[0].casefold() in _DOSE_UNIT_AFTER_HYPHEN and parts_of("".join(spoken_at(words, at - 1)))
    is_dose = is_unit or bool(_GLUED_UNIT.fullmatch(parts[0]))
    is_hung = len(parts) > 1 and is_dose and parts[1].casefold() in _FREQUENCY_PARTS
    return (Piece(1, " ".join(part for part in parts if part)),) if is_hung else None


def _apart_from_word(core: str, following: str) -> str:
    """A word and a number that were written as one; "" for anything else.

    Before the unit of a dose "nitroglycerin.4" is 0.4: no sentence starts with a dose.
    """
    glued = _GLUED_NUMBER.fullmatch(core)
    is_apart = glued and (len(glued[2]) > 1 or glued[3] or glued[1].casefold() in _NEVER_WITH_DIGIT)
    if glued and is_apart and glued[1].casefold() not in _NAMED_BY_NUMBER:
        return f"{glued[1]} {glued[2]} {glued[3] or ''}".rstrip()
    behind = _GLUED_WORD.fullmatch(core)
    if behind:
        return f"{behind[1]} {behind[2]}"
    decimal = _GLUED_DECIMAL.fullmatch(core)
    if not decimal:
        return ""
    is_dose = following in DOSE_UNITS - DOSE_FORMS and decimal[1].casefold() not in DOSE_UNITS
    return f"{decimal[1]} 0.{decimal[2]}" if is_dose else f"{decimal[1]}. {decimal[2]}"
