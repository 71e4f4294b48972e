"""What was written for one window of sound, and whether to believe it. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from transcribe.loops import loops_in
from transcribe.transcript import SpokenWord, Timing

_HOLE_S = 4.0
_TELLING_LETTERS = 5  # "new" is said by everybody, "comma" by somebody who dictates
_LEAST = 1e-4  # the engine gives some words no more than zero


@dataclass
class HeardWord:
    """One word while its pieces are gathered."""

    text: str
    start_s: float
    end_s: float
    confidence: float
    timing: Timing = "measured"


HeardWindow: TypeAlias = "list[tuple[Any, list[HeardWord]]]"  # raw segments, each with its words


def words_said(heard: HeardWindow) -> int:
    """How many words are written, those of loops but once."""
    words = _spoken(heard)
    return len(words) - sum(map(len, loops_in(words)))


def expected_said(heard: HeardWindow, expected: str) -> list[float]:
    """How sure the engine is of each longer expected word that is written; empty where none is.

    In other speech expected words do harm. Eight utterances of novels (128 words) had 16 errors with them and
    13 without, 31 and 27 over a telephone, 34 and 31 in babble. In bad sound they are even written where
    nobody said them: fifty such utterances got ten names of drugs in five windows, in four of them all
    below .12.
    """
    listed = {one for one in re.findall(r"\w+", expected.casefold()) if len(one) >= _TELLING_LETTERS}
    words = (word for _, own in heard for word in own)
    return [
        word.confidence for word in words if not listed.isdisjoint(re.findall(r"\w+", word.text.casefold()))
    ]


def sureness(heard: HeardWindow) -> float:
    """The mean logarithm of how sure the engine is of each word; none at all is surest of nothing."""
    words = [word.confidence for _, own in heard for word in own]
    return sum(math.log(max(one, _LEAST)) for one in words) / len(words) if words else -math.inf


def went_astray(heard: HeardWindow) -> bool:
    """True with a loop, or with a stretch without words: a window holds no pause that long."""
    words = _spoken(heard)
    holes = (after.start_s - word.end_s for word, after in pairwise(words))
    return any(True for _ in loops_in(words)) or max(holes, default=0.0) > _HOLE_S


def _spoken(heard: HeardWindow) -> list[SpokenWord]:
    words = [word for _, own in heard for word in own]
    return [SpokenWord(f"w{n}", word.text, word.start_s, word.end_s) for n, word in enumerate(words)]
