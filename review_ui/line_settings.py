"""What a line is at this site, and how long a pay period lasts. Pure but for reading the environment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from storage.settings import FolderSettings
from storage.verified_lines import Total

LAST_START_OF_MONTH = 28  # the last day that every month has


class LineSettings(FolderSettings):
    """How lines of verified reports are counted for the people who verify them.

    Source of the visible black character: AHIMA/MTIA Joint Task Force, "A Standard Unit of Measure for
    Transcribed Reports"; 65 characters with spaces are the older habit.
    """

    line_counts: Literal["spaces", "visible"] = Field(
        default="spaces",
        description="What a line is made of: spaces (letters, signs and spaces) or visible (visible black "
        "characters, spaces left out).",
    )
    line_characters: int = Field(default=65, ge=1, description="Characters of one line.")
    pay_period_days: int = Field(
        default=14, ge=0, le=366, description="Length of a pay period in days; 0: a month."
    )
    pay_period_start: date = Field(
        default=date(2024, 1, 1),
        description="First day of any one pay period; with months, the day of the month (28 at the latest).",
    )

    def lines(self, characters: int) -> float:
        """That many characters as lines; parts of a line count."""
        return characters / self.line_characters

    @property
    def line_words(self) -> str:
        """What a line is, in plain words."""
        what = "characters with spaces" if self.line_counts == "spaces" else "visible characters"
        return f"A line is {self.line_characters} {what}."

    def edited_and_typed(self, total: Total) -> tuple[float, float]:
        """(lines of the draft that were checked, lines that a person typed)."""
        if self.line_counts == "spaces":
            return self.lines(total.edited), self.lines(total.typed)
        return self.lines(total.edited_visible), self.lines(total.typed_visible)


@dataclass(frozen=True)
class Days:
    """Days in a row, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("the last day comes before the first")

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """(the first instant of these days, the first one after them) at the site."""
        since = datetime.combine(self.first, time(), zone)
        until = datetime.combine(self.last + timedelta(days=1), time(), zone)
        return since.astimezone(UTC), until.astimezone(UTC)


def pay_period(settings: LineSettings, today: date) -> Days:
    """The pay period that today lies in."""
    start = settings.pay_period_start
    if settings.pay_period_days == 0:
        return _month_of(today, min(start.day, LAST_START_OF_MONTH))
    first = today - timedelta(days=(today - start).days % settings.pay_period_days)
    return Days(first, first + timedelta(days=settings.pay_period_days - 1))


def period_before(settings: LineSettings, period: Days) -> Days:
    """The pay period before this one."""
    return pay_period(settings, period.first - timedelta(days=1))


def _month_of(today: date, start_day: int) -> Days:
    first = today.replace(day=start_day)
    if first > today:
        first = (today.replace(day=1) - timedelta(days=1)).replace(day=start_day)
    following = (first.replace(day=1) + timedelta(days=32)).replace(day=start_day)
    return Days(first, following - timedelta(days=1))
