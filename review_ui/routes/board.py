"""The supervisor's board: where everything is, when it will be done, which scanner has changed.

Touches the database.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.backlog import WINDOW_DAYS
from review_ui.board_presenter import Board, read_board
from review_ui.permissions import Permission
from review_ui.rendering import render
from review_ui.workplace import workplace

router = guarded_router()


@router.get("/board", name="board", include_in_schema=False)
def board_page(request: Request, user: Annotated[CurrentUser, require(Permission.SEE_STATUS)]) -> Response:
    """The page."""
    return render(request, "board/page.html", board=_board(request, user), window=WINDOW_DAYS)


@router.get("/board/live", name="board_live", include_in_schema=False)
def board_live(
    request: Request, user: Annotated[CurrentUser, require(Permission.SEE_STATUS, passive=True)]
) -> Response:
    """The page's changing part alone: the live update."""
    return render(request, "board/live.html", board=_board(request, user), window=WINDOW_DAYS)


def _board(request: Request, user: CurrentUser) -> Board:
    place = workplace(request)
    with place.database.read() as session:
        return read_board(session, user.site_id, place.zone)
