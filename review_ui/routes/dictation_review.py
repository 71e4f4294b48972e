"""The dictation page: the recording above, its report below in one flowing text. Touches the world.

Words typed with script go to the save_text route range by range; without script the whole text is sent here.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from ingest.approval import amend
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.dictation_presenter import SpokenText, spoken_text
from review_ui.failures import wants_json
from review_ui.from_sound import headings_text, put_draft_away
from review_ui.given import read_given, whole_number
from review_ui.index_presenter import index_panel
from review_ui.live_text import Conflict, save_range
from review_ui.opening import open_for_review
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.returned import may_answer_return, return_note
from review_ui.review_presenter import review_view
from review_ui.review_rights import NotEditableError
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import workplace
from storage.reviewed_text import TypedRange
from storage.reviews import NotReadyError, Reviewer

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]


@router.get("/dictations/{document_id}", name="dictation_review", include_in_schema=False)
def dictation_page(request: Request, document_id: str, user: Signed, stopped: str = "") -> Response:
    """The page; opening it claims a waiting dictation for a person who verifies dictations."""
    place = workplace(request)
    open_for_review(place, user, document_id, "dictation")
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        review = review_view(session, user, document)
        panel = index_panel(session, document, may_confirm=review.may_edit)
        returned = return_note(session, document) if may_answer_return(session, user, document) else ""
    spoken = spoken_text(place, document)
    return render(
        request,
        "dictation_review/page.html",
        review=review,
        panel=panel,
        spoken=spoken,
        headings=headings_text(document.document_type),
        offers_typing=review.may_edit and _is_poor(spoken, place.web.type_from_sound_from),
        duration_s=document.duration_s or 0.0,
        returned=returned,
        stopped=stopped == "yes",
        lease_minutes=place.settings.review_lease_minutes,
    )


def _is_poor(spoken: SpokenText, wrong_in_100: float) -> bool:
    """True for an untouched draft that is quicker typed than corrected, as the site sees it."""
    return spoken.revision == 0 and spoken.wrong_in_100 is not None and spoken.wrong_in_100 >= wrong_in_100


@router.post("/dictations/{document_id}/from-sound", name="type_from_sound", include_in_schema=False)
async def draft_put_away(
    request: Request, document_id: str, user: Signed, given: Annotated[dict[str, str], Depends(read_given)]
) -> Response:
    """Put the draft away and leave the headings of its worktype; answers like `dictation_words`."""
    based_on = whole_number(given, "based_on")
    await run_in_threadpool(put_draft_away, workplace(request), user, document_id, based_on=based_on)
    if wants_json(request):
        return await run_in_threadpool(dictation_words, request, document_id, user)
    return go_to(f"/dictations/{document_id}")


@router.post("/dictations/{document_id}/corrected", name="report_corrected", include_in_schema=False)
async def report_corrected(
    request: Request, document_id: str, user: Signed, given: Annotated[dict[str, str], Depends(read_given)]
) -> Response:
    """File what was corrected after a return as a new preliminary version; it waits for its author again."""
    based_on = whole_number(given, "based_on")

    def act() -> None:
        with workplace(request).database.write() as session:
            document = visible_document(session, user, document_id)
            if not may_answer_return(session, user, document):
                raise NotEditableError(
                    "It did not come back from its author", where=f"document {document_id}"
                )
            if document.revision != based_on:
                raise NotReadyError(["the text changed since you opened it: look at it again"])
            reason = f"returned by the author: {return_note(session, document)}"
            amend(session, document_id, Reviewer(user.user_id, user.login), reason=reason)

    await run_in_threadpool(act)
    if wants_json(request):
        return JSONResponse({"go_to": "/?shown=returned&done=verified"})
    return go_to("/", done="verified")


@router.get("/dictations/{document_id}/words", name="dictation_words", include_in_schema=False)
def dictation_words(request: Request, document_id: str, user: Signed) -> Response:
    """{revision, tokens, words: {id: [start_s, end_s]}, doubtful: [id], suggestions} for the editor."""
    place = workplace(request)
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
    if document.kind != "dictation":
        raise DocumentUnknownError("There is no such dictation")
    return JSONResponse(spoken_text(place, document).as_json())


@router.post("/dictations/{document_id}/text", name="dictation_text", include_in_schema=False)
async def dictation_text_saved(
    request: Request, document_id: str, user: Signed, given: Annotated[dict[str, str], Depends(read_given)]
) -> Response:
    """Save the whole report, as a browser without script sends it; both versions when somebody else saved."""
    typed = TypedRange(
        based_on=whole_number(given, "based_on"),
        first=given.get("first") or None,
        last=given.get("last") or None,
        text=given.get("text", "").replace("\r\n", "\n"),
    )
    saved = await run_in_threadpool(save_range, workplace(request), user, document_id, typed)
    back = given.get("back", "")
    address = f"/{back}/{document_id}" if back in ("dictations", "reports") else f"/dictations/{document_id}"
    if isinstance(saved, Conflict):
        return render(
            request, "dictation_review/both_versions.html", status=409, conflict=saved, address=address
        )
    return go_to(address)
