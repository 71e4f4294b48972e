"""Keys pressed and seconds worked: a person's own figures for that person, groups for everybody else.

Touches the database. Figures of one person are shown to nobody but that person, and those of a group only
where it is large enough that nobody's own can be told from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.errors import Disposition, ServiceError
from storage.tables import ReviewEffort

SMALLEST_GROUP = 5


class GroupTooSmallError(ServiceError):
    """Figures were asked of so few people that one person's work could be read from them."""

    code = "storage.group_too_small"
    disposition = Disposition.ASK_HUMAN
    remedy = f"Ask for a longer time or a larger group: at least {SMALLEST_GROUP} people who worked in it"


@dataclass(frozen=True)
class Effort:
    """Keys pressed and seconds worked on a number of documents by a number of people."""

    documents: int
    people: int
    keystrokes: int
    active_s: float


def own_effort(session: Session, user_id: str, *, document_id: str | None = None) -> Effort:
    """What this person spent, on one document or on all that are still kept; for that person's eyes alone."""
    wanted = [ReviewEffort.user_id == user_id]
    if document_id is not None:
        wanted.append(ReviewEffort.document_id == document_id)
    return _sum(session, *wanted)


def group_effort(session: Session, user_ids: Collection[str]) -> Effort:
    """What these people spent together.

    Raises:
        GroupTooSmallError: fewer than five of them worked.
    """
    found = _sum(session, ReviewEffort.user_id.in_(user_ids))
    if found.people < SMALLEST_GROUP:
        raise GroupTooSmallError("The group is too small to be shown", where=f"{found.people} people")
    return found


def _sum(session: Session, *wanted: ColumnElement[bool]) -> Effort:
    documents, people, keystrokes, active_s = session.execute(
        select(
            func.count(func.distinct(ReviewEffort.document_id)),
            func.count(func.distinct(ReviewEffort.user_id)),
            func.coalesce(func.sum(ReviewEffort.keystrokes), 0),
            func.coalesce(func.sum(ReviewEffort.active_s), 0.0),
        ).where(*wanted)
    ).one()
    return Effort(documents, people, int(keystrokes), float(active_s))
