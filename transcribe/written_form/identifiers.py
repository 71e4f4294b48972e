"""Record, account and telephone numbers: digits said one by one or in groups, written as one. Pure.

Only behind a word that says what they are; without one a run of digits has more than one reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form.number_words import NUMBER_WORDS, digit_string, parts_of
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import Change, Piece, Word, spoken_at

_FILLERS = frozenset({"number", "is", "of", "no", "#", "code", "id", "identification", "was", "at"})
_NAMES = listed(
    """
    mrn record chart account encounter accession job lot serial ssn security id identifier zip npi dea policy
    claim visit case device catalog model room extension cpt
    """
)
_TELEPHONES = frozenset({"phone", "telephone", "cell", "fax", "pager", "mobile", "beeper", "callback"})
_GLUED = re.compile(r"\d+(?:[-.]\d+)+", re.ASCII)
_LONGEST_BREAK = 3  # words between the name and its number


def write_identifier(words: Sequence[Word], at: int) -> Change | None:
    """The digits behind "medical record number" and the like as one number."""
    name = name_before(words, at)
    if not name:
        return None
    parts, count = _digits_from(words, at)
    digits = digit_string(parts) if parts else None
    if digits is None or len(digits) < 4:
        return None
    text = _telephone(digits) if name in _TELEPHONES else digits
    if count == 1 and words[at].core == text:
        return None
    return (Piece(count, text),)


def name_before(words: Sequence[Word], at: int) -> str:
    """The word that says what the number here identifies, "" when none does."""
    for n in range(at - 1, max(-1, at - 2 - _LONGEST_BREAK), -1):
        word = words[n]
        if word.letters in _NAMES or word.letters in _TELEPHONES:
            return word.letters
        if spoken_at(words, n - 2, 3) == ("m", "r", "n"):
            return "mrn"
        if (word.core and word.letters not in _FILLERS) or word.ends_line or word.tail not in ("", ":", ","):
            return ""
    return ""


def _digits_from(words: Sequence[Word], at: int) -> tuple[tuple[str, ...], int]:
    """The parts of all numbers from here on; the engine's commas between digits said singly part nothing."""
    parts: list[str] = []
    n = at
    while n < len(words):
        found = _parts(words[n])
        if not found or (n > at and words[n].lead):
            break
        parts.extend(found)
        n += 1
        if words[n - 1].ends_line or words[n - 1].tail not in ("", ","):
            break
    return tuple(parts), n - at


def _parts(word: Word) -> tuple[str, ...]:
    if _GLUED.fullmatch(word.core):
        return tuple(re.split(r"[-.]", word.core))
    parts = parts_of(word.spoken) or tuple(word.spoken.split("-"))
    return parts if parts and all(part in NUMBER_WORDS or part.isdecimal() for part in parts) else ()


def _telephone(digits: str) -> str:
    """The number in the groups that people expect, where it has 7, 10 or 11 digits."""
    if len(digits) == 7:
        return f"{digits[:3]}-{digits[3:]}"
    if len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if len(digits) == 11 and digits[0] == "1":
        return f"1-{digits[1:4]}-{digits[4:7]}-{digits[7:]}"
    return digits
