"""Every image of a batch and what became of it. Touches the database and the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ingest.page_verdicts import PAGE_CHECK
from ingest.splitting import SEPARATOR
from ingest.stations.events import files_here_already, files_left_outside
from ingest.stations.reconcile import BatchImages, FileImages, ImagePlace
from storage.artifacts import load_json
from storage.ledger.document_states import DocumentState
from storage.objects.sealed_store import SealedStore
from storage.page_order import REPLACED
from storage.tables import Artifact, Document, DocumentDeficiency, DocumentPage, Page, SetAsidePage

_DUPLICATE_PAGE = "duplicate_page"  # the kind that the look at images gives (ocr.scan_check)
_MOST_REMEMBERED = 50_000
_BLANK: dict[str, bool] = {}  # by SHA-256 of the stored look: true at every site
S = DocumentState
P = ImagePlace


@dataclass(frozen=True)
class PlacedImage:
    """One image: its page row, where it stands now (document and page number from 1), and its place."""

    page_id: str
    document_id: str
    page_number: int
    place: ImagePlace


@dataclass(frozen=True)
class BatchPaper:
    """The images of a batch, file by file in the order of the paper, and its documents by id."""

    files: tuple[tuple[PlacedImage, ...], ...]
    images: BatchImages
    documents: Mapping[str, Document]

    @property
    def charts(self) -> int:
        """How many documents the paper makes, those taken off not counted."""
        return sum(
            document.state not in (S.WITHDRAWN, S.REJECTED) and document.kind == "chart"
            for document in self.documents.values()
        )


@dataclass
class _Rows:
    """What the queries brought, by what it is looked up with."""

    pages: dict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))  # by source
    stands: dict[str, tuple[str, int]] = field(default_factory=dict)  # page -> (document, position)
    aside: dict[str, SetAsidePage] = field(default_factory=dict)  # page -> where it was set aside
    rescans: set[str] = field(default_factory=set)
    blank: set[str] = field(default_factory=set)


def paper_of(session: Session, store: SealedStore, batch_id: str) -> BatchPaper:
    """Every image that came in for the batch, each in exactly one place."""
    documents = session.scalars(
        select(Document).where(Document.batch_id == batch_id).order_by(Document.received_at, Document.id)
    ).all()
    by_id = {document.id: document for document in documents}
    first_of_files = [one for one in documents if one.part_of in (None, one.id) and one.kind != "dictation"]
    again = [
        one for one in first_of_files if one.link_kind == "same_bytes" and one.linked_document_id in by_id
    ]
    refused = [one for one in first_of_files if _is_refused(one)]
    rows = _read_rows(session, store, batch_id)
    counted = [one for one in first_of_files if one not in again and one.state != S.REJECTED]
    files = tuple(_images_of(one, rows, by_id) for one in counted)
    unopened = [one for one in counted if one not in refused and _is_unopened(one)]
    images = BatchImages(
        files=(
            *(FileImages(tuple(image.place for image in images)) for images in files),
            FileImages((P.RESCAN,) * len(rows.rescans)),
        ),
        twice=_twice(session, batch_id),
        same_files=len(again) + files_here_already(session, batch_id),
        refused_files=len(refused) + len(files_left_outside(session, batch_id)),
        unopened_files=len(unopened),
    )
    return BatchPaper(files, images, by_id)


def _is_refused(document: Document) -> bool:
    """True while somebody must look at the file itself; a rejected one that a person has seen is settled."""
    stuck = document.state == S.NEEDS_ATTENTION and document.page_count is None
    return stuck or (document.state == S.REJECTED and document.seen_by is None)


def _is_unopened(document: Document) -> bool:
    return document.page_count is None or document.state in (S.RECEIVED, S.SPLITTING)


def _read_rows(session: Session, store: SealedStore, batch_id: str) -> _Rows:
    # asked by the batch, not by lists of ids: a batch may hold more pages than a statement takes values
    rows, ids = _Rows(), documents_of(batch_id)
    sources = select(Document.source_sha256).where(Document.batch_id == batch_id)
    pages = select(Page).where(Page.source_sha256.in_(sources)).order_by(Page.source_index)
    for page in session.scalars(pages):
        rows.pages[page.source_sha256].append(page)
    known = {page.id for pages in rows.pages.values() for page in pages}
    for place in session.scalars(select(DocumentPage).where(DocumentPage.document_id.in_(ids))):
        rows.stands[place.page_id] = (place.document_id, place.position)
    for aside in session.scalars(
        select(SetAsidePage).where(SetAsidePage.document_id.in_(ids)).order_by(SetAsidePage.id)
    ):
        rows.aside[aside.page_id] = aside
        if aside.reason == REPLACED:
            rows.rescans |= {aside.page_id, aside.replaced_by or aside.page_id} - known
    checks = session.execute(
        select(Artifact.subject_id, Artifact.sha256).where(
            Artifact.kind == PAGE_CHECK,
            Artifact.subject_id.in_(select(Page.id).where(Page.source_sha256.in_(sources))),
        )
    )
    rows.blank = {page_id for page_id, sha256 in checks if _is_blank(store, sha256)}
    return rows


def documents_of(batch_id: str) -> Select[str]:
    """The ids of the batch's documents, as a query to ask with."""
    return select(Document.id).where(Document.batch_id == batch_id)


def _is_blank(store: SealedStore, sha256: str) -> bool:
    """What the look at the image said; remembered, for an object never changes and screens ask often."""
    known = _BLANK.get(sha256)
    if known is None:
        if len(_BLANK) >= _MOST_REMEMBERED:
            _BLANK.clear()
        known = _BLANK[sha256] = bool(load_json(store, sha256).get("is_blank", False))
    return known


def _images_of(first: Document, rows: _Rows, documents: Mapping[str, Document]) -> tuple[PlacedImage, ...]:
    return tuple(_placed(page, first, rows, documents) for page in rows.pages[first.source_sha256])


def _placed(page: Page, first: Document, rows: _Rows, documents: Mapping[str, Document]) -> PlacedImage:
    stands, aside = rows.stands.get(page.id), rows.aside.get(page.id)
    if stands is not None:
        document_id, position = stands
    else:
        document_id, position = (
            (aside.document_id, aside.position) if aside else (first.id, page.source_index)
        )
    place = P.BLANK if page.id in rows.blank else P.PAGE
    if stands is None and aside is not None:
        place = P.SEPARATOR if aside.reason == SEPARATOR else P.REPLACED
    elif documents[document_id].state == S.WITHDRAWN:
        place = P.WITHDRAWN
    return PlacedImage(page.id, document_id, position + 1, place)


def _twice(session: Session, batch_id: str) -> int:
    gone = (S.WITHDRAWN.value, S.REJECTED.value)
    found = (
        select(func.count())
        .select_from(DocumentDeficiency)
        .where(
            DocumentDeficiency.document_id.in_(documents_of(batch_id).where(Document.state.not_in(gone))),
            DocumentDeficiency.kind == _DUPLICATE_PAGE,
            DocumentDeficiency.acknowledged_at.is_(None),
        )
    )
    return session.scalar(found) or 0
