"""Which file of an official release a file is, told from how it begins, never from its name. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from enum import StrEnum
from xml.parsers import expat

HEAD_BYTES = 2**14
_ORDER_LINE = re.compile(rb"\d{5} [A-Z][0-9A-Z]{2,6} +[01] \S")
_CODE_LINE = re.compile(
    rb"[A-Z](?:\d[0-9A-Z]|[A-Z]\d)(?:\.?[0-9A-Z]{1,4})?(?:-[A-Z](?:\d[0-9A-Z]|[A-Z]\d))?(?:\s+\S.*)?"
)
_LINES_LOOKED_AT = 20


class ReleaseKind(StrEnum):
    """The files of a release; the value names them in our own folders and messages."""

    TABULAR = "tabular"
    ORDER = "order"
    CODES = "codes"
    INDEX = "index"
    EXTERNAL_CAUSE = "external_cause"
    NEOPLASM = "neoplasm"
    DRUG = "drug"


INDEX_KINDS = (ReleaseKind.INDEX, ReleaseKind.EXTERNAL_CAUSE, ReleaseKind.NEOPLASM, ReleaseKind.DRUG)
TITLES = {
    ReleaseKind.TABULAR: "tabular list",
    ReleaseKind.ORDER: "order file",
    ReleaseKind.CODES: "code list",
    ReleaseKind.INDEX: "alphabetic index",
    ReleaseKind.EXTERNAL_CAUSE: "external cause index",
    ReleaseKind.NEOPLASM: "neoplasm table",
    ReleaseKind.DRUG: "drug table",
}


def recognise(head: bytes) -> ReleaseKind | None:
    """What a file that begins with `head` (its first `HEAD_BYTES`) is; None: no edition is built from it.

    Broken XML is recognised by what stands before the damage, so that its own reader can name the line.
    """
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        return _recognise_xml(head)
    lines = [line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()[:-1] if line.strip()]
    looked_at = [line.rstrip() for line in lines[:_LINES_LOOKED_AT]] or [head.strip()]
    if all(_ORDER_LINE.match(line) for line in looked_at):
        return ReleaseKind.ORDER
    if sum(1 for line in looked_at if _CODE_LINE.fullmatch(line)) >= max(1, len(looked_at) - 1):
        return ReleaseKind.CODES  # some lists begin with the year, or a line of headings
    return None


class _Enough(Exception):
    """The kind is known: leaves the parser early."""


def _recognise_xml(head: bytes) -> ReleaseKind | None:
    path: list[str] = []
    said: dict[str, str] = {}

    def start(tag: str, _attributes: dict[str, str]) -> None:
        path.append(tag)
        said.setdefault("root", tag)
        if tag in ("mainTerm", "chapter"):
            raise _Enough

    def text(piece: str) -> None:
        if path[1:] in (["title"], ["indexHeading", "head"]):
            said[path[-1]] = said.get(path[-1], "") + piece

    def document_type(name: str, *_: object) -> None:
        said.setdefault("root", name)  # no release has one: the reader says so
        raise _Enough

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: path.pop()
    parser.CharacterDataHandler = text
    # The part before any damage decides; the reader of that kind reports the damage.
    with suppress(_Enough, expat.ExpatError, LookupError, ValueError):
        parser.Parse(head, False)
    return _kind_of_xml(said)


def _kind_of_xml(said: dict[str, str]) -> ReleaseKind | None:
    root = said.get("root")
    if root == "ICD10CM.tabular":
        return ReleaseKind.TABULAR
    if root != "ICD10CM.index":
        return None
    heading = said.get("head", "").lstrip().lower()
    if heading.startswith("substance"):
        return ReleaseKind.DRUG
    if heading.startswith("neoplasm"):
        return ReleaseKind.NEOPLASM
    return (
        ReleaseKind.EXTERNAL_CAUSE if "external cause" in said.get("title", "").lower() else ReleaseKind.INDEX
    )
