"""What the dispatcher's process does beside dispatching. Touches the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ingest.belt import open_belt
from ingest.housekeeping import Chore
from ingest.settings import IngestSettings
from ingest.watch_folder import WatchFolder
from storage.database import Database
from storage.reviews import return_lapsed_reviews
from storage.settings import StorageSettings

_LAPSED_REVIEWS_EVERY_S = 60.0


def site_chores(
    database: Database,
    storage: StorageSettings,
    ingest: IngestSettings,
    engine_options: Mapping[str, Any] | None = None,
) -> list[Chore]:
    """The chores of one site; `engine_options` are kept with what the watch folder brings in."""
    chores = [Chore("lapsed reviews", _LAPSED_REVIEWS_EVERY_S, lambda: _return_lapsed(database))]
    if ingest.watch_folder is not None:
        watched = _watched(ingest.watch_folder, storage, ingest, engine_options or {})
        chores.append(Chore("watch folder", ingest.watch_poll_s, watched))
    return chores


def _watched(
    folder: Path, storage: StorageSettings, ingest: IngestSettings, engine_options: Mapping[str, Any]
) -> Callable[[], int]:
    @cache
    def watch() -> WatchFolder:
        # Not before the first look: a store that does not answer must not keep the dispatcher from starting
        return WatchFolder(folder, belt=open_belt(storage, engine_options), settings=ingest)

    return lambda: watch().sweep()


def _return_lapsed(database: Database) -> int:
    with database.write() as session:
        return return_lapsed_reviews(session)
