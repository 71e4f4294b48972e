"""A page scanned again, and the first image put back. Touches the database and the store."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from ingest.rescan import RescanRefusedError, put_back, replace_page
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.permissions import Permission
from review_ui.rendering import go_to
from review_ui.routes.review_acts import reviewer_of
from review_ui.routes.sign_in import text_of
from review_ui.uploading import files_in, read_upload_form
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace, workplace

router = guarded_router()
Uploader = Annotated[CurrentUser, require(Permission.UPLOAD)]


def _may_see(request: Request, document_id: str, user: Uploader) -> None:
    """Refuses who may not see the document, before a byte of the upload is taken in."""
    with workplace(request).database.read() as session:
        visible_document(session, user, document_id)


@router.post("/documents/{document_id}/rescan", name="rescan", include_in_schema=False)
async def page_rescanned(
    request: Request,
    document_id: str,
    user: Uploader,
    _: Annotated[None, Depends(_may_see)],
    form: Annotated[FormData, Depends(read_upload_form)],
) -> Response:
    """Put the one file of the form in the place of the page `page`; the image before it stays."""
    (file, *more), number = files_in(form), text_of(form, "page").strip()
    if more or not (number.isascii() and number.isdigit()):
        raise RescanRefusedError("One page takes one file", where=f"document {document_id}")
    await run_in_threadpool(_replace, workplace(request), user, document_id, int(number[:6]), file)
    return go_to(f"/documents/{document_id}", done="page_replaced")


@router.post(
    "/documents/{document_id}/replaced/{aside_id}/put-back", name="put_back", include_in_schema=False
)
def first_image_put_back(request: Request, document_id: str, aside_id: str, user: Uploader) -> Response:
    """Let an image that was replaced stand in its place again, with the words that stood there."""
    _may_see(request, document_id, user)
    put_back(workplace(request).belt, aside_id, document_id=document_id, reviewer=reviewer_of(user))
    return go_to(f"/documents/{document_id}", done="page_put_back")


def _replace(place: Workplace, user: CurrentUser, document_id: str, number: int, file: UploadFile) -> None:
    replace_page(
        file.file,
        document_id=document_id,
        page_number=number,
        reviewer=reviewer_of(user),
        belt=place.belt,
        settings=place.ingest,
    )
