"""Which type a document is likely of, and whether that is well founded. Pure.

Each sign speaks by how much oftener it stands in documents of a type than in documents at large; words of the
running text speak softly, because many of them say the same thing. What is below `SURE_FROM` is "not sure".
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from ingest.document_types.counts import TypeCounts

SURE_FROM = 0.8
_SOFTNESS = 3.0  # divides the evidence: signs are not independent of each other
_SMOOTH = 0.6  # documents' worth of "as in all types" added to each type, for signs that shipped types have
# and for signs known from filing alone: what stood in the first documents of a type is mostly the clinic's
# letterhead and the patient's troubles. After 6 filed documents .79 are right and sure, .08 wrong and sure;
# when shipped documents counted as documents without the sign it was .50 and .31
_SMOOTH_FILED = 6.0
_UNSEEN = 0.5  # documents with a sign, and without it, as if filed already: one proves little
_LOUD = {"t": 1.4, "h": 1.0, "k": 0.8, "w": 0.35, "l": 0.3}
_MOST_LIKELY = 6
_LEAST_EVIDENCE = 2.0  # of the best type, in units of a heading's log odds


@dataclass(frozen=True)
class TypeSuggestion:
    """The likely types with their shares (0–1), the likeliest first; `is_sure` says whether to propose it."""

    likely: tuple[tuple[str, float], ...] = ()
    is_sure: bool = False

    @property
    def best(self) -> str:
        """The likeliest type; "" where nothing speaks for any."""
        return self.likely[0][0] if self.likely else ""


def suggest_type(signs: Collection[str], counts: TypeCounts) -> TypeSuggestion:
    """The likely types of a document with these signs; equal ones in the order of the alphabet."""
    if not signs or not any(counts.documents.values()):
        return TypeSuggestion()
    scores = _scores(signs, counts)
    best = max(scores.values())
    weights = {one: math.exp((score - best) / _SOFTNESS) for one, score in scores.items()}
    whole = sum(weights.values())
    ranked = sorted(weights, key=lambda one: (-weights[one], one))[:_MOST_LIKELY]
    likely = tuple((one, round(weights[one] / whole, 4)) for one in ranked)
    return TypeSuggestion(likely, is_sure=likely[0][1] >= SURE_FROM and best >= _LEAST_EVIDENCE)


def _scores(signs: Collection[str], counts: TypeCounts) -> dict[str, float]:
    scores = dict.fromkeys(counts.documents, 0.0)
    filed = counts.filed
    for sign in sorted(signs):
        types = counts.signs.get(sign)
        if types is None:
            continue
        loud = _LOUD.get(sign[0], 0.0)
        is_shipped = sign in counts.shipped_signs
        able, smooth = (counts.documents, _SMOOTH) if is_shipped else (filed, _SMOOTH_FILED)
        at_large = (sum(types.values()) + _UNSEEN) / (sum(able.values()) + 2 * _UNSEEN)
        for one, documents in able.items():
            share = (types.get(one, 0.0) + smooth * at_large) / (documents + smooth)
            scores[one] += loud * math.log(share / at_large)
    return scores
