"""What the dispatcher's process does beside dispatching."""

from __future__ import annotations

from ingest.housekeeping import Chore
from ingest.settings import IngestSettings
from storage.database import Database
from storage.settings import StorageSettings


def site_chores(database: Database, storage: StorageSettings, ingest: IngestSettings) -> list[Chore]:  # noqa: ARG001
    """The chores of one site."""
    return []
