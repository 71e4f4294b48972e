"""What people do on a review page: save words, claim, leave, look at losses, verify. Touches the database.

Each answers our own scripts with JSON and a plain form with a redirect, so that the page works without
script.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ingest import approval
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.coverage_news import note_looks
from review_ui.critical_reading import proof_of
from review_ui.failures import wants_json
from review_ui.given import read_given, whole_number
from review_ui.going_back import undo
from review_ui.live_text import Conflict, save_range
from review_ui.next_document import next_waiting
from review_ui.permissions import Permission
from review_ui.rendering import go_to, link_to
from review_ui.report_size import report_size
from review_ui.review_rights import check_may_review, holds
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.database import database_now
from storage.review_proof import NotProvedError
from storage.reviewed_text import TypedRange
from storage.reviews import (
    ClaimedError,
    NotReadyError,
    Reviewer,
    acknowledge,
    claim_for_review,
    hand_back_review,
)
from storage.tables import Document
from storage.word_acts import WORD_ACTS, WordAct

router = guarded_router()
Given = Annotated[dict[str, str], Depends(read_given)]
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]
_REVIEW_PAGES = {"chart": "chart_review", "dictation": "dictation_review"}


def review_address(request: Request, kind: str, document_id: str) -> str:
    """The address of the page on which documents of this kind are checked."""
    page = link_to(request, _REVIEW_PAGES.get(kind, "document"), document_id=document_id)
    return page or f"/documents/{document_id}"


@router.post("/documents/{document_id}/text", name="save_text", include_in_schema=False)
async def text_saved(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Save what was typed over, or done to (`act`), the words from `first` to `last` of revision `based_on`.

    `only` are the ids of the words of the range that are accepted, with spaces between; none: all of them.
    Answers {revision, tokens, others}; 409 with both versions when somebody else changed the same words. The
    same `save_id` again is answered like the first time, and saved once.
    """
    typed = TypedRange(
        based_on=whole_number(given, "based_on"),
        first=given.get("first") or None,
        last=given.get("last") or None,
        text=given.get("text", ""),
        act=given_act(given),
        save_id=given_save_id(given),
        only=frozenset(given["only"].split()) if given.get("only") else None,
    )
    saved = await run_in_threadpool(save_range, workplace(request), user, document_id, typed)
    if isinstance(saved, Conflict):
        error = {
            "code": "storage.stale_save",
            "message": "Somebody else changed the same words",
            "remedy": "Choose which words stand",
        }
        return JSONResponse({"error": error, **saved.as_json()}, 409)
    # after the answer: words are saved whatever becomes of the note that somebody looked at them
    noted = BackgroundTask(note_looks, workplace(request), user, document_id, saved.settled, act=typed.act)
    return JSONResponse(saved.as_json(), background=noted)


@router.post("/documents/{document_id}/undo", name="undo_text", include_in_schema=False)
def text_undone(request: Request, document_id: str, user: Signed) -> Response:
    """Take back the person's newest change; answers {revision, token_id, page_id}."""
    return JSONResponse(asdict(undo(workplace(request), user, document_id)))


@router.post("/documents/{document_id}/claim", name="claim_review", include_in_schema=False)
def review_claimed(
    request: Request,
    document_id: str,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)],
) -> Response:
    """Begin or go on with the review; the page repeats it by itself, so it is no sign of a present person."""

    def act(session: Session, document: Document) -> None:
        lease = workplace(request).settings.review_lease_minutes
        claimed = claim_for_review(session, document_id, reviewer_of(user), lease_minutes=lease)
        if not holds(user, claimed, database_now(session)):
            raise ClaimedError("It is no longer waiting to be checked", where=f"document {document.id}")

    return _do(request, user, document_id, act)


@router.post("/documents/{document_id}/hand-back", name="hand_back", include_in_schema=False)
def review_handed_back(request: Request, document_id: str, user: Signed) -> Response:
    """Leave the document to somebody else; everything saved stays saved."""
    _act(
        request,
        user,
        document_id,
        lambda session, _: hand_back_review(session, document_id, reviewer_of(user)),
    )
    return JSONResponse({"go_to": "/"}) if wants_json(request) else go_to("/")


@router.post("/documents/{document_id}/acknowledge", name="acknowledge", include_in_schema=False)
async def loss_acknowledged(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Note that the person has looked at a loss (`deficiency_id`), or at all of a kind."""

    def act(session: Session, document: Document) -> None:
        _check_held(session, user, document)
        acknowledge(
            session,
            document_id,
            kind=given.get("kind", ""),
            deficiency_id=given.get("deficiency_id") or None,
            decision=given.get("decision", "")[:200] or "seen",
            reviewer=reviewer_of(user),
        )

    return await run_in_threadpool(_do, request, user, document_id, act)


@router.post("/documents/{document_id}/verify", name="verify", include_in_schema=False)
async def document_verified(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Verify the document at `based_on` and send it to be filed; `then` is "next" or "list".

    What is missing comes back as {missing: […]} (409), or on the page itself; what was not seen, heard or
    confirmed also as {gaps: […], may_go_on}, and `unseen_ok` is "yes" from a person who was told.
    """
    based_on = whole_number(given, "based_on")

    def verify() -> Document:
        place = workplace(request)
        size = report_size(place, document_id, based_on)  # read before the transaction begins
        proof = proof_of(place, user, document_id, goes_on=given.get("unseen_ok") == "yes")

        def act(session: Session, _document: Document) -> None:
            approval.verify(
                session,
                document_id,
                reviewer_of(user),
                based_on=based_on,
                size=size,
                proof=proof,
                waits_for_sample=place.settings.sample_before_filing,
            )

        return _act(request, user, document_id, act)

    try:
        document = await run_in_threadpool(verify)
    except NotReadyError as missing:
        return await run_in_threadpool(_not_ready, request, user, document_id, missing)
    return await run_in_threadpool(_after_verifying, request, user, document, given.get("then", ""))


@router.post("/documents/{document_id}/send-back", name="send_back", include_in_schema=False)
async def document_sent_back(request: Request, document_id: str, user: Signed, given: Given) -> Response:
    """Take a verification back before filing has begun."""
    reason = " ".join(given.get("reason", "").split())[:500]
    return await run_in_threadpool(
        _do,
        request,
        user,
        document_id,
        lambda session, _: approval.send_back(
            session, document_id, reason=reason, reviewer=reviewer_of(user)
        ),
    )


def given_act(given: dict[str, str]) -> WordAct:
    """What was done to the words; typing when nothing is said.

    Raises:
        HTTPException: 400 for an act that we do not know.
    """
    said = given.get("act", "typed")
    known = next((act for act in WORD_ACTS if act == said), None)
    if known is None:
        raise HTTPException(400)
    return known


def given_save_id(given: dict[str, str]) -> str | None:
    """The id that the page made for its save, if it made one.

    Raises:
        HTTPException: 400 when it is no UUID.
    """
    said = given.get("save_id")
    if not said:
        return None
    try:
        return str(UUID(said))
    except ValueError as malformed:
        raise HTTPException(400) from malformed


def reviewer_of(user: CurrentUser) -> Reviewer:
    """The person as the acts of storage and ingest name them."""
    return Reviewer(user.user_id, user.login)


def _act(
    request: Request,
    user: CurrentUser,
    document_id: str,
    act: Callable[[Session, Document], object],
) -> Document:
    """The document after one writing transaction of somebody who verifies its kind."""
    with workplace(request).database.write() as session:
        document = visible_document(session, user, document_id)
        check_may_review(user, document.kind)
        act(session, document)
        return document


def _do(
    request: Request,
    user: CurrentUser,
    document_id: str,
    act: Callable[[Session, Document], object],
) -> Response:
    document = _act(request, user, document_id, act)
    address = review_address(request, document.kind, document_id)
    return JSONResponse({"go_to": address}) if wants_json(request) else go_to(address)


def _check_held(session: Session, user: CurrentUser, document: Document) -> None:
    if not holds(user, document, database_now(session)):
        raise NotReadyError(["open the document for review first"])


def _not_ready(request: Request, user: CurrentUser, document_id: str, missing: NotReadyError) -> Response:
    if wants_json(request):
        said: dict[str, Any] = {"error": missing.as_json(), "missing": list(missing.missing)}
        if isinstance(missing, NotProvedError):
            said |= {"gaps": [gap.as_json() for gap in missing.gaps], "may_go_on": missing.may_go_on}
        return JSONResponse(said, 409)
    with workplace(request).database.read() as session:
        kind = visible_document(session, user, document_id).kind
    address = review_address(request, kind, document_id)
    return RedirectResponse(f"{address}?{urlencode({'stopped': 'yes'})}#still-missing", status_code=303)


def _after_verifying(request: Request, user: CurrentUser, document: Document, then: str) -> Response:
    address = f"/?{urlencode({'shown': document.kind + 's', 'done': 'verified'})}"
    if then == "next":
        with workplace(request).database.read() as session:
            following = next_waiting(session, user, document.kind)
        if following:
            address = f"{review_address(request, document.kind, following)}?done=verified"
    if wants_json(request):
        return JSONResponse({"go_to": address})
    return RedirectResponse(address, status_code=303)
