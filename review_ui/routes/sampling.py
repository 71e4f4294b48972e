"""Drawn samples of archive batches: draw, look at page by page, end; and what got through.

Touches the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ingest.sampling.lots import OPEN, batches_to_sample, draw_lot, find_lot
from ingest.sampling.rates import RateRow, rate_rows
from ingest.sampling.verdicts import (
    KINDS,
    checked_again,
    close_lot,
    judge,
    judged_pages,
    take_back,
    to_check_again,
)
from ingest.sampling.words import percent
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.figures_csv import Row, as_csv
from review_ui.given import read_given
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.review_acts import reviewer_of
from review_ui.sample_presenter import batch_name, kinds_found, lot_row, lot_rows, sample_view
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace, workplace
from storage.database import database_now

router = guarded_router()
Checker = Annotated[CurrentUser, require(Permission.VERIFY_CHARTS)]
Supervisor = Annotated[CurrentUser, require(Permission.SEE_STATUS)]
Given = Annotated[dict[str, str], Depends(read_given)]
PERIODS = (30, 92, 365)


@router.get("/samples", name="samples", include_in_schema=False)
def samples_page(request: Request, user: Checker) -> Response:
    """Batches to draw from, samples that are open, and how the latest ones went."""
    with workplace(request).database.read() as session:
        batches = [
            (one, batch_name(session, one.batch_id)) for one in batches_to_sample(session, user.site_id)
        ]
        lots = lot_rows(session, user.site_id)
    opened = [one for one in lots if one.state == OPEN]
    return render(
        request,
        "sampling/list.html",
        batches=batches,
        opened=opened,
        decided=[one for one in lots if one.state != OPEN],
    )


@router.post("/samples/draw", name="sample_draw", include_in_schema=False)
async def sample_drawn(request: Request, user: Checker, given: Given) -> Response:
    """Draw the sample of the batch `batch_id`, and show its first page."""
    lot_id = await run_in_threadpool(_draw, workplace(request), user, given.get("batch_id", ""))
    return go_to(f"/samples/{lot_id}")


def _draw(place: Workplace, user: CurrentUser, batch_id: str) -> str:
    settings = place.settings
    with place.database.write() as session:
        lot = draw_lot(
            session,
            user.site_id,
            batch_id,
            reviewer_of(user),
            aql=settings.sample_aql,
            level=settings.sample_level,
        )
        return lot.id


@router.get("/samples/rates", name="sample_rates", include_in_schema=False)
def rates_page(request: Request, user: Supervisor, days: str = "") -> Response:
    """What got through, over a period: all, by who checked, by type and by scanner."""
    period = _period(days)
    return render(
        request,
        "sampling/rates.html",
        rows=_rates(workplace(request), user, period),
        days=period,
        percent=percent,
    )


@router.get("/samples/rates.csv", name="sample_rates_csv", include_in_schema=False)
def rates_csv(request: Request, user: Supervisor, days: str = "") -> Response:
    """The same for a spreadsheet."""
    rows = _rates(workplace(request), user, _period(days))
    return Response(
        as_csv(_csv_rows(rows)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="what-got-through.csv"'},
    )


def _csv_rows(rows: Iterable[RateRow]) -> Iterator[Row]:
    yield (
        *("of", "name", "batches", "pages released", "pages looked at", "errors found"),
        *("likely wrong %", "at most wrong % (95 %)"),
    )
    for row in rows:
        rate = row.rate
        shares = (round(100 * share, 3) for share in (rate.likely_share, rate.upper_share))
        yield row.of, row.name, rate.lots, rate.released_pages, row.looked_at, rate.wrong_found, *shares


def _period(days: str) -> int:
    return next((one for one in PERIODS if str(one) == days), 92)


def _rates(place: Workplace, user: CurrentUser, days: int) -> list[RateRow]:
    with place.database.read() as session:
        since = database_now(session) - timedelta(days=days)
        return rate_rows(session, user.site_id, since=since)


@router.get("/samples/{lot_id}", name="sample", include_in_schema=False)
def sample_page(request: Request, lot_id: str, user: Checker, at: str = "") -> Response:
    """The next drawn page that nobody has looked at, or the one at the place `at`; else the sample's end."""
    place = workplace(request)
    with place.database.read() as session:
        lot = find_lot(session, user.site_id, lot_id)
        pages = judged_pages(session, lot.id)
        row, again = lot_row(session, lot), to_check_again(session, lot)
    chosen = next((page for page in pages if str(page.place) == at), None)
    following = chosen or next((page for page in pages if not page.verdict), None)
    if lot.state != OPEN or following is None:
        found = kinds_found(pages)
        wrong = sum(number for _, number in found)
        return render(request, "sampling/end.html", row=row, again=again, kinds=found, wrong=wrong)
    view = sample_view(place, user, lot, following)
    return render(request, "sampling/page.html", row=row, view=view, kinds=KINDS)


@router.post("/samples/{lot_id}/judge", name="sample_judge", include_in_schema=False)
async def page_judged(request: Request, lot_id: str, user: Checker, given: Given) -> Response:
    """Note that the drawn page at `place` is right, or what is wrong with it (`kind`)."""
    await run_in_threadpool(_judge, workplace(request), user, lot_id, given)
    return go_to(f"/samples/{lot_id}")


def _judge(place: Workplace, user: CurrentUser, lot_id: str, given: dict[str, str]) -> None:
    number = given.get("place", "")
    alone = place.settings.solo_mode or place.settings.one_person_may_do_all
    with place.database.write() as session:
        judge(
            session,
            find_lot(session, user.site_id, lot_id),
            place=int(number[:9]) if number.isascii() and number.isdigit() else 0,
            kind=given.get("kind", ""),
            person=reviewer_of(user),
            own_work_too=alone,
        )


@router.post("/samples/{lot_id}/take-back", name="sample_take_back", include_in_schema=False)
def verdict_taken_back(request: Request, lot_id: str, user: Checker) -> Response:
    """Take this person's last word back and show that page again."""
    with workplace(request).database.write() as session:
        again = take_back(session, find_lot(session, user.site_id, lot_id), reviewer_of(user))
    return go_to(f"/samples/{lot_id}" + (f"?at={again}" if again else ""))


@router.post("/samples/{lot_id}/close", name="sample_close", include_in_schema=False)
def sample_closed(request: Request, lot_id: str, user: Checker) -> Response:
    """End the sample: the batch is released, or goes back to checking."""
    with workplace(request).database.write() as session:
        close_lot(session, user.site_id, lot_id, reviewer_of(user))
    return go_to(f"/samples/{lot_id}")


@router.post("/samples/{lot_id}/checked-again", name="sample_checked_again", include_in_schema=False)
async def chart_checked_again(request: Request, lot_id: str, user: Checker, given: Given) -> Response:
    """Note that a filed chart (`document_id`) of this batch was looked through and mended."""
    await run_in_threadpool(_checked_again, workplace(request), user, lot_id, given.get("document_id", ""))
    return go_to(f"/samples/{lot_id}")


def _checked_again(place: Workplace, user: CurrentUser, lot_id: str, document_id: str) -> None:
    with place.database.write() as session:
        lot = find_lot(session, user.site_id, lot_id)
        visible_document(session, user, document_id)
        checked_again(session, lot, document_id, reviewer_of(user))
