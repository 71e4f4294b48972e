"""What the dispatcher's process does beside dispatching. Touches the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ingest.authors import learn_from_filed
from ingest.belt import Belt, open_belt
from ingest.document_types import learn_types
from ingest.housekeeping import Chore
from ingest.patients.adt import AdtFolder
from ingest.settings import IngestSettings
from ingest.stations.watching import StationsWatch, advance_batches
from ingest.watch_folder import WatchFolder
from storage.database import Database
from storage.review_retention import remove_old_proofs
from storage.reviews import return_lapsed_reviews
from storage.settings import StorageSettings

_LAPSED_REVIEWS_EVERY_S = 60.0
_LEARNING_EVERY_S = 60.0
_MESSAGES_EVERY_S = 10.0
_BATCHES_EVERY_S = 15.0
_OLD_PROOFS_EVERY_S = 3600.0


def site_chores(
    database: Database,
    storage: StorageSettings,
    ingest: IngestSettings,
    engine_options: Mapping[str, Any] | None = None,
) -> list[Chore]:
    """The chores of one site; `engine_options` are kept with what the watch folder brings in."""

    @cache
    def belt() -> Belt:
        # Not before the first look: a store that does not answer must not keep the dispatcher from starting
        return open_belt(storage, engine_options or {})

    chores = [
        Chore("lapsed reviews", _LAPSED_REVIEWS_EVERY_S, lambda: _return_lapsed(database)),
        Chore("learning", _LEARNING_EVERY_S, lambda: learn_from_filed(belt().database, belt().store)),
        Chore("types", _LEARNING_EVERY_S, lambda: learn_types(belt().database, belt().store)),
        Chore("old proofs", _OLD_PROOFS_EVERY_S, lambda: _remove_old_proofs(database, storage)),
    ]
    chores.append(Chore("batches", _BATCHES_EVERY_S, lambda: advance_batches(database)))
    if ingest.stations_folder is not None:
        stations = _stations_watched(ingest.stations_folder, belt, ingest)
        chores.append(Chore("stations", ingest.stations_poll_s, stations))
    if ingest.adt_folder is not None:
        chores.append(Chore("messages", _MESSAGES_EVERY_S, AdtFolder(ingest.adt_folder, database).sweep))
    if ingest.watch_folder is not None:
        watched = _watched(ingest.watch_folder, belt, ingest)
        chores.append(Chore("watch folder", ingest.watch_poll_s, watched))
    return chores


def _stations_watched(folder: Path, belt: Callable[[], Belt], ingest: IngestSettings) -> Callable[[], int]:
    @cache
    def watch() -> StationsWatch:
        return StationsWatch(folder, belt=belt(), settings=ingest)

    return lambda: watch().sweep()


def _watched(folder: Path, belt: Callable[[], Belt], ingest: IngestSettings) -> Callable[[], int]:
    @cache
    def watch() -> WatchFolder:
        return WatchFolder(folder, belt=belt(), settings=ingest)

    return lambda: watch().sweep()


def _return_lapsed(database: Database) -> int:
    with database.write() as session:
        return return_lapsed_reviews(session)


def _remove_old_proofs(database: Database, storage: StorageSettings) -> int:
    with database.write() as session:
        return remove_old_proofs(session, days=storage.review_coverage_days)
