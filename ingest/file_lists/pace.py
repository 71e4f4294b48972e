"""How fast a long list is worked through, and when it will be done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """What a run has done in `seconds`, waiting included, and what is left."""

    done: int
    left: int
    seconds: float

    @property
    def files_an_hour(self) -> float:
        """The rate of this run; 0 before its first file."""
        return self.done / self.seconds * 3600 if self.done and self.seconds > 0 else 0.0

    def ends(self, now: datetime) -> datetime | None:
        """When the list will be done at this rate; None while nobody can say."""
        if not self.left:
            return now
        rate = self.files_an_hour
        return now + timedelta(hours=self.left / rate) if rate else None

    def words(self, now: datetime) -> str:
        """The pace for people, such as "3,600 files an hour, done on 14 March 2027"."""
        end = self.ends(now)
        if end is None:
            return "no rate yet"
        rate = f"{self.files_an_hour:,.0f} files an hour"
        return f"{rate}, done {_when(now, end)}"


def _when(now: datetime, end: datetime) -> str:
    if end.date() == now.date():
        return f"at {end:%H:%M}"
    day: date = end.date()
    return f"on {day.day} {day:%B %Y}"
