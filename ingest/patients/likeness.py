"""How alike two names, birth dates or record numbers are, slips of pen and scan allowed for. Pure.

Each comparison answers SAME, NEAR (one slip apart, or a part of it) or OTHER, and says in words what differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from ingest.patients.identity import mrn_key, name_key, same_name
from ingest.patients.nicknames import are_forms_of_one_name

# Signs that print alike, as an engine takes one for the other in a number
_LOOKS_LIKE = str.maketrans("OQDILSBZGA", "0001158264")
_LOOKS_LIKE_NINE = str.maketrans("gq", "99")
_SHORTEST_TYPO = 4  # letters: in shorter words one letter makes another word
_LONG_WORD = 8  # letters from which on two slips are one word
_RUN_TOGETHER = 84.0  # percent of letters in order: "Mc Allister" and "McAllister", "DeLaCruz"
_SHORTEST_PART = 3  # digits of a number that was cut off
_SHORTEST_NUMBER = 5  # digits: of shorter numbers the neighbour is likely to be somebody


class Alike(IntEnum):
    """How alike two values are."""

    OTHER = 0
    NEAR = 1
    SAME = 2


@dataclass(frozen=True)
class Likeness:
    """The answer and, where the values are not plainly the same or plainly other, what differs in words."""

    alike: Alike
    words: str = ""


def name_likeness(read: str, known: str) -> Likeness:
    """Whether two full names mean one person; word order, case and middle names do not matter."""
    if same_name(read, known):
        return Likeness(Alike.SAME, "same name")
    one, other = name_key(read).split(), name_key(known).split()
    if not one or not other:
        return Likeness(Alike.OTHER)
    fewer, more = sorted((one, other), key=len)
    slips = _matched(fewer, more)
    if slips is not None:
        return Likeness(Alike.NEAR, "part of the name agrees" if len(fewer) == 1 else _slip_words(slips))
    if ratio("".join(one), "".join(other)) >= _RUN_TOGETHER:
        return Likeness(Alike.NEAR, "the names are written almost alike")
    return Likeness(Alike.OTHER)


def _slip_words(slips: list[str]) -> str:
    letters = [slip for slip in slips if slip == "letter"]
    if "short form" in slips and not letters:
        return "same name in a short form"
    if len(letters) > 1:
        return "name differs by a few letters"
    return "name differs by one letter" if letters else "same name with an initial"


def _matched(fewer: list[str], more: list[str]) -> list[str] | None:
    """What differs of each word when every word of `fewer` has its partner in `more`, else None."""
    left, slips = list(more), []
    for word in sorted(fewer, key=len, reverse=True):
        partner = min(left, key=lambda one, word=word: _RANKS[_slip(word, one)])  # type: ignore[misc]
        slip = _slip(word, partner)
        if slip == "none":
            return None
        left.remove(partner)
        slips.append(slip)
    return slips if any(slip in ("same", "letter", "short form") for slip in slips) else None


_RANKS = {"same": 0, "letter": 1, "short form": 2, "initial": 3, "none": 4}


def _slip(word: str, other: str) -> str:
    if word == other:
        return "same"
    if min(len(word), len(other)) == 1:
        return "initial" if word[0] == other[0] else "none"
    shorter = min(len(word), len(other))
    allowed = 2 if shorter >= _LONG_WORD else 1 if shorter >= _SHORTEST_TYPO else 0
    if OSA.distance(word, other, score_cutoff=allowed) <= allowed:
        return "letter"
    return "short form" if are_forms_of_one_name(word, other) else "none"


def birth_likeness(read: date, known: date) -> Likeness:
    """Whether two birth dates are one: one wrong digit, two in turned order, or day and month, are near."""
    if read == known:
        return Likeness(Alike.SAME, "same birth date")
    if (read.year, read.month, read.day) == (known.year, known.day, known.month):
        return Likeness(Alike.NEAR, "day and month of birth changed places")
    one, other = f"{read:%Y%m%d}", f"{known:%Y%m%d}"
    wrong = [place for place in range(8) if one[place] != other[place]]
    if len(wrong) == 1:
        return Likeness(Alike.NEAR, "birth date differs by one digit")
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(one) == sorted(other):
        return Likeness(Alike.NEAR, "two digits of the birth date changed places")
    return Likeness(Alike.OTHER)


def folded_number(number: str) -> str:
    """The number's key with letters that print like digits as digits, without a printed "MRN" before it."""
    key = mrn_key(number.translate(_LOOKS_LIKE_NINE)).removeprefix("MRN")
    return key.translate(_LOOKS_LIKE).lstrip("0") if any(sign.isdigit() for sign in key) else key


def number_likeness(read: str, known: str) -> Likeness:
    """Whether two record numbers are one; letters that print like digits count as those."""
    one, other = folded_number(read), folded_number(known)
    if one == other:
        return Likeness(Alike.SAME, "same number")
    shorter, longer = sorted((one, other), key=len)
    if len(longer) >= _SHORTEST_NUMBER and len(shorter) >= _SHORTEST_PART and shorter in longer:
        return Likeness(Alike.NEAR, "part of the number agrees")
    if len(shorter) < _SHORTEST_NUMBER:
        return Likeness(Alike.OTHER)
    if OSA.distance(one, other, score_cutoff=1) == 1:
        return Likeness(Alike.NEAR, "number differs by one digit")
    return Likeness(Alike.OTHER)
