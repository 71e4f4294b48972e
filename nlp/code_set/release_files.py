"""The files of a release, taken out of zips and from loose files by what they hold. Touches the disk.

Nothing is written under a name that an archive gives. An archive that points outside of itself, holds another
archive, is locked, or unpacks to more than any release is refused as a whole.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, ClassVar

from nlp.code_set.release_kinds import HEAD_BYTES, TITLES, ReleaseKind, recognise
from nlp.code_set.release_xml import MAX_BYTES, ReleaseFileError
from storage.errors import Disposition, ServiceError

MAX_ARCHIVE_BYTES = 256 * 2**20  # the largest official zip, tables with their PDFs, has about 30 MB
MAX_MEMBERS = 1_000
_MAX_DIRECTORY_BYTES = 2**20
_MAX_UNPACKED_BYTES = 512 * 2**20
_END_OF_DIRECTORY = b"PK\x05\x06"
_ZIP_SIGNATURES = (b"PK\x03\x04", _END_OF_DIRECTORY)
_LOCKED = 0x1
_CHUNK_BYTES = 2**20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class ReleaseArchiveError(ServiceError):
    """A zip is no official release, or it is dangerous to unpack."""

    code: ClassVar[str] = "nlp.code_set_archive"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "Give the zip as it was published, or the files in it one by one"


@dataclass(frozen=True)
class ReleaseFile:
    """One file of a release: what it is, a copy that is ours, what it was called, and its hash."""

    kind: ReleaseKind
    path: Path
    name: str
    sha256: str


@dataclass
class CollectedFiles:
    """What was given: at most one file a kind, and the names of what no edition is built from."""

    files: dict[ReleaseKind, ReleaseFile] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)


def collect_release(given: Sequence[Path], into: Path) -> CollectedFiles:
    """The files of a release among zips and loose files, copied into the folder `into`.

    Raises:
        ReleaseFileError: a loose file is missing or is none of a release; two different ones are of one kind.
        ReleaseArchiveError: a zip is damaged or dangerous, or holds nothing of a release.
    """
    found = CollectedFiles()
    room = _Room(_MAX_UNPACKED_BYTES)
    for path in given:
        try:
            with path.open("rb") as stream:
                is_archive = stream.read(4) in _ZIP_SIGNATURES
                stream.seek(0)
                if is_archive:
                    _add_archive(stream, path.name, found, into, room)
                elif not _add(stream, path.name, found, into, room):
                    raise ReleaseFileError("The file is none of a release", where=f"{path.name}, line 1")
        except OSError as error:
            raise ReleaseFileError("The file cannot be opened", where=path.name) from error
    return found


@dataclass
class _Room:
    """How many more bytes may be unpacked."""

    left_bytes: int


def _add(stream: IO[bytes], name: str, found: CollectedFiles, into: Path, room: _Room) -> bool:
    """Copies one file if it is of a release; whether it is."""
    head = stream.read(HEAD_BYTES)
    kind = recognise(head)
    if kind is None:
        return False
    digest, size = hashlib.sha256(), 0
    copy = into / f"{kind}-{len(found.files)}.part"
    with copy.open("wb") as target:
        chunk = head
        while chunk:
            size += len(chunk)
            room.left_bytes -= len(chunk)
            if size > MAX_BYTES or room.left_bytes < 0:
                raise ReleaseFileError("The file is larger than any of a release", where=name)
            digest.update(chunk)
            target.write(chunk)
            chunk = stream.read(_CHUNK_BYTES)
    one = ReleaseFile(kind, into / f"{kind}.file", name, digest.hexdigest())
    known = found.files.get(kind)
    if known is not None and known.sha256 != one.sha256:
        raise ReleaseFileError(
            f"There are two different files for the {TITLES[kind]}", where=f"{known.name}, {name}"
        )
    copy.replace(one.path)
    found.files.setdefault(kind, one)
    return True


def _add_archive(stream: IO[bytes], name: str, found: CollectedFiles, into: Path, room: _Room) -> None:
    _check_directory(stream, name)
    used = False
    with _damage_named(name), closing(zipfile.ZipFile(stream)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise ReleaseArchiveError("The zip holds more files than any release", where=name)
        for member in members:
            _check_member(member, name)
        for member in (one for one in members if not one.is_dir()):
            with archive.open(member) as content:
                if content.read(4) in _ZIP_SIGNATURES:
                    raise ReleaseArchiveError("The zip holds another zip", where=_inside(name, member))
            with archive.open(member) as content:
                if _add(content, _inside(name, member), found, into, room):
                    used = True
                else:
                    found.unused.append(_inside(name, member))
    if not used:
        raise ReleaseArchiveError("The zip holds no file of a release", where=name)


@contextmanager
def _damage_named(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise ReleaseArchiveError("The zip is damaged or packed in an unknown way", where=name) from error


def _check_directory(stream: IO[bytes], name: str) -> None:
    """Refuses a zip whose list of members alone would fill the memory, before it is read."""
    size = stream.seek(0, 2)
    tail_bytes = min(size, 2**16 + 22)
    stream.seek(size - tail_bytes)
    tail = stream.read(tail_bytes)
    stream.seek(0)
    at = tail.rfind(_END_OF_DIRECTORY)
    directory_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    if size > MAX_ARCHIVE_BYTES or at < 0 or directory_bytes > _MAX_DIRECTORY_BYTES:
        raise ReleaseArchiveError("The zip is cut short or larger than any release", where=name)


def _check_member(member: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    outside = path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1])
    if outside or stat.S_ISLNK(member.external_attr >> 16):
        raise ReleaseArchiveError("The zip points outside of itself", where=name)
    if member.flag_bits & _LOCKED:
        raise ReleaseArchiveError("The zip is locked by a password", where=name)


def _inside(name: str, member: zipfile.ZipInfo) -> str:
    return f"{name}: {PurePosixPath(member.filename).name[:80]}"
