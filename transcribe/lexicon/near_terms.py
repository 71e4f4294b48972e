"""The terms that sound nearest to what was heard. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from transcribe.lexicon.sound import SoundTable, skeleton, sound_of
from transcribe.lexicon.word_lists import Term, word_lists

# Only the nearest by consonants are compared sound by sound.
_COMPARED = 150
_LEAST_CONSONANTS = 45.0
_LONGEST_DIFFERENCE = 3
_SHARE_OF_LETTERS = 0.25
_LETTERS_ASKED_OF = 12  # spelling settles the order of the nearest few


@dataclass(frozen=True)
class NearTerm:
    """A term and how near it is, 0-1."""

    term: Term
    score: float


class TermIndex:
    """Terms laid out by the number of their consonants, so that a search reads only those of like length."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = sorted(terms, key=lambda term: len(skeleton(term.sound)))
        self._table = SoundTable([term.sound for term in self._terms])
        self._keys = [skeleton(term.sound) for term in self._terms]
        self._lengths = [len(key) for key in self._keys]

    def near(self, letters: str, *, at_least: float, limit: int) -> tuple[NearTerm, ...]:
        """At most `limit` terms that sound like these lower-case letters, nearest first."""
        sound = sound_of(letters)
        rows = self._alike_by_consonants(skeleton(sound))
        if not rows.size:
            return ()
        alike = self._table.likeness(sound, rows)
        nearest = np.argsort(-alike, kind="stable")[: max(limit, _LETTERS_ASKED_OF)]
        scored = [
            NearTerm(term, _score(letters, float(alike[at]), term))
            for at in nearest
            for term in [self._terms[rows[at]]]
        ]
        kept = [one for one in scored if one.score >= at_least]
        return tuple(sorted(kept, key=lambda one: (-one.score, one.term.text))[:limit])

    def _alike_by_consonants(self, key: str) -> NDArray[np.intp]:
        first = bisect_left(self._lengths, len(key) - _LONGEST_DIFFERENCE)
        last = bisect_right(self._lengths, len(key) + _LONGEST_DIFFERENCE)
        if first == last:
            return np.zeros(0, np.intp)
        alike = process.cdist(
            [key], self._keys[first:last], scorer=fuzz.ratio, score_cutoff=_LEAST_CONSONANTS
        )[0]
        rows = np.flatnonzero(alike)
        if rows.size > _COMPARED:
            rows = rows[np.argsort(-alike[rows], kind="stable")[:_COMPARED]]
        return rows + first


def _score(letters: str, alike: float, term: Term) -> float:
    """Mostly how alike they sound, in part how alike they are spelled."""
    spelled = fuzz.ratio(letters, letters_of(term.text)) / 100
    return (1 - _SHARE_OF_LETTERS) * alike + _SHARE_OF_LETTERS * spelled


@lru_cache(maxsize=1)
def shipped_index() -> TermIndex:
    """The index of the shipped lexicon, made once a process."""
    return TermIndex(word_lists().terms.values())


@lru_cache(maxsize=32)
def index_of(terms: tuple[str, ...]) -> TermIndex:
    """The index of the terms that a context expects."""
    return TermIndex(Term(term, "c", sound_of(letters_of(term))) for term in terms)


def letters_of(text: str) -> str:
    """The Latin letters alone, lower case."""
    return "".join(char for char in text.casefold() if "a" <= char <= "z")
