"""An author's normals: blocks of text called by voice ("insert my normal abdomen"). Touches the database.

A block belongs to an author and, if one is named, to a worktype. Adding one under a name that is taken puts
the new text in the place of the old, which stays in the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.authors.identity import author_key
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.tables import AuthorNormal

LONGEST_TEXT = 20_000
_LONGEST_NAME = 80


class NormalUnknownError(ServiceError):
    """There is no normal with this id."""

    code = "ingest.normal_unknown"
    disposition = Disposition.REJECT
    remedy = "List the normals with `chartscribe normals list` and give the id that stands there"


class NormalUnusableError(ServiceError):
    """A normal needs an author, a name that can be said, and a text of bearable length."""

    code = "ingest.normal_unusable"
    disposition = Disposition.REJECT
    remedy = f"Give the author, a name of up to {_LONGEST_NAME} characters and up to {LONGEST_TEXT} of text"


def add_normal(
    session: Session, *, author: str, worktype: str = "", name: str, text: str, actor: Actor
) -> AuthorNormal:
    """The new block; one of the same author, worktype and name gives way to it.

    Raises:
        NormalUnusableError: the author has no name, or name or text are empty or too long.
    """
    key, said, tidy = author_key(author), _plain(name), text.strip()
    if not key or not said or len(said) > _LONGEST_NAME or not 0 < len(tidy) <= LONGEST_TEXT:
        raise NormalUnusableError("This normal cannot be kept")
    now = database_now(session)
    for old in _of(session, key):
        if _plain(old.name) == said and _plain(old.worktype) == _plain(worktype):
            old.removed_at, old.removed_by = now, actor.name
    normal = AuthorNormal(
        id=new_id(),
        author_key=key,
        author=" ".join(author.split()),
        worktype=" ".join(worktype.split()),
        name=" ".join(name.split()),
        text=tidy,
        created_by=actor.name,
        created_at=now,
    )
    session.add(normal)
    _audit(session, "author_normal.added", normal.id, actor)
    return normal


def list_normals(session: Session, *, author: str = "") -> Sequence[AuthorNormal]:
    """The normals in use, of one author or of all, by author, worktype and name."""
    wanted = select(AuthorNormal).where(AuthorNormal.removed_at.is_(None))
    if author:
        wanted = wanted.where(AuthorNormal.author_key == author_key(author))
    order = (AuthorNormal.author_key, AuthorNormal.worktype, AuthorNormal.name, AuthorNormal.id)
    return session.scalars(wanted.order_by(*order)).all()


def normals_for(session: Session, *, author: str, worktype: str) -> list[AuthorNormal]:
    """What this author may call in this worktype; a block for just this worktype beats a general one."""
    key = author_key(author)
    if not key:
        return []
    fitting = {_plain(one.name): one for one in _of(session, key) if not one.worktype}
    if worktype.strip():
        own = (one for one in _of(session, key) if _plain(one.worktype) == _plain(worktype))
        fitting |= {_plain(one.name): one for one in own}
    return sorted(fitting.values(), key=lambda one: _plain(one.name))


def remove_normal(session: Session, normal_id: str, *, actor: Actor) -> AuthorNormal:
    """The normal, taken off; reports that hold its text keep it.

    Raises:
        NormalUnknownError: there is none with this id in use.
    """
    normal = session.get(AuthorNormal, normal_id)
    if normal is None or normal.removed_at is not None:
        raise NormalUnknownError("There is no such normal in use", where=normal_id[:64])
    normal.removed_at, normal.removed_by = database_now(session), actor.name
    _audit(session, "author_normal.removed", normal.id, actor)
    return normal


def _of(session: Session, key: str) -> Sequence[AuthorNormal]:
    return session.scalars(
        select(AuthorNormal).where(AuthorNormal.author_key == key, AuthorNormal.removed_at.is_(None))
    ).all()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _audit(session: Session, action: str, normal_id: str, actor: Actor) -> None:
    record_audit(session, actor=actor, action=action, subject_kind="author_normal", subject_id=normal_id)
