"""Blanks in the draft: where speech was missed, or the author asked for one. Never a guess. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcribe.commands.kinds import Inserted, Part
from transcribe.commands.writer import BLANK

MISSED = "somebody speaks, but no words were written"


@dataclass(frozen=True)
class Blank:
    """A blank of the draft: its token, the seconds it stands for, and why it is there."""

    token_id: str
    start_s: float
    end_s: float
    reason: str


def with_blanks(parts: Sequence[Part], missed: Sequence[tuple[float, float]]) -> list[Part]:
    """The parts with a blank for each missed stretch, before the first word that starts behind its start."""
    result: list[Part] = []
    waiting = sorted(missed)
    for part in parts:
        while waiting and part.start_s >= waiting[0][0]:
            start_s, end_s = waiting.pop(0)
            result.append(Inserted(BLANK, (), MISSED, start_s, end_s))
        result.append(part)
    result.extend(Inserted(BLANK, (), MISSED, start_s, end_s) for start_s, end_s in waiting)
    return result
