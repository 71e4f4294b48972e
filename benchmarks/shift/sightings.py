"""What the site's parts said of each page, read before anybody acts on it. Touches the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.shift.scanned_files import ScannedFiles
from ingest.belt import Belt
from storage.artifacts import load_json
from storage.tables import Artifact, Document, DocumentDeficiency, DocumentPage, Page

SIDEWAYS = "turned"  # the reading found the page upside down or on its side
SAME_BYTES = "same_bytes"


@dataclass(frozen=True)
class Sighting:
    """`kind` was said of a page (its id on paper) or of a whole document (`page` is ''), with a note."""

    kind: str
    page: str
    document_id: str
    note: str = ""
    file: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def sightings(belt: Belt, files: ScannedFiles, document_id: str) -> list[Sighting]:
    """Everything that the site says of a document now."""
    with belt.database.read() as session:
        document = session.get_one(Document, document_id)
        rows = _page_rows(session, document)
        turned = [place for place, page in enumerate(rows, start=1) if _is_turned(session, belt, page.id)]
        said = session.scalars(
            select(DocumentDeficiency).where(DocumentDeficiency.document_id == document_id)
        ).all()
        found = [*_of_the_document(document), *((SIDEWAYS, place, "") for place in turned)]
        found += [(one.kind, one.page_number or 0, one.note) for one in said]
        name = files.file_of(document.source_sha256)
        return [
            Sighting(kind, _paper_id(files, rows, place), document_id, note, name)
            for kind, place, note in found
        ]


def _of_the_document(document: Document) -> Iterator[tuple[str, int, str]]:
    if document.link_kind:
        yield document.link_kind, 0, ""
    if document.reason_code:
        yield document.reason_code, 0, ""


def _page_rows(session: Session, document: Document) -> list[Page]:
    return list(
        session.scalars(
            select(Page)
            .join(DocumentPage, DocumentPage.page_id == Page.id)
            .where(DocumentPage.document_id == document.id)
            .order_by(DocumentPage.position)
        )
    )


def _paper_id(files: ScannedFiles, rows: list[Page], place: int) -> str:
    if not 1 <= place <= len(rows):
        return ""
    row = rows[place - 1]
    page = files.page_of(row.source_sha256, row.source_index)
    return page.id if page else ""


def _is_turned(session: Session, belt: Belt, page_id: str) -> bool:
    made = session.scalars(
        select(Artifact)
        .where(Artifact.subject_id == page_id, Artifact.kind == "page")
        .order_by(Artifact.version.desc())
    ).first()
    return made is not None and load_json(belt.store, made.sha256)["rotation_deg"] == 180
