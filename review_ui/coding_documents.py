"""The documents of an encounter as the coder's list shows them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from review_ui.presenters import Said, counted, day_words, duration_words, kind_words, state_said
from storage.ledger.document_states import DocumentState as S
from storage.tables import Document

_CHECKED = (S.VERIFIED, S.RENDERING, S.FILING, S.FILED)


@dataclass(frozen=True)
class CaseDocument:
    """One document of the encounter; `number` is how evidence names it on the page.

    `read` is read, changed (since it was read) or unread, by the person who looks; `size` counts pages or
    says the length of a recording.
    """

    id: str
    number: int
    title: str
    kind: str
    state: Said
    is_checked: bool
    author: str
    dated: str
    size: str
    read: str


def case_document(document: Document, number: int, *, read: str) -> CaseDocument:
    """One document as the list and its own head show it."""
    unsigned = document.kind == "dictation" and document.signed_at is None
    return CaseDocument(
        id=document.id,
        number=number,
        title=document.document_type or kind_words(document.kind),
        kind=document.kind,
        state=state_said(document.state, kind=document.kind, unsigned=unsigned, for_reader=True),
        is_checked=document.state in _CHECKED,
        author=document.author,
        dated=day_words(document.date_of_service),
        size=_size(document),
        read=read,
    )


def _size(document: Document) -> str:
    if document.duration_s is not None:
        return duration_words(document.duration_s)
    return counted(document.page_count, "page") if document.page_count else ""
