"""Phrases: a person's own list and the site's, and what a report is written with. Touches the database.

`whose` in an address is "mine" or "site"; everybody reads the site's list, and who keeps it is a permission.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from review_ui.auth import CurrentUser, NotAllowedError, guarded_router, read_form, require
from review_ui.permissions import Permission
from review_ui.presenters import day_words
from review_ui.rendering import render
from review_ui.routes.sign_in import text_of
from review_ui.visibility import visible_document
from review_ui.workplace import workplace
from storage.phrase_csv import phrases_csv, read_phrases_csv
from storage.phrases import (
    KINDS,
    PhraseRefusedError,
    PhraseText,
    bring_back_phrase,
    change_phrase,
    keep_phrases,
    phrases_for,
    phrases_of,
    remove_phrase,
    worktypes_of,
)

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]
Form = Annotated[FormData, Depends(read_form)]
KIND_WORDS = {"expander": "Short form", "macro": "Macro", "template": "Headings"}


@router.get("/phrases", name="phrases", include_in_schema=False)
def phrases_page(
    request: Request, user: Signed, whose: str = "mine", edit: str = "", removed: str = ""
) -> Response:
    """One list, with the form that adds a phrase to it, or changes the one named by `edit`."""
    return _page(request, user, whose, edit=edit, removed=removed)


@router.get("/phrases/{whose}.csv", name="phrases_csv", include_in_schema=False)
def phrases_saved_as_csv(request: Request, user: Signed, whose: str) -> Response:
    """The list as CSV that carries no formula."""
    with workplace(request).database.read() as session:
        kept = phrases_of(session, _owner(user, whose))
    headers = {"Content-Disposition": f'attachment; filename="phrases-{whose}.csv"'}
    text = phrases_csv(one.phrase for one in kept)
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/phrases/for-a-text", name="phrases_for_text", include_in_schema=False)
def phrases_for_text(request: Request, user: Signed) -> Response:
    """{phrases, today, author} for a text that belongs to no dictation."""
    return _for_text(request, user, "", "")


@router.get("/phrases/for/{document_id}", name="phrases_for_report", include_in_schema=False)
def phrases_for_report(request: Request, user: Signed, document_id: str) -> Response:
    """{phrases: [{kind, short, text, own}], today, author} for the report of this dictation."""
    with workplace(request).database.read() as session:
        document = visible_document(session, user, document_id)
    return _for_text(request, user, document.document_type, document.author)


@router.post("/phrases/{whose}", name="keep_phrase", include_in_schema=False)
async def phrase_kept(request: Request, user: Signed, whose: str, form: Form) -> Response:
    """Add a phrase to the list, or put it in the place of the one named by `id`."""
    phrase_id = text_of(form, "id")
    owner = _owner_to_change(user, whose)

    def act(session: Session) -> None:
        phrase = _phrase_in(form)
        if phrase_id:
            change_phrase(session, owner, phrase_id, phrase, user.actor)
        else:
            keep_phrases(session, owner, [phrase], user.actor)

    try:
        await run_in_threadpool(_change, request, act)
    except PhraseRefusedError as refused:
        problem = f"{refused.what}. {refused.remedy}."
        return await run_in_threadpool(
            _page, request, user, whose, edit=phrase_id, problem=problem, given=form
        )
    return _back_to(whose)


@router.post("/phrases/{whose}/import", name="import_phrases", include_in_schema=False)
async def phrases_imported(request: Request, user: Signed, whose: str, form: Form) -> Response:
    """Put every phrase of a CSV file into the list; what cannot be used is named line by line."""
    owner = _owner_to_change(user, whose)
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    return await run_in_threadpool(_import, request, user, whose, owner=owner, content=content)


@router.post("/phrases/{whose}/{phrase_id}/remove", name="remove_phrase", include_in_schema=False)
def phrase_removed(request: Request, user: Signed, whose: str, phrase_id: str) -> Response:
    """Take a phrase out of the list; the page then offers to bring it back."""
    owner = _owner_to_change(user, whose)
    _change(request, lambda session: remove_phrase(session, owner, phrase_id, user.actor))
    return _back_to(whose, removed=phrase_id)


@router.post("/phrases/{whose}/{phrase_id}/bring-back", name="bring_back_phrase", include_in_schema=False)
def phrase_brought_back(request: Request, user: Signed, whose: str, phrase_id: str) -> Response:
    """Undo the removal of a phrase."""
    owner = _owner_to_change(user, whose)
    _change(request, lambda session: bring_back_phrase(session, owner, phrase_id, user.actor))
    return _back_to(whose)


def _owner(user: CurrentUser, whose: str) -> str | None:
    """Whose list it is: this person's id, or None for the site's; anything else is no page."""
    if whose not in ("mine", "site"):
        raise HTTPException(404)
    return user.user_id if whose == "mine" else None


def _owner_to_change(user: CurrentUser, whose: str) -> str | None:
    owner = _owner(user, whose)
    if owner is None and not user.may(Permission.KEEP_SITE_PHRASES):
        raise NotAllowedError("The site's phrases are kept by supervisors and administrators")
    return owner


def _phrase_in(form: FormData) -> PhraseText:
    kind = next((one for one in KINDS if one == text_of(form, "kind")), None)
    if kind is None:
        raise PhraseRefusedError("Choose what the phrase is")
    return PhraseText(kind, text_of(form, "short"), text_of(form, "text"), text_of(form, "worktype"))


def _change(request: Request, act: Callable[[Session], object]) -> None:
    with workplace(request).database.write() as session:
        act(session)


def _back_to(whose: str, *, removed: str = "") -> Response:
    more = f"&removed={removed}" if removed else ""
    return RedirectResponse(f"/phrases?whose={whose}{more}", status_code=303)


def _import(
    request: Request, user: CurrentUser, whose: str, *, owner: str | None, content: bytes
) -> Response:
    try:
        read = read_phrases_csv(_text_in(content))
        with workplace(request).database.write() as session:
            kept, same = keep_phrases(session, owner, read.phrases, user.actor)
    except PhraseRefusedError as refused:
        return _page(request, user, whose, problem=f"Nothing was taken: {refused.what}.")
    took = f"{kept} new or changed, {same} stood there already."
    return _page(request, user, whose, took=took, refused=read.refused)


def _text_in(content: bytes) -> str:
    """The text of a CSV file: UTF-8, or what older spreadsheets write."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise PhraseRefusedError("It is no CSV file")
    return text


def _for_text(request: Request, user: CurrentUser, worktype: str, author: str) -> Response:
    place = workplace(request)
    with place.database.read() as session:
        kept = phrases_for(session, user.user_id, worktype)
    phrases = [
        {"kind": one.phrase.kind, "short": one.phrase.short, "text": one.phrase.text, "own": one.is_own}
        for one in kept
    ]
    today = day_words(datetime.now(place.zone).date())
    return JSONResponse({"phrases": phrases, "today": today, "author": author})


def _page(  # noqa: PLR0913 - what happened just before, each by its name
    request: Request,
    user: CurrentUser,
    whose: str,
    *,
    edit: str = "",
    removed: str = "",
    problem: str = "",
    given: FormData | None = None,
    took: str = "",
    refused: tuple[str, ...] = (),
) -> Response:
    with workplace(request).database.read() as session:
        kept = phrases_of(session, _owner(user, whose))
    edited = next((one for one in kept if one.id == edit), None)
    fields = {name: text_of(given, name) if given else "" for name in ("kind", "short", "text", "worktype")}
    if edited and not given:
        phrase = edited.phrase
        fields = {
            "kind": phrase.kind,
            "short": phrase.short,
            "text": phrase.text,
            "worktype": phrase.worktype,
        }
    return render(
        request,
        "phrases/page.html",
        status=422 if problem else 200,
        whose=whose,
        phrases=kept,
        worktypes=worktypes_of(kept),
        kinds=KIND_WORDS,
        may_change=whose == "mine" or user.may(Permission.KEEP_SITE_PHRASES),
        edited=edited.id if edited else "",
        fields=fields,
        removed=removed,
        problem=problem,
        took=took,
        refused=refused,
    )
