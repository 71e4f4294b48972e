"""Batches as pages show them: where they are, who has them, what came. Touches the database and store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.stations.batch_images import BatchPaper, documents_of, paper_of
from ingest.stations.defaults import Defaults
from ingest.stations.events import AskedRescan, asked_rescan
from ingest.stations.keeping import StationUnknownError
from ingest.stations.reconcile import Reconciliation, reconcile
from ingest.stations.sheets import RESCAN_WANTED, SheetAgain, sheets_again
from ingest.stations.sitting import is_held
from review_ui.auth import CurrentUser
from review_ui.presenters import Said
from storage.database import database_now
from storage.ledger.batch_states import BatchState
from storage.objects.sealed_store import SealedStore
from storage.tables import Batch, BatchEvent, Document, DocumentDeficiency, Patient, Station, User

S = BatchState
STATE_WORDS: dict[BatchState, Said] = {
    S.PREPARED: Said("prepared", "quiet"),
    S.SCANNING: Said("being scanned", "busy"),
    S.SCANNED: Said("scanned, to be checked", "waiting"),
    S.CHECKED: Said("checked", "good"),
    S.INDEXED: Said("indexed", "good"),
    S.COMMITTED: Said("all filed", "quiet"),
}
_MOVED_TO = {
    S.SCANNING: "scanning goes on",
    S.SCANNED: "all scanned",
    S.CHECKED: "counts checked",
    S.INDEXED: "every document looked at",
    S.COMMITTED: "every document filed or taken off",
}
_EVENT_WORDS = {
    "taken": "took it",
    "left": "left it",
    "rescan_asked": "asked to scan a sheet again",
    "rescan_called_off": "the new scan was called off",
    "rescan_came": "a new scan took its page's place",
    "file_again": "a file came that was here already",
    "file_refused": "a file could not be taken and stays in the folder",
    "file_taken": "a file that had been refused was taken",
}


@dataclass(frozen=True)
class BatchRow:
    """One line of the list of batches."""

    id: str
    state: Said
    station: str
    box: str
    operator: str
    holder: str
    sheets_counted: int | None
    opened_at: datetime


@dataclass(frozen=True)
class CustodyLine:
    """One line of a batch's custody: who did what when."""

    at: datetime
    actor: str
    words: str


@dataclass(frozen=True)
class BatchView:
    """One batch with everything that its page and its station's screen say; the screen shows no document."""

    row: BatchRow
    state: BatchState
    station_id: str | None
    is_mine: bool
    is_free: bool
    defaults: Defaults
    paper: BatchPaper
    counts: Reconciliation
    again: tuple[SheetAgain, ...]
    asked: AskedRescan | None

    @property
    def asked_sheet(self) -> SheetAgain | None:
        """The sheet that the scanner waits for."""
        if self.asked is None:
            return None
        place = (self.asked.document_id, self.asked.page_number)
        return next((one for one in self.again if (one.document_id, one.page_number) == place), None)


def find_batch(session: Session, user: CurrentUser, batch_id: str) -> Batch:
    """The batch of a station.

    Raises:
        StationUnknownError: there is none at this site.
    """
    batch = session.get(Batch, batch_id)
    if batch is None or batch.site_id != user.site_id or batch.state is None:
        raise StationUnknownError("There is no such batch")
    return batch


def batch_rows(session: Session, batches: Sequence[Batch]) -> list[BatchRow]:
    """The batches as lines of a list."""
    people = {user_id for one in batches for user_id in (one.operator_id, one.holder_id) if user_id}
    station_ids = {one.station_id for one in batches}
    names = {one.id: one.display_name for one in session.scalars(select(User).where(User.id.in_(people)))}
    used = session.scalars(select(Station).where(Station.id.in_(station_ids)))
    stations = {one.id: one.name for one in used}
    now = database_now(session)
    return [
        BatchRow(
            id=one.id,
            state=STATE_WORDS[BatchState(one.state or S.COMMITTED)],
            station=stations.get(one.station_id or "", ""),
            box=one.box,
            operator=names.get(one.operator_id or "", "nobody"),
            holder=names.get(one.holder_id or "", "") if is_held(one, now=now) else "",
            sheets_counted=one.sheets_counted,
            opened_at=one.created_at,
        )
        for one in batches
    ]


def batch_view(session: Session, store: SealedStore, batch: Batch, user: CurrentUser) -> BatchView:
    """The batch with its images counted."""
    paper = paper_of(session, store, batch.id)
    defaults = Defaults.from_json(batch.defaults)
    held = is_held(batch, now=database_now(session))
    return BatchView(
        row=batch_rows(session, [batch])[0],
        state=BatchState(batch.state or S.COMMITTED),
        station_id=batch.station_id,
        is_mine=held and batch.holder_id == user.user_id,
        is_free=not held,
        defaults=defaults,
        paper=paper,
        counts=reconcile(paper.images, sheets_counted=batch.sheets_counted, sides=defaults.sides),
        again=tuple(_again(session, batch.id, paper, defaults.sides)),
        asked=asked_rescan(session, batch.id),
    )


def _again(session: Session, batch_id: str, paper: BatchPaper, sides: int) -> list[SheetAgain]:
    wanted = select(DocumentDeficiency).where(
        DocumentDeficiency.document_id.in_(documents_of(batch_id)), DocumentDeficiency.kind == RESCAN_WANTED
    )
    losses = session.scalars(wanted.order_by(DocumentDeficiency.id)).all()
    current = [one for one in losses if one.reading_no == paper.documents[one.document_id].reading_no]
    return sheets_again(paper, current, sides=sides, names=_names(session, list(paper.documents.values())))


def _names(session: Session, documents: Sequence[Document]) -> dict[str, str]:
    known = {one.patient_id for one in documents if one.patient_id}
    patients = {one.id: one.name for one in session.scalars(select(Patient).where(Patient.id.in_(known)))}
    return {
        one.id: f"{(one.claimed_fields or {}).get('name') or ''} {patients.get(one.patient_id or '', '')}"
        for one in documents
    }


def custody_lines(events: Sequence[BatchEvent]) -> list[CustodyLine]:
    """The custody of a batch in plain words, first touch first."""
    return [CustodyLine(one.at, one.actor, _words(one.event, one.detail)) for one in events]


def _words(event: str, said: dict[str, Any]) -> str:
    if event == "opened":
        return _opened(said)
    if event == "moved":
        reason = f": {said['reason']}" if said.get("reason") else ""
        first = said.get("from") == S.PREPARED and said["to"] == S.SCANNING
        return "the first file came" if first else _MOVED_TO[BatchState(said["to"])] + reason
    if event == "counted":
        reason = f": {said['reason']}" if said.get("reason") else ""
        return f"{said['sheets']:,} sheets instead of {said['before'] or 'no count'}{reason}"
    if event == "handed_over":
        return f"handed it over to {said['to']}"
    if event == "mail_opened":
        return f"a message came with {said['files']} attached"
    page = f" (page {said['page']})" if said.get("page") else ""
    return _EVENT_WORDS[event] + page


def _opened(said: dict[str, Any]) -> str:
    box = f", box {said['box']}" if said.get("box") else ""
    sheets = f", {said['sheets']:,} sheets counted" if said.get("sheets") else ""
    return f"opened at {said['station']}{box}{sheets}"
