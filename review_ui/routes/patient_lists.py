"""Patients of the site: lists taken in, what they ask, and two entries made one. Touches the world."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from ingest.patients.csv_list import (
    DATE_ORDERS,
    FIELDS,
    Columns,
    ListNotReadError,
    Table,
    guessed_columns,
    patients_in,
    read_table,
)
from ingest.patients.lists import (
    decide_question,
    how_many_patients,
    kept_columns,
    newest_lists,
    open_questions,
    refused_rows,
    take_list,
)
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.given import read_given
from review_ui.patient_presenter import merges_shown, questions_shown
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.uploading import files_in, read_upload_form
from review_ui.workplace import workplace
from storage.errors import ServiceError

router = guarded_router()
Given = Annotated[dict[str, str], Depends(read_given)]
Clerk = Annotated[CurrentUser, require(Permission.VERIFY_CHARTS)]
_SHOWN_ROWS = 8
_MOST_ROWS = 20_000  # more take longer than a browser waits: the command line tells how far it is
_LABELS = {
    "mrn": "Record number",
    "name": "Whole name",
    "family_name": "Family name",
    "given_name": "Given name",
    "middle_name": "Middle name",
    "dob": "Birth date",
    "chart_number": "Old chart number",
    "other_name": "Maiden or other name",
}


class ListTooLongError(ServiceError):
    """A list of more rows than a page takes."""

    code = "review_ui.list_too_long"
    disposition = ListNotReadError.disposition
    remedy = "Take it in on the computer itself: chartscribe patients import FILE"


@router.get("/patients", name="patients", include_in_schema=False)
def patients_page(request: Request, _user: Clerk) -> Response:
    """How many patients are known, what lists ask, the newest lists, and what was merged."""
    return _page(request)


def _page(request: Request, *, wrong: ServiceError | None = None) -> Response:
    with workplace(request).database.read() as session:
        lists = newest_lists(session)
        return render(
            request,
            "patients/page.html",
            status=422 if wrong else 200,
            known=how_many_patients(session),
            questions=questions_shown(session, open_questions(session)),
            lists=[(one, refused_rows(session, one.id, most=20)) for one in lists],
            merges=merges_shown(session),
            wrong=wrong,
        )


@router.post("/patients/lists", name="list_sent", include_in_schema=False)
async def list_sent(request: Request, _user: Clerk) -> Response:
    """Show the first rows of a list, with its columns as far as they can be told."""
    form = await read_upload_form(request)
    content = await files_in(form)[0].read()
    name = files_in(form)[0].filename or "list"

    def look() -> Response:
        try:
            table = _table(content)
        except (ListNotReadError, ListTooLongError) as wrong:
            return _page(request, wrong=wrong)
        kept = workplace(request).belt.store.put_bytes(content)
        return _preview(request, table, sha256=kept.sha256, name=name)

    return await run_in_threadpool(look)


def _table(content: bytes) -> Table:
    table = read_table(content)
    if len(table.rows) > _MOST_ROWS:
        raise ListTooLongError(f"The list has more than {_MOST_ROWS} rows")
    return table


def _preview(
    request: Request,
    table: Table,
    *,
    sha256: str,
    name: str,
    chosen: Mapping[str, str] | None = None,
    wrong: ServiceError | None = None,
) -> Response:
    guessed, orders = guessed_columns(table)
    with workplace(request).database.read() as session:
        kept = kept_columns(session, table)
    headings = chosen or (kept.headings if kept else guessed)
    order = kept.date_order if kept else orders[0] if len(orders) == 1 else ""
    return render(
        request,
        "patients/preview.html",
        status=422 if wrong else 200,
        name=name,
        sha256=sha256,
        table=table,
        rows=[row for _, row in table.rows[:_SHOWN_ROWS]],
        first=_first_patients(table, headings, order or orders[0]),
        fields=[(field, _LABELS[field], headings.get(field, "")) for field in FIELDS],
        orders=[("", "choose how birth dates are written"), *DATE_ORDERS.items()],
        order=order,
        wrong=wrong,
    )


def _first_patients(table: Table, headings: Mapping[str, str], order: str) -> list[object]:
    try:
        return list(islice(patients_in(table, Columns(headings, order)), _SHOWN_ROWS))
    except ListNotReadError:
        return []  # the page asks for the missing columns


@router.post("/patients/lists/take", name="list_taken", include_in_schema=False)
async def list_taken(request: Request, user: Clerk, given: Given) -> Response:
    """Take the list `sha256` in, by the columns `column-FIELD` and the order `dates`."""

    def take() -> Response:
        place = workplace(request)
        content = place.belt.store.read(given.get("sha256", ""))
        table, name = _table(content), given.get("name", "list")[:200]
        headings = {field: given[f"column-{field}"] for field in FIELDS if given.get(f"column-{field}")}
        order = given.get("dates", "") or ("" if "dob" in headings else "ymd")
        try:
            columns = Columns(headings, order)
            take_list(place.database, content, table, columns, file_name=name, actor=user.actor)
        except ListNotReadError as wrong:
            sha256 = given.get("sha256", "")
            return _preview(request, table, sha256=sha256, name=name, chosen=headings, wrong=wrong)
        return go_to("/patients", done="list_taken")

    return await run_in_threadpool(take)


@router.post("/patients/questions", name="question_decided", include_in_schema=False)
async def question_decided(request: Request, user: Clerk, given: Given) -> Response:
    """Answer the question `note_id` of a list: taken, or left."""

    def act(session: Session) -> None:
        decide_question(
            session, given.get("note_id", ""), decision=given.get("decision", ""), actor=user.actor
        )

    def decide() -> Response:
        with workplace(request).database.write() as session:
            act(session)
        return go_to("/patients")

    return await run_in_threadpool(decide)
