"""Ways of saying it that a list of fixed phrases cannot hold: words with gaps, and what stands behind. Pure.

Each shape reaches forward or backward like a cue of the data file. The shapes follow how statements are built
(an order with "for any", a symptom with the act that brings it on, a verb of ending), not single notes.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp.assertion import wider_ahead, wider_standing
from nlp.assertion.found_cue import FoundCue

_SHAPES = (*wider_ahead.SHAPES, *wider_standing.SHAPES)


def wider_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """The shapes found in one sentence; they may overlap other cues."""
    for shape in _SHAPES:
        for match in shape.pattern.finditer(text, start, stop):
            if match.end() > match.start():
                yield FoundCue(
                    start=match.start(),
                    end=match.end(),
                    phrase="a wider phrase",
                    effect=shape.effect,
                    forward=shape.forward,
                    backward=not shape.forward,
                    reach_words=shape.reach_words,
                    within_item=shape.within_item,
                )
