"""How two engines' readings of one place differ. Pure."""

from __future__ import annotations

from enum import Enum

from rapidfuzz.distance import Levenshtein


class Agreement(Enum):
    """From the same text down to unlike texts; SINGLE where only one engine has a reading."""

    EXACT = "exact"
    CASE = "case"
    PUNCTUATION = "punctuation"
    WORD_BREAK = "word_break"
    NEAR = "near"
    FAR = "far"
    SINGLE = "single"


# Up to one character in three is what blur does to one word; beyond it the texts are of different words.
_NEAR_SHARE = 0.34


def letters_and_digits(text: str) -> str:
    """The text without punctuation, in lower case: what counts when words are compared."""
    return "".join(char for char in text.lower() if char.isalnum())


def compared(first: str, second: str) -> Agreement:
    """How two readings of one place agree; symmetric. A decimal mark inside a number is not punctuation."""
    if first == second:
        return Agreement.EXACT
    if first.lower() == second.lower():
        return Agreement.CASE
    if len(first.split()) != len(second.split()):
        return Agreement.WORD_BREAK if _unspaced(first) == _unspaced(second) else _by_distance(first, second)
    plain, other = letters_and_digits(first), letters_and_digits(second)
    if plain == other and _inner_marks(first) == _inner_marks(second):
        return Agreement.PUNCTUATION
    return _by_distance(first, second)


def _by_distance(first: str, second: str) -> Agreement:
    distance = Levenshtein.normalized_distance(first.lower(), second.lower())
    return Agreement.NEAR if distance <= _NEAR_SHARE else Agreement.FAR


def _unspaced(text: str) -> str:
    return "".join(text.lower().split())


def _inner_marks(text: str) -> str:
    """The marks between two digits, in order: `1.5` and `15` are different numbers."""
    return "".join(
        mark
        for before, mark, after in zip(text, text[1:], text[2:], strict=False)
        if before.isdigit() and after.isdigit() and not mark.isalnum()
    )
