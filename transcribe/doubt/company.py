"""How well each word goes with its neighbours. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from transcribe.lexicon.word_pairs import pieces_of, word_pairs

# How often a word must be counted before it tells much that it was never seen beside its neighbours.
_COMMON = math.log(150)


def of_company(texts: Sequence[str]) -> tuple[dict[str, float], ...]:
    """One row of named measures for each word: how it goes with the word before it and behind it."""
    pieces = [pieces_of(text) for text in texts]
    return tuple(_row(pieces, at) for at in range(len(pieces)))


def _row(pieces: Sequence[Sequence[str]], at: int) -> dict[str, float]:
    known = word_pairs()
    own = pieces[at]
    before = pieces[at - 1][-1:] if at and own else ()
    after = pieces[at + 1][:1] if at + 1 < len(pieces) and own else ()
    left = known.affinity(before[0], own[0]) if before else 0.0
    right = known.affinity(own[-1], after[0]) if after else 0.0
    seen_left = bool(before) and known.is_seen(before[0], own[0])
    seen_right = bool(after) and known.is_seen(own[-1], after[0])
    counted = min((known.words.get(piece, 0) for piece in own), default=0)
    is_alone = not (seen_left or seen_right)
    return {
        "fits_before": left,
        "fits_after": right,
        "fits_best": max(left, right),
        "fits_worst": min(left, right),
        "seen_before": float(seen_left),
        "seen_after": float(seen_right),
        "alone": float(is_alone),
        "alone_though_common": math.log(counted + 1) / _COMMON if is_alone else 0.0,
    }
