"""All stations' folders, looked at in turn; and batches that go on by themselves. Touches the world."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.settings import IngestSettings
from ingest.stations.station_folder import StationFolder
from storage.database import Database
from storage.ledger.batch_states import BatchState
from storage.ledger.batches import lock_batch, move_batch
from storage.ledger.document_states import DocumentState
from storage.tables import Batch, Document, Station

_log = logging.getLogger(__name__)
_GOES_ON_BY_ITSELF = "batches"  # who acts
D = DocumentState
_LOOKED_AT = frozenset({D.VERIFIED, D.RENDERING, D.FILING, D.FILED, D.REJECTED, D.WITHDRAWN})
_DONE_WITH = frozenset({D.FILED, D.REJECTED, D.WITHDRAWN})
S = BatchState


class StationsWatch:
    """The folders of every station in use, made when they are missing."""

    def __init__(
        self,
        folder: Path,
        *,
        belt: Belt,
        settings: IngestSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder.absolute()
        self._belt = belt
        self._settings = settings.model_copy(update={"watch_poll_s": settings.stations_poll_s})
        self._clock = clock
        self._said = False
        self._watched: dict[str, tuple[str, StationFolder]] = {}

    def sweep(self) -> int:
        """Number of files that were taken from all folders."""
        if self._lies_in_the_watch_folder():
            return 0
        with self._belt.database.read() as session:
            rows = session.execute(
                select(Station.id, Station.folder).where(Station.retired_at.is_(None)).order_by(Station.id)
            )
            wanted = {station_id: folder for station_id, folder in rows}
        self._watched = {key: one for key, one in self._watched.items() if key in wanted}
        return sum(self._folder_of(station_id, name).sweep() for station_id, name in wanted.items())

    def _lies_in_the_watch_folder(self) -> bool:
        """True, and said once, when the site's watch folder would take the stations' files first."""
        watched = self._settings.watch_folder
        if watched is None:
            return False
        one, other = self._folder.resolve(), watched.absolute().resolve()
        meets = one == other or one in other.parents or other in one.parents
        if meets and not self._said:
            _log.warning(
                "no station's folder is looked at: the stations' and the watch folder lie in each other"
            )
            self._said = True
        return meets

    def _folder_of(self, station_id: str, name: str) -> StationFolder:
        known = self._watched.get(station_id)
        path = self._folder / name
        if self._folder.is_dir():  # a share that is not mounted is an outage, not a folder to make
            path.mkdir(exist_ok=True)
        if known is None or known[0] != name:
            made = StationFolder(
                path, station_id=station_id, belt=self._belt, settings=self._settings, clock=self._clock
            )
            known = self._watched[station_id] = (name, made)
        return known[1]


def advance_batches(database: Database) -> int:
    """Number of checked batches that went on (or back) because of where their documents are now."""
    between = (S.CHECKED.value, S.INDEXED.value)
    with database.read() as session:
        waiting = session.scalars(select(Batch.id).where(Batch.state.in_(between))).all()
    if not waiting:
        return 0
    with database.write() as session:
        return sum(_advance(session, batch_id) for batch_id in waiting)


def _advance(session: Session, batch_id: str) -> bool:
    batch = lock_batch(session, batch_id)
    found = select(Document.state).where(Document.batch_id == batch_id).distinct()
    states = {D(state) for state in session.scalars(found)}
    before = batch.state
    if batch.state == S.CHECKED and states <= _LOOKED_AT:
        move_batch(session, batch, S.INDEXED, actor=_GOES_ON_BY_ITSELF)
    elif batch.state == S.INDEXED and not states <= _LOOKED_AT:
        move_batch(session, batch, S.CHECKED, actor=_GOES_ON_BY_ITSELF)
    if batch.state == S.INDEXED and states <= _DONE_WITH:
        move_batch(session, batch, S.COMMITTED, actor=_GOES_ON_BY_ITSELF)
    return batch.state != before
