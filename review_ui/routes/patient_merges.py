"""Two entries of one patient are made one, after a look at both; it can be taken back. Touches the world."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ingest.patients.merges import PatientsNotMergedError, merge_patients, undo_merge
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.given import read_given
from review_ui.patient_presenter import patient_numbered, patient_words, shared_visits, side
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.workplace import workplace
from storage.tables import Document, Patient

router = guarded_router()
Given = Annotated[dict[str, str], Depends(read_given)]
Clerk = Annotated[CurrentUser, require(Permission.VERIFY_CHARTS)]


@router.post("/patients/merges/compare", name="merge_compared", include_in_schema=False)
async def merge_compared(request: Request, _user: Clerk, given: Given) -> Response:
    """Both patients side by side, by the numbers `kept` and `merged`, before anything is done."""

    def compare() -> Response:
        with workplace(request).database.read() as session:
            kept = patient_numbered(session, given.get("kept", ""))
            merged = patient_numbered(session, given.get("merged", ""))
            if kept is None or merged is None or kept.id == merged.id:
                raise PatientsNotMergedError("Two different known record numbers are needed")
            return render(
                request,
                "patients/merge.html",
                kept=side(session, kept),
                merged=side(session, merged),
                shared=shared_visits(session, kept, merged),
            )

    return await run_in_threadpool(compare)


@router.post("/patients/merges", name="merge_made", include_in_schema=False)
async def merge_made(request: Request, user: Clerk, given: Given) -> Response:
    """Make `merged_id` and `kept_id` one patient, with a `reason`."""

    def act() -> Response:
        with workplace(request).database.write() as session:
            merge_patients(
                session,
                kept_id=given.get("kept_id", ""),
                merged_id=given.get("merged_id", ""),
                reason=given.get("reason", "")[:500],
                actor=user.actor,
            )
        return go_to("/patients", done="patients_merged")

    return await run_in_threadpool(act)


@router.post("/patients/merges/undo", name="merge_undone", include_in_schema=False)
async def merge_undone(request: Request, user: Clerk, given: Given) -> Response:
    """Take the merge `merge_id` back, with a `reason`; shows what came in since, to be looked at."""

    def act() -> Response:
        with workplace(request).database.write() as session:
            since = undo_merge(
                session, given.get("merge_id", ""), reason=given.get("reason", "")[:500], actor=user.actor
            )
            rows = [session.get_one(Document, one) for one in since]
            shown = [
                (
                    one.id,
                    one.document_type or "No type yet",
                    patient_words(session.get_one(Patient, one.patient_id)),
                )
                for one in rows
            ]
        return render(request, "patients/undone.html", since=shown)

    return await run_in_threadpool(act)
