"""Questions to physicians from the coder's page. Touches the database.

Answers as the decisions of coding.py do: the panel for our own script, a redirect for a plain form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from review_ui import query_acts
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.cases import visible_case
from review_ui.given import read_given, whole_number
from review_ui.permissions import Permission
from review_ui.routes.coding import answer_with_panel
from review_ui.workplace import Workplace, workplace

router = guarded_router()
Coder = Annotated[CurrentUser, require(Permission.CODE)]
Given = Annotated[dict[str, str], Depends(read_given)]
LONGEST_REASON = 500


@router.post("/cases/{case_id}/queries", name="draft_query", include_in_schema=False)
async def query_drafted(request: Request, case_id: str, user: Coder, given: Given) -> Response:
    """Keep or send a proposed question, or draft one about a suggested code."""
    place = workplace(request)
    await run_in_threadpool(_check_visible, place, user, case_id)
    if given.get("action") == "ask":
        act = partial(query_acts.draft_about, place, user, case_id, given.get("code", "")[:12])
    else:
        words = query_acts.words_from(given)
        number = whole_number(dict(given), "number")
        act = partial(
            query_acts.draft_from_machine, place, user, case_id, number, words, to_login=_addressee(given)
        )
    await run_in_threadpool(act)
    return await run_in_threadpool(answer_with_panel, request, user, case_id)


@router.post("/cases/{case_id}/queries/{query_id}", name="change_query", include_in_schema=False)
async def query_changed(request: Request, case_id: str, query_id: str, user: Coder, given: Given) -> Response:
    """Keep a draft in other words, send it, or withdraw the question."""
    place = workplace(request)
    await run_in_threadpool(_check_visible, place, user, case_id)
    act = _act_of(place, user, case_id, query_id, given)
    await run_in_threadpool(act)
    return await run_in_threadpool(answer_with_panel, request, user, case_id)


def _check_visible(place: Workplace, user: CurrentUser, case_id: str) -> None:
    """Return when the person may see the case: what a form asks for is nobody else's business.

    Raises:
        CaseUnknownError: otherwise.
    """
    with place.database.read() as session:
        visible_case(session, user, case_id)


def _act_of(
    place: Workplace, user: CurrentUser, case_id: str, query_id: str, given: Mapping[str, str]
) -> partial[None]:
    """What the form asks for.

    Raises:
        HTTPException: 400 when it asks for nothing that there is.
    """
    if given.get("action") == "withdraw":
        reason = given.get("reason", "")[:LONGEST_REASON]
        return partial(query_acts.withdraw, place, user, case_id, query_id, reason=reason)
    words = query_acts.words_from(given)
    return partial(query_acts.change, place, user, case_id, query_id, words, to_login=_addressee(given))


def _addressee(given: Mapping[str, str]) -> str:
    """Whom the question goes to; '' keeps it as a draft.

    Raises:
        HTTPException: 400 when it asks for nothing that there is.
    """
    action = given.get("action", "")
    if action not in ("send", "keep"):
        raise HTTPException(400)
    return given.get("to_login", "") or "-" if action == "send" else ""
