"""Who did what: by patient, person and date, as a page and as CSV. Touches the database.

Asked for by a form, not by an address: a chart number is patient data. Looking is itself recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ingest.index_fields import parse_date
from ingest.patients.identity import mrn_key
from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.routes.sign_in import text_of
from review_ui.workplace import Workplace, workplace
from storage.accounts import list_users
from storage.audit.csv_export import audit_csv
from storage.audit.query import AuditFilter, AuditLine, all_audit_lines, audit_lines, day_span
from storage.audit.record import record_audit
from storage.errors import Disposition, ServiceError
from storage.tables import Patient

router = guarded_router()
LINES_SHOWN = 100


class AuditQuestionError(ServiceError):
    """The question cannot be answered: a date is no date, or nobody has this chart number."""

    code = "review_ui.audit_question"
    disposition = Disposition.ASK_HUMAN
    remedy = (
        "Write dates as YYYY-MM-DD, the first before the last, and the chart number as it is on the record"
    )


@dataclass(frozen=True)
class Asked:
    """The form as it was filled in, to show it again."""

    mrn: str = ""
    person: str = ""
    first: str = ""
    last: str = ""
    before_id: int | None = None


@router.get("/audit", name="audit", include_in_schema=False)
def audit_page(request: Request, user: Annotated[CurrentUser, require(Permission.SEE_AUDIT)]) -> Response:
    """The newest lines."""
    return _answer(request, user, Asked())


@router.post("/audit", include_in_schema=False)
async def audit_asked(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.SEE_AUDIT)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """The lines that were asked for."""
    return await run_in_threadpool(_answer, request, user, _asked(form))


@router.post("/audit.csv", name="audit_csv", include_in_schema=False)
async def audit_as_csv(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.SEE_AUDIT)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Every line that was asked for, as a file for a spreadsheet."""
    place, asked = workplace(request), _asked(form)
    lines = await run_in_threadpool(_all_lines, place, user, asked)
    return StreamingResponse(
        audit_csv(lines),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def _asked(form: FormData) -> Asked:
    before = text_of(form, "before_id")
    return Asked(
        mrn=text_of(form, "mrn").strip(),
        person=text_of(form, "person"),
        first=text_of(form, "first").strip(),
        last=text_of(form, "last").strip(),
        before_id=int(before) if before.isdecimal() else None,
    )


def _answer(request: Request, user: CurrentUser, asked: Asked) -> Response:
    place = workplace(request)
    problem: str | None = None
    lines: list[AuditLine] = []
    with place.database.read() as session:
        people = [(person.id, person.login) for person in list_users(session)]
        try:
            wanted = _filter(session, asked, place)
            lines = audit_lines(session, wanted, before_id=asked.before_id, limit=LINES_SHOWN)
        except AuditQuestionError as unclear:
            problem = str(unclear)
    if problem is None:
        _record_look(place, user, "audit.viewed", wanted, len(lines))
    return render(
        request,
        "audit/page.html",
        status=422 if problem else 200,
        asked=asked,
        people=people,
        lines=lines,
        problem=problem,
        more=len(lines) == LINES_SHOWN,
    )


def _all_lines(place: Workplace, user: CurrentUser, asked: Asked) -> list[AuditLine]:
    with place.database.read() as session:
        wanted = _filter(session, asked, place)
        lines = list(all_audit_lines(session, wanted))
    _record_look(place, user, "audit.exported", wanted, len(lines))
    return lines


def _filter(session: Session, asked: Asked, place: Workplace) -> AuditFilter:
    first, last = parse_date(asked.first), parse_date(asked.last)
    wrong_date = (asked.first and first is None) or (asked.last and last is None)
    if wrong_date or (first and last and last < first):
        raise AuditQuestionError("The dates cannot be used")
    since, until = day_span(first, last, place.zone)
    return AuditFilter(
        patient_id=_patient_with(session, asked.mrn) if asked.mrn else None,
        user_id=asked.person or None,
        since=since,
        until=until,
    )


def _patient_with(session: Session, mrn: str) -> str:
    found = session.scalar(select(Patient.id).where(Patient.mrn == mrn))
    if found is None:
        same = (
            row for row in session.execute(select(Patient.id, Patient.mrn)) if mrn_key(row[1]) == mrn_key(mrn)
        )
        found = next((row[0] for row in same), None)
    if found is None:
        raise AuditQuestionError("Nobody has this chart number")
    return found


def _record_look(place: Workplace, user: CurrentUser, action: str, wanted: AuditFilter, number: int) -> None:
    with place.database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action=action,
            subject_kind="audit",
            patient_id=wanted.patient_id,
            detail={"lines": number, "person": wanted.user_id},
        )
