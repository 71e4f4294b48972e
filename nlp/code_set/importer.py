"""Builds one edition's database file from the packaged tabular list; touches the world (files).

The file is written beside its final name and renamed into place, so that a reader sees all of it or none,
and two processes that build at once do no harm.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from nlp.code_set.editions import APRIL_2026, Edition
from nlp.code_set.tabular_list import TabularListError, TabularNode, read_code_list, read_tabular_list

BUILD_VERSION = "1"  # raise it when the tables or their content change
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE code (
    position INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, title TEXT NOT NULL, parent TEXT,
    billable INTEGER NOT NULL, seventh INTEGER NOT NULL
);
CREATE INDEX code_by_parent ON code (parent);
CREATE TABLE term (code TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE excludes1 (code TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL);
CREATE INDEX excludes1_by_code ON excludes1 (code);
CREATE VIRTUAL TABLE code_words USING fts5 (code UNINDEXED, words, tokenize = 'porter unicode61');
"""


@dataclass(frozen=True)
class EditionFiles:
    """The official files one edition is built from."""

    edition: Edition
    tabular_list: Path
    code_list: Path


def packaged_edition() -> EditionFiles:
    """The April 2026 edition that `simple-icd-10-cm` carries as package data.

    Raises:
        TabularListError: the package is not installed.
    """
    # The package parses all of its XML when it is imported (2 s), so its files are found without that.
    found = find_spec("simple_icd_10_cm")
    if found is None or found.origin is None:
        raise TabularListError("The package simple-icd-10-cm is not installed")
    folder = Path(found.origin).parent / "data"
    return EditionFiles(
        APRIL_2026, folder / "icd10c-tabular-April-1-2026.xml", folder / "code-list-April-2026.txt"
    )


def content_hash(paths: Iterable[Path], *salts: str) -> str:
    """SHA-256 over file contents and salts: the name under which a built edition is cached."""
    digest = hashlib.sha256("\0".join((BUILD_VERSION, *salts)).encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build_edition(
    source: EditionFiles, target: Path, *, add_tables: Callable[[sqlite3.Connection], None] | None = None
) -> None:
    """Writes the database of one edition to `target`.

    `add_tables` may add its own tables before the file appears under its name.

    Raises:
        TabularListError: the official files cannot be read.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.stem, suffix=".building")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            _write_meta(connection, source.edition)
            _write_codes(connection, source)
            if add_tables is not None:
                add_tables(connection)
            connection.commit()
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def _write_meta(connection: sqlite3.Connection, edition: Edition) -> None:
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [
            ("edition", edition.name),
            ("effective_from", edition.effective_from.isoformat()),
            ("effective_to", edition.effective_to.isoformat()),
            ("source", edition.source),
        ],
    )


def _write_codes(connection: sqlite3.Connection, source: EditionFiles) -> None:
    nodes = {node.code: node for node in read_tabular_list(source.tabular_list)}
    rows = [
        (node.code, node.title, node.parent, int(not node.has_children and not node.seventh), 0)
        for node in nodes.values()
    ]
    rows += _extended_rows(read_code_list(source.code_list), nodes)
    rows.sort()
    connection.executemany(
        "INSERT INTO code (code, title, parent, billable, seventh) VALUES (?, ?, ?, ?, ?)", rows
    )
    connection.executemany(
        "INSERT INTO term VALUES (?, ?, ?)",
        [(node.code, kind, text) for node in nodes.values() for kind, text in node.terms],
    )
    connection.executemany(
        "INSERT INTO excludes1 VALUES (?, ?, ?)",
        [(node.code, first, last) for node in nodes.values() for first, last in node.excludes1],
    )
    connection.executemany(
        "INSERT INTO code_words VALUES (?, ?)",
        [
            (node.code, " · ".join([node.title, *(text for kind, text in node.terms if kind == "inclusion")]))
            for node in nodes.values()
        ],
    )


def _extended_rows(
    codes: list[str], nodes: dict[str, TabularNode]
) -> list[tuple[str, str, str | None, int, int]]:
    """Rows of the codes that exist only with a 7th character: the list names them, the XML explains them."""
    rows: list[tuple[str, str, str | None, int, int]] = []
    for code in codes:
        if code in nodes or len(code) != 8:
            continue
        base, character = code[:7], code[7]
        while base not in nodes and base.endswith("X"):  # placeholders fill the codes up to six characters
            base = base[:-1].rstrip(".")
        if base in nodes:
            meaning = nodes[base].seventh.get(character, f"7th character {character}")
            rows.append((code, f"{nodes[base].title}, {meaning}", base, 1, 1))
    return rows
