"""Reads a list of files row by row: a CSV with a heading, one file a row. Touches the disk.

A column is known by its heading, in any case and with the names that people give it. A heading that nobody
knows is refused: a misspelled one would silently lose the patient of a million files.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.index_fields import IndexFieldError, IndexFields, parse_index_fields
from storage.errors import Disposition, ServiceError

_NAMES = {
    "path": ("path", "file", "filename", "file_name", "filepath"),
    "mrn": ("mrn", "chart_number", "record_number", "patient_id"),
    "name": ("name", "patient", "patient_name"),
    "last": ("last", "last_name", "family", "family_name", "surname"),
    "first": ("first", "first_name", "given", "given_name"),
    "dob": ("dob", "birth_date", "date_of_birth", "born"),
    "encounter": ("encounter", "encounter_number", "visit", "account"),
    "encounter_type": ("encounter_type",),
    "document_type": ("document_type", "type", "doc_type"),
    "author": ("author",),
    "date_of_service": ("date_of_service", "date", "service_date", "dos"),
    "discharge_date": ("discharge_date",),
    "route": ("route",),
    "priority": ("priority",),
}
_MEANS = {name: field for field, names in _NAMES.items() for name in names}
_SEPARATORS = ",;\t|"


class FileListDamagedError(ServiceError):
    """The list of files cannot be read as a table, or its headings are not understood."""

    code = "ingest.file_list"
    disposition = Disposition.ASK_HUMAN
    remedy = (
        "Save the list as CSV in UTF-8 with a heading row: path, and any of mrn, name, last, first, dob, "
        "encounter, type, date, author. Columns that are not wanted are named with --skip-column"
    )


@dataclass(frozen=True)
class ListedFile:
    """One row: its number (from 1, the heading not counted), its file, and what it says as texts."""

    number: int
    path: Path
    given: Mapping[str, str]
    cells: tuple[str, ...]

    def fields(self, defaults: Mapping[str, str | None]) -> IndexFields:
        """The index fields of the row; `defaults` say what the row leaves empty.

        Raises:
            IndexFieldError: a value cannot be used, or there is no file name.
        """
        if not self.given.get("path"):
            raise IndexFieldError({"path": "is empty"})
        texts = dict(self.given)
        if not texts.get("name") and (texts.get("last") or texts.get("first")):
            texts["name"] = f"{texts.get('last', '')}, {texts.get('first', '')}".strip(", ")
        return parse_index_fields(dict(defaults) | {name: text for name, text in texts.items() if text})


@dataclass(frozen=True)
class OpenedList:
    """A list that can be read: where it lies, what its columns mean ("": skipped), and its rows."""

    path: Path
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    separator: str
    rows: int
    sha256: str

    def read(self) -> Iterator[ListedFile]:
        """The rows in order, one at a time.

        Raises:
            FileListDamagedError: the list changed or cannot be read as a table; the message has the row.
        """
        for number, cells in enumerate(_cells(self.path, self.separator), start=0):
            if number == 0:
                continue
            given = {field: cell.strip() for field, cell in zip(self.columns, cells, strict=False) if field}
            # a path in the list counts from where the list lies, wherever somebody stands who reads it
            yield ListedFile(number, self.path.parent / given.get("path", ""), given, tuple(cells))


def open_list(path: Path, *, skip_columns: frozenset[str] = frozenset()) -> OpenedList:
    """The list, read through once: its headings are understood and its rows counted.

    Raises:
        FileListDamagedError: it is no such table.
    """
    path = path.absolute()
    separator = _separator(path)
    table = _cells(path, separator)
    headings = tuple(next(table, []))
    columns = _columns(headings, frozenset(map(_key, skip_columns)))
    rows = sum(1 for _ in table)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return OpenedList(path, columns, headings, separator, rows, sha256)


def _columns(headings: tuple[str, ...], skipped: frozenset[str]) -> tuple[str, ...]:
    keys = [_key(heading) for heading in headings]
    unknown = [
        heading
        for heading, key in zip(headings, keys, strict=True)
        if key not in _MEANS and key not in skipped
    ]
    if unknown:
        raise FileListDamagedError(f"Nobody knows the column {', '.join(unknown)[:200]}", where="heading")
    columns = tuple("" if key in skipped else _MEANS[key] for key in keys)
    meant = [column for column in columns if column]
    if "path" not in meant or len(set(meant)) != len(meant):
        problem = "names a column twice" if "path" in meant else "has no column path"
        raise FileListDamagedError(f"The heading {problem}", where="heading")
    return columns


def _key(heading: str) -> str:
    return "_".join(heading.casefold().replace("-", " ").replace("_", " ").split())


def _separator(path: Path) -> str:
    """What stands between the cells of the heading most often; a comma when nothing does."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = file.readline(10_000)
    except (OSError, UnicodeDecodeError) as failure:
        raise FileListDamagedError("The list cannot be read", where=path.name) from failure
    return max(_SEPARATORS, key=heading.count)


def _cells(path: Path, separator: str) -> Iterator[list[str]]:
    """Every row that is not empty, the heading first."""
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for cells in csv.reader(file, delimiter=separator, strict=True):
                if any(cell.strip() for cell in cells):
                    yield cells
                    number += 1
    except (OSError, UnicodeDecodeError, csv.Error) as failure:
        raise FileListDamagedError("The list cannot be read as a table", where=f"row {number}") from failure
