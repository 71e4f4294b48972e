"""What can be done to rows of a worklist, one or many at once. Touches the database.

Each row is a transaction of its own with its own outcome in words, so that one document that moved meanwhile
keeps nothing else from being done. What can be taken back says how: `was` is what the row had before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ingest.interventions import mark_seen, try_again, withdraw
from ingest.setting_aside import set_aside
from ingest.urgency import PRIORITY_WORDS, set_due, set_priority, try_now
from review_ui.auth import CurrentUser, NotAllowedError
from review_ui.permissions import Permission as P
from review_ui.presenters import kind_words
from review_ui.review_rights import check_may_review
from review_ui.visibility import visible_document
from review_ui.worklists import Worklist
from review_ui.workplace import Workplace
from storage.database import database_now
from storage.errors import ServiceError
from storage.ledger.document_states import DocumentState as S
from storage.reviews import Reviewer
from storage.tables import Document
from storage.take_over import hand_back_for, take_over

MOST_AT_ONCE = 200
ON_LISTS: dict[str, tuple[str, ...]] = {
    "charts": ("priority", "due", "hand_back", "take_over", "set_aside", "withdraw"),
    "dictations": ("priority", "due", "hand_back", "take_over", "set_aside", "withdraw"),
    "attention": ("try_again", "priority", "due", "withdraw"),
    "rejected": ("seen",),
    "belt": ("priority", "due", "try_again", "set_aside", "withdraw"),
    "waiting": ("try_again", "priority", "due", "hand_back", "set_aside", "withdraw"),
}
_NEEDS = {"withdraw": P.WITHDRAW, "take_over": P.SIGNED_IN, "hand_back": P.SIGNED_IN}


@dataclass(frozen=True)
class Wish:
    """What a person wants done to the chosen rows; `was` gives an undo each row's own value."""

    act: str
    priority: int = 1
    due_at: datetime | None = None
    reason: str = ""
    was: dict[str, str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one row; `was` is "" when it cannot be taken back by a key."""

    document_id: str
    title: str
    words: str
    is_done: bool
    was: str = ""


def acts_on(user: CurrentUser, worklist: Worklist) -> tuple[str, ...]:
    """What this person can do to rows of this list, in the order of the buttons."""
    return tuple(act for act in ON_LISTS.get(worklist.key, ()) if user.may(_NEEDS.get(act, P.MEND)))


def do_to_rows(place: Workplace, user: CurrentUser, ids: Sequence[str], wish: Wish) -> list[Outcome]:
    """The outcome of each row, in the order given.

    Raises:
        NotAllowedError: the person's roles do not include this act at all.
    """
    if wish.act not in _DOES or not user.may(_NEEDS.get(wish.act, P.MEND)):
        raise NotAllowedError("Your roles do not include this")
    return [_do(place, user, one, wish) for one in dict.fromkeys(ids[:MOST_AT_ONCE])]


def _do(place: Workplace, user: CurrentUser, document_id: str, wish: Wish) -> Outcome:
    title = "A document"
    try:
        with place.database.write() as session:
            document = visible_document(session, user, document_id)
            title = document.document_type or kind_words(document.kind)
            words, was = _DOES[wish.act](session, place, user, document, wish)
    except ServiceError as refused:
        return Outcome(document_id, title, f"{refused.what}. {refused.remedy}.", is_done=False)
    return Outcome(document_id, title, words, is_done=True, was=was)


_Does = Callable[[Session, Workplace, CurrentUser, Document, Wish], tuple[str, str]]


def _priority(
    session: Session, _place: Workplace, user: CurrentUser, document: Document, wish: Wish
) -> tuple[str, str]:
    wanted = int((wish.was or {}).get(document.id, wish.priority))
    before = set_priority(session, document.id, wanted, actor=user.actor)
    return f"{PRIORITY_WORDS[wanted]} now, {PRIORITY_WORDS[before]} before", str(before)


def _due(
    session: Session, place: Workplace, user: CurrentUser, document: Document, wish: Wish
) -> tuple[str, str]:
    given = (wish.was or {}).get(document.id)
    wanted = datetime.fromisoformat(given) if given else wish.due_at
    if wanted is None:
        return "no due time was given, so nothing changed", ""
    before = set_due(session, document.id, wanted, actor=user.actor)
    local = wanted.astimezone(place.zone)
    return f"due {local.day} {local:%b %H:%M} now", before.isoformat() if before else ""


def _hand_back(
    session: Session, _place: Workplace, user: CurrentUser, document: Document, _wish: Wish
) -> tuple[str, str]:
    if document.reviewer_id != user.user_id and not user.may(P.MEND):
        raise NotAllowedError("Only the person who has it open, or a supervisor, can hand it back")
    name = hand_back_for(session, document.id, _reviewer(user))
    return f"free again; {name} had it. Open it to take it back", ""


def _take_over(
    session: Session, place: Workplace, user: CurrentUser, document: Document, _wish: Wish
) -> tuple[str, str]:
    check_may_review(user, document.kind)
    lease = place.settings.review_lease_minutes
    name = take_over(session, document.id, _reviewer(user), lease_minutes=lease)
    return f"yours now; the page of {name} says so. Hand it back to undo", ""


def _try_again(
    session: Session, _place: Workplace, user: CurrentUser, document: Document, _wish: Wish
) -> tuple[str, str]:
    if document.state == S.NEEDS_ATTENTION:
        try_again(session, document.id, actor=user.actor)
    else:
        try_now(session, document.id, actor=user.actor)
    return "it is trying again now", ""


def _set_aside(
    session: Session, _place: Workplace, user: CurrentUser, document: Document, wish: Wish
) -> tuple[str, str]:
    set_aside(session, document.id, reason=wish.reason, actor=user.actor)
    return "set aside, listed under Needs a look; Try again there lets it go on", "aside"


def _let_go_on(
    session: Session, _place: Workplace, user: CurrentUser, document: Document, _wish: Wish
) -> tuple[str, str]:
    try_again(session, document.id, actor=user.actor)
    return "no longer set aside", ""


def _withdraw(
    session: Session, _place: Workplace, user: CurrentUser, document: Document, wish: Wish
) -> tuple[str, str]:
    withdraw(session, document.id, reason=wish.reason, actor=user.actor)
    return "withdrawn; the file is kept. To bring it back, add the same file again", ""


def _seen(
    session: Session, _place: Workplace, user: CurrentUser, document: Document, _wish: Wish
) -> tuple[str, str]:
    mark_seen(session, document.id, actor=user.actor)
    document.updated_at = database_now(session)
    return "marked as seen", ""


def _reviewer(user: CurrentUser) -> Reviewer:
    return Reviewer(user.user_id, user.login)


_DOES: dict[str, _Does] = {
    "priority": _priority,
    "due": _due,
    "hand_back": _hand_back,
    "take_over": _take_over,
    "try_again": _try_again,
    "set_aside": _set_aside,
    "let_go_on": _let_go_on,
    "withdraw": _withdraw,
    "seen": _seen,
}
UNDONE_BY = {"priority": "priority", "due": "due", "set_aside": "let_go_on"}
