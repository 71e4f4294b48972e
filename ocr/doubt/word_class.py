"""What kind of thing a printed word is, and whether a slip in it would change what the chart says. Pure."""

from __future__ import annotations

import re
from enum import Enum

_EDGES = re.compile(r"^[\s\"'(\[{*•·,;:]+|[\s\"')\]},;:.!?*]+$")
_UNITS = (
    r"(?:%|mg|mcg|µg|ug|g|gm|kg|lb|lbs|oz|ml|mL|l|L|dl|dL|cc|cm|mm|m|in|ft|mmhg|mmHg|bpm|meq|mEq|mmol|iu|IU|units?"
    r"|h|hr|hrs|hours?|min|mins|minutes?|s|sec|d|days?|wk|weeks?|mo|months?|y|yr|yrs|yo|years?|x|°?[CFcf]|am|pm"
    r"|AM|PM|st|nd|rd|th|k|K)"
)
_NUMBER = r"[-+±<>≤≥~#$]?\d+(?:,\d{3})*(?:\.\d+)?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_NUMBER}(?:/{_NUMBER})?{_UNITS}?(?:/{_UNITS})?",  # a number, a ratio, a dose, a value with unit
        rf"{_NUMBER}{_UNITS}?[-–]{_NUMBER}{_UNITS}?",  # a range
        rf"{_NUMBER}[x×X]{_NUMBER}(?:[x×X]{_NUMBER})?{_UNITS}?",  # a size
        r"[01]?\d[/.-][0-3]?\d[/.-](?:19|20)?\d{2}",  # a date, month first
        r"(?:19|20)\d{2}[/.-][01]\d[/.-][0-3]\d(?:T[\d:]+Z?)?",  # a date, year first
        r"[0-3]?\d[-/]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/]?(?:\d{2}|\d{4})?",
        r"[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?:am|pm|AM|PM)?",  # a time of day
        r"\(?\d{3}\)?[-.]\d{3}[-.]\d{4}|\(?\d{3}\)|\d{3}[-.]\d{4}",  # a telephone number or its parts
        r"\d{5}-\d{4}|\d{3}-\d{2}-\d{4}",  # a postal code, a social security number
        r"[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?",  # an ICD-10-CM code
        r"(?:[A-Z]{1,6}[-#]?)?\d{4,}(?:-\d+)*|[A-Z]{1,5}[-:#]\d+(?:-\d+)*|#\d+",  # an identifier
        r"[A-Z]\d{1,2}(?:-[A-Z]?\d{1,2})?|\d{1,3}[.)]|\d+[A-Za-z]",  # a vertebra, a list number, a room
    )
)
_NEGATIONS = """
no not none nor never without denies denied deny denying negative neg absent absence non cannot can't don't
doesn't didn't isn't wasn't won't hasn't nil free ruled unremarkable unable
"""
NEGATIONS = frozenset(_NEGATIONS.split())
_DIGITS = re.compile(r"\d")
_LETTERS = re.compile(r"[A-Za-z]")


class WordClass(Enum):
    """A word of letters, a number (dose, date, identifier: anything with a digit), a negation, or a mark."""

    PLAIN = "plain"
    NUMBER = "number"
    NEGATION = "negation"
    MARK = "mark"


def trimmed(text: str) -> str:
    """The word without quotes, brackets, bullets and sentence marks around it."""
    return _EDGES.sub("", text)


def word_class(text: str) -> WordClass:
    """The class of a word as it was read."""
    if _DIGITS.search(text):
        return WordClass.NUMBER
    if trimmed(text).lower() in NEGATIONS:
        return WordClass.NEGATION
    return WordClass.PLAIN if any(char.isalpha() for char in text) else WordClass.MARK


def is_critical(text: str) -> bool:
    """Whether a slip in the word changes what the chart says without looking wrong: numbers and negations."""
    return word_class(text) in (WordClass.NUMBER, WordClass.NEGATION)


def has_known_shape(text: str) -> bool:
    """Whether a word with digits is written the way charts write numbers, dates, doses and identifiers."""
    core = trimmed(text)
    return any(shape.fullmatch(core) for shape in _SHAPES)


def mixes_letters_and_digits(text: str) -> bool:
    """Whether letters and digits stand in one word: `5mg`, but also `l0` and `O5`."""
    return bool(_DIGITS.search(text) and _LETTERS.search(text))
