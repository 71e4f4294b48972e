"""Which edition of ICD-10-CM holds when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Edition:
    """One release of the code set; `effective_to` is the last day, both days included."""

    name: str
    effective_from: date
    effective_to: date
    source: str

    def __post_init__(self) -> None:
        if self.effective_to < self.effective_from:
            raise ValueError("an edition cannot end before it starts")

    def covers(self, day: date) -> bool:
        """Whether the edition is in force on `day`."""
        return self.effective_from <= day <= self.effective_to


# CMS publishes on 1 October with an update on 1 April; the April 2026 release holds until the FY 2027 one.
APRIL_2026 = Edition(
    name="2026-04",
    effective_from=date(2026, 4, 1),
    effective_to=date(2026, 9, 30),
    source="CDC/NCHS and CMS tabular list, April 1 2026 release",
)
