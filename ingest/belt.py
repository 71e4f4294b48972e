"""What every stage works with: the database, the object store and the settings of one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.database import Database
from storage.objects.open_store import open_store
from storage.objects.sealed_store import SealedStore
from storage.objects.site_keys import load_site_keys
from storage.settings import StorageSettings


@dataclass(frozen=True)
class Belt:
    """One site's database, store and settings, opened once a process and passed down.

    `engine_options` is the snapshot that intake keeps with each document: {"ocr", "transcribe", "nlp"}.
    """

    database: Database
    store: SealedStore
    settings: StorageSettings
    engine_options: Mapping[str, Any] = field(default_factory=dict)

    def close(self) -> None:
        """Close the database's and the store's connections."""
        self.store.close()
        self.database.close()


def open_belt(settings: StorageSettings, engine_options: Mapping[str, Any] | None = None) -> Belt:
    """The belt of a site that `chartscribe up` has set up; no key and no table is made here."""
    keys = load_site_keys(settings.effective_keys_dir, allow_create=False).keys
    store = open_store(
        settings.effective_objects_url, keys, allow_create=False, spool_folder=settings.home / "spool"
    )
    return Belt(Database(settings.effective_database_url), store, settings, engine_options or {})
