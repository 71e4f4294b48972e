"""A list of files with their index fields, as CSV: one row a file, columns known by their headings. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from ingest.index_fields import FIELD_NAMES
from ingest.sidecar import SidecarError

LIST_SUFFIX = ".csv"
MOST_LIST_BYTES = 4 * 2**20
_MOST_ROWS = 20_000
_FILE_HEADINGS = {"file", "filename", "document", "image", "path"}
_HEADINGS = {
    **{name.replace("_", ""): name for name in FIELD_NAMES},
    "medicalrecordnumber": "mrn",
    "chartnumber": "mrn",
    "patientid": "mrn",
    "patient": "name",
    "patientname": "name",
    "last": "last",
    "lastname": "last",
    "first": "first",
    "firstname": "first",
    "birthdate": "dob",
    "dateofbirth": "dob",
    "type": "document_type",
    "date": "date_of_service",
    "servicedate": "date_of_service",
    "visit": "encounter",
    "encounternumber": "encounter",
}


@dataclass(frozen=True)
class FileList:
    """The rows of a list by the file's name in lower case; `header` and `lines` write what is left of it."""

    header: tuple[str, ...]
    lines: dict[str, tuple[str, ...]]
    fields: dict[str, dict[str, str]]

    def without(self, used: Collection[str]) -> str:
        """The list as CSV without the rows of these files; "" when none is left."""
        left = [line for name, line in self.lines.items() if name not in used]
        if not left:
            return ""
        written = io.StringIO()
        csv.writer(written).writerows([self.header, *left])
        return written.getvalue()


def read_list(content: bytes) -> FileList:
    """The list.

    Raises:
        SidecarError: it is no such list, a heading is not known, or a file stands in it twice.
    """
    rows = _rows(content)
    if not rows:
        raise SidecarError({"list": "is empty"})
    header = tuple(rows[0])
    names = [_known_as(heading) for heading in header]
    _check_header(names)
    lines: dict[str, tuple[str, ...]] = {}
    fields: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows[1:], start=2):
        said = {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
        file = list_name(said.pop("file", ""))
        if not file or file in lines or len(row) > len(names):
            raise SidecarError({f"row {number}": "names no file, one named before, or has too many columns"})
        lines[file] = tuple(row)
        fields[file] = _whole_name(said)
    return FileList(header, lines, fields)


def list_name(name: str) -> str:
    """How a file is looked up in a list: its bare name in lower case."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].casefold().strip()


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > MOST_LIST_BYTES:
        raise SidecarError({"list": f"is larger than {MOST_LIST_BYTES} bytes"})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what older spreadsheets write
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(map(str.strip, row))]
    except csv.Error as broken:
        raise SidecarError({"list": "is no CSV file"}) from broken
    if len(rows) > _MOST_ROWS:
        raise SidecarError({"list": f"has more than {_MOST_ROWS} rows"})
    return rows


def _known_as(heading: str) -> str:
    bare = "".join(one for one in heading.casefold() if one.isalnum())
    return "file" if bare in _FILE_HEADINGS else _HEADINGS.get(bare, "")


def _check_header(names: list[str]) -> None:
    known = [name for name in names if name]
    if "file" not in known or len(known) < 2 or len(set(known)) != len(known):
        raise SidecarError(
            {"list": "must begin with headings: file, and others such as mrn, name, dob, type; none twice"}
        )
    if len(known) < len(names):
        raise SidecarError(
            {"list": f"has a heading that is no index field; there are {', '.join(FIELD_NAMES)}"}
        )


def _whole_name(said: dict[str, str]) -> dict[str, str]:
    last, first = said.pop("last", ""), said.pop("first", "")
    return {"name": f"{last}, {first}", **said} if last and first else said
