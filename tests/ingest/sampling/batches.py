"""A batch of archive charts whose pages were read, checked by one person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ingest.approval import confirm_index, verify
from ingest.conveyor import StageRun, Write
from ingest.index_fields import parse_index_fields
from ingest.stages import JobKind
from storage.artifacts import put_artifact, put_json, record_artifact
from storage.database import database_now
from storage.ids import new_id
from storage.reviews import Reviewer, claim_for_review
from storage.tables import Batch, Document, Station
from tests.review_ui.chart import chart_to_check
from tests.small_site import FERN, SmallSite


@dataclass(frozen=True)
class BatchMade:
    """The ids of a batch and its charts."""

    batch_id: str
    document_ids: tuple[str, ...]


def archive_batch(site: SmallSite, *pages: int, box: str = "14") -> BatchMade:
    """A batch at a station with one archive chart for each number of pages, read and waiting."""
    ids = tuple(
        chart_to_check(
            site, *(f"Seen today page {number}" for number in range(count)), route="archive"
        ).document_id
        for count in pages
    )
    batch_id = new_id()

    def write(session: Session) -> None:
        now = database_now(session)
        station = Station(id=new_id(), name="Scanner 2", way_in="scanner", folder=batch_id, created_at=now)
        session.add(station)
        session.flush()
        session.add(
            Batch(
                id=batch_id,
                source="station",
                created_by="test scanner",
                created_at=now,
                station_id=station.id,
                box=box,
                sheets_counted=sum(pages),
            )
        )
        session.flush()
        for document_id in ids:
            session.get_one(Document, document_id).batch_id = batch_id

    site.write(write)
    return BatchMade(batch_id, ids)


def check(site: SmallSite, document_id: str, person: Reviewer, *, held: bool = True) -> None:
    """Index and verify one chart as its route asks."""

    def write(session: Session) -> None:
        document = claim_for_review(session, document_id, person, lease_minutes=15)
        fields = {
            **FERN,
            "document_type": "Progress note",
            "route": "archive",
            "date_of_service": "2019-04-02",
        }
        confirm_index(session, document_id, parse_index_fields(fields), person, site.belt.settings)
        verify(session, document_id, person, based_on=document.revision, waits_for_sample=held)

    site.write(write)


def checked_batch(site: SmallSite, person: Reviewer, *pages: int, held: bool = True) -> BatchMade:
    """A batch of which every chart was checked."""
    made = archive_batch(site, *pages)
    for document_id in made.document_ids:
        check(site, document_id, person, held=held)
    return made


def filed_batch(site: SmallSite, person: Reviewer, *pages: int) -> BatchMade:
    """A batch of which every chart was checked and filed, each with a file and its text."""
    made = checked_batch(site, person, *pages, held=False)
    site.run_belt({JobKind.RENDER_CHART: _rendered})
    assert {site.document(one).state for one in made.document_ids} == {"filed"}
    return made


def _rendered(run: StageRun) -> Write:
    """Stands in for drawing the pages, which these tests have none of; the filing that follows is real."""
    document, version = run.chart_or_dictation, int(run.job.payload["version"])
    made = [
        put_artifact(
            run.belt.store, "searchable_pdf", b"%PDF " + document.id.encode(), media_type="application/pdf"
        ),
        put_json(run.belt.store, "pages", {"schema_version": 1, "pages": []}),
        put_artifact(run.belt.store, "text", b"Seen today", media_type="text/plain; charset=utf-8"),
    ]

    def write(session: Session) -> None:
        for artifact in made:
            record_artifact(session, artifact, subject_id=document.id, version=version)

    return write
