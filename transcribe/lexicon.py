"""Suggestions for words that sound like an expected term but are not it. Pure; never applied by itself.

A wrong drug name is worse than an odd word: a suggestion waits for a person, always.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from rapidfuzz import fuzz

from transcribe.options import DictationContext
from transcribe.transcript import SpokenWord

_LONGEST_WINDOW = 3  # "lisinopril" comes out as "listen up for": one term is heard as up to three words
# what is enough likeness, by the least confidence in the window: the surer the engine, the nearer the term
_ENOUGH_BELOW_CONFIDENCE = ((0.7, 0.66), (0.95, 0.76), (1.01, 0.85))
_LEAST_LENGTH_RATIO = 0.6
_SHORTEST_TERM = 5
_SAME_SOUND = str.maketrans({"q": "k", "c": "k", "z": "s", "y": None, "w": None, "h": None, "v": "f"})


@dataclass(frozen=True)
class TermSuggestion:
    """These words (by id, in order) may have been this term; `score` 0–1."""

    word_ids: tuple[str, ...]
    heard: str
    text: str
    score: float

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**vars(self), "word_ids": list(self.word_ids)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The suggestion that `as_json` wrote."""
        return cls(**{**stored, "word_ids": tuple(stored["word_ids"])})


def suggest_terms(words: Sequence[SpokenWord], context: DictationContext) -> tuple[TermSuggestion, ...]:
    """At most one suggestion for each word, best first where windows overlap; in order of time.

    `words` are those of the report: spoken commands are left out by the caller.
    """
    terms = {_letters(term): term for term in (*context.medications, *context.terms)}
    terms = {letters: term for letters, term in terms.items() if len(letters) >= _SHORTEST_TERM}
    if not terms:
        return ()
    found = [
        suggestion
        for at in range(len(words))
        for size in range(1, _LONGEST_WINDOW + 1)
        if at + size <= len(words)
        if (suggestion := _best_for(words[at : at + size], terms)) is not None
    ]
    taken: set[str] = set()
    kept: list[TermSuggestion] = []
    for suggestion in sorted(found, key=lambda one: (-one.score, len(one.word_ids))):
        if taken.isdisjoint(suggestion.word_ids):
            taken.update(suggestion.word_ids)
            kept.append(suggestion)
    order = {word.id: number for number, word in enumerate(words)}
    return tuple(sorted(kept, key=lambda one: order[one.word_ids[0]]))


def _best_for(window: Sequence[SpokenWord], terms: dict[str, str]) -> TermSuggestion | None:
    if any(char.isdigit() for word in window for char in word.text):
        return None
    # within the phrase a comma or period ends what can be one term
    if any(word.text[-1] in ".,;:?!" for word in window[:-1]):
        return None
    if any(_letters(word.text) in terms for word in window):
        return None  # the term was heard right
    heard = _letters("".join(word.text for word in window))
    if not heard:
        return None
    score, letters = max((_likeness(heard, letters), letters) for letters in terms)
    confidence = min(word.confidence or 0.0 for word in window)
    if score < next(enough for below, enough in _ENOUGH_BELOW_CONFIDENCE if confidence < below):
        return None
    text = " ".join(word.text for word in window).strip(".,;:?!")
    return TermSuggestion(tuple(word.id for word in window), text, terms[letters], round(score, 3))


def _likeness(heard: str, term: str) -> float:
    """Half of how alike the letters are, half of how alike the consonants sound; 0–1."""
    if min(len(heard), len(term)) < _LEAST_LENGTH_RATIO * max(len(heard), len(term)):
        return 0.0
    letters = fuzz.ratio(heard, term)
    return float(letters + fuzz.ratio(_consonants(heard), _consonants(term))) / 200


def _consonants(letters: str) -> str:
    sounds = letters.replace("ph", "f").replace("x", "ks").translate(_SAME_SOUND)
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiou]", "", sounds))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.casefold())
