"""Reads the official tabular list (XML) and code list as plain rows.

Touches the world: reads two files. The format is the one CDC/NCHS publishes: chapters hold sections, sections
hold nested `diag` elements with `name`, `desc` and notes; `sevenChrDef` applies to everything below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree as ET

from storage.errors import Disposition, ServiceError

_EXCLUDED_CODE = re.compile(r"\b([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]*)?)(?:-([A-Z]\d[0-9A-Z]))?")
_TERM_KINDS = {"inclusionTerm": "inclusion", "includes": "includes"}


class TabularListError(ServiceError):
    """The tabular list cannot be read as what it should be."""

    code: ClassVar[str] = "nlp.code_set_unreadable"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Install simple-icd-10-cm again, or import the official release once more"


@dataclass
class TabularNode:
    """One node of the tabular list as the XML states it; `parent` is None for a category."""

    code: str
    title: str
    parent: str | None
    terms: list[tuple[str, str]] = field(default_factory=list)  # (kind, text)
    excludes1: list[tuple[str, str]] = field(default_factory=list)  # (first, last code prefix)
    seventh: dict[str, str] = field(default_factory=dict)  # character -> meaning, inherited
    has_children: bool = False


def read_tabular_list(path: Path) -> Iterator[TabularNode]:
    """Every node of the tabular list, parents before children.

    Raises:
        TabularListError: the file is missing, is no XML (with the line), or holds no code.
    """
    found = False
    try:
        # The file comes from an installed, hash-locked package or from the deployer's official release; expat
        # of Python 3.11 bounds entity expansion.
        for _, element in ET.iterparse(path, events=("end",)):  # noqa: S314
            if element.tag != "section":
                continue
            for category in element.findall("diag"):
                found = True
                yield from _nodes(category, None, {})
            element.clear()
    except OSError as error:
        raise TabularListError("The tabular list cannot be opened", where=path.name) from error
    except ET.ParseError as error:
        raise TabularListError(
            "The tabular list is not well-formed XML", where=f"{path.name}, line {error.position[0]}"
        ) from error
    if not found:
        raise TabularListError("The tabular list holds no code", where=path.name)


def _nodes(diag: ET.Element, parent: str | None, inherited: dict[str, str]) -> Iterator[TabularNode]:
    code = (diag.findtext("name") or "").strip()
    title = (diag.findtext("desc") or "").strip()
    if not code or not title:
        raise TabularListError("A code without name or title", where=code or f"below {parent}")
    extensions = {
        extension.get("char", ""): (extension.text or "").strip()
        for extension in diag.findall("sevenChrDef/extension")
    }
    seventh = extensions or inherited
    children = diag.findall("diag")
    yield TabularNode(
        code=code,
        title=title,
        parent=parent,
        terms=[
            (kind, note.text.strip())
            for tag, kind in _TERM_KINDS.items()
            for note in diag.findall(f"{tag}/note")
            if note.text
        ],
        excludes1=[
            span for note in diag.findall("excludes1/note") for span in excluded_codes(note.text or "")
        ],
        seventh=seventh,
        has_children=bool(children),
    )
    for child in children:
        yield from _nodes(child, code, seventh)


def excluded_codes(note: str) -> list[tuple[str, str]]:
    """The codes a note names in its brackets, as (first, last) prefixes: "(S78.-)" is ("S78", "S78")."""
    spans: list[tuple[str, str]] = []
    for bracket in re.findall(r"\(([^()]*)\)", note):
        for match in _EXCLUDED_CODE.finditer(bracket):
            first = match.group(1).rstrip(".")
            spans.append((first, match.group(2) or first))
    return spans


def read_code_list(path: Path) -> list[str]:
    """Every code of the code list, dotted, extended codes with their 7th character included.

    Raises:
        TabularListError: the file is missing or is not text.
    """
    try:
        lines = path.read_text("utf-8-sig").split()
    except (OSError, UnicodeDecodeError) as error:
        raise TabularListError("The code list cannot be read", where=path.name) from error
    return [dotted(line) for line in lines if "-" not in line and len(line) >= 3]


def dotted(code: str) -> str:
    """The code with its dot behind the third character: "e1122" is "E11.22"."""
    letters = code.strip().upper().replace(".", "")
    return letters if len(letters) <= 3 else f"{letters[:3]}.{letters[3:]}"
