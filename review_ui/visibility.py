"""Which documents a person may see. Every list, search and page goes through here. Touches the database.

The commonest hole of document systems is a side door without this check (notes: search, autocomplete,
link), so there is one function for rows and one for a single id, and no other way in.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.permissions import Permission
from storage.errors import Disposition, ServiceError
from storage.tables import Batch, Document

SENT_BY_PEOPLE = ("upload", "api")  # sources of batches that a signed-in person opened


class DocumentUnknownError(ServiceError):
    """There is no such document, or the person may not see it: which of them is not said."""

    code = "review_ui.document_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Check the number, or look for it with the Find box"


def visible_to(user: CurrentUser) -> ColumnElement[bool]:
    """The condition on `Document` that keeps only what this person may see."""
    here = Document.site_id == user.site_id
    if user.may(Permission.SEE_DOCUMENTS):
        return here
    if user.may(Permission.SEE_OWN_UPLOADS):
        # what a program brought in carries the program's name, which an account may bear too
        own = select(Batch.id).where(Batch.created_by == user.login, Batch.source.in_(SENT_BY_PEOPLE))
        at_stations = select(Batch.id).where(
            or_(Batch.operator_id == user.user_id, Batch.holder_id == user.user_id)
        )
        return here & (Document.batch_id.in_(own) | Document.batch_id.in_(at_stations))
    return false()


def visible_document(session: Session, user: CurrentUser, document_id: str) -> Document:
    """The document, when it exists and the person may see it.

    Raises:
        DocumentUnknownError: otherwise.
    """
    found = session.scalar(select(Document).where(Document.id == document_id, visible_to(user)))
    if found is None:
        raise DocumentUnknownError("There is no such document")
    return found
