"""How much of a text was read: tokens, characters, digits, omissions. Pure.

Tokens are `[A-Za-z0-9]+`, case-folded. F1 is over the bag of tokens, summed over a set (micro). Character
errors are counted on the letters and digits alone, spaces left out, so that word breaks do not count twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz.distance import Levenshtein

from benchmarks.ocr.truth import Corners

_TOKEN = re.compile(r"[A-Za-z0-9]+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


def tokens(text: str) -> list[str]:
    """The letters-and-digits words of a text, case-folded."""
    return [found.casefold() for found in _TOKEN.findall(text)]


def numbers(text: str) -> list[str]:
    """Whole numbers as printed: decimals, dates and blood pressures keep their marks."""
    return _NUMBER.findall(text)


@dataclass(frozen=True)
class TokenScore:
    """Tokens found on both sides, read, and true; adding two scores pools their pages."""

    matched: int = 0
    read: int = 0
    true: int = 0

    def __add__(self, other: TokenScore) -> TokenScore:
        return TokenScore(self.matched + other.matched, self.read + other.read, self.true + other.true)

    @property
    def precision(self) -> float:
        """Share of the read tokens that are true; 1 where nothing was read."""
        return self.matched / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Share of the true tokens that were read; 1 where there is none."""
        return self.matched / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where both sides are empty."""
        return 2 * self.matched / (self.read + self.true) if self.read + self.true else 1.0


def token_score(read: Iterable[str], true: Iterable[str]) -> TokenScore:
    """The score of two bags of tokens."""
    read_bag, true_bag = Counter(read), Counter(true)
    return TokenScore((read_bag & true_bag).total(), read_bag.total(), true_bag.total())


def digit_score(read: Iterable[str], true: Iterable[str]) -> TokenScore:
    """The score of those tokens alone that hold a digit."""
    return token_score(filter(_has_digit, read), filter(_has_digit, true))


def _has_digit(token: str) -> bool:
    return any(letter.isdigit() for letter in token)


@dataclass(frozen=True)
class ErrorCount:
    """Edits and the length of the truth they were counted on; adding two pools them."""

    edits: int = 0
    length: int = 0

    def __add__(self, other: ErrorCount) -> ErrorCount:
        return ErrorCount(self.edits + other.edits, self.length + other.length)

    @property
    def rate(self) -> float:
        """Edits for each true unit; may exceed 1."""
        return self.edits / self.length if self.length else float(self.edits > 0)


def character_errors(read: Sequence[str], true: Sequence[str]) -> ErrorCount:
    """Character edits between two token sequences, without spaces."""
    truth = "".join(true)
    return ErrorCount(Levenshtein.distance("".join(read), truth), len(truth))


def word_errors(read: Sequence[str], true: Sequence[str]) -> ErrorCount:
    """Token edits between two token sequences."""
    return ErrorCount(Levenshtein.distance(read, true), len(true))


def visual_order(words: Sequence[tuple[str, Corners]]) -> list[str]:
    """The words in visual lines from the top, each from the left.

    A word joins the line whose middle is within half of a median word height of its own middle. Both sides
    of a comparison go through this, so that no reading order is favoured.
    """
    if not words:
        return []
    reach = 0.5 * median(box[3] - box[1] for _, box in words)
    lines: list[list[tuple[str, Corners]]] = []
    for word in sorted(words, key=lambda word: (word[1][1] + word[1][3], word[1][0])):
        line = lines[-1] if lines else []
        middle = (word[1][1] + word[1][3]) / 2
        if line and middle - sum(box[1] + box[3] for _, box in line) / 2 / len(line) <= reach:
            line.append(word)
        else:
            lines.append([word])
    return [text for line in lines for text, _ in sorted(line, key=lambda word: word[1][0])]


def untouched(true: Sequence[Corners], covering: Sequence[Corners]) -> int:
    """How many of the `true` boxes touch none of the `covering` ones."""
    return sum(not any(touch(box, other) for other in covering) for box in true)


def touch(first: Corners, second: Corners) -> bool:
    """Whether two boxes share any area."""
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
