"""What the machine proposes for each page of a chart, should a document begin there. Pure.

Kept as it was made, so that the decisions of a person stand on what that person saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SCHEMA_VERSION = 1
STARTS_FROM = 0.5
_CERTAIN_ABOVE, _CERTAIN_BELOW = 0.9, 0.1
_ALIKE_FROM = 0.45  # the share of signs that two pages have in common to be asked once


@dataclass(frozen=True)
class ProposedPage:
    """A page: how likely a document begins there (0–1), and what that document would be.

    `types` are the likely ones, the likeliest first, `days` ISO dates the same way; pages of one `group` look
    alike.
    """

    page_id: str
    start: float
    is_blank: bool = False
    types: tuple[str, ...] = ()
    type_is_sure: bool = False
    days: tuple[str, ...] = ()
    day_is_sure: bool = False
    group: int = 0

    @property
    def starts(self) -> bool:
        """Whether the machine would begin a document here."""
        return self.start >= STARTS_FROM

    @property
    def start_is_sure(self) -> bool:
        """Whether nobody need look twice at where the document begins."""
        return self.start >= _CERTAIN_ABOVE or self.start <= _CERTAIN_BELOW


@dataclass(frozen=True)
class Proposal:
    """The pages of a chart in order."""

    pages: tuple[ProposedPage, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"schema_version": SCHEMA_VERSION, "pages": [asdict(page) for page in self.pages]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Proposal:
        """The proposal that `as_json` wrote."""
        return cls(
            tuple(
                ProposedPage(**{**page, "types": tuple(page["types"]), "days": tuple(page["days"])})
                for page in stored["pages"]
            )
        )


def groups_of_alike(signs: Sequence[frozenset[str]]) -> list[int]:
    """A number for each page, the same for pages that look alike; the first page of a group leads it."""
    leaders: list[frozenset[str]] = []
    groups = []
    for found in signs:
        likeness = [len(found & leader) / max(len(found | leader), 1) for leader in leaders]
        best = max(range(len(leaders)), key=lambda place: likeness[place], default=None)
        if best is None or likeness[best] < _ALIKE_FROM or not found:
            leaders.append(found)
            best = len(leaders) - 1
        groups.append(best)
    return groups
