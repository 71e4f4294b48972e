"""Which files of a folder have come to rest: nobody has touched them between two looks. Touches the world.

Looking is all there is, because file system events do not cross network shares. Links, pipes, devices,
folders that are links, and names that programs give to unfinished or hidden files are passed over.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

SIDECAR_SUFFIX = ".json"
NOTE_SUFFIX = ".error.txt"
# What scanners, browsers, editors and file managers call a file that is not finished or not a document
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".lock")
_PREFIXES = (".", "~")
_NOT_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini"})
# A device may name a file long before its first byte; an empty one is believed after this many rests
RESTS_OF_AN_EMPTY_FILE = 12


@dataclass(frozen=True)
class Identity:
    """What tells whether a file is still the one that was seen."""

    device: int
    inode: int
    size_bytes: int
    modified_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Identity:
        """The identity in what the file system says about a file."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True)
class FoundFile:
    """One file: its name relative to the folder, its identity when looked at, and how long it rests."""

    name: str
    identity: Identity
    rested_s: float = 0.0

    @property
    def reference(self) -> str:
        """Eight hex digits that stand for the name, which may hold a patient's, in logs and notes."""
        return hashlib.sha256(self.name.encode(errors="surrogateescape")).hexdigest()[:8]


@dataclass(frozen=True)
class _Seen:
    identity: Identity
    sidecar: Identity | None
    since_s: float


class RestingFiles:
    """Remembers what a folder held at earlier looks."""

    def __init__(self, folder: Path, *, rest_s: float, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._rest_s = rest_s
        self._clock = clock
        self._seen: dict[str, _Seen] = {}

    @property
    def names(self) -> Set[str]:
        """The names of all files at the last look, at rest or not."""
        return self._seen.keys()

    def look(self) -> list[FoundFile]:
        """The files that have rested, and whose sidecar has, longest waiting first.

        Raises:
            OSError: the folder cannot be listed.
        """
        now_s = self._clock()
        found = dict(list_files(self._folder))
        seen: dict[str, _Seen] = {}
        resting = []
        for name, identity in found.items():
            if name.lower().endswith(SIDECAR_SUFFIX):
                continue
            sidecar = found.get(name + SIDECAR_SUFFIX)
            before = self._seen.get(name)
            same = before is not None and (before.identity, before.sidecar) == (identity, sidecar)
            seen[name] = before if before is not None and same else _Seen(identity, sidecar, now_s)
            rests = 1 if identity.size_bytes else RESTS_OF_AN_EMPTY_FILE
            rested_s = now_s - seen[name].since_s
            if same and rested_s >= self._rest_s * rests:
                resting.append(FoundFile(name, identity, rested_s))
        self._seen = seen
        return sorted(resting, key=lambda file: (file.identity.modified_ns, file.name))


def list_files(folder: Path) -> Iterator[tuple[str, Identity]]:
    """Relative name and identity of every ordinary file below `folder` that may be a document or a sidecar.

    Raises:
        OSError: `folder` itself cannot be listed; a folder below it that cannot is passed over.
    """
    with os.scandir(folder) as entries:  # os.walk would take a missing folder for an empty one
        top = [entry.name for entry in entries]
    for name in top:
        path = folder / name
        if is_passed_over(name) or path.is_symlink():
            continue
        if not path.is_dir():
            yield from _ordinary(folder, path)
            continue
        for below, folder_names, file_names in os.walk(path, followlinks=False):
            folder_names[:] = [one for one in folder_names if not is_passed_over(one)]
            for file_name in file_names:
                if not is_passed_over(file_name):
                    yield from _ordinary(folder, Path(below) / file_name)


def is_passed_over(name: str) -> bool:
    """True for names of hidden, unfinished and system files, and of our own notes."""
    lower = name.lower()
    return (
        lower.startswith(_PREFIXES)
        or lower.endswith((*_UNFINISHED, "~", NOTE_SUFFIX))
        or lower in _NOT_DOCUMENTS
    )


def _ordinary(folder: Path, path: Path) -> Iterator[tuple[str, Identity]]:
    try:
        status = path.lstat()
    except FileNotFoundError:  # taken away since the folder was listed
        return
    if stat.S_ISREG(status.st_mode):
        yield path.relative_to(folder).as_posix(), Identity.of(status)
