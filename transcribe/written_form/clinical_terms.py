"""Terms that hold a number: A1c, SpO2, L4-5, 3-0 Vicryl, stage 3B, B12. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from transcribe.written_form.number_words import is_digits, parts_of, single_digit, standard_value
from transcribe.written_form.spoken_numbers import run_at
from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import Change, Piece, Word, joined, next_spoken, previous_spoken, spoken_at

# what is said letter by letter, and how reports write it
_TERMS = {
    "a1c": "A1c",
    "hba1c": "HbA1c",
    "pao2": "PaO2",
    "po2": "PO2",
    "pco2": "PCO2",
    "paco2": "PaCO2",
    "spo2": "SpO2",
    "sao2": "SaO2",
    "fio2": "FiO2",
    "co2": "CO2",
    "etco2": "EtCO2",
    "hco3": "HCO3",
    "o2": "O2",
    "h2o": "H2O",
    "h2": "H2",
    "fev1": "FEV1",
    "cd4": "CD4",
    "cd8": "CD8",
    "ca125": "CA-125",
    "p24": "p24",
    "b12": "B12",
    "b6": "B6",
    "b1": "B1",
    "d3": "D3",
    "d2": "D2",
    "k2": "K2",
    "g6pd": "G6PD",
    "her2": "HER2",
    "brca1": "BRCA1",
    "brca2": "BRCA2",
    "covid19": "COVID-19",
    "d5w": "D5W",
    "q10": "Q10",
    "ph": "pH",
}
_TERM_BEGINNINGS = frozenset(term[:n] for term in _TERMS for n in range(1, len(term) + 1))
_VITAMINS = frozenset({"b1", "d2", "d3", "k2"})  # "D two" alone may be a coronary branch or a disc
_LONGEST_TERM = 6  # "F I O two", "C A one twenty five"
_ORDER_OF_LEVELS = "ctls"
_MOST = {"c": 8, "t": 12, "l": 5, "s": 5}
_LEVEL = re.compile(r"([ctls])(\d{1,2})(?:-([ctls]?)(\d{1,2}))?", re.ASCII)
_SUTURES = listed(
    """
    vicryl monocryl nylon prolene silk ethibond pds chromic ethilon maxon gut stratafix dexon suture sutures
    catgut polypropylene polydioxanone polyglactin fiberwire monosof biosyn caprosyn surgilon tevdek v-loc
    """
)
_ROMAN_VALUES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_ROMAN = re.compile("(III|II|IV|I|V)([ABC]?)")
_VERBS_AFTER_I = listed("was am have had would will did saw do can could think believe recommend")
_STAGED = frozenset({"stage", "class", "grade", "type", "ckd", "level", "category"})


def write_letter_term(words: Sequence[Word], at: int) -> Change | None:
    """A term said in letters and numbers: "A one C", "S P O two"."""
    if _key(spoken_at(words, at)) not in _TERM_BEGINNINGS:
        return None
    for count in range(_LONGEST_TERM, 0, -1):
        key = _key(spoken_at(words, at, count))
        text = _TERMS.get(key)
        if not text or (count == 1 and (words[at].core == text or key == "ph")):  # PH: of the lungs
            continue
        is_vitamin = previous_spoken(words, at) == "vitamin"
        is_cut = _is_cut(words, at, count, takes_value=key.endswith(("o2", "o3")) or key[-1].isalpha())
        if is_cut or (key in _VITAMINS and not is_vitamin):
            continue
        return (Piece(count, text),)
    return None


def _key(spoken: Sequence[str]) -> str:
    """The words run together with numbers in digits; "" when one is no whole number."""
    found: list[str] = []
    for word in spoken:
        parts = parts_of(word) if word != "o" else ()
        value = standard_value(parts) if parts else None
        if parts and value is None:
            return ""
        found.append(str(value) if parts else re.sub(r"[^a-z0-9]", "", word))
    return "".join(found)


def _is_cut(words: Sequence[Word], at: int, count: int, *, takes_value: bool) -> bool:
    """True when a letter or number of a longer term stands beside it ("P C O two" is no CO2).

    A number behind the name of a gas, or behind a letter, is its value: "S P O two ninety two percent".
    """
    before, after = previous_spoken(words, at), next_spoken(words, at + count)
    starts_with_letter = len(words[at].spoken) == 1
    is_letter_before = len(before) == 1 and before.isalpha() and before not in ("a", "i")
    return (starts_with_letter and is_letter_before) or bool(
        parts_of(after) and after != "o" and not takes_value
    )


def write_level(words: Sequence[Word], at: int) -> Change | None:
    """Levels of the spine, ribs' numbers and sounds said with their letter: L4-5, C5, T12-L1, S1."""
    first = _level_at(words, at)
    if first is None or len(previous_spoken(words, at)) == 1:
        return None
    letter, numbers, taken = first
    second = _level_at(words, at + taken) if joined(words, at, taken + 1) else None
    text = letter.upper() + "-".join(numbers)
    if second and len(numbers) == 1 and len(second[1]) == 1 and _adjacent(first, second):
        text += f"-{second[0].upper()}{second[1][0]}"
        taken += second[2]
    return None if taken == 1 and words[at].core == text else (Piece(taken, text),)


Level = tuple[str, tuple[str, ...], int]


def _level_at(words: Sequence[Word], at: int) -> Level | None:
    """Letter, numbers and how many words say them; None where no level stands."""
    if at >= len(words):
        return None
    if words[at].spoken[:1] not in _MOST:
        return None
    for count in range(4, 0, -1):
        spoken = spoken_at(words, at, count)
        if not spoken or (count == 1 and words[at].core[:1].islower()):
            continue
        shape = _level_in(spoken)
        if shape and not (parts_of(next_spoken(words, at + count)) and count > 1):
            return shape[0], shape[1], count
    return None


def _level_in(spoken: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    glued = _LEVEL.fullmatch(spoken[0].replace(".", ""))
    if glued and len(spoken) == 1 and not glued[3]:
        numbers = [number for number in (glued[2], glued[4]) if number]
        return _checked(glued[1], numbers)
    if glued and not glued[4]:
        rest = [parts_of(word) for word in spoken[1:]]
        return _checked(glued[1], [glued[2], *_values(rest)]) if all(rest) else None
    if spoken[0] in _MOST and len(spoken) > 1:
        rest = [
            tuple(word.split("-")) if re.fullmatch(r"\d+-\d+", word) else parts_of(word)
            for word in spoken[1:]
        ]
        return _checked(spoken[0], list(_values(rest))) if all(rest) else None
    return None


def _values(words: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for parts in words:
        value = standard_value(parts)
        if value is not None:
            yield str(value)
        else:
            yield from (single_digit(part) or part for part in parts)


def _checked(letter: str, numbers: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """The level when the body has it and a second number is the next one."""
    if not 1 <= len(numbers) <= 2 or not all(is_digits(number) for number in numbers):
        return None
    values = [int(number) for number in numbers]
    exists = all(1 <= value <= _MOST[letter] for value in values)
    follows = all(after == before + 1 for before, after in pairwise(values))
    return (letter, tuple(str(value) for value in values)) if exists and follows else None


def _adjacent(first: Level, second: Level) -> bool:
    if first[0] == second[0]:  # "S1 S2" are sounds of the heart
        return first[0] != "s" and int(second[1][0]) == int(first[1][0]) + 1
    is_next = _ORDER_OF_LEVELS.index(second[0]) == _ORDER_OF_LEVELS.index(first[0]) + 1
    return is_next and second[1][0] == "1" and int(first[1][0]) >= _MOST[first[0]] - (first[0] == "c")


def write_suture(words: Sequence[Word], at: int) -> Change | None:
    """Sizes of sutures: "three oh Vicryl" as 3-0 Vicryl, "oh silk" as 0 silk."""
    if parts_of(previous_spoken(words, at)):
        return None
    parts, count = run_at(words, at)
    if words[at].spoken in ("3-o", "2-o", "4-o", "5-o", "6-o"):
        parts, count = tuple(words[at].spoken.split("-")), 1
    if not parts or not suture_follows(words, at + count):
        return None
    if len(parts) == 1 and parts[0] in ("oh", "o", "zero"):
        return (Piece(count, "0"),)
    if len(parts) != 2 or parts[1] not in ("oh", "o", "zero", "0"):
        return None
    size = standard_value(parts[:1])
    return (Piece(count, f"{size}-0"),) if size else None


def is_suture(name: str) -> bool:
    """True for the name of a suture, in small letters."""
    return name in _SUTURES


def suture_follows(words: Sequence[Word], at: int) -> bool:
    """True when one of the next three words names a suture."""
    return any(bool(found := spoken_at(words, at - 1, n)) and found[-1] in _SUTURES for n in (2, 3, 4))


def write_stage(words: Sequence[Word], at: int) -> Change | None:
    """A stage with its letter ("stage three B" as stage 3B), and the engine's Roman numerals in digits.

    One way of writing for both: the report has "class 2" whether the engine heard "two" or wrote "II".
    """
    roman = _ROMAN.fullmatch(words[at].core)
    if roman and previous_spoken(words, at) in _STAGED and not _speaks_of_author(words, at):
        return (Piece(1, f"{_ROMAN_VALUES[roman[1]]}{roman[2]}"),)
    parts = parts_of(words[at].spoken)
    if len(parts) != 1 or previous_spoken(words, at) not in _STAGED or not joined(words, at, 2):
        return None
    letter = words[at + 1].core
    is_letter = letter in ("A", "B", "C", "D") or letter in ("b", "c")
    value = standard_value(parts)
    return (Piece(2, f"{value}{letter.upper()}"),) if is_letter and value else None


def _speaks_of_author(words: Sequence[Word], at: int) -> bool:
    """True for the "I" of "in class I was taught"."""
    return words[at].core == "I" and next_spoken(words, at + 1) in _VERBS_AFTER_I


def write_lettered_counts(words: Sequence[Word], at: int) -> Change | None:
    """Letters that each take a number: "T two N one M zero" as T2 N1 M0, "G two P one" as G2 P1."""
    for letters in (("t", "n", "m"), ("t", "n"), ("g", "p")):
        spoken = spoken_at(words, at, 2 * len(letters))
        values = [standard_value(parts_of(word)) for word in spoken[1::2]]
        if spoken[::2] == letters and all(value is not None and value < 20 for value in values):
            return tuple(Piece(2, f"{a.upper()}{value}") for a, value in zip(letters, values, strict=True))
    return None
