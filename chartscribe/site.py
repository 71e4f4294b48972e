"""Opening a site that stands already, or a clear word why it does not open. Touches the world."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import Disposition, ServiceError
from storage.settings import StorageSettings

if TYPE_CHECKING:
    from storage.database import Database
    from storage.objects.sealed_store import SealedStore


class NoSiteError(ServiceError):
    """The home folder holds no site."""

    code = "chartscribe.no_site"
    disposition = Disposition.ASK_HUMAN
    remedy = "Start it once with `chartscribe up`, or name the right folder with --home or CHARTSCRIBE_HOME"


@contextmanager
def open_database(settings: StorageSettings) -> Iterator[Database]:
    """The site's database; nothing is created or migrated.

    Raises:
        NoSiteError: nobody has started a site here yet.
        storage.database.DatabaseUnreachableError: it does not answer.
    """
    where = str(settings.home)
    # Looking comes first: connecting would leave an empty database behind
    if not settings.database_url and not (settings.home / "chartscribe.db").is_file():
        raise NoSiteError("There is no Chartscribe site in this folder", where=where)
    from storage.database import Database
    from storage.schema import has_tables

    database = Database(settings.effective_database_url)
    try:
        if not has_tables(database):
            raise NoSiteError("The database holds no Chartscribe site yet", where=where)
        yield database
    finally:
        database.close()


def stand_up_if_new(settings: StorageSettings) -> None:
    """Make a site in the home folder when there is none yet.

    Raises:
        ServiceError: database, keys or object store cannot be made or opened.
    """
    try:
        with open_database(settings):
            return
    except NoSiteError:
        from chartscribe.up import prepare_site

        prepare_site(settings, say=lambda line: print(line, file=sys.stderr))


@contextmanager
def open_objects(settings: StorageSettings) -> Iterator[SealedStore]:
    """The site's object store, opened with its keys; neither is ever made here.

    Raises:
        storage.objects.site_keys.SiteKeysMissingError, SiteKeysUnreadableError: no key, no records.
        storage.objects.object_store.StoreRefusedError, StoreUnreachableError: the store cannot be used.
    """
    from storage.objects.open_store import open_store
    from storage.objects.site_keys import load_site_keys

    loaded = load_site_keys(settings.effective_keys_dir, allow_create=False)
    store = open_store(
        settings.effective_objects_url,
        loaded.keys,
        allow_create=False,
        spool_folder=spool_folder(settings),
    )
    try:
        yield store
    finally:
        store.close()


def spool_folder(settings: StorageSettings) -> Path:
    """Where bytes on their way to a far store wait."""
    return settings.home / "spool"
