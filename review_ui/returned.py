"""Reports that their author sent back before signing: what is asked, who may answer. Touches the database."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from review_ui.auth import CurrentUser
from review_ui.review_rights import may_review
from storage.ledger.document_states import DocumentState as S
from storage.tables import Document, SignOff

_ANSWERS = ("amendment", "author")  # a corrected version, or a signature after all


def is_returned() -> ColumnElement[bool]:
    """The condition on `Document` that holds while its author's return is unanswered."""
    asked, answer = aliased(SignOff), aliased(SignOff)
    answered = exists().where(
        answer.document_id == asked.document_id, answer.kind.in_(_ANSWERS), answer.id > asked.id
    )
    # few are returned: they are looked up by their kind, not document by document
    unanswered = select(asked.document_id).where(asked.kind == "returned", ~answered)
    return (Document.state == S.FILED) & Document.signed_by.is_(None) & Document.id.in_(unanswered)


def return_note(session: Session, document: Document) -> str:
    """What the author asked to be corrected, while nobody has answered it; else nothing."""
    if session.scalar(select(Document.id).where(Document.id == document.id, is_returned())) is None:
        return ""
    newest = session.scalars(
        select(SignOff)
        .where(SignOff.document_id == document.id, SignOff.kind == "returned")
        .order_by(SignOff.id.desc())
    ).first()
    return newest.note if newest else ""


def may_answer_return(session: Session, user: CurrentUser, document: Document) -> bool:
    """True when the person verifies dictations and this one came back from its author."""
    return may_review(user, document.kind) and return_note(session, document) != ""
