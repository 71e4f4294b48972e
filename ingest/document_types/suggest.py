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
_SMOOTH = 0.6  # documents' worth of "as in all types" added to each type
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
    total = sum(counts.documents.values())
    if not signs or not total:
        return TypeSuggestion()
    scores = _scores(signs, counts, total)
    best = max(scores.values())
    weights = {one: math.exp((score - best) / _SOFTNESS) for one, score in scores.items()}
    whole = sum(weights.values())
    ranked = sorted(weights, key=lambda one: (-weights[one], one))[:_MOST_LIKELY]
    likely = tuple((one, round(weights[one] / whole, 4)) for one in ranked)
    return TypeSuggestion(likely, is_sure=likely[0][1] >= SURE_FROM and best >= _LEAST_EVIDENCE)


def _scores(signs: Collection[str], counts: TypeCounts, total: float) -> dict[str, float]:
    scores = dict.fromkeys(counts.documents, 0.0)
    for sign in sorted(signs):
        types = counts.signs.get(sign)
        if types is None:
            continue
        loud = _LOUD.get(sign[0], 0.0)
        at_large = (sum(types.values()) + 0.1) / (total + 0.2)
        for one, documents in counts.documents.items():
            share = (types.get(one, 0.0) + _SMOOTH * at_large) / (documents + _SMOOTH)
            scores[one] += loud * math.log(share / at_large)
    return scores
