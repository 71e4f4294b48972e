"""Filed charts that a person corrects: what stands unfiled, and the new version. Touches the database."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest import approval
from review_ui.auth import CurrentUser
from review_ui.review_rights import NotEditableError, may_amend
from storage.ledger.documents import lock_document
from storage.reviews import NotReadyError, Reviewer
from storage.tables import Document, SignOff

_FILES = ("text", "image", "author", "amendment")  # the words of a person that led to a filed version


def is_changed_since_filed(session: Session, document: Document) -> bool:
    """True when words of a filed document were corrected and the correction is not filed yet."""
    filed = session.scalar(
        select(func.max(SignOff.revision)).where(SignOff.document_id == document.id, SignOff.kind.in_(_FILES))
    )
    return filed is not None and document.revision > filed


def file_amended(
    session: Session, user: CurrentUser, document_id: str, *, reason: str, based_on: int
) -> None:
    """Send the corrected chart to be filed as a new version.

    Raises:
        NotEditableError: it is no filed chart, or not this person's to amend.
        NotReadyError: nothing was changed, the text changed since the person saw it, or no reason is given.
    """
    document = lock_document(session, document_id)
    if not may_amend(user, document):
        raise NotEditableError("Only a filed chart can be amended", where=f"document {document_id}")
    if document.revision != based_on:
        raise NotReadyError(["the text changed since you opened it: look at it again"])
    if not is_changed_since_filed(session, document):
        raise NotReadyError(["no word was changed since it was filed"])
    approval.amend(session, document_id, Reviewer(user.user_id, user.login), reason=reason)
