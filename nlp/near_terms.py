"""Terms that share words with a text which no term says as it stands; touches the world (the edition's file).

Terms are ranked by how much of the text's rarer words they hold and how much of theirs the text holds. What
is found is a guess to look at: it never counts as the words of a title or of our index.
"""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.code_set import CodeSet
from nlp.dictionary_terms import OPTIONAL_STEMS

_OPTIONAL_SHARE = 0.2  # what "unspecified" and its like weigh of another word as rare as they
_MOST_POSTINGS = 12_000  # a stem that stands in more terms tells nothing by itself
_LOOKED_AT = 60


@dataclass(frozen=True)
class NearTerm:
    """A term, its code, and two shares between 0 and 1: of the asked words it holds, and of its own words."""

    code: str
    kind: str
    term: str
    held: float
    own: float

    @property
    def likeness(self) -> float:
        """The harmonic mean of both shares."""
        return 2 * self.held * self.own / (self.held + self.own) if self.held and self.own else 0.0


def write_near_terms(
    connection: sqlite3.Connection, terms: Iterable[tuple[str, str, str, frozenset[str]]]
) -> None:
    """Writes the tables of (code, kind, term, stems) into an edition that is being built."""
    connection.executescript(
        "CREATE TABLE near_term (id INTEGER PRIMARY KEY, code TEXT NOT NULL, kind TEXT NOT NULL,"
        " term TEXT NOT NULL, weight REAL NOT NULL);"
        "CREATE TABLE near_stem (stem TEXT PRIMARY KEY, rarity REAL NOT NULL, ids BLOB NOT NULL)"
        " WITHOUT ROWID;"
    )
    kept = [one for one in terms if one[3]]
    postings: dict[str, list[int]] = defaultdict(list)
    for number, (_, _, _, stems) in enumerate(kept):
        for stem in stems:
            postings[stem].append(number)
    rarity = {stem: math.log(1 + len(kept) / len(ids)) for stem, ids in postings.items()}
    connection.executemany(
        "INSERT INTO near_term VALUES (?, ?, ?, ?, ?)",
        (
            (number, code, kind, term, round(sum(_weight(stem, rarity[stem]) for stem in stems), 4))
            for number, (code, kind, term, stems) in enumerate(kept)
        ),
    )
    connection.executemany(
        "INSERT INTO near_stem VALUES (?, ?, ?)",
        (
            (stem, rarity[stem], np.array(ids, dtype=np.int32).tobytes())
            for stem, ids in sorted(postings.items())
        ),
    )


def _weight(stem: str, rarity: float) -> float:
    return rarity * (_OPTIONAL_SHARE if stem in OPTIONAL_STEMS else 1.0)


class NearTerms:
    """The terms of one edition, asked by canonical stems. Not for a term that matches word for word."""

    def __init__(self, code_set: CodeSet) -> None:
        self._code_set = code_set
        rows: list[tuple[Any, ...]] = code_set.rows("SELECT weight FROM near_term ORDER BY id")
        self._weights: NDArray[np.float32] = np.array([weight for (weight,) in rows], dtype=np.float32)
        self._unheard = math.log(1 + len(rows))  # a word that no term holds weighs as much as the rarest
        self._postings = lru_cache(maxsize=5_000)(self._read)
        self.nearest = lru_cache(maxsize=5_000)(self._nearest)

    def _read(self, stem: str) -> tuple[float, NDArray[np.int32]]:
        rows = self._code_set.rows("SELECT rarity, ids FROM near_stem WHERE stem = ?", stem)
        if not rows:
            return self._unheard, np.empty(0, dtype=np.int32)
        rarity, ids = rows[0]
        return float(rarity), np.frombuffer(ids, dtype=np.int32)

    def share(self, some: frozenset[str], stems: frozenset[str]) -> float:
        """How much of these stems' weight some of them carry, 0-1."""
        whole = sum(_weight(stem, self._postings(stem)[0]) for stem in stems)
        return sum(_weight(stem, self._postings(stem)[0]) for stem in some) / whole if whole else 0.0

    def _nearest(self, stems: frozenset[str], limit: int) -> tuple[NearTerm, ...]:
        """At most `limit` terms, the likest first, each code once; empty where nothing tells."""
        asked = {stem: self._postings(stem) for stem in sorted(stems)}
        whole = sum(_weight(stem, rarity) for stem, (rarity, _) in asked.items())
        telling = [(_weight(stem, rarity), ids) for stem, (rarity, ids) in asked.items() if ids.size]
        telling = [one for one in telling if one[1].size <= _MOST_POSTINGS] or telling
        if not telling or not whole:
            return ()
        ids = np.concatenate([ids for _, ids in telling])
        parts = np.concatenate([np.full(ids.size, weight, np.float32) for weight, ids in telling])
        found, place = np.unique(ids, return_inverse=True)
        shared = np.bincount(place, weights=parts)
        held = np.minimum(shared / whole, 1.0)
        own = np.minimum(shared / np.maximum(self._weights[found], 1e-6), 1.0)
        likeness = 2 * held * own / np.maximum(held + own, 1e-6)
        best = np.argsort(-likeness, kind="stable")[:_LOOKED_AT]
        return self._named([(int(found[at]), float(held[at]), float(own[at])) for at in best], limit)

    def _named(self, best: Sequence[tuple[int, float, float]], limit: int) -> tuple[NearTerm, ...]:
        terms: dict[str, NearTerm] = {}
        for number, held, own in best:
            ((code, kind, term),) = self._code_set.rows(
                "SELECT code, kind, term FROM near_term WHERE id = ?", number
            )
            terms.setdefault(code, NearTerm(code, kind, term, round(held, 4), round(own, 4)))
            if len(terms) == limit:
                break
        return tuple(terms.values())
