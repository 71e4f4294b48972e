"""Builds one edition's database file from the files of a release. Touches the disk.

The same files give the same file, byte for byte. It is written beside its final name and renamed into place,
so that a reader sees all of it or none, and two processes that build at once do no harm.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from nlp.code_set.code_set import CodeSet, CodeSetDamagedError
from nlp.code_set.edition_tables import SCHEMA, write_codes, write_index, write_meta
from nlp.code_set.editions import APRIL_2026, Edition
from nlp.code_set.release_kinds import INDEX_KINDS, TITLES, ReleaseKind
from nlp.code_set.release_xml import ReleaseFileError
from nlp.code_set.tabular_list import release_year

BUILD_VERSION = "2"  # raise it when the tables or their content change
_FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"  # a file that nobody sees before it is whole


@dataclass(frozen=True)
class EditionFiles:
    """The official files one edition is built from: a tabular list at least.

    `names` says what a file was called when it was given, for messages.
    """

    edition: Edition
    files: Mapping[ReleaseKind, Path]
    names: Mapping[ReleaseKind, str] = field(default_factory=dict)

    @property
    def paths(self) -> list[Path]:
        """The files in the order of their kinds."""
        return [self.files[kind] for kind in ReleaseKind if kind in self.files]

    def __hash__(self) -> int:
        return hash((self.edition, *self.paths))

    @property
    def salts(self) -> list[str]:
        """What decides a build beside the contents of `paths`."""
        return [repr(self.edition), *(kind for kind in ReleaseKind if kind in self.files)]

    def name(self, kind: ReleaseKind) -> str:
        """What to call a file in a message."""
        return self.names.get(kind, self.files[kind].name)


def packaged_edition() -> EditionFiles:
    """The April 2026 edition that `simple-icd-10-cm` carries as package data.

    Raises:
        ReleaseFileError: the package is not installed.
    """
    # The package parses all of its XML when it is imported (2 s), so its files are found without that.
    found = find_spec("simple_icd_10_cm")
    if found is None or found.origin is None:
        raise ReleaseFileError("The package simple-icd-10-cm is not installed")
    folder = Path(found.origin).parent / "data"
    return EditionFiles(
        APRIL_2026,
        {
            ReleaseKind.TABULAR: folder / "icd10c-tabular-April-1-2026.xml",
            ReleaseKind.CODES: folder / "code-list-April-2026.txt",
        },
    )


def content_hash(paths: Iterable[Path], *salts: str) -> str:
    """SHA-256 over file contents and salts: the name under which a built edition is cached."""
    digest = hashlib.sha256("\0".join((BUILD_VERSION, *salts)).encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_edition(source: EditionFiles, folder: Path) -> CodeSet:
    """An edition to look codes up in, built into `folder` if its file is not there.

    Raises:
        ReleaseFileError: as `build_edition`.
        CodeSetDamagedError: the file is damaged even after building it again.
    """
    digest = content_hash(source.paths, *source.salts)
    path = folder / f"icd10cm-{source.edition.name}-codes-{digest[:16]}.sqlite"
    return open_or_build(path, lambda: build_edition(source, path))


def open_or_build(path: Path, build: Callable[[], None]) -> CodeSet:
    """The code set in a file of the cache; `build` makes the file where it is missing or damaged.

    Raises:
        CodeSetDamagedError: it is damaged even after building it again.
    """
    if not path.exists():
        build()
    try:
        return CodeSet(path)
    except CodeSetDamagedError:
        path.unlink()
        build()
        return CodeSet(path)


def build_edition(source: EditionFiles, target: Path) -> None:
    """Writes the database of one edition to `target`.

    Raises:
        ReleaseFileError: a file cannot be read, with file and line, or they are not of one release.
    """
    if ReleaseKind.TABULAR not in source.files:
        raise ReleaseFileError("There is no tabular list", where=f"edition {source.edition.name}")
    with _appearing_whole(target) as unfinished, closing(sqlite3.connect(unfinished)) as connection:
        connection.executescript(_FAST + SCHEMA)
        _write(connection, source)
        connection.commit()


def extend_edition(base: Path, target: Path, add_tables: Callable[[sqlite3.Connection], None]) -> None:
    """Writes a copy of a built edition to `target`, with the tables that `add_tables` adds to it."""
    with _appearing_whole(target) as unfinished:
        shutil.copyfile(base, unfinished)
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.executescript(_FAST)
            add_tables(connection)
            connection.commit()


@contextmanager
def _appearing_whole(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its name at the end, or goes away when something fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=target.stem, suffix=".building")
    os.close(descriptor)
    try:
        yield Path(name)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(connection: sqlite3.Connection, source: EditionFiles) -> None:
    try:
        _check_years(source)
        write_meta(connection, source.edition, source.files.keys())
        write_codes(connection, source.files, source.name)
        for kind in INDEX_KINDS:
            if kind in source.files:
                with source.files[kind].open("rb") as stream:
                    write_index(connection, kind, stream, source.name(kind))
    except OSError as error:
        raise ReleaseFileError(
            "A file of the release cannot be opened", where=_file_of(error, source)
        ) from error


def _file_of(error: OSError, source: EditionFiles) -> str:
    return Path(str(error.filename)).name if error.filename else f"edition {source.edition.name}"


def _check_years(source: EditionFiles) -> None:
    """Refuses files that state different years: one would bring codes that the other does not have."""
    years: dict[str, ReleaseKind] = {}
    for kind in (ReleaseKind.TABULAR, *INDEX_KINDS):
        if kind in source.files:
            with source.files[kind].open("rb") as stream:
                year = release_year(stream, name=source.name(kind))
            if year:
                years.setdefault(year, kind)
    if len(years) > 1:
        said = ", ".join(f"the {TITLES[kind]} of {year}" for year, kind in years.items())
        raise ReleaseFileError(f"The files are not of one release: {said}", where=source.edition.name)
