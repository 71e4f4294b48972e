"""The chance of a code, with what was learned: one formula for what was offered and for what was not. Pure.

Without a decision it is the chance as it was. Terms and codes count from the first decision on; associations
count the more the more texts were decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.confidence.measures import log_odds
from nlp.confidence.model import chance_at
from nlp.learning.learned import Association, Learned

# From about so many texts on, that no words of a text go with an offered code says as much as that some do.
_TEXTS_TO_TRUST = 25
# What a term's own decisions weigh against those about its code: F1 .590, .592 and .589 at .5, .6 and .8.
_PART_OF_ENTRY = 0.6


@dataclass(frozen=True)
class LearnedWeights:
    """How learned shares move the chance; fitted with the confidence model and kept in its JSON.

    For what was offered: `offered` and, times the log odds of the share accepted, `share`, both beside the
    share itself; with an association `associated` and, times its log odds, `association`. For what words
    alone suggest: `unoffered` and, times the association's log odds, `unoffered_association`.
    """

    offered: float
    share: float
    associated: float
    association: float
    unoffered: float
    unoffered_association: float

    def __post_init__(self) -> None:
        if self.share < -1 or self.association < 0 or self.unoffered_association < 0:
            raise ValueError("an acceptance never makes a code less likely")

    @classmethod
    def of(cls, stored: Mapping[str, float]) -> LearnedWeights:
        """The weights as the confidence model keeps them."""
        return cls(**stored)


def decided_odds(learned: Learned, terms: frozenset[str], code: str, *, expected: float) -> float:
    """The log odds of the share accepted: of these terms with the code, and of the code at all."""
    entry = learned.share_of_entry(terms, code, expected=expected)
    of_code = learned.share_of_code(code, expected=expected)
    return _PART_OF_ENTRY * log_odds(entry) + (1 - _PART_OF_ENTRY) * log_odds(of_code)


def offered_chance(
    learned: Learned,
    weights: LearnedWeights,
    *,
    terms: frozenset[str],
    code: str,
    expected: float,
    association: Association | None,
) -> float:
    """The chance of an offered code whose chance was `expected` with nothing learned, 0–1."""
    odds = decided_odds(learned, terms, code, expected=expected)
    trust = learned.texts / (learned.texts + _TEXTS_TO_TRUST)
    beside = weights.offered + weights.share * odds
    if association is not None:
        beside += weights.associated + weights.association * log_odds(association.share)
    return chance_at(odds + trust * beside)


def unoffered_chance(weights: LearnedWeights, association: Association) -> float:
    """The chance of a code that only words which went with it suggest, 0–1."""
    return chance_at(weights.unoffered + weights.unoffered_association * log_odds(association.share))
