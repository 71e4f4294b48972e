"""The person behind a request as a second person (storage.second_person). Touches the database."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser, SignInNeededError
from review_ui.workplace import workplace
from storage.accounts.one_time_links import token_sha256
from storage.second_person import Confirmer
from storage.tables import UserSession


def confirmer_behind(request: Request, user: CurrentUser, session: Session) -> Confirmer:
    """Who would confirm, and when they typed name and password to open this session.

    Raises:
        SignInNeededError: the session has ended meanwhile.
    """
    token = request.cookies.get(workplace(request).cookie_name, "")
    opened_at = session.scalar(
        select(UserSession.created_at).where(
            UserSession.token_sha256 == token_sha256(token), UserSession.ended_at.is_(None)
        )
    )
    if opened_at is None:
        raise SignInNeededError("You are not signed in")
    return Confirmer(user.actor, opened_at)
