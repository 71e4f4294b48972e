"""How many wrong pages got through all lots together, with an upper bound. Pure.

Samples are of unequal size and lots of unequal quality, so a pooled share is wrong twice: pages of a large
lot count for more than pages of a small one, and the lots that a sample let through are, for that very
reason, lots whose samples looked good. Both are answered here:

* each wrong page in a sample stands for (pages not looked at) / (pages looked at) more of its lot;
* a lot that failed by a single wrong page counts in the estimate although nothing of it escapes. For a wrong
  page left out of the sample of a lot that passed, the sample with it would have one wrong page more: the
  sum over samples with up to one more than accepted is what an unseen page adds up to on the average
  (Robbins 1968, estimating the total probability of the unobserved outcomes).

The upper bound is that of Fay and Feuer (1997) for weighted sums of counts: it is the exact Poisson bound
where all weights are equal, and errs on the safe side elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.sampling.distributions import gamma_quantile


@dataclass(frozen=True)
class SampledLot:
    """One decided lot, or a group's part of it.

    `pages` are the group's pages that the lot released; `weight` is pages not looked at per page looked at,
    of the lot. `wrong` counts the group's wrong pages in the sample, `lot_wrong` those of the whole sample.
    """

    pages: int
    weight: float
    wrong: int
    lot_wrong: int
    reject: int

    @property
    def passed(self) -> bool:
        """True when the lot was released on its sample."""
        return self.lot_wrong < self.reject


@dataclass(frozen=True)
class EscapeRate:
    """Wrong pages among the released ones: the likely number, and the one that 95 % certainty stays under."""

    lots: int
    released_pages: int
    wrong_found: int
    likely_wrong: float
    most_wrong: float

    @property
    def likely_share(self) -> float:
        """The likely share (0–1) of wrong pages; 0.0 where nothing was released."""
        return self.likely_wrong / self.released_pages if self.released_pages else 0.0

    @property
    def upper_share(self) -> float:
        """The upper bound of that share (0–1); 1.0 where nothing was released, for nothing is known."""
        return min(1.0, self.most_wrong / self.released_pages) if self.released_pages else 1.0


def escape_rate(lots: Iterable[SampledLot], *, confidence: float = 0.95) -> EscapeRate:
    """The rate over decided lots; nothing escapes from a lot that failed, for it was checked again."""
    all_lots = list(lots)
    counted = [one for one in all_lots if one.lot_wrong <= one.reject and one.weight > 0]
    likely = math.fsum(one.weight * one.wrong for one in counted)
    spread = math.fsum(one.weight**2 * one.wrong for one in counted)
    heaviest = max((one.weight for one in all_lots if one.weight > 0), default=0.0)
    return EscapeRate(
        lots=len(all_lots),
        released_pages=sum(one.pages for one in all_lots),
        wrong_found=sum(one.wrong for one in all_lots),
        likely_wrong=likely,
        most_wrong=_upper(likely, spread, heaviest, confidence),
    )


def _upper(likely: float, spread: float, heaviest: float, confidence: float) -> float:
    if heaviest == 0.0:
        return 0.0
    mean, variance = likely + heaviest, spread + heaviest**2
    return variance / mean * gamma_quantile(confidence, mean**2 / variance)
