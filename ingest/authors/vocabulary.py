"""The words that an author's corrections taught: listed, given to listening, taken off. Touches the database.

They live in a table of their own, apart from every list that the program ships.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.authors.identity import author_key
from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.tables import AuthorTerm

_MOST_TERMS = 200  # of one author; an engine takes some fifty words, suggestions take them all


class TermUnknownError(ServiceError):
    """There is no learned term with this id."""

    code = "ingest.author_term_unknown"
    disposition = Disposition.REJECT
    remedy = "List the learned words with `chartscribe vocabulary list` and give the id that stands there"


def list_terms(session: Session, *, author: str = "") -> Sequence[AuthorTerm]:
    """The learned terms in use, of one author or of all, by author and word."""
    wanted = select(AuthorTerm).where(AuthorTerm.removed_at.is_(None))
    if author:
        wanted = wanted.where(AuthorTerm.author_key == author_key(author))
    return session.scalars(wanted.order_by(AuthorTerm.author_key, AuthorTerm.meant, AuthorTerm.heard)).all()


def accepted_terms(session: Session, author: str) -> Sequence[AuthorTerm]:
    """The author's learned terms, most often corrected first; none for a nameless author."""
    key = author_key(author)
    if not key:
        return []
    return session.scalars(
        select(AuthorTerm)
        .where(AuthorTerm.author_key == key, AuthorTerm.removed_at.is_(None))
        .order_by(AuthorTerm.occurrences.desc(), AuthorTerm.id)
        .limit(_MOST_TERMS)
    ).all()


def remove_term(session: Session, term_id: str, *, actor: Actor) -> AuthorTerm:
    """The term, taken off; it is not learned again by itself.

    Raises:
        TermUnknownError: there is none with this id in use.
    """
    term = session.get(AuthorTerm, term_id)
    if term is None or term.removed_at is not None:
        raise TermUnknownError("There is no such learned word in use", where=term_id[:64])
    term.removed_at, term.removed_by = database_now(session), actor.name
    record_audit(
        session, actor=actor, action="author_term.removed", subject_kind="author_term", subject_id=term.id
    )
    return term
