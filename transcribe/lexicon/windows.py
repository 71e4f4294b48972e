"""Stretches of one to four heard words that may have been one term, and why they are worth a search. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from transcribe.lexicon.near_terms import letters_of
from transcribe.lexicon.word_lists import Familiarity, WordLists
from transcribe.transcript import SpokenWord

LONGEST_WINDOW = 4  # "empagliflozin" comes out as "empagglet flaws in", "lisinopril" as "listen up for"
_LONGEST_PAUSE_S = 0.3  # nobody pauses inside a name; where a spoken command was left out there is a gap
_SHORTEST_HEARD = 4
_LONGEST_HEARD = 24
_UNSURE_BELOW = 0.6  # of the words that dictations mishear, nine in ten have a neighbour or themselves below
_DOSE_REACH = 3  # "metformin ER 500 mg": a number comes at most this many words behind the drug
_PIECES = re.compile(r"[a-z]+|\d+")
_UNITS = frozenset(
    """mg mgs milligram milligrams mcg microgram micrograms gram grams g unit units ml milliliter milliliters
    cc meq milliequivalents iu percent puff puffs tablet tablets capsule capsules drop drops""".split()  # noqa: SIM905
)
_JOINING = frozenset((one,) for one in "and or with of is was by but".split())  # noqa: SIM905
_NOT_FIRST = _JOINING | {("i",)}
_NOT_LAST = _JOINING | {("a",), ("an",), ("the",)}
_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen""".split()  # noqa: SIM905 - reads as it is said
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_NUMBER_WORDS = frozenset((*_ONES, *_TENS, "hundred", "thousand", "half"))


@dataclass(frozen=True)
class Window:
    """Heard words as one run of letters; `tail` is a number at the end that is no part of the name.

    `unknown`: a word in it is in no list. `unsure`: the least confidence in it. `dosed`: an amount follows.
    `everyday`: the share of its words that everybody knows.
    """

    words: tuple[SpokenWord, ...]
    letters: str
    tail: str
    unknown: bool
    unsure: float
    dosed: bool
    everyday: float


def windows_of(
    words: Sequence[SpokenWord], lists: WordLists, *, expected: Collection[str] = ()
) -> Iterator[Window]:
    """Every stretch worth a search: it holds an unknown or an unsure word, or an amount follows it.

    A word that is a clinical term, or one of the `expected` letters, was heard right as far as anybody can
    say: no stretch goes over it. None begins or ends with a word that only joins others.
    """
    heard = _HeardWords(words, lists, expected)
    for first in range(len(words)):
        for last in heard.ends_from(first):
            if heard.is_worth_a_search(first, last):
                yield from heard.windows(first, last)


class _HeardWords:
    """What is known of each word, worked out once for all stretches."""

    def __init__(self, words: Sequence[SpokenWord], lists: WordLists, expected: Collection[str]) -> None:
        self._words = words
        self._pieces = [tuple(_PIECES.findall(word.text.casefold().replace("'", ""))) for word in words]
        self._known = [_familiarity(own, lists) for own in self._pieces]
        self._is_term = [_is_term(own, lists, expected) for own in self._pieces]
        self._dosed = [_amount_follows(self._pieces, at) for at in range(len(words))]

    def ends_from(self, first: int) -> Iterator[int]:
        """The last words of the stretches that begin with this word."""
        if self._pieces[first] in _NOT_FIRST:
            return
        for last in range(first, min(first + LONGEST_WINDOW, len(self._words))):
            parted = last > first and _parted(self._words[last - 1], self._words[last])
            if parted or self._is_term[last] or _is_spelled(self._pieces[last]):
                return
            if self._pieces[last] not in _NOT_LAST:
                yield last

    def is_worth_a_search(self, first: int, last: int) -> bool:
        """True with a word that is unknown or unsure, or with an amount behind it."""
        span = slice(first, last + 1)
        return (
            self._dosed[last]
            or Familiarity.UNKNOWN in self._known[span]
            or self._unsure(span) < _UNSURE_BELOW
        )

    def _unsure(self, span: slice) -> float:
        return min(word.confidence or 0.0 for word in self._words[span])

    def windows(self, first: int, last: int) -> Iterator[Window]:
        """The stretch in every way that its numbers can be read."""
        span = slice(first, last + 1)
        known = self._known[span]
        for letters, tail in _readings(self._pieces[span]):
            if _SHORTEST_HEARD <= len(letters) <= _LONGEST_HEARD:
                yield Window(
                    words=tuple(self._words[span]),
                    letters=letters,
                    tail=tail,
                    unknown=Familiarity.UNKNOWN in known,
                    unsure=self._unsure(span),
                    dosed=self._dosed[last],
                    everyday=known.count(Familiarity.EVERYDAY) / len(known),
                )


def _is_spelled(pieces: Sequence[str]) -> bool:
    """True for a name said letter by letter ("H-O-L-L")."""
    return len(pieces) > 2 and all(len(one) == 1 for one in pieces)


def _parted(word: SpokenWord, after: SpokenWord) -> bool:
    """A mark or a pause ends what can be one name."""
    return word.text[-1] in ".,;:?!" or after.start_s - word.end_s > _LONGEST_PAUSE_S


def _familiarity(pieces: Sequence[str], lists: WordLists) -> Familiarity:
    return min((lists.familiarity(one) for one in pieces if one.isalpha()), default=Familiarity.EVERYDAY)


def _is_term(pieces: Sequence[str], lists: WordLists, expected: Collection[str]) -> bool:
    """True when the word is a clinical term as it stands, or its plural."""
    letters = "".join(pieces)
    return (
        letters in lists.terms
        or letters in expected
        or (letters.endswith("s") and letters[:-1] in lists.terms)
    )


def _amount_follows(pieces: Sequence[Sequence[str]], at: int) -> bool:
    """True when a number with a unit stands right behind this word."""
    behind = [one for own in pieces[at + 1 : at + 2 + _DOSE_REACH] for one in own]
    if not behind or not (behind[0].isdigit() or behind[0] in _NUMBER_WORDS):
        return False
    return any(one in _UNITS for one in behind[:5])


def _readings(pieces: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """(letters, tail) of the words; a number in them is read as it is said, for it may be part of a name.

    "a pick 75" is "a pick seventy" and 5; "axon-1" is "axon" and 1; "6-in-8" is "six in eight".
    """
    flat = [one for own in pieces for one in own]
    if not flat or any(one.isdigit() and int(one) > 99 for one in flat) or flat[-1] in _UNITS:
        return
    spoken = ["".join(_as_said(int(one))) if one.isdigit() else one for one in flat]
    yield letters_of("".join(spoken)), ""
    if flat[-1].isdigit() and len(flat) > 1:
        said = _as_said(int(flat[-1]))
        if len(said) == 2:
            yield letters_of("".join((*spoken[:-1], said[0]))), str(int(flat[-1]) % 10)
        if len(pieces[-1]) > 1:
            yield letters_of("".join(spoken[:-1])), flat[-1]


def _as_said(number: int) -> tuple[str, ...]:
    if number < 20:
        return (_ONES[number],)
    tens = _TENS[number // 10 - 2]
    return (tens, _ONES[number % 10]) if number % 10 else (tens,)
