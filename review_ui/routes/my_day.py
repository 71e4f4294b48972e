"""My day: what the signed-in person verified, counted in lines. Touches the database.

Every query of a page takes its person from the session, and no address names one: nobody can ask for
somebody else's day. Sums over everybody are told from five people on.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.line_settings import Days, LineSettings, pay_period, period_before
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.workplace import Workplace, workplace
from storage.audit.csv_export import safe_cell
from storage.verified_lines import Total, VerifiedReport, group_total, own_reports, total_of

router = guarded_router()
Verifies = Annotated[CurrentUser, require(Permission.VERIFY_DICTATIONS)]
Sums = Annotated[CurrentUser, require(Permission.SEE_GROUP_LINES)]
COLUMNS = (
    *("day", "time", "worktype", "document", "lines", "lines_edited", "lines_typed"),
    *("characters_with_spaces", "visible_characters", "typed_characters", "from_draft"),
)


@dataclass(frozen=True)
class LinesShown:
    """Reports and lines of a day, a period or one report, as the page shows them."""

    reports: int
    edited: float
    typed: float

    @property
    def lines(self) -> float:
        """Edited and typed lines together."""
        return self.edited + self.typed


def shown(total: Total, settings: LineSettings) -> LinesShown:
    """The sums in this site's lines."""
    edited, typed = settings.edited_and_typed(total)
    return LinesShown(total.reports, edited, typed)


@router.get("/my-day", name="my_day", include_in_schema=False)
def my_day_page(request: Request, user: Verifies) -> Response:
    """Reports and lines of this person, today and in this pay period."""
    place = workplace(request)
    today = datetime.now(place.zone).date()
    period = pay_period(place.lines, today)
    reports = _own(place, user, period)
    days = _by_day(place, reports)
    return render(
        request,
        "my_day/page.html",
        today_shown=shown(total_of(days.get(today, [])), place.lines),
        period_shown=shown(total_of(reports), place.lines),
        period=period,
        before=period_before(place.lines, period),
        days=[(day, shown(total_of(done), place.lines)) for day, done in sorted(days.items(), reverse=True)],
        reports=[(one, shown(total_of([one]), place.lines)) for one in reversed(days.get(today, []))],
        line_words=place.lines.line_words,
    )


@router.get("/my-day.csv", name="my_day_csv", include_in_schema=False)
def my_day_csv(request: Request, user: Verifies, period: str = "") -> Response:
    """This person's own reports of this pay period, or of the one before (`period=before`), as CSV."""
    place = workplace(request)
    days = pay_period(place.lines, datetime.now(place.zone).date())
    if period == "before":
        days = period_before(place.lines, days)
    text = _csv(place, _own(place, user, days))
    name = f"lines-{days.first.isoformat()}-{days.last.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/lines", name="group_lines", include_in_schema=False)
def group_lines_page(request: Request, user: Sums) -> Response:  # noqa: ARG001 - guards the route
    """Sums of everybody in this pay period and the one before, where five people or more make them."""
    place = workplace(request)
    period = pay_period(place.lines, datetime.now(place.zone).date())
    periods = (period, period_before(place.lines, period))
    totals = [(one, _everybody(place, one)) for one in periods]
    return render(
        request,
        "my_day/group.html",
        periods=[(one, shown(total, place.lines) if total else None) for one, total in totals],
        line_words=place.lines.line_words,
    )


def _own(place: Workplace, user: CurrentUser, days: Days) -> list[VerifiedReport]:
    since, until = days.instants(place.zone)
    with place.database.read() as session:
        return own_reports(session, user.user_id, since=since, until=until)


def _everybody(place: Workplace, days: Days) -> Total | None:
    since, until = days.instants(place.zone)
    with place.database.read() as session:
        return group_total(session, since=since, until=until)


def _by_day(place: Workplace, reports: Sequence[VerifiedReport]) -> dict[date, list[VerifiedReport]]:
    days: dict[date, list[VerifiedReport]] = defaultdict(list)
    for one in reports:
        days[one.verified_at.astimezone(place.zone).date()].append(one)
    return days


def _csv(place: Workplace, reports: Sequence[VerifiedReport]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for one in reports:
        at, size = one.verified_at.astimezone(place.zone), one.size
        counted = shown(total_of([one]), place.lines)
        lines = (f"{number:.2f}" for number in (counted.lines, counted.edited, counted.typed))
        characters = (str(number) for number in (size.characters, size.visible, size.typed))
        from_draft = "yes" if size.from_draft else "no"
        said = (f"{at:%Y-%m-%d}", f"{at:%H:%M}", one.worktype, one.document_id)
        writer.writerow([safe_cell(cell) for cell in (*said, *lines, *characters, from_draft)])
    return buffer.getvalue()
