"""Takes apart what the engine glued: "50-milligrams", "10mg", "Tmax101.2", "rest.4". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form.number_words import parts_of
from transcribe.written_form.vocabulary import DOSE_FORMS, DOSE_UNITS, listed
from transcribe.written_form.words import Change, Piece, Word, next_spoken

_GLUED_UNIT = re.compile(
    r"((?:[0-9]+-)?[0-9,]*\.?[0-9]+)(mg|mcg|µg|μg|ug|ml|mL|gm|kg|cm|mm|cc|units?|IU|U|iu|u|mEq|meq|g)"
)
_GLUED_NUMBER = re.compile(r"([A-Z]?-?[a-z]{3,}|of|at|is|to)(\d{2,3}(?:\.\d+)?)(mg|mcg|ml)?", re.ASCII)
_NAMED_BY_NUMBER = frozenset({"covid", "brca", "her", "omega", "alpha", "beta", "gamma", "delta", "factor"})
_GLUED_WORD = re.compile(r"(\d{1,4}(?:\.\d+)?)([a-z]{3,})", re.ASCII)
_GLUED_DECIMAL = re.compile(r"([A-Za-z]*[a-z]{3,})\.(\d{1,3})", re.ASCII)
_DOSE_UNIT_AFTER_HYPHEN = listed(
    """
    milligram milligrams microgram micrograms gram grams milliliter milliliters milliequivalents units mg mcg
    ml gm meq centimeters millimeters percent
    """
)


def take_glued_apart(words: Sequence[Word], at: int) -> Change | None:
    """Number and unit as two words, and what the engine hung on behind them as more."""
    core = words[at].core
    glued = _GLUED_UNIT.fullmatch(core)
    if glued:
        return (Piece(1, f"{glued[1]} {glued[2]}"),)
    apart = _apart_from_word(core, next_spoken(words, at + 1))
    if apart:
        return (Piece(1, apart),)
    parts = core.split("-")
    for n in range(1, len(parts)):
        if parts[n].casefold() in _DOSE_UNIT_AFTER_HYPHEN and parts_of("-".join(parts[:n]).casefold()):
            rest = [part for part in parts[n:] if part]
            return (Piece(1, " ".join(("-".join(parts[:n]), *rest))),)
    return None


def _apart_from_word(core: str, following: str) -> str:
    """A word and a number that were written as one; "" for anything else.

    Before the unit of a dose "nitroglycerin.4" is 0.4: no sentence starts with a dose.
    """
    glued = _GLUED_NUMBER.fullmatch(core)
    if glued and glued[1].casefold() not in _NAMED_BY_NUMBER:
        return f"{glued[1]} {glued[2]} {glued[3] or ''}".rstrip()
    behind = _GLUED_WORD.fullmatch(core)
    if behind:
        return f"{behind[1]} {behind[2]}"
    decimal = _GLUED_DECIMAL.fullmatch(core)
    if not decimal:
        return ""
    is_dose = following in DOSE_UNITS - DOSE_FORMS and decimal[1].casefold() not in DOSE_UNITS
    return f"{decimal[1]} 0.{decimal[2]}" if is_dose else f"{decimal[1]}. {decimal[2]}"
