"""The lists (CSV) that lie in a station's folder: read once, and each row struck when its file was taken.

Touches the world. A row that stayed would be taken for that of a later file of the same name, which may be
another patient's.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.resting_files import SIDECAR_SUFFIX, FoundFile, Identity
from ingest.sidecar import MAX_SIDECAR_BYTES, SidecarError, sidecar_texts
from ingest.stations.lists import LIST_SUFFIX, MOST_LIST_BYTES, FileList, list_name, read_list

_NOT_THERE = (errno.ENOENT, errno.ELOOP, errno.ENAMETOOLONG)


@dataclass
class _Held:
    identity: Identity
    rows: FileList
    used: set[str] = field(default_factory=set)


class ListsInHand:
    """The lists of one folder, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, _Held] = {}

    def read(self, file: FoundFile) -> SidecarError | None:
        """Take note of a list that has come to rest; what is wrong with it, when it cannot be used."""
        known = self._held.get(file.name)
        if known is not None and known.identity == file.identity:
            return None
        self._held.pop(file.name, None)
        try:
            content = _read_no_link(self._folder / file.name, MOST_LIST_BYTES + 1)
            self._held[file.name] = _Held(file.identity, read_list(content))
        except SidecarError as wrong:
            return wrong
        except OSError:
            return None  # gone or locked since it was listed: it is looked at again, and files wait for it
        return None

    def waits_for_one(self, names: Iterable[str]) -> bool:
        """True while a list lies there that was not read as it is now: the files may stand in it."""
        there = {name for name in names if name.lower().endswith(LIST_SUFFIX)}
        for name in set(self._held) - there:
            del self._held[name]
        return any(not self._is_as_read(name) for name in there)

    def _is_as_read(self, name: str) -> bool:
        known = self._held.get(name)
        try:
            return known is not None and Identity.of((self._folder / name).lstat()) == known.identity
        except OSError:
            return False

    def fields_of(self, file_name: str) -> dict[str, str]:
        """What the lists say of a file.

        Raises:
            SidecarError: two lists speak of it.
        """
        wanted = list_name(file_name)
        said = [held.rows.fields[wanted] for held in self._held.values() if wanted in held.rows.fields]
        if len(said) > 1:
            raise SidecarError({"list": "two lists name this file"})
        return said[0] if said else {}

    def used(self, file_name: str) -> None:
        """The file is in: its row is done with."""
        wanted = list_name(file_name)
        for held in self._held.values():
            if wanted in held.rows.fields:
                held.used.add(wanted)

    def strike_used(self) -> None:
        """Write each list anew without the rows that are done with; one without rows goes.

        Raises:
            OSError: the folder cannot be written to.
        """
        for name, held in list(self._held.items()):
            if held.used and self._is_as_read(name):
                self._rewrite(name, held)

    def _rewrite(self, name: str, held: _Held) -> None:
        path, left = self._folder / name, held.rows.without(held.used)
        if not left:
            path.unlink(missing_ok=True)
            del self._held[name]
            return
        spare = path.with_name(f".{path.name}.tmp")
        descriptor = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(left)
            file.flush()
            os.fsync(file.fileno())
        spare.replace(path)
        self._held[name] = _Held(Identity.of(path.lstat()), read_list(left.encode()))


def texts_beside(path: Path) -> dict[str, str | None]:
    """The fields of the JSON file beside a scan; {} when there is none.

    Raises:
        SidecarError: it cannot be used.
        OSError: it is there and cannot be read.
    """
    try:
        content = _read_no_link(path.with_name(path.name + SIDECAR_SUFFIX), MAX_SIDECAR_BYTES + 1)
    except OSError as failure:
        if failure.errno in _NOT_THERE:
            return {}
        raise
    return sidecar_texts(content)


def _read_no_link(path: Path, most_bytes: int) -> bytes:
    # O_NONBLOCK: a pipe put there since the look must not hold the watcher
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read(most_bytes)
