"""Reads the alphabetic and external cause indexes, the neoplasm and drug tables: paths to codes.

Touches the world: a stream. All four nest `term` elements in `mainTerm` elements. A term of the two indexes
has `code`, `see` and `seeAlso`; a row of the two tables has `cell` elements, whose columns `indexHeading`
names. Words in `nemod` may be there or not without changing the code (Official Guidelines, I.A.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nlp.code_set.codes import open_code
from nlp.code_set.release_kinds import TITLES, ReleaseKind
from nlp.code_set.release_xml import Element, ReleaseFileError, read_units

_CONTAINERS = frozenset({"ICD10CM.index", "letter"})
# `seecat` and `subcat` send the coder to a category of the tabular list
_RELATIONS = {"see": "see", "seeAlso": "see_also", "seecat": "see_category", "subcat": "see_category"}
# Every path repeats the terms above it, so a small hostile file could grow without end. The longest path of
# the April 2026 tables has 164 characters and 234 of modifiers; there are 55,727 of them.
MAX_PATH_CHARS = 2_000
MAX_PATHS = 500_000
_NOTHING = re.compile(r"[-\s]*")


@dataclass(frozen=True)
class IndexEntry:
    """One way to a code: main term, subterms and column, joined by commas; `code` is dotted.

    `incomplete`: the index ends the code with a dash, so that more characters must follow. `code` is None
    where what stands there is no code; `written` is what stands there. `line` counts from 1.
    """

    path: str
    modifiers: str
    code: str | None
    incomplete: bool
    manifestation: str
    written: str
    line: int


@dataclass(frozen=True)
class IndexReference:
    """One "see" or "see also": from a path to another place of the index, or to a category."""

    path: str
    relation: str
    target: str


def read_index(stream: BinaryIO, kind: ReleaseKind, *, name: str) -> Iterator[IndexEntry | IndexReference]:
    """Every path and reference of an index or table, in its order.

    Raises:
        ReleaseFileError: it is no index, or is broken; with the line.
    """
    columns: dict[str, str] = {}
    found = 0
    terms = 0
    for unit in read_units(stream, name=name, containers=_CONTAINERS):
        if unit.tag == "indexHeading":
            columns = {head.attributes.get("col", ""): head.text for head in unit.all("head")}
        elif unit.tag == "mainTerm":
            terms += 1
            for one in _Walk(name, columns, kind).of(unit, (), ()):
                found += 1
                if found > MAX_PATHS:
                    raise ReleaseFileError("The file has more paths than any release", where=name)
                yield one
    if not terms:
        raise ReleaseFileError(f"The {TITLES[kind]} holds no main term", where=name)


@dataclass(frozen=True)
class _Walk:
    """What is the same for every term of one file."""

    name: str
    columns: dict[str, str]
    kind: ReleaseKind

    def of(
        self, term: Element, above: tuple[str, ...], modifiers_above: tuple[str, ...]
    ) -> Iterator[IndexEntry | IndexReference]:
        """The paths and references of a term and of everything below it."""
        title = next(iter(term.all("title")), None)
        if title is None or not (title.text or title.children):
            raise ReleaseFileError("A term without a title", where=f"{self.name}, line {term.line}")
        modifiers = (*modifiers_above, *(one.text for one in title.all("nemod")))
        parts = (*above, self._called(title.text, is_main=not above))
        path = ", ".join(part for part in parts if part)
        said = " ".join(modifiers)
        if len(path) + len(said) > MAX_PATH_CHARS:
            raise ReleaseFileError("A term longer than any release's", where=f"{self.name}, line {term.line}")
        yield from self._coded(term, path, said)
        yield from self._columns(term, path, said)
        for child in term.children:
            if child.tag in _RELATIONS and child.text:
                yield IndexReference(path, _RELATIONS[child.tag], child.text)
        for below in term.all("term"):
            yield from self.of(below, parts, modifiers)

    def _called(self, title: str, *, is_main: bool) -> str:
        # The neoplasm table's one main term is "Neoplasm, neoplastic"; its first column says it shorter.
        return self.columns.get("1", title) if is_main and self.kind is ReleaseKind.NEOPLASM else title

    def _coded(self, term: Element, path: str, modifiers: str) -> Iterator[IndexEntry]:
        """A code with the manifestation code printed in brackets behind it."""
        behind = term.text_of("manif")
        manifestation = open_code(behind)
        for code in term.all("code"):
            yield self._entry(path, modifiers, code, manifestation=manifestation[0] if manifestation else "")

    def _columns(self, term: Element, path: str, modifiers: str) -> Iterator[IndexEntry]:
        for cell in term.all("cell"):
            if _NOTHING.fullmatch(cell.text):
                continue
            heading = self.columns.get(cell.attributes.get("col", ""))
            if heading is None:
                raise ReleaseFileError("A cell in no named column", where=f"{self.name}, line {cell.line}")
            yield self._entry(f"{path}, {heading.lower()}", modifiers, cell)

    def _entry(self, path: str, modifiers: str, place: Element, *, manifestation: str = "") -> IndexEntry:
        code, incomplete = open_code(place.text) or (None, False)
        return IndexEntry(path, modifiers, code, incomplete, manifestation, place.text, place.line)
