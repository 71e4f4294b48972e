"""The ways that index and tables lead to a code, by code and by words. Reads the edition's file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from nlp.code_set.release_kinds import ReleaseKind

Rows = Callable[..., list[Any]]
_COLUMNS = "source, path, modifiers, code, incomplete, manifestation"
_MAX_WORDS = 30


@dataclass(frozen=True)
class IndexPath:
    """One way to a code, as the index prints it: "Neoplasm, breast, upper-outer quadrant, malignant primary".

    `modifiers` are words that may be there or not. `incomplete`: the index gives the beginning of the code
    and leaves the rest to the tabular list. `manifestation`: the code to be given with it, or "".
    """

    source: ReleaseKind
    path: str
    modifiers: str
    code: str
    incomplete: bool
    manifestation: str


@dataclass(frozen=True)
class IndexReference:
    """One "see", "see also" or "see category" (`relation`) from a path to its `target`."""

    source: ReleaseKind
    path: str
    relation: str
    target: str


def paths_to(rows: Rows, code: str, ancestors: Iterable[str], *, extended: bool) -> tuple[IndexPath, ...]:
    """The ways to a code: those that name it, then those that name the beginning of it and leave it open.

    A 7th character is never in the index, so what leads to the base leads to the extended code.
    """
    found = [*_named(rows, code)]
    for number, above in enumerate(ancestors):
        is_base = extended and number == 0
        found += [path for path in _named(rows, above) if path.incomplete or is_base]
    return tuple(found)


def paths_with_words(
    rows: Rows, words: str, *, limit: int, sources: Iterable[ReleaseKind] = ()
) -> tuple[IndexPath, ...]:
    """The paths in which all the words occur, modifiers included, best first; the last may be a beginning."""
    asked = re.findall(r"\w+", words)[:_MAX_WORDS]
    if not asked or limit < 1:
        return ()
    expression = " AND ".join([*(f'"{word}"' for word in asked[:-1]), f'"{asked[-1]}"*'])
    wanted = [str(source) for source in sources]
    only = f" AND source IN ({', '.join('?' * len(wanted))})" if wanted else ""
    return _made(
        rows(
            f"SELECT {', '.join(f'index_path.{name}' for name in _COLUMNS.split(', '))}"  # noqa: S608 - own names
            " FROM index_words JOIN index_path ON index_path.id = index_words.rowid"
            f" WHERE index_words MATCH ?{only}"
            " ORDER BY bm25(index_words, 2.0, 1.0), length(index_path.path), index_path.id LIMIT ?",
            expression,
            *wanted,
            limit,
        )
    )


def references_from(rows: Rows, path: str) -> tuple[IndexReference, ...]:
    """Where the index sends the coder from a path."""
    found = rows(
        "SELECT source, path, relation, target FROM index_reference WHERE path = ? ORDER BY rowid", path
    )
    return tuple(IndexReference(ReleaseKind(source), *rest) for source, *rest in found)


def _named(rows: Rows, code: str) -> tuple[IndexPath, ...]:
    return _made(rows(f"SELECT {_COLUMNS} FROM index_path WHERE code = ? ORDER BY id", code))  # noqa: S608


def _made(found: list[Any]) -> tuple[IndexPath, ...]:
    return tuple(
        IndexPath(ReleaseKind(source), path, modifiers, code, bool(incomplete), manifestation)
        for source, path, modifiers, code, incomplete, manifestation in found
    )
