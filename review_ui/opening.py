"""Opening a document on a review page: claim it when it waits and nobody has it. Touches the database."""

from __future__ import annotations

from contextlib import suppress

from review_ui.auth import CurrentUser
from review_ui.review_rights import IN_REVIEW_STATES, may_review
from review_ui.visibility import DocumentUnknownError, visible_document
from review_ui.workplace import Workplace
from storage.audit.record import record_audit
from storage.reviews import ClaimedError, Reviewer, claim_for_review


def open_for_review(place: Workplace, user: CurrentUser, document_id: str, kind: str) -> None:
    """Claim the document for a person who verifies its kind; everybody else only looks. Audited.

    Raises:
        DocumentUnknownError: there is no such document of this kind, or the person may not see it.
    """
    with place.database.write() as session:
        document = visible_document(session, user, document_id)
        if document.kind != kind:
            raise DocumentUnknownError(f"There is no such {kind}")
        if may_review(user, kind) and document.state in IN_REVIEW_STATES:
            with suppress(ClaimedError):  # somebody else has it: the page says who, and can be read
                claim_for_review(
                    session,
                    document_id,
                    Reviewer(user.user_id, user.login),
                    lease_minutes=place.settings.review_lease_minutes,
                )
        record_audit(
            session,
            actor=user.actor,
            action="document.viewed",
            subject_kind="document",
            subject_id=document_id,
            patient_id=document.patient_id,
        )
