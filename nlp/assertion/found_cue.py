"""One cue found in a text, whatever found it: a phrase of the data file or a pattern. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.suggestion import AssertionLabel


@dataclass(frozen=True)
class FoundCue:
    """Where a cue stands, what it says, and which way it reaches.

    `effect` is None for words that only look like a cue. `reach_words` bounds how far it reaches; None leaves
    that to the rules of its effect. `within_item` ends its scope at the next comma as well. `also` holds
    wherever the effect does: what a drug once did is conditional and past.
    """

    start: int
    end: int
    phrase: str
    effect: AssertionLabel | None
    forward: bool = False
    backward: bool = False
    reach_words: int | None = None
    within_item: bool = False
    also: frozenset[AssertionLabel] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a cue needs 0 <= start < end")


def leftmost_longest(cues: list[FoundCue]) -> list[FoundCue]:
    """The cues that stand: of those that overlap, the one that starts first, and of these the longest."""
    kept: list[FoundCue] = []
    for cue in sorted(cues, key=lambda one: (one.start, -one.end)):
        if not kept or cue.start >= kept[-1].end:
            kept.append(cue)
    return kept
