"""Which edition of ICD-10-CM holds when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
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


def last_day_of_fiscal_year(day: date) -> date:
    """30 September of the US fiscal year that `day` lies in: no release holds longer."""
    return date(day.year + (day.month >= 10), 9, 30)


def edition_for(day: date, editions: Iterable[Edition]) -> Edition:
    """The edition by which an encounter of that day is coded.

    Of those in force the one that began last: an April update takes the place of the October release. If none
    is in force, the last that began before, else the first after; the coder is then warned
    (`nlp.rules.coding_cautions`).

    Raises:
        ValueError: there is no edition.
    """
    known = sorted(editions, key=lambda one: (one.effective_from, one.name))
    if not known:
        raise ValueError("there is always the packaged edition")
    in_force = [one for one in known if one.covers(day)]
    begun = [one for one in known if one.effective_from <= day]
    return (in_force or begun or known[:1])[-1]
