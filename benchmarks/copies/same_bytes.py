"""Is what came back what was there? Every object, every row, every exported file. Touches the disk."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.objects.open_store import open_store
from storage.objects.site_keys import SiteKeys

_ROWS = ("document", "filed_record", "patient", "source_object", "document_event")


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def different_objects(home: Path, other: Path) -> int:
    """How many objects of two homes are missing in one or hold other sealed bytes."""
    left, right = _objects(home), _objects(other)
    return len(left.items() ^ right.items())


def _objects(home: Path) -> dict[str, str]:
    kept = home / "objects" / "kept"
    return {
        path.relative_to(kept).as_posix(): sha256_of_file(path)
        for path in kept.rglob("*")
        if path.is_file() and "probe" not in path.parts
    }


def different_rows(home: Path, other: Path) -> int:
    """How many rows of the tables that make a record differ between two databases."""
    return len(_rows(home) ^ _rows(other))


def _rows(home: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{home / 'chartscribe.db'}?mode=ro", uri=True)) as database:
        return {
            (table, *row)
            for table in _ROWS
            for row in database.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours
        }


def unopened(home: Path, keys: SiteKeys, originals: dict[str, str]) -> int:
    """How many originals the keys do not open to the very bytes that were received."""
    store = open_store(str(home / "objects"), keys, allow_create=False, spool_folder=home / "spool")
    return sum(hashlib.sha256(store.read(sha256)).hexdigest() != sha256 for sha256 in set(originals.values()))
