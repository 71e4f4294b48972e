"""The tables of an edition's database file, and how a release is written into them. Touches the database.

`note.owner` is a code, "section E08-E13" or "chapter 4". `index_path.code` is the code as the
index gives it, at whatever level.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from nlp.code_set.code_table import NOT_IN_TABULAR, CodeRow, Difference, code_rows
from nlp.code_set.codes import excluded_codes
from nlp.code_set.editions import Edition
from nlp.code_set.index_tables import IndexEntry, IndexReference, read_index
from nlp.code_set.order_file import OrderLine, read_code_list, read_order_file
from nlp.code_set.release_kinds import TITLES, ReleaseKind
from nlp.code_set.release_xml import ReleaseFileError
from nlp.code_set.tabular_list import Chapter, NoteKind, Section, TabularNode, read_tabular_list

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE chapter (number TEXT PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE section (id TEXT PRIMARY KEY, title TEXT NOT NULL, chapter TEXT NOT NULL);
CREATE TABLE code (
    position INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, title TEXT NOT NULL, short_title TEXT NOT NULL,
    parent TEXT, section TEXT NOT NULL, billable INTEGER NOT NULL, seventh INTEGER NOT NULL
);
CREATE INDEX code_by_parent ON code (parent);
CREATE TABLE note (owner TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX note_by_owner ON note (owner);
CREATE VIEW term AS SELECT owner AS code, kind, text FROM note
    WHERE kind IN ('inclusion', 'includes') AND owner IN (SELECT code FROM code);
CREATE TABLE excludes (owner TEXT NOT NULL, kind TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL);
CREATE INDEX excludes_by_owner ON excludes (owner);
CREATE TABLE seventh_character (owner TEXT NOT NULL, character TEXT NOT NULL, meaning TEXT NOT NULL);
CREATE INDEX seventh_by_owner ON seventh_character (owner);
CREATE TABLE index_path (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL, modifiers TEXT NOT NULL,
    code TEXT NOT NULL, incomplete INTEGER NOT NULL, manifestation TEXT NOT NULL
);
CREATE INDEX index_path_by_code ON index_path (code);
CREATE TABLE index_reference (
    source TEXT NOT NULL, path TEXT NOT NULL, relation TEXT NOT NULL, target TEXT NOT NULL
);
CREATE INDEX index_reference_by_path ON index_reference (path);
CREATE TABLE difference (source TEXT NOT NULL, code TEXT NOT NULL, what TEXT NOT NULL);
CREATE VIRTUAL TABLE code_words USING fts5 (code UNINDEXED, words, tokenize = 'porter unicode61');
CREATE VIRTUAL TABLE index_words USING fts5 (
    path, modifiers, content = 'index_path', content_rowid = 'id', tokenize = 'porter unicode61'
);
"""
_INSERT_REFERENCE = "INSERT INTO index_reference VALUES (?, ?, ?, ?)"
_INSERT_PATH = """
INSERT INTO index_path (source, path, modifiers, code, incomplete, manifestation) VALUES (?, ?, ?, ?, ?, ?)
"""
# A file that names more codes which the others do not know is of another release. The April 2026 tables name
# none that the tabular list of the same release lacks.
MAX_UNKNOWN_SHARE = 0.05
_FEW_UNKNOWN = 5
MAX_CODES = 500_000  # 98,186 in the April 2026 release, with 7th characters and headings
SEVENTH_CAUTION = (
    "7th characters are multiplied out from the tabular list, which allows some that are not valid: "
    "import the order file too"
)


def write_meta(connection: sqlite3.Connection, edition: Edition, kinds: Collection[ReleaseKind]) -> None:
    """Which edition this is, when it holds, and what the files that it is built from cannot tell."""
    rows = {
        "edition": edition.name,
        "effective_from": edition.effective_from.isoformat(),
        "effective_to": edition.effective_to.isoformat(),
        "source": edition.source,
    }
    if ReleaseKind.ORDER not in kinds and ReleaseKind.CODES not in kinds:
        rows["caution"] = SEVENTH_CAUTION
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())


def write_codes(
    connection: sqlite3.Connection, files: Mapping[ReleaseKind, Path], name: Callable[[ReleaseKind], str]
) -> None:
    """Chapters, sections, codes, notes and 7th characters.

    Raises:
        ReleaseFileError: a file is broken, or the list is of another release than the tabular list.
    """
    with files[ReleaseKind.TABULAR].open("rb") as stream:
        parts = list(read_tabular_list(stream, name=name(ReleaseKind.TABULAR)))
    nodes = {part.code: part for part in parts if isinstance(part, TabularNode)}
    written_out = len(nodes) + sum(len(node.seventh) for node in nodes.values() if not node.has_children)
    if written_out > MAX_CODES:
        raise ReleaseFileError(
            "The tabular list has more codes than any release", where=name(ReleaseKind.TABULAR)
        )
    kind, listed = _listed(files, name)
    rows, differences = code_rows(nodes, listed, kind)
    unknown = sum(1 for one in differences if one.what == NOT_IN_TABULAR)
    _refuse_foreign(kind, unknown, len(listed), name)
    _write_rows(connection, rows, differences)
    for part in parts:
        _write_part(connection, part)
    connection.executemany(
        "INSERT INTO code_words VALUES (?, ?)", ((node.code, _words(node)) for node in nodes.values())
    )


def _listed(
    files: Mapping[ReleaseKind, Path], name: Callable[[ReleaseKind], str]
) -> tuple[ReleaseKind, list[OrderLine]]:
    """The lines of the order file if it is there, else of the code list, else none."""
    for kind, reader in ((ReleaseKind.ORDER, read_order_file), (ReleaseKind.CODES, read_code_list)):
        if kind in files:
            with files[kind].open("rb") as stream:
                return kind, list(reader(stream, name=name(kind)))
    return ReleaseKind.CODES, []


def _write_rows(
    connection: sqlite3.Connection, rows: Iterable[CodeRow], differences: Iterable[Difference]
) -> None:
    connection.executemany(
        "INSERT INTO code (code, title, short_title, parent, section, billable, seventh)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (row.code, row.title, row.short_title, row.parent, row.section, row.billable, row.seventh)
            for row in rows
        ),
    )
    connection.executemany(
        "INSERT INTO difference VALUES (?, ?, ?)",
        ((one.source, one.code, one.what) for one in differences),
    )


def _write_part(connection: sqlite3.Connection, part: Chapter | Section | TabularNode) -> None:
    if isinstance(part, Chapter):
        owner = f"chapter {part.number}"
        connection.execute("INSERT OR IGNORE INTO chapter VALUES (?, ?)", (part.number, part.title))
    elif isinstance(part, Section):
        owner = f"section {part.id}"  # a section can be called as its only category: QA0
        connection.execute(
            "INSERT OR IGNORE INTO section VALUES (?, ?, ?)", (part.id, part.title, part.chapter)
        )
    else:
        owner = part.code
        connection.executemany(
            "INSERT INTO seventh_character VALUES (?, ?, ?)",
            [(owner, character, meaning) for character, meaning in part.own_seventh.items()],
        )
    connection.executemany("INSERT INTO note VALUES (?, ?, ?)", [(owner, *note) for note in part.notes])
    connection.executemany(
        "INSERT INTO excludes VALUES (?, ?, ?, ?)",
        [
            (owner, kind, first, last)
            for kind, text in part.notes
            if kind in (NoteKind.EXCLUDES1, NoteKind.EXCLUDES2)
            for first, last in excluded_codes(text)
        ],
    )


def _words(node: TabularNode) -> str:
    return " · ".join([node.title, *(text for kind, text in node.notes if kind is NoteKind.INCLUSION)])


def write_index(connection: sqlite3.Connection, kind: ReleaseKind, stream: BinaryIO, name: str) -> None:
    """The paths and references of one index or table; codes that the edition lacks become differences.

    Raises:
        ReleaseFileError: it is broken, or too many of its codes are not in the edition.
    """
    codes = {row[0] for row in connection.execute("SELECT code FROM code")}
    unknown: dict[str, None] = {}
    kept = lost = 0
    for one in read_index(stream, kind, name=name):
        if isinstance(one, IndexReference):
            connection.execute(_INSERT_REFERENCE, (kind, one.path, one.relation, one.target))
        elif one.code in codes:
            kept += 1
            connection.execute(_INSERT_PATH, _path_row(kind, one))
        else:
            lost += 1
            unknown[one.code or one.written[:20]] = None
    _refuse_foreign(kind, lost, lost + kept, lambda _: name)
    connection.executemany(
        "INSERT INTO difference VALUES (?, ?, ?)", [(kind, code, NOT_IN_TABULAR) for code in unknown]
    )
    connection.execute(
        "INSERT INTO index_words (rowid, path, modifiers)"
        " SELECT id, path, modifiers FROM index_path WHERE source = ?",
        (kind,),
    )


def _path_row(kind: ReleaseKind, entry: IndexEntry) -> tuple[object, ...]:
    return (kind, entry.path, entry.modifiers, entry.code, entry.incomplete, entry.manifestation)


def _refuse_foreign(kind: ReleaseKind, unknown: int, of: int, name: Callable[[ReleaseKind], str]) -> None:
    if of and (unknown == of or unknown > max(_FEW_UNKNOWN, of * MAX_UNKNOWN_SHARE)):
        reason = f"{unknown} of the {of} codes of the {TITLES[kind]} are not in the tabular list"
        raise ReleaseFileError(f"The files are not of one release: {reason}", where=name(kind))
