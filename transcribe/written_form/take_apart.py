"""Takes apart what the engine glued: "50-milligrams", "10mg", "7.8 %". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form.number_words import parts_of
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import Change, Piece, Word

_GLUED_UNIT = re.compile(
    r"((?:[0-9]+-)?[0-9,]*\.?[0-9]+)(mg|mcg|µg|μg|ug|ml|mL|gm|kg|cm|mm|cc|units?|IU|U|iu|u|mEq|meq|g)"
)
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
    parts = core.split("-")
    for n in range(1, len(parts)):
        if parts[n].casefold() in _DOSE_UNIT_AFTER_HYPHEN and parts_of("-".join(parts[:n]).casefold()):
            rest = [part for part in parts[n:] if part]
            return (Piece(1, " ".join(("-".join(parts[:n]), *rest))),)
    return None
