"""Suggestions for words that sound like a clinical term but are not it. Pure; never applied by itself.

A wrong drug name is worse than an odd word: a suggestion waits for a person, always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from transcribe.lexicon.chance import chances
from transcribe.lexicon.look_alikes import look_alikes
from transcribe.lexicon.near_terms import NearTerm, TermIndex, index_of, letters_of, shipped_index
from transcribe.lexicon.windows import Window, windows_of
from transcribe.lexicon.word_lists import word_lists
from transcribe.options import DictationContext
from transcribe.transcript import SpokenWord

# Shown from here: on own dictations three in four suggestions are right (see `chance`).
SHOWN_FROM = 0.3
_MOST_CANDIDATES = 3
_OTHERS_FROM = 0.1  # a second candidate is shown while it is worth a glance
_LEAST_LIKENESS = 0.5
_SHORTEST_TERM = 5


@dataclass(frozen=True)
class Candidate:
    """A term that may have been said; `score` is the chance of it, 0-1; its `look_alikes` are other drugs."""

    text: str
    score: float
    look_alikes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TermSuggestion:
    """These words (by id, in order) may have been `text`, or another of the candidates (likeliest first).

    `score` is the chance of `text`, 0-1; `start_s` and `end_s` say when it was said.
    """

    word_ids: tuple[str, ...]
    heard: str
    text: str
    score: float
    candidates: tuple[Candidate, ...] = ()
    start_s: float = 0.0
    end_s: float = 0.0

    def __post_init__(self) -> None:
        if not self.word_ids or not self.text:
            raise ValueError("a suggestion names words and a term")

    def choices(self) -> tuple[str, ...]:
        """What may have been said, likeliest first."""
        return tuple(one.text for one in self.candidates) or (self.text,)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            **asdict(self),
            "word_ids": list(self.word_ids),
            "candidates": [{**asdict(one), "look_alikes": list(one.look_alikes)} for one in self.candidates],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The suggestion that `as_json` wrote; one from before there were candidates has none."""
        candidates = tuple(
            Candidate(one["text"], one["score"], tuple(one["look_alikes"]))
            for one in stored.get("candidates", ())
        )
        return cls(**{**stored, "word_ids": tuple(stored["word_ids"]), "candidates": candidates})


def suggest_terms(
    words: Sequence[SpokenWord], context: DictationContext | None = None
) -> tuple[TermSuggestion, ...]:
    """At most one suggestion for each word, likeliest first where they overlap; in order of time.

    `words` are those of the report: spoken commands are left out by the caller. Terms of the `context` are
    more likely than those of the shipped lexicon, which is always searched.
    """
    lists = word_lists()
    expected = expected_terms(context)
    right = frozenset(letters_of(term) for term in expected)
    found = [
        (likely[0][1] * likely[0][0].score ** 2, _suggestion(window, likely))
        for window in windows_of(words, lists, expected=right)
        if (likely := near_terms(window, _indexes(expected))) and likely[0][1] >= SHOWN_FROM
    ]
    taken: set[str] = set()
    kept: list[TermSuggestion] = []
    # of two stretches that overlap the one that sounds nearer wins, though the longer stands more alone
    for _, suggestion in sorted(found, key=lambda one: (-one[0], len(one[1].word_ids))):
        if taken.isdisjoint(suggestion.word_ids):
            taken.update(suggestion.word_ids)
            kept.append(suggestion)
    order = {word.id: number for number, word in enumerate(words)}
    return tuple(sorted(kept, key=lambda one: order[one.word_ids[0]]))


def expected_terms(context: DictationContext | None) -> tuple[str, ...]:
    """Every term of the context that is long enough to be told from another by its sound."""
    if context is None:
        return ()
    listed = (
        *context.medications,
        *context.problems,
        *context.terms,
        *context.author_terms,
        *context.site_terms,
    )
    return tuple(dict.fromkeys(term for term in listed if len(letters_of(term)) >= _SHORTEST_TERM))


def _indexes(expected: tuple[str, ...]) -> tuple[TermIndex, ...]:
    return (index_of(expected), shipped_index()) if expected else (shipped_index(),)


def near_terms(window: Window, indexes: Iterable[TermIndex]) -> tuple[tuple[NearTerm, float], ...]:
    """The terms nearest to a window with the chance of each, likeliest first; a term once."""
    by_text: dict[str, tuple[NearTerm, float]] = {}
    for index in indexes:
        near = index.near(window.letters, at_least=_LEAST_LIKENESS, limit=_MOST_CANDIDATES + 1)
        for one, chance in zip(near, chances(window, near, floor=_LEAST_LIKENESS), strict=True):
            by_text.setdefault(one.term.text.casefold(), (one, chance))
    return tuple(sorted(by_text.values(), key=lambda one: (-one[1], one[0].term.text)))


def _suggestion(window: Window, likely: Sequence[tuple[NearTerm, float]]) -> TermSuggestion:
    candidates = tuple(_candidates(likely, window))
    return TermSuggestion(
        word_ids=tuple(word.id for word in window.words),
        heard=" ".join(word.text for word in window.words).strip(".,;:?!"),
        text=candidates[0].text,
        score=candidates[0].score,
        candidates=candidates,
        start_s=window.words[0].start_s,
        end_s=window.words[-1].end_s,
    )


def _candidates(likely: Sequence[tuple[NearTerm, float]], window: Window) -> Iterator[Candidate]:
    confused = look_alikes(likely[0][0].term.text)
    for place, (near, chance) in enumerate(likely[:_MOST_CANDIDATES]):
        if place == 0 or chance >= _OTHERS_FROM or near.term.text in confused:
            text = f"{near.term.text} {window.tail}".strip()
            yield Candidate(text, round(chance, 3), look_alikes(near.term.text))
