"""Touches the disk: the folder of a second copy, marked by a small file that names the site.

Only a marked folder is written to: an empty mount point of a disk that is not plugged in, or the disk of
another clinic, must not fill up with this site's records.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from storage.errors import Disposition, ServiceError
from storage.objects.directory_store import DirectoryStore
from storage.objects.durable_files import private_folder, write_if_absent
from storage.objects.object_store import store_error
from storage.objects.site_keys import SiteKeys

MARK = "chartscribe-second-copy.json"
_OBJECTS = "objects"
_DATABASES = "databases"
_STATES = "states"
_LOCK = ".chartscribe-copying"


class CopyDiskNotMarkedError(ServiceError):
    """The folder of the second copy is not there, or nobody has marked it."""

    code: ClassVar[str] = "storage.copy_disk_not_marked"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Plug the disk in; a new one is marked once with `chartscribe copy mark DIR`"


class CopyDiskOfOtherSiteError(ServiceError):
    """The folder holds the second copy of another site, or other files."""

    code: ClassVar[str] = "storage.copy_disk_of_other_site"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Use the disk that belongs to this site, or an empty folder on another disk"


@dataclass(frozen=True)
class CopyDisk:
    """A marked folder: `key_id` tells which site's keys open what lies in it."""

    folder: Path
    key_id: str
    site_name: str

    @property
    def objects_folder(self) -> Path:
        """Where the objects lie, as a `DirectoryStore`."""
        return self.folder / _OBJECTS

    @property
    def databases_folder(self) -> Path:
        """Where sealed databases lie, as a `DirectoryStore`."""
        return self.folder / _DATABASES

    @property
    def states_folder(self) -> Path:
        """Where each complete copy is named, one file a copy."""
        return self.folder / _STATES

    @property
    def lock_file(self) -> Path:
        """Held while a copy is made."""
        return self.folder / _LOCK

    def open_objects(self) -> DirectoryStore:
        """The copy's objects; raises StoreUnreachableError when the disk has gone."""
        return DirectoryStore(self.objects_folder, allow_create=False)

    def open_databases(self) -> DirectoryStore:
        """The copy's databases; raises as `open_objects`."""
        return DirectoryStore(self.databases_folder, allow_create=False)


def mark_disk(folder: Path, keys: SiteKeys, *, site_name: str) -> CopyDisk:
    """The folder, marked for this site and made ready; one that is marked for it already stays as it is.

    Raises:
        CopyDiskOfOtherSiteError: it is marked for another site, or holds other files.
        ServiceError: it cannot be written to (see `store_error`).
    """
    if (folder / MARK).exists():
        return _make_ready(open_marked(folder, keys))
    private_folder(folder)
    try:
        # "lost+found" and the like come with a disk; a person's files do not belong among ours
        if any(not path.name.startswith((".", "lost+found", "System Volume")) for path in folder.iterdir()):
            raise CopyDiskOfOtherSiteError("The folder holds other files", where=folder.name)
        mark = {
            "schema_version": 1,
            "what": "Second copy of a Chartscribe archive. It opens with the site's recovery sheet only.",
            "site": site_name,
            "key_id": keys.master_key_id.hex(),
            "marked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_if_absent(folder / MARK, json.dumps(mark, indent=1).encode() + b"\n")
    except OSError as cause:
        raise store_error(cause, doing="marking the disk") from cause
    return _make_ready(open_marked(folder, keys))


def open_marked(folder: Path, keys: SiteKeys | None) -> CopyDisk:
    """The marked folder; with `keys` only if it is theirs.

    Raises:
        CopyDiskNotMarkedError: it is not there or not marked.
        CopyDiskOfOtherSiteError: other keys open it, or the mark is damaged.
    """
    mark = _read_mark(folder)
    disk = CopyDisk(folder, key_id=str(mark.get("key_id", "")), site_name=str(mark.get("site", "")))
    if keys is not None and disk.key_id != keys.master_key_id.hex():
        raise CopyDiskOfOtherSiteError("The folder belongs to another site", where=folder.name)
    return disk


def is_second_copy(folder: Path) -> bool:
    """True when the folder is marked as a second copy, of whatever site."""
    return (folder / MARK).is_file()


def on_same_disk(folder: Path, home: Path) -> bool:
    """True when the copy would lie on the disk of the archive: what breaks one breaks both."""
    try:
        return folder.stat().st_dev == home.stat().st_dev
    except OSError:
        return False  # one of them is not there: nothing can be said


def _read_mark(folder: Path) -> dict[str, Any]:
    try:
        mark = json.loads((folder / MARK).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise CopyDiskNotMarkedError("The disk of the second copy is not there", where=str(folder)) from cause
    except OSError as cause:
        raise store_error(cause, doing="reading the mark of the disk") from cause
    except ValueError as cause:
        raise CopyDiskOfOtherSiteError("The mark of the disk is damaged", where=MARK) from cause
    if not isinstance(mark, dict) or mark.get("schema_version") != 1:
        raise CopyDiskOfOtherSiteError("The mark of the disk is of an unknown version", where=MARK)
    return mark


def _make_ready(disk: CopyDisk) -> CopyDisk:
    for folder in (disk.objects_folder, disk.databases_folder):
        DirectoryStore(folder, allow_create=True)
    private_folder(disk.states_folder)
    return disk
