"""Who may work on a document now: its kind, its state and who holds it decide. Pure."""

from __future__ import annotations

from datetime import datetime

from review_ui.auth import CurrentUser, NotAllowedError
from review_ui.permissions import Permission as P
from storage.errors import Disposition, ServiceError
from storage.ledger.document_states import DocumentState as S
from storage.tables import Document

_VERIFIES = {"chart": P.VERIFY_CHARTS, "dictation": P.VERIFY_DICTATIONS}
IN_REVIEW_STATES = (S.AWAITING_REVIEW, S.IN_REVIEW)


class NotEditableError(ServiceError):
    """The text cannot be changed in this state of the document."""

    code = "review_ui.not_editable"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page to see where the document is now"


def may_review(user: CurrentUser, kind: str) -> bool:
    """True when the person verifies documents of this kind."""
    permission = _VERIFIES.get(kind)
    return permission is not None and user.may(permission)


def check_may_review(user: CurrentUser, kind: str) -> None:
    """Return when the person verifies documents of this kind.

    Raises:
        NotAllowedError: they do not.
    """
    if not may_review(user, kind):
        raise NotAllowedError("Your roles do not include this")


def is_held(document: Document, now: datetime) -> bool:
    """True while somebody's claim on the review is alive."""
    alive = document.reviewer_until is not None and document.reviewer_until > now
    return document.state == S.IN_REVIEW and alive


def holds(user: CurrentUser, document: Document, now: datetime) -> bool:
    """True while the review is this person's."""
    return is_held(document, now) and document.reviewer_id == user.user_id


def may_sign(user: CurrentUser, document: Document) -> bool:
    """True when this filed, unsigned report waits for this person's signature.

    A report that names no author may be signed by any author; whoever steers the work sees everybody's.
    """
    if document.kind != "dictation" or document.state != S.FILED or document.signed_at is not None:
        return False
    is_theirs = document.author.casefold() in (user.login.casefold(), user.display_name.casefold(), "")
    return user.may(P.SIGN) and (is_theirs or user.may(P.MEND))


def may_amend(user: CurrentUser, document: Document) -> bool:
    """True when this is a filed chart and the person verifies charts."""
    return document.kind == "chart" and document.state == S.FILED and may_review(user, document.kind)


def check_may_edit(user: CurrentUser, document: Document, now: datetime) -> None:
    """Return when this person may change the text now: in their review, before they sign, or to amend.

    Raises:
        NotEditableError: otherwise.
    """
    if not (holds(user, document, now) or may_sign(user, document) or may_amend(user, document)):
        raise NotEditableError("The text cannot be changed now", where=f"document {document.id}")
