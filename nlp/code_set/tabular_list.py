"""Reads the tabular list as chapters, sections and codes, with every note. Touches the world: a stream.

The format is the one CDC/NCHS publishes: chapters hold sections, sections hold nested `diag` elements with
`name`, `desc` and notes; a `sevenChrDef` holds for everything below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO, NoReturn

from nlp.code_set.codes import CODE
from nlp.code_set.release_xml import Element, ReleaseFileError, read_units

_SEVENTH = re.compile(r"[0-9A-Z]")
_CONTAINERS = frozenset({"ICD10CM.tabular", "chapter"})


class NoteKind(StrEnum):
    """The notes of the tabular list; the value is how they are stored."""

    INCLUSION = "inclusion"  # another name of the code itself
    INCLUDES = "includes"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    NOTE = "note"
    SEVENTH = "seventh"  # how the 7th character is to be used


_NOTE_TAGS = {
    "inclusionTerm": NoteKind.INCLUSION,
    "includes": NoteKind.INCLUDES,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "notes": NoteKind.NOTE,
    "sevenChrNote": NoteKind.SEVENTH,
}


@dataclass(frozen=True)
class Chapter:
    """A chapter of the list: its number as text, its title, and its notes as (kind, text)."""

    number: str
    title: str
    notes: tuple[tuple[NoteKind, str], ...]


@dataclass(frozen=True)
class Section:
    """A section, such as E08-E13, with the number of its chapter."""

    id: str
    title: str
    chapter: str
    notes: tuple[tuple[NoteKind, str], ...]


@dataclass(frozen=True)
class TabularNode:
    """One code as the XML states it; `parent` is None for a category; `seventh` is inherited."""

    code: str
    title: str
    parent: str | None
    section: str
    notes: tuple[tuple[NoteKind, str], ...] = ()
    own_seventh: dict[str, str] = field(default_factory=dict)  # character -> meaning, as stated here
    seventh: dict[str, str] = field(default_factory=dict)  # the same, or what was stated nearest above
    has_children: bool = False


def read_tabular_list(stream: BinaryIO, *, name: str) -> Iterator[Chapter | Section | TabularNode]:
    """Everything the tabular list holds: a chapter before its sections, a parent before its children.

    Raises:
        ReleaseFileError: it is no tabular list, or is broken; with the line.
    """
    chapter: list[Element] = []
    given = False
    found = False
    for unit in read_units(stream, name=name, containers=_CONTAINERS):
        if unit.tag in ("version", "introduction"):
            continue
        if unit.tag == "name":
            chapter, given = [], False
        if unit.tag != "section":
            chapter.append(unit)
            continue
        if not given:
            given = True
            yield _chapter(chapter)
        number = next((one.text for one in chapter if one.tag == "name"), "")
        found = True
        yield from _section(unit, number, name)
    if not found:
        raise ReleaseFileError("The tabular list holds no code", where=name)


def release_year(stream: BinaryIO, *, name: str) -> str:
    """The year a release file states of itself ("" if it does not): "2027" for fiscal year 2027.

    Raises:
        ReleaseFileError: it is broken before it can say so.
    """
    containers = frozenset({"ICD10CM.tabular", "ICD10CM.index"})
    first = next(read_units(stream, name=name, containers=containers), None)
    return first.text if first is not None and first.tag == "version" else ""


def _chapter(parts: list[Element]) -> Chapter:
    whole = Element("chapter", {}, parts[0].line if parts else 0, parts)
    return Chapter(whole.text_of("name"), whole.text_of("desc"), _notes(whole))


def _section(section: Element, chapter: str, name: str) -> Iterator[Section | TabularNode]:
    section_id = section.attributes.get("id", "")
    title = re.sub(r"\s*\([^()]*\)$", "", section.text_of("desc"))
    yield Section(section_id, title, chapter, _notes(section))
    for category in section.all("diag"):
        yield from _nodes(category, None, {}, _Place(name, section_id))


@dataclass(frozen=True)
class _Place:
    name: str
    section: str

    def refuse(self, what: str, line: int) -> NoReturn:
        raise ReleaseFileError(what, where=f"{self.name}, line {line}")


def _nodes(
    diag: Element, parent: str | None, inherited: dict[str, str], place: _Place
) -> Iterator[TabularNode]:
    code, title = diag.text_of("name"), diag.text_of("desc")
    if not CODE.fullmatch(code) or not title:
        place.refuse("A code without name or title", diag.line)
    if parent is not None and not code.startswith(parent):
        place.refuse("A code does not lie below the one it stands in", diag.line)
    own = _seventh_characters(diag, place)
    seventh = own or inherited
    children = diag.all("diag")
    yield TabularNode(code, title, parent, place.section, _notes(diag), own, seventh, bool(children))
    for child in children:
        yield from _nodes(child, code, seventh, place)


def _seventh_characters(diag: Element, place: _Place) -> dict[str, str]:
    """What the code itself states of 7th characters: meanings by character."""
    own: dict[str, str] = {}
    for definition in diag.all("sevenChrDef"):
        for extension in definition.all("extension"):
            character = extension.attributes.get("char", "")
            if not _SEVENTH.fullmatch(character):
                place.refuse("A 7th character that is none", extension.line)
            own[character] = extension.text
    return own


def _notes(element: Element) -> tuple[tuple[NoteKind, str], ...]:
    return tuple(
        (kind, note.text)
        for child in element.children
        if (kind := _NOTE_TAGS.get(child.tag)) is not None
        for note in child.all("note")
        if note.text
    )
