"""From a bag of stems to codes: every title and inclusion term of an edition and our own index.

Touches the world: the bags are written into the edition's file when it is built, and read from it once.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.chart_index import IndexTerm
from nlp.code_set import CodeSet
from nlp.dictionary_terms import term_variants
from nlp.near_terms import write_near_terms
from nlp.words import bag_key

MAX_CODES_A_KEY = 5
_KIND_RANK = {"index": 0, "title": 1, "inclusion": 2, "includes": 5}
# External causes and drug poisonings have titles nobody writes in a diagnosis; their words (walking, heat,
# insulin) would match everywhere.
_LEFT_OUT = ("V", "W", "X", "Y", "T36", "T37", "T38", "T39", "T4", "T50", "U")
_WITHOUT = re.compile(r"\bwithout\b.*")  # what a title denies is not said in the ordinary case
_ONLY_WITH_CONTEXT = ("O", "P")  # pregnancy and newborn codes repeat names that mean something else elsewhere


@dataclass(frozen=True)
class DictionaryEntry:
    """A code a bag leads to: through which kind of term, how far from its words, and the term itself.

    `likeness` is below 1 for a term that only shares words (kind "near").
    """

    code: str
    kind: str
    departure: int
    term: str
    likeness: float = 1.0


class Dictionary:
    """All bags of one edition in memory; entries of a bag come best first."""

    def __init__(self, bags: dict[str, str]) -> None:
        self._bags = bags
        self.stems = frozenset(stem for key in bags for stem in key.split(" "))
        self.longest = max((key.count(" ") + 1 for key in bags), default=0)

    @classmethod
    def of_edition(cls, code_set: CodeSet) -> Dictionary:
        """The dictionary that `write_bags` stored in the edition's file."""
        return cls(dict(code_set.rows("SELECT key, entries FROM bag")))

    def __len__(self) -> int:
        return len(self._bags)

    def has(self, key: str) -> bool:
        """Whether a bag leads to any code."""
        return key in self._bags

    def entries(self, key: str) -> tuple[DictionaryEntry, ...]:
        """What a bag leads to, best first; empty for an unknown bag."""
        stored = self._bags.get(key)
        if stored is None:
            return ()
        return tuple(_entry(line) for line in stored.split("\n"))


def _entry(line: str) -> DictionaryEntry:
    code, kind, departure, term = line.split("\t")
    return DictionaryEntry(code, kind, int(departure), term)


def write_bags(
    connection: sqlite3.Connection, terms: Sequence[IndexTerm], stems_of: Callable[[str], tuple[str, ...]]
) -> None:
    """Writes the `bag` table into an edition that is being built, and our index into its search words."""
    titles = {
        row[0]: (row[1], bool(row[2])) for row in connection.execute("SELECT code, title, billable FROM code")
    }
    bags: dict[str, list[tuple[tuple[Any, ...], DictionaryEntry]]] = {}
    near: list[tuple[str, str, str, frozenset[str]]] = []

    def add(code: str, kind: str, text: str) -> None:
        title, billable = titles.get(code, ("", False))
        near.append((code, kind, text, frozenset(stems_of(_WITHOUT.sub("", text) or text))))
        for variant in term_variants(text, stems_of):
            entry = DictionaryEntry(code, kind, variant.departure, text)
            rank = (
                _KIND_RANK[kind] + variant.departure + 4 * code.startswith(_ONLY_WITH_CONTEXT),
                not billable,
                "unspecified" not in title.lower(),
                len(code),
                code,
            )
            bags.setdefault(bag_key(variant.stems), []).append((rank, entry))

    for code, title in connection.execute("SELECT code, title FROM code WHERE seventh = 0").fetchall():
        if not code.startswith(_LEFT_OUT):
            add(code, "title", title)
    for code, kind, text in connection.execute("SELECT code, kind, text FROM term").fetchall():
        if not code.startswith(_LEFT_OUT):
            add(code, kind, text)
    for term in terms:
        entry = DictionaryEntry(term.code, "index", 0, term.phrase)
        stems = frozenset(stems_of(term.phrase))
        bags.setdefault(bag_key(stems), []).append(((0,), entry))
        near.append((term.code, "index", term.phrase, stems))
    connection.execute("CREATE TABLE bag (key TEXT PRIMARY KEY, entries TEXT NOT NULL) WITHOUT ROWID")
    connection.executemany(
        "INSERT INTO bag VALUES (?, ?)", [(key, _lines(found)) for key, found in bags.items()]
    )
    write_near_terms(connection, near)
    connection.executemany(
        "INSERT INTO code_words VALUES (?, ?)", [(term.code, term.phrase) for term in terms]
    )


def _lines(found: list[tuple[tuple[Any, ...], DictionaryEntry]]) -> str:
    kept: dict[str, DictionaryEntry] = {}
    for _, entry in sorted(found, key=lambda pair: pair[0]):
        kept.setdefault(entry.code, entry)
    return "\n".join(
        f"{entry.code}\t{entry.kind}\t{entry.departure}\t{entry.term}"
        for entry in list(kept.values())[:MAX_CODES_A_KEY]
    )
