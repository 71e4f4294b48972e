"""Touches the disk: an archive from its second copy and the keys of its recovery sheet, in a new home."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from storage.database_copy import POSTGRESQL_COPY, SQLITE_COPY
from storage.errors import Disposition, ServiceError
from storage.objects.directory_store import DirectoryStore
from storage.objects.object_store import store_error
from storage.objects.sealed_store import SealedStore
from storage.objects.site_keys import SiteKeys, keep_site_keys
from storage.second_copy.copying import copy_object, read_states
from storage.second_copy.marked_disk import CopyDisk, open_marked
from storage.taken_up import close_up, take_up


class CopyNotCompleteError(ServiceError):
    """The disk holds no copy that was made to its end."""

    code: ClassVar[str] = "storage.copy_not_complete"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Use another disk; if the site still stands, run `chartscribe copy now`"


def restore_copy(folder: Path, into: Path, keys: SiteKeys) -> tuple[Path, int]:
    """The restored database in `into`, and the number of objects beside it; the keys lie there too.

    The database comes last: what broke off on the way is no site, and is taken up by the next call.

    Raises:
        CopyDiskNotMarkedError, CopyNotCompleteError: there is no copy to restore.
        CopyDiskOfOtherSiteError: the recovery sheet belongs to another site.
        BackupTargetInUseError: `into` is not empty and holds no restore of this copy that broke off.
        ObjectMissingError, ObjectDamagedError: an object of the copy does not open.
    """
    disk = open_marked(folder, keys)
    state = _newest_state(disk)
    take_up(into, doing="restore", source=f"{disk.key_id} {state['database_sha256']}")
    keep_site_keys(into / "keys", keys)
    copies = disk.open_objects()
    restored = DirectoryStore(into / "objects", allow_create=True)
    count = 0
    for key in copies.list_keys():
        if not restored.exists(key):
            copy_object(key, copies, restored)
        count += 1
    if count < state["objects"]:
        raise CopyNotCompleteError(f"{count} of {state['objects']} objects are there", where=folder.name)
    return _lay_database_down(disk, state, into, keys), count


def _newest_state(disk: CopyDisk) -> dict[str, Any]:
    for _, state in read_states(disk):
        if state.get("database") in (SQLITE_COPY, POSTGRESQL_COPY):
            return state
    raise CopyNotCompleteError("No copy on this disk was made to its end", where=disk.folder.name)


def _lay_database_down(disk: CopyDisk, state: dict[str, Any], into: Path, keys: SiteKeys) -> Path:
    sealed = SealedStore(disk.open_databases(), keys)
    sealed.verify(state["database_sha256"])
    path = into / str(state["database"])
    unfinished = into / f"{path.name}.unfinished"
    try:
        with unfinished.open("wb") as file:
            unfinished.chmod(0o600)
            for chunk in sealed.open_range(state["database_sha256"]):
                file.write(chunk)
        unfinished.rename(path)
        close_up(into)
    except OSError as cause:
        raise store_error(cause, doing="laying the database down") from cause
    return path
