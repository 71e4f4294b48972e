"""The same corrections made in a plain text area by keyboard, and a report typed from nothing. Pure.

This is the peer of the workbench: an editor that knows no doubts, no alternatives and no places.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.review.corrections import Correction

SECONDS_A_KEY = 0.2
SECONDS_A_DECISION = 1.35
LISTENING_SPEED = 1.5
CHARACTERS_A_LINE = 65


def textarea_actions(corrections: Sequence[Correction]) -> int:
    """Keys: word jumps (Ctrl with an arrow) from the error before, then the characters of the right text.

    The caret begins at the first word. Marking and deleting the wrong words is not counted: the text area's
    favour. Taking words out costs one key a word.
    """
    actions, at = 0, 0
    for one in corrections:
        actions += abs(one.first - at)
        actions += len(one.text) if one.text else one.end - one.first
        at = one.end
    return actions


def seconds_from_nothing(text: str, *, sound_s: float = 0.0) -> float:
    """Seconds to type the text while listening at one and a half times the speed: the longer of the two."""
    return max(len(text) * SECONDS_A_KEY, sound_s / LISTENING_SPEED)


def seconds_of_review(*, actions: int, decisions: int, sound_s: float = 0.0) -> float:
    """Seconds of a review: the sound once, then every key and every decision after it, none beside it."""
    return sound_s / LISTENING_SPEED + actions * SECONDS_A_KEY + decisions * SECONDS_A_DECISION
