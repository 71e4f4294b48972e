"""One edition of ICD-10-CM to ask: titles, validity, children, excludes notes, search.

Touches the world: reads one SQLite file, read-only; safe to share between threads.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from nlp.code_set.editions import Edition
from nlp.code_set.tabular_list import dotted
from storage.errors import Disposition, ServiceError

_CODE_LIKE = re.compile(r"[A-Za-z]\d[0-9A-Za-z]?(?:\.?[0-9A-Za-z]{1,4})?")


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
    billable: bool
    seventh: bool


class CodeSet:
    """One edition, read-only. Codes are given dotted or plain, in any case."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
            meta = dict(self._connection.execute("SELECT key, value FROM meta"))
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
        return self.billable(code) and (day is None or self.edition.covers(day))

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

    def excluded_by(self, code: str) -> tuple[tuple[str, str], ...]:
        """Excludes1 notes that hold for a code, its own and inherited, as (first, last) code prefixes."""
        return tuple(span for level in self.ancestry(code) for span in self._excludes(level))

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
        found = self.rows("SELECT code, title, parent, billable, seventh FROM code WHERE code = ?", code)
        if not found:
            return None
        code, title, parent, billable, seventh = found[0]
        return _CodeRow(code, title, parent, bool(billable), bool(seventh))

    def _read_children(self, code: str) -> tuple[str, ...]:
        return tuple(
            row[0] for row in self.rows("SELECT code FROM code WHERE parent = ? ORDER BY code", code)
        )

    def _find_leaves(self, code: str) -> tuple[str, ...]:
        below = self.children(code)
        if not below or self.needs_seventh_character(code):
            return (code,) if self.exists(code) else ()
        return tuple(leaf for child in below for leaf in self.leaves(child))

    def _read_excludes(self, code: str) -> tuple[tuple[str, str], ...]:
        return tuple(self.rows("SELECT first, last FROM excludes1 WHERE code = ?", code))
