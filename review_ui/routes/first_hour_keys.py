"""The recovery sheet: shown and printed once, and typed back in three words. Touches the world.

While nobody has typed it back, an administrator sees it as often as they like; afterwards it takes their
password each time. Every look is a line in the audit.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.first_steps import first_hour, step_left
from review_ui.permissions import Permission
from review_ui.qr_code import qr_svg
from review_ui.recovery_sheet import recovery_sheet_pdf
from review_ui.rendering import go_to, render
from review_ui.routes.sign_in import text_of
from review_ui.workplace import Workplace, workplace
from storage.accounts import unlock_session
from storage.audit.record import record_audit
from storage.errors import Disposition, ServiceError
from storage.first_hour import Question, keep_answer, read_first_hour
from storage.objects.recovery_words import recovery_words, same_word
from storage.objects.site_keys import SiteKeys, load_site_keys

router = guarded_router()
_TYPED_BACK = 3


class SheetPutAwayError(ServiceError):
    """The recovery sheet was typed back, so it is shown for a password only."""

    code = "review_ui.sheet_put_away"
    disposition = Disposition.ASK_HUMAN
    remedy = "Open the recovery sheet's page and type your password"


@router.get("/start/recovery", name="recovery_sheet", include_in_schema=False)
def recovery_page(
    request: Request, user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)]
) -> Response:
    """The sheet while nobody has typed it back; afterwards the question for the password."""
    place = workplace(request)
    if _is_put_away(place):
        return render(request, "first_hour/recovery_again.html", problem="")
    return _sheet(request, user, numbers=_drawn(place))


@router.post("/start/recovery", include_in_schema=False)
def words_typed_back(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Compare three words with the sheet; when they are right, records may be filed."""
    place = workplace(request)
    keys = _keys(place)
    words = recovery_words(keys)
    numbers = [int(one) for one in text_of(form, "numbers").split() if one.isdecimal()]
    if len(set(numbers)) != _TYPED_BACK or not all(1 <= number <= len(words) for number in numbers):
        numbers = _drawn(place)
    typed = [text_of(form, f"word_{number}") for number in numbers]
    wrong = [
        number for number, word in zip(numbers, typed, strict=True) if not same_word(word, words[number - 1])
    ]
    if wrong:
        return _sheet(request, user, numbers=numbers, wrong=wrong)
    with place.database.write() as session:
        keep_answer(session, Question.RECOVERY_SHEET, keys.master_key_id.hex(), actor=user.actor)
        return go_to(step_left(read_first_hour(session)) or "/home", done="sheet_safe")


@router.post("/start/recovery/show", name="recovery_again", include_in_schema=False)
async def shown_again(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """The sheet once more, for the person's password."""
    place = workplace(request)
    token = request.cookies[place.cookie_name]
    try:
        await run_in_threadpool(unlock_session, place.database, token, password=text_of(form, "password"))
    except ServiceError as refused:
        return render(request, "first_hour/recovery_again.html", status=401, problem=str(refused))
    return await run_in_threadpool(_sheet, request, user, numbers=[])


@router.get("/start/recovery.svg", name="recovery_square", include_in_schema=False)
def recovery_square(
    request: Request, _user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)]
) -> Response:
    """The words as a QR code.

    Raises:
        SheetPutAwayError: the sheet was typed back already.
    """
    return Response(qr_svg(" ".join(_open_words(workplace(request)))), media_type="image/svg+xml")


@router.get("/start/recovery.pdf", name="recovery_pdf", include_in_schema=False)
def recovery_pdf(
    request: Request, user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)]
) -> Response:
    """The sheet to print.

    Raises:
        SheetPutAwayError: the sheet was typed back already.
    """
    place = workplace(request)
    words = _open_words(place)
    _record_look(place, user, "site.recovery_sheet_printed")
    name = first_hour(place).practice_name or place.settings.site_name
    pdf = recovery_sheet_pdf(words, site_name=name, printed_on=datetime.now(place.zone).date())
    headers = {"Content-Disposition": 'inline; filename="recovery-sheet.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _sheet(
    request: Request, user: CurrentUser, *, numbers: list[int], wrong: list[int] | None = None
) -> Response:
    place = workplace(request)
    _record_look(place, user, "site.recovery_sheet_shown")
    return render(
        request,
        "first_hour/recovery.html",
        status=422 if wrong else 200,
        words=recovery_words(_keys(place)),
        numbers=numbers,
        wrong=wrong or [],
    )


def _keys(place: Workplace) -> SiteKeys:
    return load_site_keys(place.settings.effective_keys_dir, allow_create=False).keys


def _is_put_away(place: Workplace) -> bool:
    return first_hour(place).sheet_is_safe(_keys(place).master_key_id)


def _open_words(place: Workplace) -> tuple[str, ...]:
    if _is_put_away(place):
        raise SheetPutAwayError("The recovery sheet has been put away")
    return recovery_words(_keys(place))


def _drawn(place: Workplace) -> list[int]:
    count = len(recovery_words(_keys(place)))
    return sorted(secrets.SystemRandom().sample(range(1, count + 1), _TYPED_BACK))


def _record_look(place: Workplace, user: CurrentUser, action: str) -> None:
    with place.database.write() as session:
        record_audit(session, actor=user.actor, action=action, subject_kind="site", subject_id=user.site_id)
