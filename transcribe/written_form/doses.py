"""What the Joint Commission will not have in a report, written out, and units of doses in one spelling. Pure.

Source: The Joint Commission, Official "Do Not Use" List: U, IU, Q.D., Q.O.D., a trailing zero, a missing
leading zero, MS, MSO4 and MgSO4. Zeros are in spoken_numbers. A bare "MS" before a dose may be morphine or
magnesium sulfate: nobody can tell from the text, so it stays and is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form import vocabulary
from transcribe.written_form.drug_doses import PAIRED_STRENGTHS
from transcribe.written_form.number_words import parts_of
from transcribe.written_form.spoken_numbers import number_at
from transcribe.written_form.words import Change, Piece, Word, joined, next_spoken, spoken_at

_FREQUENCIES: dict[tuple[str, ...], str] = {
    ("qd",): "daily",
    ("q", "d"): "daily",
    ("q", "day"): "daily",
    ("qday",): "daily",
    ("qod",): "every other day",
    ("q", "o", "d"): "every other day",
    ("q", "od"): "every other day",
    ("q", "other", "day"): "every other day",
}
_SULFATES: dict[tuple[str, ...], str] = {
    ("mso4",): "morphine sulfate",
    ("mso", "4"): "morphine sulfate",
    ("mso", "four"): "morphine sulfate",
    ("m", "s", "o", "four"): "morphine sulfate",
    ("m", "s", "o", "4"): "morphine sulfate",
    ("mgso4",): "magnesium sulfate",
    ("mgso", "4"): "magnesium sulfate",
    ("mgso", "four"): "magnesium sulfate",
    ("m", "g", "s", "o", "four"): "magnesium sulfate",
    ("m", "g", "s", "o", "4"): "magnesium sulfate",
}
_SPELLED: dict[tuple[str, ...], str] = {
    ("b", "i", "d"): "b.i.d.",
    ("t", "i", "d"): "t.i.d.",
    ("q", "i", "d"): "q.i.d.",
    ("p", "r", "n"): "p.r.n.",
    ("q", "h", "s"): "q.h.s.",
    ("q", "a", "m"): "q.a.m.",
}
_DASHED = re.compile(r"[\d.]+-[\d.]+", re.ASCII)
_SEEN_BEFORE_PAIR = 4  # "amoxicillin and clavulanate potassium 875-125"
_AMOUNT = re.compile(r"[\d,.]*\d(?:[/-][\d,.]*\d)?", re.ASCII)


def write_out_abbreviation(words: Sequence[Word], at: int) -> Change | None:
    """Q.D., Q.O.D., MSO4 and MgSO4 in words."""
    for count in (5, 4, 3, 2, 1):
        letters = tuple(word.letters for word in words[at : at + count])
        if len(letters) < count:
            continue
        text = _FREQUENCIES.get(letters) or _SULFATES.get(letters)
        if text and _joined_letters(words, at, count):
            return (Piece(count, text, _tail_behind(words, at + count - 1)),)
    return None


def _joined_letters(words: Sequence[Word], at: int, count: int) -> bool:
    """True when the letters belong together: nothing stands between them but periods."""
    inner = words[at : at + count - 1]
    return all(word.core and word.tail in ("", ".") and not word.ends_line for word in inner)


def _tail_behind(words: Sequence[Word], at: int) -> str:
    """The marks behind an abbreviation that is written out: its own period goes, the sentence's stays."""
    word = words[at]
    is_abbreviated = "." in word.core or len(word.core) == 1
    goes_on = at + 1 < len(words) and not word.ends_line and not words[at + 1].core[:1].isupper()
    return word.tail.removeprefix(".") if is_abbreviated and goes_on and len(word.tail) <= 2 else word.tail


def write_spelled_frequency(words: Sequence[Word], at: int) -> Change | None:
    """Frequencies said in letters: "b i d" as b.i.d."""
    spelled = _SPELLED.get(spoken_at(words, at, 3))
    if spelled:
        ends = words[at + 2].tail.startswith(".")
        return (Piece(3, spelled.removesuffix(".") if ends else spelled),)
    return None


def write_every_hours(words: Sequence[Word], at: int) -> Change | None:
    """Intervals said with the letter: "q six h", "q four to six hours" as every 4 to 6 hours."""
    if words[at].spoken != "q" or words[at].tail not in ("", "."):
        return None
    pieces = [Piece(1, "every", "")]
    end = at + 1
    number = number_at(words, end)
    while number and not number.is_doubtful and joined(words, at + 1, end - at - 1 + number.count):
        pieces.append(Piece(number.count, number.text))
        end += number.count
        if next_spoken(words, end) != "to":
            break
        pieces.append(Piece(1, words[end].core))
        end += 1
        number = number_at(words, end)
    if len(pieces) == 1 or next_spoken(words, end) not in ("h", "hr", "hrs", "hour", "hours"):
        return None
    return (*pieces, Piece(1, "hours"))


def write_paired_strength(words: Sequence[Word], at: int) -> Change | None:
    """The two strengths of a combination with its slash: "sacubitril valsartan 24-26 milligrams"."""
    pair = words[at].core.replace("-", "/") if _DASHED.fullmatch(words[at].core) else ""
    near = [word.spoken for word in words[max(0, at - _SEEN_BEFORE_PAIR) : at]]
    known = (PAIRED_STRENGTHS.get(name, frozenset()) for name in near)
    return (Piece(1, pair),) if pair and any(pair in strengths for strengths in known) else None


def write_unit(words: Sequence[Word], at: int) -> Change | None:
    """A unit of a dose in one spelling: "mg" as milligrams, U and IU written out."""
    if not at or not _is_amount(words, at - 1):
        return None
    letters = spoken_at(words, at, 2)
    count = 2 if letters == ("i", "u") else 1
    names = vocabulary.DOSE_UNIT_NAMES.get("iu" if count == 2 else words[at].letters)
    if names is None and (heard := vocabulary.HEARD_AS_UNIT.get(letters)):
        names, count = heard, 2
    names = names or vocabulary.HEARD_AS_UNIT.get((words[at].spoken,))
    if names is None:
        return None
    is_single = (
        words[at - 1].spoken in ("1", "one")
        or (words[at - 1].spoken == "1.0" and next_spoken(words, at + count) != "per")
        or next_spoken(words, at + count) in vocabulary.ATTRIBUTIVE_NEXT
    )
    return (Piece(count, names[0] if is_single else names[1], _tail_behind(words, at + count - 1)),)


def _is_amount(words: Sequence[Word], at: int) -> bool:
    """True when the word behind which the unit stands is a number, a ratio or a range."""
    if not joined(words, at, 2):
        return False
    return bool(
        parts_of(words[at].spoken)
        or _AMOUNT.fullmatch(words[at].core)
        or words[at].spoken.endswith(("-half", "half"))
    )
