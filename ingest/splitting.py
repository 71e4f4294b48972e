"""One received file becomes several documents, at its separator sheets. Touches the world.

The first part stays the document that was received; every further part becomes a document of its own on the
same bytes and the same page rows. Nothing is lost and nothing is counted twice: each page stands in exactly
one part or is kept as a separator, and each part is received in the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ingest.duplicates import link_parts
from ingest.findable import write_claimed_identity
from ingest.index_fields import PRIORITIES, IndexFields
from ingest.page_labels import PageLabel, foreign_labels, proposed_fields
from ingest.roll_up import BELT, add_deficiencies, start_reading
from storage.database import database_now
from storage.errors import Deficiency
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move, record_event
from storage.tables import Document, DocumentDeficiency, DocumentPage, Page, SetAsidePage

SEPARATOR = "separator"  # why a page is set aside: it stood between two documents
RECEIVED_PAGES = "received_pages"  # artifact kind: a part's own pages of the file, as a PDF
AS_SPLIT = 0  # the version of that artifact when it is made; a filed version has a number of its own
_OF_THE_PATIENT = ("mrn", "name", "dob", "encounter")


@dataclass(frozen=True)
class ChartPart:
    """Pages that make one document (places from 0 in the file), and what their own cover sheet says of them.

    `findings` are losses and notes about the part, their page numbers counted within it.
    """

    positions: tuple[int, ...]
    cover: IndexFields | None = None
    findings: tuple[Deficiency, ...] = ()

    def __post_init__(self) -> None:
        if not self.positions:
            raise ValueError("a part holds at least one page")


@dataclass(frozen=True)
class SplitPlan:
    """How a file falls apart; `labels` are what stickers and form ids say, by place in the file."""

    parts: tuple[ChartPart, ...]
    separators: tuple[int, ...] = ()
    labels: Mapping[int, PageLabel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = Counter(one for part in self.parts for one in part.positions) + Counter(self.separators)
        if not self.parts or set(places.values()) != {1}:
            raise ValueError("every page stands in one part or is a separator")
        if len(self.parts) > 1 and not self.separators:
            raise ValueError("parts are told apart by separators")

    @property
    def page_count(self) -> int:
        """How many pages the plan speaks of."""
        return len(self.separators) + sum(len(part.positions) for part in self.parts)


def split_document(session: Session, document: Document, plan: SplitPlan) -> list[Document]:
    """Every part as a document, the received one first; it stays where it is, the others go on to reading.

    The caller holds the document's lock and is in the transaction that closes the splitting job, so that a
    crash leaves either the whole file or all of its parts.

    Raises:
        ValueError: the plan does not speak of exactly the document's pages (a bug of ours).
    """
    page_ids = _page_ids(session, document)
    if sorted(page_ids) != list(range(plan.page_count)):
        raise ValueError("a split plan covers exactly the pages of its document")
    documents = [document]
    if plan.separators:
        documents += [further_part(session, document) for _ in plan.parts[1:]]
        _deal_pages(session, documents, plan, page_ids)
        _rehome_losses(session, document, plan.parts, documents)
        link_parts(session, documents)
    for part, one in zip(plan.parts, documents, strict=True):
        add_deficiencies(session, one, list(part.findings))
        _say_labels(session, one, part, plan.labels)
    if len(documents) > 1:
        _tell_custody(session, documents)
    for one in documents[1:]:
        start_reading(session, lock_document(session, one.id))
    return documents


def lay_out_pages(session: Session, document: Document, page_count: int) -> int:
    """The number of the document's pages, laid out in the order of its file when they were not yet.

    Page rows belong to the source, so a second document on the same bytes shares them. A document that was
    split or whose pages were replaced keeps the pages it has.
    """
    if document.part_of is None and not _has_set_aside(session, document):
        known = {
            row.source_index: row.id
            for row in session.scalars(select(Page).where(Page.source_sha256 == document.source_sha256))
        }
        for index in range(page_count):
            if index not in known:
                known[index] = new_id()
                session.add(Page(id=known[index], source_sha256=document.source_sha256, source_index=index))
        session.flush()
        for index in range(page_count):
            if session.get(DocumentPage, (document.id, index)) is None:
                session.add(DocumentPage(document_id=document.id, position=index, page_id=known[index]))
        session.flush()
    document.page_count = len(_page_ids(session, document))
    return document.page_count


def _has_set_aside(session: Session, document: Document) -> bool:
    found = select(SetAsidePage.id).where(SetAsidePage.document_id == document.id).limit(1)
    return session.scalar(found) is not None


def _deal_pages(
    session: Session, documents: Sequence[Document], plan: SplitPlan, page_ids: Mapping[int, str]
) -> None:
    whole = IndexFields.from_json(documents[0].claimed_fields)
    session.execute(delete(DocumentPage).where(DocumentPage.document_id == documents[0].id))
    _set_aside(session, documents[0], plan.separators, page_ids)
    for part, one in zip(plan.parts, documents, strict=True):
        _fill(session, one, part, _claims_of(part, whole), page_ids)


def _page_ids(session: Session, document: Document) -> dict[int, str]:
    rows = select(DocumentPage.position, DocumentPage.page_id).where(DocumentPage.document_id == document.id)
    return {position: page_id for position, page_id in session.execute(rows)}


def _set_aside(
    session: Session, document: Document, positions: Sequence[int], page_ids: Mapping[int, str]
) -> None:
    now = database_now(session)
    for position in positions:
        session.add(
            SetAsidePage(
                id=new_id(),
                document_id=document.id,
                page_id=page_ids[position],
                position=position,
                reason=SEPARATOR,
                actor=BELT,
                at=now,
            )
        )


def _claims_of(part: ChartPart, whole: IndexFields) -> IndexFields:
    """What is claimed of a part: its own cover sheet's patient and encounter, else those given for the file.

    A cover sheet's word reaches only as far as its own part, and takes the place of the file's patient as a
    whole: an MRN from the one with a name from the other would make a third patient.
    """
    if part.cover is None:
        return whole
    claims = whole.as_json() | {name: part.cover.as_json()[name] for name in _OF_THE_PATIENT}
    claims["document_type"] = part.cover.document_type or whole.document_type
    return IndexFields.from_json(claims)


def further_part(session: Session, first: Document) -> Document:
    """A new document on the bytes of `first`, still without pages and claims."""
    now = database_now(session)
    document = Document(
        id=new_id(),
        batch_id=first.batch_id,
        kind=first.kind,
        source_sha256=first.source_sha256,
        file_name=first.file_name,
        media_type=first.media_type,
        state=DocumentState.RECEIVED.value,
        route=first.route,
        priority=first.priority,
        claimed_fields={},
        options=dict(first.options),
        revision=0,
        reading_no=first.reading_no,
        record_version=0,
        due_at=first.due_at,
        received_at=first.received_at,
        updated_at=now,
    )
    session.add(document)
    session.flush()
    return document


def _fill(
    session: Session, document: Document, part: ChartPart, claims: IndexFields, page_ids: Mapping[int, str]
) -> None:
    document.claimed_fields = claims.as_json()
    write_claimed_identity(session, document, claims)
    document.route, document.priority = claims.route, PRIORITIES[claims.priority]
    document.document_type, document.author = claims.document_type, claims.author
    document.date_of_service = claims.date_of_service
    document.page_count = len(part.positions)
    session.add_all(
        DocumentPage(document_id=document.id, position=place, page_id=page_ids[position])
        for place, position in enumerate(part.positions)
    )
    session.flush()


def _rehome_losses(
    session: Session, document: Document, parts: Sequence[ChartPart], documents: Sequence[Document]
) -> None:
    """What was found on a page goes where the page goes; what was found on the file is said of every part."""
    homes = {
        position: (one, place)
        for part, one in zip(parts, documents, strict=True)
        for place, position in enumerate(part.positions)
    }
    rows = session.scalars(
        select(DocumentDeficiency).where(
            DocumentDeficiency.document_id == document.id,
            DocumentDeficiency.reading_no == document.reading_no,
        )
    ).all()
    for row in rows:
        if row.page_number is None:
            for one in documents[1:]:
                session.add(_copied(row, one))
        elif row.page_number - 1 in homes:
            home, place = homes[row.page_number - 1]
            row.document_id, row.page_number = home.id, place + 1
        else:
            session.delete(row)  # a sheet that is no document's page need not be scanned again
    session.flush()


def _copied(row: DocumentDeficiency, document: Document) -> DocumentDeficiency:
    return DocumentDeficiency(
        id=new_id(),
        document_id=document.id,
        reading_no=document.reading_no,
        kind=row.kind,
        note=row.note,
    )


def _say_labels(
    session: Session, document: Document, part: ChartPart, labels: Mapping[int, PageLabel]
) -> None:
    here = {place: labels[position] for place, position in enumerate(part.positions) if position in labels}
    claims = IndexFields.from_json(document.claimed_fields)
    document.proposed_fields = proposed_fields(list(here.values()))
    add_deficiencies(session, document, foreign_labels(here, mrn=claims.mrn, encounter=claims.encounter))


def _tell_custody(session: Session, documents: Sequence[Document]) -> None:
    first = documents[0]
    for one in documents:
        one.part_of = first.part_of or first.id
    for number, one in enumerate(documents[1:], start=2):
        pages = "1 page" if one.page_count == 1 else f"{one.page_count} pages"
        note = f"Part {number} of {len(documents)} of the file, with {pages}"
        record_event(session, one.id, "received", actor=BELT, to_state=DocumentState.RECEIVED)
        record_event(session, one.id, "split_from", actor=BELT, note=f"{note}, from document {first.id}")
        record_event(session, first.id, "split_into", actor=BELT, note=f"{note}: document {one.id}")
        session.flush()
        move(session, one, DocumentState.SPLITTING, actor=BELT)
