"""Which words must not be wrong: drugs, doses, units, sides, negations, numbers, names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from transcribe.lexicon import word_lists
from transcribe.transcript import SpokenWord

CriticalKind = Literal["drug", "dose", "unit", "laterality", "negation", "number", "name"]

# How many words behind a number its unit may stand ("two hundred fifty milligrams", "25 of the mg tablets").
_UNIT_REACH = 3
_BEFORE, _AFTER = 2, 4
_PIECES = re.compile(r"[a-z]+|\d+")
_UNITS = frozenset(
    """mg mgs milligram milligrams mcg microgram micrograms gram grams kg kilogram kilograms unit units ml
    milliliter milliliters liter liters cc meq milliequivalents iu puff puffs tablet tablets capsule capsules
    drop drops percent mmhg bpm centimeter centimeters cm millimeter millimeters mm""".split()  # noqa: SIM905
)
_DOSE_UNITS = _UNITS - frozenset(
    ["percent", "mmhg", "bpm", "centimeter", "centimeters", "cm", "millimeter", "millimeters", "mm"]
)
_SIDES = frozenset(
    [
        "left",
        "right",
        "bilateral",
        "bilaterally",
        "unilateral",
        "ipsilateral",
        "contralateral",
        "leftward",
        "rightward",
    ]
)
_NEGATIONS = frozenset(
    """no not nor none never without denies denied deny negative absent absence cannot neither nothing
    dont doesnt didnt isnt wasnt hasnt havent wont cant couldnt wouldnt shouldnt arent werent""".split()  # noqa: SIM905
)
_NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    half quarter once twice thrice first second third fourth fifth sixth seventh eighth ninth tenth point
    """.split()  # noqa: SIM905
)
_BEFORE_NAMES = frozenset("doctor dr mister mr missus mrs miss ms name patient named spelled".split())  # noqa: SIM905


def critical_kind(word: str, before: Sequence[str] = (), after: Sequence[str] = ()) -> CriticalKind | None:
    """What kind of critical word this is, None for a plain one.

    `before` and `after` are the neighbouring words, nearest last and nearest first. A number with a unit of
    measure close behind is a dose; a capital behind a title makes a name.
    """
    pieces = _PIECES.findall(word.casefold().replace("'", "").replace("\u2019", ""))
    letters = [one for one in pieces if one.isalpha()]
    if any(one.isdigit() for one in pieces) or any(one in _NUMBERS for one in letters):
        return "dose" if _has_unit(letters, after) else "number"
    if any(one in _UNITS for one in letters):
        return "unit"
    if any(one in _SIDES for one in letters):
        return "laterality"
    if any(one in _NEGATIONS for one in letters):
        return "negation"
    if _is_drug("".join(letters)):
        return "drug"
    return "name" if _is_name(word, before) else None


def critical_words(words: Sequence[SpokenWord]) -> dict[str, CriticalKind]:
    """The kind of every critical word, by id."""
    texts = [word.text for word in words]
    kinds = {
        word.id: critical_kind(word.text, texts[max(0, at - _BEFORE) : at], texts[at + 1 : at + 1 + _AFTER])
        for at, word in enumerate(words)
    }
    return {word_id: kind for word_id, kind in kinds.items() if kind is not None}


def _has_unit(own: Sequence[str], after: Sequence[str]) -> bool:
    behind = [one for word in after[:_UNIT_REACH] for one in _PIECES.findall(word.casefold())]
    return any(one in _DOSE_UNITS for one in (*own, *behind))


def _is_drug(letters: str) -> bool:
    terms = word_lists().terms
    term = terms.get(letters) or (terms.get(letters[:-1]) if letters.endswith("s") else None)
    return term is not None and term.is_drug


def _is_name(word: str, before: Sequence[str]) -> bool:
    titles = [before[-1].casefold().strip(".,")] if before else []
    titles += [before[-2].casefold().strip(".,")] if len(before) > 1 and before[-1][:1].isupper() else []
    return word[:1].isupper() and any(title in _BEFORE_NAMES for title in titles)
