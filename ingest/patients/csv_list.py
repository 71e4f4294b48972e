"""Lists of patients as tables of text: columns, dates and encodings found out, rows read or refused. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ingest.patients.incoming import IncomingPatient
from storage.errors import Disposition, ServiceError

FIELDS = ("mrn", "name", "family_name", "given_name", "middle_name", "dob", "chart_number", "other_name")
DATE_ORDERS = {"ymd": "1958-03-14", "mdy": "03/14/1958", "dmy": "14/03/1958"}
_HEADINGS = {
    "mrn": ("mrn", "medical record number", "record number", "patient id", "patientid", "id", "mr number"),
    "name": ("name", "patient name", "full name", "patient"),
    "family_name": ("last name", "lastname", "last", "surname", "family name", "family"),
    "given_name": ("first name", "firstname", "first", "given name", "given", "forename"),
    "middle_name": ("middle name", "middle", "middle initial", "mi"),
    "dob": ("dob", "date of birth", "birth date", "birthdate", "birthday", "born"),
    "chart_number": ("chart number", "chart no", "chart", "old number", "file number"),
    "other_name": ("maiden name", "other name", "alias", "former name", "previous name", "aka"),
}
_DELIMITERS = ",;\t|"
_LOOKED_AT = 300  # rows, to tell what a column holds


class ListNotReadError(ServiceError):
    """The list cannot be read as a table of patients."""

    code = "ingest.list_not_read"
    disposition = Disposition.REJECT
    remedy = "Save the list as CSV with a row of headings, then say which column holds the name"


@dataclass(frozen=True)
class Table:
    """A list as text: its headings, and its rows with their lines from 1; `encoding` is how it was read."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    delimiter: str

    @property
    def key(self) -> str:
        """What tells lists with these headings from others."""
        folded = "\x1f".join(one.casefold() for one in self.headings)
        return hashlib.sha256(folded.encode()).hexdigest()


@dataclass(frozen=True)
class Columns:
    """Which heading is which field, and how dates are written (ymd, mdy or dmy)."""

    headings: Mapping[str, str]
    date_order: str

    def __post_init__(self) -> None:
        if not set(self.headings) <= set(FIELDS) or self.date_order not in DATE_ORDERS:
            raise ListNotReadError("These columns cannot be used")
        if not {"name", "family_name"} & set(self.headings):
            raise ListNotReadError("No column holds the name")
        if not {"mrn", "dob"} & set(self.headings):
            raise ListNotReadError("No column holds the record number or the birth date")


@dataclass(frozen=True)
class RefusedRow:
    """A row that says no patient: its line and why, without anything it holds."""

    line: int
    reason: str


def read_table(content: bytes) -> Table:
    """The list's headings and rows.

    Raises:
        ListNotReadError: it is empty, is no text, or has fewer than two columns.
    """
    text, encoding = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((before + 1, tuple(cell.strip() for cell in row)))
            before = reader.line_num
    except csv.Error as failure:
        raise ListNotReadError("The list is no table of text") from failure
    if not rows or len(rows[0][1]) < 2:
        raise ListNotReadError("The list has fewer than two columns")
    return Table(rows[0][1], tuple(rows[1:]), encoding, delimiter)


def _decoded(content: bytes) -> tuple[str, str]:
    if b"\0" in content[:4000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ListNotReadError("This is no list of text")
    wanted = (
        ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252", "latin-1")
    )
    for encoding in wanted:
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise ListNotReadError("The list's letters cannot be read")


def guessed_columns(table: Table) -> tuple[dict[str, str], tuple[str, ...]]:
    """(field -> heading as far as headings say it, date orders that fit every date of the birth date column).

    More than one order means that only a person can tell.
    """
    folded = {re.sub(r"[^a-z]+", " ", one.casefold()).strip(): one for one in reversed(table.headings)}
    found = {
        field: folded[said]
        for field, names in _HEADINGS.items()
        for said in reversed(names)
        if said in folded
    }
    if "family_name" in found:
        found.pop("name", None)
    return found, _date_orders(table, found.get("dob", ""))


def _date_orders(table: Table, heading: str) -> tuple[str, ...]:
    if heading not in table.headings:
        return tuple(DATE_ORDERS)
    column = table.headings.index(heading)
    said = [row[column] for _, row in table.rows[:_LOOKED_AT] if len(row) > column and row[column]]
    fits = [order for order in DATE_ORDERS if said and all(read_day(one, order) for one in said)]
    if fits:
        return tuple(fits)
    most = max(DATE_ORDERS, key=lambda order: sum(read_day(one, order) is not None for one in said))
    return (most,)


def read_day(text: str, order: str) -> date | None:
    """The date that the text writes in this order; digits alone count as two, two and four of them."""
    numbers = re.findall(r"\d+", re.split(r"[ T]", text, maxsplit=1)[0])
    if len(numbers) == 1 and len(numbers[0]) == 8:
        cuts = (4, 6) if order == "ymd" else (2, 4)
        numbers = [numbers[0][: cuts[0]], numbers[0][cuts[0] : cuts[1]], numbers[0][cuts[1] :]]
    if len(numbers) != 3:
        return None
    place = {sign: int(number) for sign, number in zip(order, numbers, strict=True)}
    if len(numbers[order.index("y")]) != 4:
        return None  # whether 58 is 1958 or 2058 nobody knows
    try:
        return date(place["y"], place["m"], place["d"])
    except ValueError:
        return None


def patients_in(table: Table, columns: Columns) -> Iterator[IncomingPatient | RefusedRow]:
    """Each row as a patient, or why it is none.

    Raises:
        ListNotReadError: a chosen column is not in the list.
    """
    places = {}
    for field, heading in columns.headings.items():
        if heading not in table.headings:
            raise ListNotReadError("A chosen column is not in this list")
        places[field] = table.headings.index(heading)
    for line, row in table.rows:
        yield _patient(
            line, {field: row[place] for field, place in places.items() if place < len(row)}, columns
        )


def _patient(line: int, said: Mapping[str, str], columns: Columns) -> IncomingPatient | RefusedRow:
    born = read_day(said["dob"], columns.date_order) if said.get("dob") else None
    if said.get("dob") and born is None:
        return RefusedRow(line, "The birth date is no date")
    if any(len(one) > 200 or re.search(r"[\x00-\x1f\x7f]", one) for one in said.values()):
        return RefusedRow(line, "A field is longer than 200 characters or holds signs that are no text")
    family, given = (
        said.get("family_name", ""),
        _joined(said.get("given_name", ""), said.get("middle_name", "")),
    )
    name = said.get("name", "") or (f"{family}, {given}" if family and given else family or given)
    other = said.get("other_name", "")
    if other and " " not in other and "," not in other and given:
        other = f"{other}, {given}"  # a maiden name alone
    found = IncomingPatient(
        line, said.get("mrn", ""), name, born, (other,) if other else (), said.get("chart_number", "")
    )
    return RefusedRow(line, found.lacks) if found.lacks else found


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
