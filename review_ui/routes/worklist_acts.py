"""What people do to rows of a worklist, and the filters they save. Touches the database.

An act answers with the list as it is now and what became of each row above it; the address still names the
list, so that leaving and coming back shows it afresh.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.bulk_acts import UNDONE_BY, Outcome, Wish, do_to_rows
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.sign_in import text_of
from review_ui.routes.worklist import read_lists, record_look
from review_ui.saved_filters import SavedFilters, forget_filters, save_filters
from review_ui.worklist_filters import PRIORITIES, Filters, list_address
from review_ui.worklists import list_named
from review_ui.workplace import Workplace, workplace

router = guarded_router()
_TITLES = {
    "priority": "Priority",
    "due": "Due time",
    "hand_back": "Handing back",
    "take_over": "Taking over",
    "try_again": "Trying again",
    "set_aside": "Setting aside",
    "let_go_on": "Letting go on",
    "withdraw": "Withdrawing",
    "seen": "Marking as seen",
}


@router.get("/worklist/act", name="worklist_act", include_in_schema=False)
def back_to_list(
    request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)]
) -> Response:
    """The address of an act, loaded again: the list."""
    asked = request.query_params
    return RedirectResponse(list_address(asked.get("shown", ""), Filters.from_fields(asked)), status_code=303)


@router.post("/worklist/act", include_in_schema=False)
async def rows_acted_on(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Do it to every chosen row and show what became of each."""
    place = workplace(request)
    wish = _wish(form, place)
    chosen = [value for value in form.getlist("chosen") if isinstance(value, str)]
    if wish.was:
        chosen = list(wish.was)
    return await run_in_threadpool(_answer, request, user, chosen, wish)


def _answer(request: Request, user: CurrentUser, chosen: list[str], wish: Wish) -> Response:
    outcomes = do_to_rows(workplace(request), user, chosen, wish)
    context = read_lists(request, user)
    record_look(request, user, context)
    return render(
        request,
        "worklist/page.html",
        **context,
        outcomes=outcomes,
        outcome_title=_TITLES.get(wish.act, ""),
        undo=_undo(outcomes, wish),
    )


def _undo(outcomes: list[Outcome], wish: Wish) -> tuple[str, list[str]] | None:
    """(the act that takes it back, "document-id value" of each row), when it can be taken back."""
    was = [f"{one.document_id} {one.was}" for one in outcomes if one.was]
    return (UNDONE_BY[wish.act], was) if was and not wish.was else None


def _wish(form: FormData, place: Workplace) -> Wish:
    named = text_of(form, "act")
    act, _, value = named.partition(":")
    was = dict(one.split(" ", 1) for one in form.getlist("was") if isinstance(one, str) and _is_was(act, one))
    return Wish(
        act=act,
        priority=PRIORITIES.get(value, 1),
        due_at=_moment(text_of(form, "due_at"), place),
        reason=text_of(form, f"reason_{act}"),
        was=was or None,
    )


def _is_was(act: str, one: str) -> bool:
    """True when the text is a document's id and a value that this act can put back."""
    document_id, _, value = one.partition(" ")
    if not document_id or not value:
        return False
    if act == "priority":
        return value in {str(number) for number in PRIORITIES.values()}
    if act == "due":
        return _is_instant(value)
    return act == "let_go_on"


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _moment(text: str, place: Workplace) -> datetime | None:
    """A moment as the browser's field writes it, at the site; None when it is none."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    return local.replace(tzinfo=place.zone).astimezone(UTC) if local.tzinfo is None else None


@router.post("/worklist/filters", name="save_filters", include_in_schema=False)
async def filters_saved(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Keep what the list is narrowed to under a name."""
    asked = request.query_params
    shown, wanted = asked.get("shown", ""), Filters.from_fields(asked)
    named = list_named(user, shown)
    made = SavedFilters(" ".join(text_of(form, "name").split()), named.key if named else "", wanted)

    def keep() -> None:
        with workplace(request).database.write() as session:
            save_filters(session, user.user_id, made)

    await run_in_threadpool(keep)
    return RedirectResponse(f"{made.address}&done=filters_saved", status_code=303)


@router.post("/worklist/filters/forget", name="forget_filters", include_in_schema=False)
async def filters_forgotten(
    request: Request,
    user: Annotated[CurrentUser, require(Permission.SIGNED_IN)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Take saved filters off the person's list."""
    name = text_of(form, "name")

    def forget() -> None:
        with workplace(request).database.write() as session:
            forget_filters(session, user.user_id, name)

    await run_in_threadpool(forget)
    return go_to("/", done="filters_forgotten")
