"""What learning would have changed: the later cases of a site, told by its earlier ones. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nlp.learning.counting import DecidedText, learn
from nlp.learning.learned import Learned

_EARLIER_SHARE = 2 / 3
Case = TypeVar("Case")


@dataclass(frozen=True)
class ShownTier:
    """The tier that opens without a click, over several cases: its decided codes, and all assigned ones."""

    accepted: int
    rejected: int
    assigned: int

    @property
    def precision(self) -> float | None:
        """The share accepted among the decided; None without any."""
        decided = self.accepted + self.rejected
        return self.accepted / decided if decided else None

    @property
    def recall(self) -> float | None:
        """The share of the assigned codes that it showed; None where none was assigned."""
        return self.accepted / self.assigned if self.assigned else None


@dataclass(frozen=True)
class Replayed:
    """The later cases with nothing learned and learned from the earlier ones, and how many of each."""

    earlier: int
    later: int
    before: ShownTier
    after: ShownTier


def replay(
    cases: Sequence[tuple[Case, DecidedText]], shown_codes: Callable[[Case, Learned | None], set[str]]
) -> Replayed:
    """The comparison over cases in the order of their decisions; `shown_codes` suggests for one of them."""
    cut = round(len(cases) * _EARLIER_SHARE)
    learned = learn([decided for _, decided in cases[:cut]])
    later = cases[cut:]
    return Replayed(
        earlier=cut,
        later=len(later),
        before=_tier([(shown_codes(case, None), decided) for case, decided in later]),
        after=_tier([(shown_codes(case, learned), decided) for case, decided in later]),
    )


def _tier(cases: Sequence[tuple[set[str], DecidedText]]) -> ShownTier:
    return ShownTier(
        accepted=sum(len(shown & decided.assigned) for shown, decided in cases),
        rejected=sum(len(shown & decided.rejected) for shown, decided in cases),
        assigned=sum(len(decided.assigned) for _, decided in cases),
    )
