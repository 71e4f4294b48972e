"""What a document's page shows beside its pages: separators, replaced images, the other parts of its file.

Touches the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.page_verdicts import page_words
from ingest.rescan import ReplacedPage, replaced_by_page
from ingest.splitting import SEPARATOR
from review_ui.auth import CurrentUser
from review_ui.permissions import Permission
from review_ui.review_rights import IN_REVIEW_STATES
from review_ui.visibility import visible_to
from storage.ledger.document_states import DocumentState as S
from storage.tables import Document, SetAsidePage


@dataclass(frozen=True)
class PagesBeside:
    """What there is beside a document's pages.

    `separators` says which pages of the file are separator sheets ("" when none are); `parts` are the
    documents of the same file that the person may see, (place from 1, id), this one left out.
    """

    separators: str
    replaced: Sequence[ReplacedPage]
    parts: Sequence[tuple[int, str]]
    can_rescan: bool
    page_count: int


def pages_beside(session: Session, user: CurrentUser, document: Document) -> PagesBeside:
    """What there is beside the document's pages."""
    rows = session.scalars(
        select(SetAsidePage.position)
        .where(SetAsidePage.document_id == document.id, SetAsidePage.reason == SEPARATOR)
        .order_by(SetAsidePage.position)
    )
    sheets = [position + 1 for position in rows]
    unread = document.state == S.NEEDS_ATTENTION and document.resume_state == S.READING
    waits = unread or document.state in IN_REVIEW_STATES
    return PagesBeside(
        separators=page_words(sheets).capitalize() + " of the file" if sheets else "",
        replaced=replaced_by_page(session, document),
        parts=_parts(session, user, document),
        can_rescan=document.kind == "chart" and waits and user.may(Permission.UPLOAD),
        page_count=document.page_count or 0,
    )


def _parts(session: Session, user: CurrentUser, document: Document) -> list[tuple[int, str]]:
    if document.part_of is None:
        return []
    ids = session.scalars(
        select(Document.id).where(Document.part_of == document.part_of).order_by(Document.id)
    ).all()
    seen = set(session.scalars(select(Document.id).where(Document.id.in_(ids), visible_to(user))))
    return [(place, one) for place, one in enumerate(ids, start=1) if one in seen and one != document.id]
