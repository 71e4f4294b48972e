"""Where every document of the day stands, and whose papers it holds. Touches the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from benchmarks.shift.day import Day, PaperPage, PatientOnPaper
from benchmarks.shift.problems import Problem
from benchmarks.shift.scanned_files import ScannedFiles
from ingest.belt import Belt
from storage.ledger.document_states import DocumentState
from storage.reviews import open_deficiencies
from storage.tables import (
    Document,
    DocumentEventRow,
    DocumentPage,
    Page,
    Patient,
    SourceObject,
    User,
)

S = DocumentState
WORKING = (S.RECEIVED, S.SPLITTING, S.READING, S.RENDERING, S.FILING)
RESCAN_WANTED = "rescan_wanted"
_SEEN_BY_EYE = (Problem.STREAK, Problem.CUT_OFF)
FINAL = (S.FILED, S.REJECTED, S.WITHDRAWN)


@dataclass(frozen=True)
class Standing:
    """A document as the day sees it: who has it open, and (page id, paper page or None for half a file's)."""

    id: str
    state: S
    revision: int
    reading_no: int
    is_indexed: bool
    claimed_type: str
    link: str
    source_sha256: str
    holder: str
    batch_id: str
    pages: tuple[tuple[str, PaperPage | None], ...]

    @property
    def papers(self) -> list[PaperPage]:
        """The pages that stand for paper, blank ones left out."""
        return [page for _, page in self.pages if page is not None and page.sort == "page"]

    def patient(self, day: Day) -> PatientOnPaper | None:
        """Whose chart a person sees who leafs through it; None when there is nothing to see."""
        known = [page for _, page in self.pages if page is not None]
        if not known:
            return None
        own = [page for page in known if page.patient == day.charts[page.chart].patient]
        return own[0].patient if own else known[0].patient


@dataclass
class SiteNow:
    """Questions to the site's database, each answered as it stands now."""

    belt: Belt
    files: ScannedFiles

    def document(self, document_id: str) -> Standing:
        """One document as it stands."""
        return self._standing(Document.id == document_id)[0]

    def of_batch(self, batch_id: str) -> list[Standing]:
        """The documents of a batch."""
        return self._standing(Document.batch_id == batch_id)

    def documents(self, *states: S) -> list[Standing]:
        """All documents in these states, oldest first."""
        return self._standing(Document.state.in_([state.value for state in states]))

    def _standing(self, condition: ColumnElement[bool]) -> list[Standing]:
        with self.belt.database.read() as session:
            wanted = select(Document).where(condition).order_by(Document.id)
            documents = session.scalars(wanted).all()
            ids = [one.id for one in documents]
            rows = session.execute(
                select(DocumentPage.document_id, Page)
                .join(Page, Page.id == DocumentPage.page_id)
                .where(DocumentPage.document_id.in_(ids))
                .order_by(DocumentPage.position)
            ).all()
            pages: dict[str, list[tuple[str, PaperPage | None]]] = {}
            for owner, page in rows:
                paper = self.files.page_of(page.source_sha256, page.source_index)
                pages.setdefault(owner, []).append((page.id, paper))
            logins = {person.id: person.login for person in session.scalars(select(User))}
            return [
                _standing(one, logins.get(one.reviewer_id or "", ""), tuple(pages.get(one.id, ())))
                for one in documents
            ]

    def count(self, *states: S) -> int:
        """How many documents are in these states."""
        counted = select(func.count()).select_from(Document)
        with self.belt.database.read() as session:
            return session.scalar(counted.where(Document.state.in_([one.value for one in states]))) or 0

    def is_known(self, sha256: str) -> bool:
        """True when a file with these bytes was taken in."""
        with self.belt.database.read() as session:
            return session.get(SourceObject, sha256) is not None

    def times_taken(self, sha256: str) -> int:
        """How often a file with these bytes was taken in, as documents of its own or noted as the same."""
        whole = (
            select(func.count())
            .select_from(Document)
            .where(Document.source_sha256 == sha256, Document.part_of.is_(None) | _is_first_part())
        )
        with self.belt.database.read() as session:
            return (session.scalar(whole) or 0) + self.noted_again(sha256)

    def noted_again(self, sha256: str) -> int:
        """How often a delivery of these bytes was noted at the document that was here already."""
        again = (
            select(func.count())
            .select_from(DocumentEventRow)
            .join(Document, Document.id == DocumentEventRow.document_id)
            .where(Document.source_sha256 == sha256, DocumentEventRow.event == "same_bytes_again")
        )
        with self.belt.database.read() as session:
            return session.scalar(again) or 0

    def taken(self) -> int:
        """How many files were taken in."""
        with self.belt.database.read() as session:
            return session.scalar(select(func.count()).select_from(SourceObject)) or 0

    def losses(self, document_id: str) -> list[tuple[str, str, int | None]]:
        """(kind, id, page number) of everything that nobody answered yet."""
        with self.belt.database.read() as session:
            document = session.get_one(Document, document_id)
            return [(one.kind, one.id, one.page_number) for one in open_deficiencies(session, document)]

    def wants_rescan(self, document: Standing) -> list[tuple[int, PaperPage]]:
        """Pages that the site wants again and of which a person sees why, with their numbers."""
        wanted = {page for kind, _, page in self.losses(document.id) if kind == RESCAN_WANTED}
        return [
            (number, page)
            for number, (_, page) in enumerate(document.pages, start=1)
            if number in wanted and page is not None and page.problem in _SEEN_BY_EYE
        ]

    def logins(self) -> set[str]:
        """Everybody with an account."""
        with self.belt.database.read() as session:
            return set(session.scalars(select(User.login)))

    def pages_read(self) -> int:
        """How many pages stand in documents that were read."""
        with self.belt.database.read() as session:
            return (
                session.scalar(
                    select(func.count())
                    .select_from(DocumentPage)
                    .join(Document, Document.id == DocumentPage.document_id)
                    .where(Document.state.not_in([S.RECEIVED, S.SPLITTING, S.READING]))
                )
                or 0
            )

    def filed_pages(self) -> list[tuple[str, str]]:
        """(paper page id, MRN under which it is filed) of every image that stands in a filed document."""
        wanted = (
            select(Page, Patient.mrn)
            .join(DocumentPage, DocumentPage.page_id == Page.id)
            .join(Document, Document.id == DocumentPage.document_id)
            .join(Patient, Patient.id == Document.patient_id)
            .where(Document.state == S.FILED.value)
        )
        with self.belt.database.read() as session:
            rows = session.execute(wanted).all()
        papers = [(self.files.page_of(page.source_sha256, page.source_index), mrn) for page, mrn in rows]
        return [(paper.id, mrn) for paper, mrn in papers if paper is not None]

    def wrong_types(self) -> list[str]:
        """The first pages of filed documents that stand under another type than they are of."""
        with self.belt.database.read() as session:
            kinds = {
                document_id: kind
                for document_id, kind in session.execute(
                    select(Document.id, Document.document_type).where(Document.state == S.FILED.value)
                )
            }
        firsts = [(one.id, one.papers[0]) for one in self.documents(S.FILED) if one.papers]
        return [page.id for owner, page in firsts if page.starts_document and page.type != kinds[owner]]


def _is_first_part() -> ColumnElement[bool]:
    return Document.part_of == Document.id


def _standing(row: Document, holder: str, pages: tuple[tuple[str, PaperPage | None], ...]) -> Standing:
    claimed = row.claimed_fields.get("document_type") or ""
    return Standing(
        id=row.id,
        state=S(row.state),
        revision=row.revision,
        reading_no=row.reading_no,
        is_indexed=row.patient_confirmed_by is not None,
        claimed_type=claimed,
        link=row.link_kind or "",
        source_sha256=row.source_sha256,
        holder=holder,
        batch_id=row.batch_id or "",
        pages=pages,
    )
