"""The terms that a second pass should listen for, ranked. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from transcribe.lexicon.near_terms import shipped_index
from transcribe.lexicon.suggest import near_terms
from transcribe.lexicon.windows import windows_of
from transcribe.lexicon.word_lists import word_lists
from transcribe.transcript import SpokenWord

# A term worth a second hearing is far less sure than one worth showing.
_WORTH_HEARING_AGAIN = 0.02


def candidates_near(words: Sequence[SpokenWord], limit: int) -> tuple[str, ...]:
    """At most `limit` terms of the shipped lexicon that the first pass may have missed, likeliest first.

    Each term counts once, by the best chance that any stretch of the words gives it.
    """
    chance_of: dict[str, float] = {}
    for window in windows_of(words, word_lists()):
        for near, chance in near_terms(window, (shipped_index(),)):
            if chance >= max(_WORTH_HEARING_AGAIN, chance_of.get(near.term.text, 0.0)):
                chance_of[near.term.text] = chance
    ranked = sorted(chance_of, key=lambda text: (-chance_of[text], text))
    return tuple(ranked[:limit])
