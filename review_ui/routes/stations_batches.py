"""Batches of the scanning room: the list, one batch, and every step of it. Touches the world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ingest.stations.events import RESCAN_CALLED_OFF, AskedRescan, ask_rescan
from ingest.stations.sitting import (
    NotAtHandError,
    check,
    count_sheets,
    go_to,
    hand_over,
    hold,
    leave,
    look_again,
    parse_sheets,
)
from review_ui.auth import CurrentUser, NotAllowedError, guarded_router, read_form, require
from review_ui.batch_views import STATE_WORDS, batch_rows, batch_view, custody_lines, find_batch
from review_ui.permissions import Permission, permissions_of
from review_ui.presenters import state_said
from review_ui.rendering import render
from review_ui.routes.review_acts import reviewer_of
from review_ui.routes.sign_in import text_of
from review_ui.visibility import visible_document, visible_to
from review_ui.workplace import workplace
from storage.accounts import Role
from storage.ledger.batch_states import PAPER_AT_HAND, BatchState
from storage.ledger.batches import batch_events, record_batch_event
from storage.reviews import Reviewer
from storage.tables import Batch, Document, DocumentPage, User

router = guarded_router()
Scans = Annotated[CurrentUser, require(Permission.SCAN)]
Form = Annotated[FormData, Depends(read_form)]
_AT_ONCE = 200
S = BatchState


@router.get("/batches", name="batches", include_in_schema=False)
def batches_page(request: Request, user: Scans, state: str = "") -> Response:
    """The batches of one state, or all that are not filed yet; newest first."""
    chosen = next((one for one in S if one.value == state), None)
    wanted = [chosen.value] if chosen else [one.value for one in S if one is not S.COMMITTED]
    with workplace(request).database.read() as session:
        here = Batch.site_id == user.site_id
        found = session.scalars(
            select(Batch)
            .where(here, Batch.state.in_(wanted))
            .order_by(Batch.created_at.desc(), Batch.id.desc())
            .limit(_AT_ONCE)
        ).all()
        rows = batch_rows(session, found)
        by_state = select(Batch.state, func.count()).where(here, Batch.state.is_not(None))
        numbers = {value: number for value, number in session.execute(by_state.group_by(Batch.state))}
    states = [(one.value, STATE_WORDS[one].words, numbers.get(one.value, 0)) for one in S]
    return render(
        request,
        "stations/batches.html",
        rows=rows,
        states=states,
        chosen=state if chosen else "",
        most=_AT_ONCE,
    )


@router.get("/batches/{batch_id}", name="batch", include_in_schema=False)
def batch_page(request: Request, batch_id: str, user: Scans) -> Response:
    """One batch: what came, what is missing, what to scan again, and its custody."""
    return _page(request, user, batch_id)


@router.get("/batches/{batch_id}/live", name="batch_live", include_in_schema=False)
def batch_live(
    request: Request,
    batch_id: str,
    user: Annotated[CurrentUser, require(Permission.SCAN, passive=True)],
) -> Response:
    """The changing part of the page alone."""
    place = workplace(request)
    with place.database.read() as session:
        view = batch_view(session, place.belt.store, find_batch(session, user, batch_id), user)
    return render(request, "stations/batch_live.html", view=view, at_hand=view.state in PAPER_AT_HAND)


@router.post("/batches/{batch_id}/take", name="batch_take", include_in_schema=False)
def batch_taken(request: Request, batch_id: str, user: Scans) -> Response:
    """Hold the batch from now on; a supervisor may take it over from somebody."""
    takes_over = user.may(Permission.KEEP_STATIONS)
    return _act(
        request, user, batch_id, lambda session, me: hold(session, batch_id, me, may_take_over=takes_over)
    )


@router.post("/batches/{batch_id}/leave", name="batch_leave", include_in_schema=False)
def batch_left(request: Request, batch_id: str, user: Scans) -> Response:
    """Let the batch go; whoever sits down next takes it."""
    return _act(request, user, batch_id, lambda session, me: leave(session, batch_id, me))


@router.post("/batches/{batch_id}/hand-over", name="batch_hand_over", include_in_schema=False)
async def batch_handed_over(request: Request, batch_id: str, user: Scans, form: Form) -> Response:
    """Give the batch to the person named by `to`."""
    to = text_of(form, "to")

    def act(session: Session, me: Reviewer) -> None:
        person = next((one for one in _who_scans(session, user.site_id) if one.id == to), None)
        if person is None:
            raise NotAllowedError("This person does not scan")
        hand_over(session, batch_id, me, to=person)

    return await run_in_threadpool(_act, request, user, batch_id, act)


@router.post("/batches/{batch_id}/count", name="batch_count", include_in_schema=False)
async def sheets_counted(request: Request, batch_id: str, user: Scans, form: Form) -> Response:
    """Correct the number of sheets; the number before stays in the custody line."""
    sheets, problem = parse_sheets(text_of(form, "sheets"))
    reason = text_of(form, "reason")[:200]
    if sheets is None:
        return await run_in_threadpool(_page, request, user, batch_id, problem=problem or "How many sheets?")

    def act(session: Session, me: Reviewer) -> None:
        count_sheets(session, batch_id, me, sheets=sheets, reason=reason)

    return await run_in_threadpool(_act, request, user, batch_id, act)


@router.post("/batches/{batch_id}/scanned", name="batch_scanned", include_in_schema=False)
def all_scanned(request: Request, batch_id: str, user: Scans) -> Response:
    """The last sheet went through."""
    return _act(request, user, batch_id, lambda session, me: go_to(session, batch_id, me, to=S.SCANNED))


@router.post("/batches/{batch_id}/more", name="batch_more", include_in_schema=False)
def more_to_scan(request: Request, batch_id: str, user: Scans) -> Response:
    """A sheet had been forgotten: scanning goes on."""
    return _act(request, user, batch_id, lambda session, me: go_to(session, batch_id, me, to=S.SCANNING))


@router.post("/batches/{batch_id}/check", name="batch_check", include_in_schema=False)
async def counts_checked(request: Request, batch_id: str, user: Scans, form: Form) -> Response:
    """Say that sheets and images are right; `reason` where they do not agree."""
    store, reason = workplace(request).belt.store, text_of(form, "reason")[:200]

    def act(session: Session, me: Reviewer) -> None:
        view = batch_view(session, store, find_batch(session, user, batch_id), user)
        check(session, batch_id, me, found=view.counts, reason=reason)

    try:
        return await run_in_threadpool(_act, request, user, batch_id, act)
    except NotAtHandError as refused:
        problem = f"{refused.what}: say why it is right all the same"
        return await run_in_threadpool(_page, request, user, batch_id, problem=problem)


@router.post("/batches/{batch_id}/look-again", name="batch_look_again", include_in_schema=False)
def counts_looked_at_again(request: Request, batch_id: str, user: Scans) -> Response:
    """Take the check back."""

    def act(session: Session, me: Reviewer) -> None:
        if find_batch(session, user, batch_id).operator_id != me.user_id and not user.may("see_documents"):
            raise NotAllowedError("Whoever scanned it, a technician or a supervisor looks again")
        look_again(session, batch_id, me)

    return _act(request, user, batch_id, act)


@router.post("/batches/{batch_id}/rescan", name="batch_rescan", include_in_schema=False)
async def rescan_asked(request: Request, batch_id: str, user: Scans, form: Form) -> Response:
    """The next file of this batch takes the place of `page` of the document `document`."""
    document_id, number = text_of(form, "document"), text_of(form, "page")

    def act(session: Session, me: Reviewer) -> None:
        document = visible_document(session, user, document_id)
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
        place = session.get(DocumentPage, (document.id, page - 1))
        if document.batch_id != batch_id or place is None:
            raise NotAtHandError("There is no such page in this batch", where=f"batch {batch_id}")
        hold(session, batch_id, me, may_take_over=False)
        ask_rescan(session, batch_id, AskedRescan(document.id, page, me.user_id, me.name))

    return await run_in_threadpool(_act, request, user, batch_id, act)


@router.post("/batches/{batch_id}/rescan-off", name="batch_rescan_off", include_in_schema=False)
def rescan_called_off(request: Request, batch_id: str, user: Scans) -> Response:
    """The next file is a file like any other again."""

    def act(session: Session, me: Reviewer) -> None:
        record_batch_event(session, batch_id, RESCAN_CALLED_OFF, actor=me.name)

    return _act(request, user, batch_id, act)


def _act(
    request: Request, user: CurrentUser, batch_id: str, act: Callable[[Session, Reviewer], object]
) -> Response:
    with workplace(request).database.write() as session:
        find_batch(session, user, batch_id)
        act(session, reviewer_of(user))
    return RedirectResponse(f"/batches/{batch_id}", status_code=303)


def _page(request: Request, user: CurrentUser, batch_id: str, *, problem: str = "") -> Response:
    place = workplace(request)
    with place.database.read() as session:
        view = batch_view(session, place.belt.store, find_batch(session, user, batch_id), user)
        lines = custody_lines(batch_events(session, batch_id))
        others = [
            (one.id, one.display_name) for one in _who_scans(session, user.site_id) if one.id != user.user_id
        ]
        documents = _documents(session, user, batch_id)
    return render(
        request,
        "stations/batch.html",
        status=422 if problem else 200,
        view=view,
        lines=lines,
        others=others,
        documents=documents,
        problem=problem,
        at_hand=view.state in PAPER_AT_HAND,
        may_take_over=user.may(Permission.KEEP_STATIONS),
    )


def _who_scans(session: Session, site_id: str) -> list[User]:
    people = session.scalars(
        select(User).where(User.site_id == site_id, User.disabled_at.is_(None)).order_by(User.display_name)
    )
    return [one for one in people if _may_scan(one)]


def _may_scan(person: User) -> bool:
    roles = frozenset(Role(name) for name in person.roles)
    return Permission.SCAN in permissions_of(roles, one_person_may_do_all=False)


def _documents(session: Session, user: CurrentUser, batch_id: str) -> list[dict[str, object]]:
    """The batch's documents that this person may open."""
    rows = session.scalars(
        select(Document)
        .where(Document.batch_id == batch_id, visible_to(user))
        .order_by(Document.received_at, Document.id)
        .limit(_AT_ONCE)
    )
    return [
        {
            "id": one.id,
            "title": one.document_type or "Type not known yet",
            "pages": one.page_count,
            "state": state_said(one.state),
        }
        for one in rows
    ]
