"""What every review page shows beside the document: who holds it, what is missing, what was lost.

Touches the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ingest.interventions import may_withdraw
from ingest.stages import route_codes
from review_ui.amending import is_changed_since_filed
from review_ui.auth import CurrentUser
from review_ui.losses import LossGroup, loss_groups
from review_ui.permissions import Permission
from review_ui.presenters import Said
from review_ui.questions_presenter import QuestionShown, questions_shown
from review_ui.review_rights import IN_REVIEW_STATES, holds, is_held, may_amend, may_review
from review_ui.worklist_rows import WorklistRow, document_row, document_statement
from storage.database import database_now
from storage.ledger.document_states import DocumentState as S
from storage.reviews import missing_for_verification
from storage.tables import Document, User


@dataclass(frozen=True)
class ReviewView:
    """The frame of a review page. `may_edit`: the person holds the review; else `standing` says why not."""

    item: WorklistRow
    document_id: str
    kind: str
    state: str
    said: Said
    route: str
    revision: int
    may_edit: bool
    standing: str
    held_by: str
    missing: Sequence[str]
    losses: Sequence[LossGroup]
    can_withdraw: bool
    can_send_back: bool
    can_take: bool
    can_amend: bool
    questions: Sequence[QuestionShown] = ()

    @property
    def open_losses(self) -> int:
        """How many losses nobody has looked at."""
        return sum(len(group.waiting) for group in self.losses)


def review_view(session: Session, user: CurrentUser, document: Document) -> ReviewView:
    """The frame for this person; `document` is one that they may see."""
    now = database_now(session)
    row = session.execute(document_statement().where(Document.id == document.id)).one()
    item = document_row(row, opens="document", user=user, now=now)
    held_by = ""
    if is_held(document, now) and document.reviewer_id != user.user_id:
        holder = session.get(User, document.reviewer_id)
        held_by = holder.display_name if holder else "somebody"
    reviews = may_review(user, document.kind)
    edits = reviews and holds(user, document, now)
    missing: Sequence[str] = ()
    if document.state in IN_REVIEW_STATES:
        coded = route_codes(document.route)
        missing = missing_for_verification(session, document, needs_encounter=coded)
    return ReviewView(
        item=item,
        document_id=document.id,
        kind=document.kind,
        state=document.state,
        said=item.state,
        route=document.route,
        revision=document.revision,
        may_edit=edits,
        standing="" if edits else _standing(session, document, held_by=held_by, reviews=reviews),
        held_by=held_by,
        missing=missing,
        losses=loss_groups(session, document),
        can_withdraw=edits and user.may(Permission.WITHDRAW) and may_withdraw(document.state),
        can_send_back=reviews and document.state == S.VERIFIED,
        can_take=reviews and document.state in IN_REVIEW_STATES and not edits and not held_by,
        can_amend=may_amend(user, document),
        questions=questions_shown(session, user, document),
    )


def _standing(session: Session, document: Document, *, held_by: str, reviews: bool) -> str:
    if held_by:
        return f"{held_by} is working on it. You can read it; it is free again when they finish or leave it."
    if document.state == S.FILED and is_changed_since_filed(session, document):
        return "It is filed, and words were changed since: what you read here is not filed yet."
    if document.state in IN_REVIEW_STATES and not reviews:
        return "It waits to be checked. You can read it; until then nobody has compared it with the paper."
    return {
        S.VERIFIED: "It is checked and about to be filed.",
        S.RENDERING: "It is checked and being prepared for filing.",
        S.FILING: "It is checked and being filed.",
        S.FILED: "It is filed: this is the text as it was checked.",
        S.NEEDS_ATTENTION: "It needs a look before it can go on.",
        S.REJECTED: "The file could not be used.",
        S.WITHDRAWN: "It was withdrawn.",
    }.get(S(document.state), "It is still being read; what is there already is shown as the machine read it.")
