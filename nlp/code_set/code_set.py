"""One edition of ICD-10-CM to ask: titles, validity, children, notes, paths of the index, search.

Touches the world: reads one SQLite file, read-only; safe to share between threads.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from nlp.code_set import index_lookup, tabular_notes
from nlp.code_set.codes import dotted
from nlp.code_set.editions import Edition
from nlp.code_set.index_lookup import IndexPath, IndexReference
from nlp.code_set.release_kinds import ReleaseKind
from nlp.code_set.tabular_list import NoteKind
from nlp.code_set.tabular_notes import Note, SeventhCharacter
from storage.errors import Disposition, ServiceError

_CODE_LIKE = re.compile(r"[A-Za-z](?:\d[0-9A-Za-z]?|[A-Za-z]\d)(?:\.?[0-9A-Za-z]{1,4})?")


class CodeSetDamagedError(ServiceError):
    """The built edition file is not what the builder wrote."""

    code: ClassVar[str] = "nlp.code_set_damaged"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Delete the named file; it is built again at the next start"


@dataclass(frozen=True)
class CodeSearchHit:
    """One line of the search box: a code, its title, and whether it may be billed as it is."""

    code: str
    title: str
    billable: bool


@dataclass(frozen=True)
class _CodeRow:
    code: str
    title: str
    parent: str | None
    section: str
    billable: bool
    seventh: bool


class CodeSet:
    """One edition, read-only. Codes are given dotted or plain, in any case."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            meta = dict(self._connection.execute("SELECT key, value FROM meta"))
            self.caution = meta.get("caution", "")  # what the files of the edition could not tell
            self.edition = Edition(
                name=meta["edition"],
                effective_from=date.fromisoformat(meta["effective_from"]),
                effective_to=date.fromisoformat(meta["effective_to"]),
                source=meta["source"],
            )
        except (sqlite3.Error, KeyError, ValueError) as error:
            raise CodeSetDamagedError("The code set file cannot be read", where=path.name) from error
        self._row = lru_cache(maxsize=20_000)(self._read_row)
        self._children = lru_cache(maxsize=5_000)(self._read_children)
        self._leaves = lru_cache(maxsize=5_000)(self._find_leaves)
        self._excludes = lru_cache(maxsize=5_000)(self._read_excludes)
        self._above = lru_cache(maxsize=500)(self._section_and_chapter)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Rows of a read-only statement, for the modules that keep their own tables in the edition file."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def title(self, code: str) -> str | None:
        """The official title, or None if the edition has no such code."""
        row = self._row(dotted(code))
        return row.title if row else None

    def exists(self, code: str) -> bool:
        """Whether the edition has the code at any level."""
        return self._row(dotted(code)) is not None

    def billable(self, code: str) -> bool:
        """Whether the code is complete: a leaf, with its 7th character where one is due."""
        row = self._row(dotted(code))
        return bool(row and row.billable)

    def is_valid(self, code: str, day: date | None = None) -> bool:
        """Whether the code is billable and, when a day is given, the edition is in force on it."""
        return self.billable(code) and (day is None or self.is_valid_on(day))

    def is_valid_on(self, day: date) -> bool:
        """Whether the edition is in force on a day."""
        return self.edition.covers(day)

    def needs_seventh_character(self, code: str) -> bool:
        """Whether the code lacks only its 7th character."""
        return any(self._row(child).seventh for child in self.children(code))  # type: ignore[union-attr]

    def parent(self, code: str) -> str | None:
        """The next higher code; None for a category and for an unknown code."""
        row = self._row(dotted(code))
        return row.parent if row else None

    def children(self, code: str) -> tuple[str, ...]:
        """Codes one level below, in tabular order; extended codes are children of their base."""
        return self._children(dotted(code))

    def leaves(self, code: str) -> tuple[str, ...]:
        """Codes below (or the code itself) that have no children but extended ones, in tabular order."""
        return self._leaves(dotted(code))

    def ancestry(self, code: str) -> tuple[str, ...]:
        """The code and everything above it, nearest first."""
        line: list[str] = []
        current: str | None = dotted(code)
        while current is not None:
            line.append(current)
            current = self.parent(current)
        return tuple(line)

    def billable_under(self, prefix: str) -> tuple[str, ...]:
        """Every complete code that begins like this, 7th characters included, in tabular order."""
        start = dotted(prefix)
        found = self.rows(
            "SELECT code FROM code WHERE code >= ? AND code < ? AND billable ORDER BY code",
            start,
            start + "\x7f",
        )
        return tuple(row[0] for row in found)

    def places(self, code: str) -> tuple[str, ...]:
        """Where notes that hold for a code stand, nearest first: codes, then its section and its chapter."""
        codes = self.ancestry(code)
        row = self._row(codes[0])
        return (*codes, *self._above(row.section)) if row else ()

    def notes(self, code: str, *kinds: NoteKind, inherited: bool = True) -> tuple[Note, ...]:
        """The notes of these kinds (none named: of all) that hold for a code, nearest first.

        Inclusion terms name one code and never those below it, so they are not inherited.
        """
        places = self.places(code)
        wanted = set(kinds or NoteKind)
        own = tabular_notes.read_notes(self.rows, places[:1], wanted)
        if not inherited:
            return own
        return own + tabular_notes.read_notes(self.rows, places[1:], wanted - {NoteKind.INCLUSION})

    def code_first(self, code: str) -> tuple[Note, ...]:
        """The "code first" notes that hold for a code: another one goes before it."""
        return self.notes(code, NoteKind.CODE_FIRST)

    def use_additional(self, code: str) -> tuple[Note, ...]:
        """The "use additional code" notes that hold for a code: another one goes behind it."""
        return self.notes(code, NoteKind.USE_ADDITIONAL)

    def code_also(self, code: str) -> tuple[Note, ...]:
        """The "code also" notes that hold for a code: another one may be due, in either order."""
        return self.notes(code, NoteKind.CODE_ALSO)

    def excluded_by(self, code: str) -> tuple[tuple[str, str], ...]:
        """Excludes1 notes that hold for a code, its own and inherited, as (first, last) code prefixes."""
        return self._excludes(dotted(code), NoteKind.EXCLUDES1)

    def excludes2(self, code: str) -> tuple[tuple[str, str], ...]:
        """Excludes2 notes that hold for a code, its own and inherited, as (first, last) code prefixes."""
        return self._excludes(dotted(code), NoteKind.EXCLUDES2)

    def seventh_characters(self, code: str) -> tuple[SeventhCharacter, ...]:
        """What a code that lacks only its 7th character can take; empty for any other code."""
        extended = [one for one in self.children(code) if (row := self._row(one)) and row.seventh]
        meanings = tabular_notes.seventh_meanings(self.rows, self.ancestry(code)) if extended else {}
        return tuple(SeventhCharacter(one[-1], meanings.get(one[-1], ""), one) for one in extended)

    def paths_to(self, code: str) -> tuple[IndexPath, ...]:
        """The ways that index and tables lead to a code; empty where none is imported."""
        (own, *above) = self.ancestry(code)
        row = self._row(own)
        return index_lookup.paths_to(self.rows, own, above, extended=bool(row and row.seventh))

    def find_paths(
        self, words: str, *, limit: int = 20, sources: Iterable[ReleaseKind] = ()
    ) -> tuple[IndexPath, ...]:
        """The paths of index and tables (or of some of them) in which all the words occur, best first."""
        return index_lookup.paths_with_words(self.rows, words, limit=limit, sources=sources)

    def references_from(self, path: str) -> tuple[IndexReference, ...]:
        """Where the index sends the coder from a path: "see", "see also" and categories."""
        return index_lookup.references_from(self.rows, path)

    def contents(self) -> dict[str, int]:
        """How much the edition holds: complete codes, paths by index or table, and differences in it."""
        paths = dict(self.rows("SELECT source, count(*) FROM index_path GROUP BY source ORDER BY source"))
        codes = self.rows("SELECT count(*) FROM code WHERE billable")[0][0]
        return {"codes": codes, **paths, "differences": self.rows("SELECT count(*) FROM difference")[0][0]}

    def search(self, query: str, limit: int = 20) -> list[CodeSearchHit]:
        """Codes for the "add a code" box: by code prefix if it looks like one, else by words.

        All words must occur in the title, an inclusion term or our own index; the last one may be a
        beginning. If nothing has them all, any of them counts. By words, complete codes come first and
        headings after them, each best first; by code, a code comes before those below it.
        """
        words = re.findall(r"\w+", query)
        if not words or limit < 1:
            return []
        if _CODE_LIKE.fullmatch(query.strip()):
            found = self.rows(
                "SELECT code, title, billable FROM code WHERE code LIKE ?"
                " ORDER BY length(code), code LIMIT ?",
                dotted(query) + "%",
                limit,
            )
            if found:
                return [CodeSearchHit(code, title, bool(billable)) for code, title, billable in found]
        quoted = [f'"{word}"' for word in words[:-1]] + [f'"{words[-1]}"*']
        return self._matching(" AND ".join(quoted), limit) or self._matching(" OR ".join(quoted), limit)

    def _matching(self, expression: str, limit: int) -> list[CodeSearchHit]:
        found = self.rows(
            "SELECT code.code, code.title, code.billable FROM code_words JOIN code USING (code)"
            " WHERE code_words MATCH ? GROUP BY code.code"
            " ORDER BY code.billable DESC, min(rank), length(code.code), code.code LIMIT ?",
            expression,
            limit,
        )
        return [CodeSearchHit(code, title, bool(billable)) for code, title, billable in found]

    def _read_row(self, code: str) -> _CodeRow | None:
        found = self.rows(
            "SELECT code, title, parent, section, billable, seventh FROM code WHERE code = ?", code
        )
        if not found:
            return None
        code, title, parent, section, billable, seventh = found[0]
        return _CodeRow(code, title, parent, section, bool(billable), bool(seventh))

    def _read_children(self, code: str) -> tuple[str, ...]:
        return tuple(
            row[0] for row in self.rows("SELECT code FROM code WHERE parent = ? ORDER BY code", code)
        )

    def _find_leaves(self, code: str) -> tuple[str, ...]:
        below = self.children(code)
        if not below or self.needs_seventh_character(code):
            return (code,) if self.exists(code) else ()
        return tuple(leaf for child in below for leaf in self.leaves(child))

    def _read_excludes(self, code: str, kind: NoteKind) -> tuple[tuple[str, str], ...]:
        return tabular_notes.read_excludes(self.rows, self.places(code), kind)

    def _section_and_chapter(self, section: str) -> tuple[str, ...]:
        found = self.rows("SELECT chapter FROM section WHERE id = ?", section)
        return (f"section {section}", *(f"chapter {chapter}" for (chapter,) in found))
