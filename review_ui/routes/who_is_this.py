"""Who is this? A chart's patient is chosen, typed or laid aside; then the next one. Touches the world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from ingest.index_fields import IndexFieldError, IndexFields, parse_index_fields
from ingest.page_moves import PageMove, move_pages
from ingest.patients.matching import PatientConflictError, PatientUnknownError
from ingest.patients.page_decisions import (
    PageNotDecidedError,
    decide_page,
    hand_back_when_decided,
    note_moved,
)
from ingest.patients.who import AlreadyKnownError, choose_known, choose_new, lay_aside
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.given import read_given
from review_ui.index_presenter import index_panel
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.review_rights import check_may_review
from review_ui.routes.review_acts import reviewer_of
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.who_presenter import (
    laid_aside,
    next_unidentified,
    typed_candidates,
    who_page,
)
from review_ui.workplace import workplace
from storage.audit.record import record_audit
from storage.errors import ServiceError
from storage.reviews import claim_for_review
from storage.tables import Document

router = guarded_router()
Given = Annotated[dict[str, str], Depends(read_given)]
Clerk = Annotated[CurrentUser, require(Permission.VERIFY_CHARTS)]
_MOST_TYPED = 200


@router.get("/who", name="who_next", include_in_schema=False)
def who_next(request: Request, user: Clerk) -> Response:
    """The next chart that nobody has named, or the list of those laid aside when there is none."""
    with workplace(request).database.read() as session:
        found = next_unidentified(session, user)
        if found is not None:
            return go_to(f"/documents/{found}/who")
        return render(request, "patients/all_known.html", laid_aside=laid_aside(session, user))


@router.get("/documents/{document_id}/who", name="who_is_this", include_in_schema=False)
def who_is_this(request: Request, document_id: str, user: Clerk) -> Response:
    """Who a chart may be about, beside what its page says."""
    return _page(request, user, document_id)


def _page(
    request: Request,
    user: CurrentUser,
    document_id: str,
    *,
    given: Mapping[str, str] | None = None,
    wrong: ServiceError | None = None,
) -> Response:
    place = workplace(request)
    with place.database.write() as session:
        document = _chart(session, user, document_id)
        record_audit(
            session,
            actor=user.actor,
            action="document.viewed",
            subject_kind="document",
            subject_id=document.id,
            patient_id=document.patient_id,
            detail={"page": "who"},
        )
    with place.database.read() as session:
        who = who_page(place, session, user, _chart(session, user, document_id))
        problems = wrong.problems if isinstance(wrong, IndexFieldError) else {}
        return render(
            request,
            "patients/who.html",
            status=422 if wrong else 200,
            who=who,
            new={**who.new, **(given or {})},
            shows_new=given is not None or (not who.found and who.current is None),
            problems=problems,
            wrong=wrong if wrong and not problems else None,
            already_known=isinstance(wrong, AlreadyKnownError),
        )


def _chart(session: Session, user: CurrentUser, document_id: str) -> Document:
    document = visible_document(session, user, document_id)
    check_may_review(user, document.kind)
    if document.kind != "chart":
        raise DocumentUnknownError("There is no such chart")
    return document


@router.post("/documents/{document_id}/who/search", name="who_search", include_in_schema=False)
async def who_searched(request: Request, document_id: str, user: Clerk, given: Given) -> Response:
    """The patients for what is `typed`: {part}, the list of the page alone."""

    def search() -> Response:
        with workplace(request).database.write() as session:
            _chart(session, user, document_id)
            found = typed_candidates(session, given.get("typed", "")[:_MOST_TYPED])
            record_audit(
                session,
                actor=user.actor,
                action="patients.searched",
                subject_kind="document",
                subject_id=document_id,
                detail={"found": len(found)},
            )
            part = render(request, "patients/candidates.html", found=found, meant=len(found) == 1)
            return JSONResponse({"part": bytes(part.body).decode()})

    return await run_in_threadpool(search)


@router.post("/documents/{document_id}/who", name="who_chosen", include_in_schema=False)
async def who_chosen(request: Request, document_id: str, user: Clerk, given: Given) -> Response:
    """`how` says: known (`patient_id`), new (`name`, `dob`, `mrn`; `is_another`), or aside (`note`).

    Goes on to the next chart that nobody has named, or stays where a page waits for an answer.
    """

    def act() -> Response:
        place = workplace(request)
        with place.database.write() as session:
            document = _chart(session, user, document_id)
            how, reviewer, settings = given.get("how", ""), reviewer_of(user), place.settings
            done = True
            if how == "aside":
                lay_aside(session, document_id, note=given.get("note", ""), reviewer=reviewer)
            elif how == "new":
                fields = parse_index_fields({**_index_texts(session, document), **_patient_texts(given)})
                done = choose_new(
                    session,
                    document_id,
                    fields,
                    reviewer=reviewer,
                    settings=settings,
                    is_another=given.get("is_another") == "yes",
                )
            else:
                index = _index(session, document)
                chosen = given.get("patient_id", "")
                done = choose_known(session, document_id, chosen, index, reviewer=reviewer, settings=settings)
        return _onward(request, user, document_id, is_done=done)

    try:
        return await run_in_threadpool(act)
    except (IndexFieldError, PatientUnknownError, PatientConflictError, AlreadyKnownError) as wrong:
        said = _patient_texts(given)
        return await run_in_threadpool(
            lambda refused=wrong: _page(request, user, document_id, given=said, wrong=refused)  # type: ignore[misc]
        )


def _onward(request: Request, user: CurrentUser, document_id: str, *, is_done: bool) -> Response:
    if not is_done:
        return go_to(f"/documents/{document_id}/who")
    with workplace(request).database.read() as session:
        found = next_unidentified(session, user, after=document_id)
    return go_to(f"/documents/{found}/who" if found else "/who")


def _patient_texts(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name, "").strip() for name in ("mrn", "name", "dob")}


def _index_texts(session: Session, document: Document) -> dict[str, str]:
    return dict(index_panel(session, document, may_confirm=True).values)


def _index(session: Session, document: Document) -> IndexFields:
    """What is known of the document beside its patient."""
    return parse_index_fields({**_index_texts(session, document), "mrn": "", "name": "", "dob": ""})


@router.post("/documents/{document_id}/who/pages", name="who_pages", include_in_schema=False)
async def pages_decided(request: Request, document_id: str, user: Clerk, given: Given) -> Response:
    """Answer for the pages `deficiency_ids`: same_patient or both_named (with a `reason`), or move them."""

    def act() -> Response:
        place, reviewer = workplace(request), reviewer_of(user)
        wanted = given.get("deficiency_ids", "").split()
        with place.database.write() as session:
            document = _chart(session, user, document_id)
            if not wanted:
                raise PageNotDecidedError("No page was chosen")
            claim_for_review(
                session, document_id, reviewer, lease_minutes=place.settings.review_lease_minutes
            )
            if given.get("decision") == "move":
                moving = note_moved(session, document, wanted, reviewer)
                is_done = True
            else:
                moving = ()
                for one in wanted:
                    decide_page(
                        session,
                        document_id,
                        one,
                        decision=given.get("decision", ""),
                        reason=given.get("reason", ""),
                        reviewer=reviewer,
                        keep_as_alias=given.get("keep") == "yes",
                    )
                is_done = hand_back_when_decided(session, document_id, reviewer)
        if moving:
            move_pages(place.belt, PageMove(document_id, moving, for_another_patient=True), reviewer)
        return _onward(request, user, document_id, is_done=is_done)

    return await run_in_threadpool(act)
