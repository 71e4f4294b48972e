"""Find: name part, birth date, chart number or document id, in one box. Touches the database.

Each word narrows: a date is a birth date, letters are part of the name, anything with a digit is a chart
number (or its beginning). Looks at confirmed patients and at what files came in with; shows only what the
person may see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, String, cast, func, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from ingest.index_fields import parse_date
from ingest.patients.identity import name_key
from review_ui.auth import CurrentUser
from review_ui.visibility import visible_to
from review_ui.worklist_rows import WorklistRow, document_row, document_statement
from storage.database import database_now
from storage.tables import Document, Encounter, Patient

MOST_RESULTS = 100
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Wanted:
    """What was typed into the Find box, taken apart."""

    document_id: str | None = None
    born: date | None = None
    name_parts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when nothing was typed that could be looked for."""
        return not (self.document_id or self.born or self.name_parts or self.numbers)

    @property
    def kinds(self) -> list[str]:
        """The kinds of things that were typed, for the audit; not the things."""
        named = {
            "document": self.document_id,
            "birth_date": self.born,
            "name": self.name_parts,
            "number": self.numbers,
        }
        return [kind for kind, value in named.items() if value]


def parse_wanted(typed: str) -> Wanted:
    """The typed text as what it asks for; pure."""
    document_id: str | None = None
    born: date | None = None
    names: list[str] = []
    numbers: list[str] = []
    for word in re.split(r"[\s,;]+", typed.strip()):
        if _ID.fullmatch(word.lower()):
            document_id = word.lower()
        elif (day := parse_date(word)) is not None:
            born = day
        elif re.search(r"\d", word):
            numbers.append(word)
        elif name_key(word):
            names.append(word)
    return Wanted(document_id, born, tuple(names), tuple(numbers))


def find(session: Session, user: CurrentUser, wanted: Wanted) -> list[WorklistRow]:
    """The documents that match everything typed, newest first, at most MOST_RESULTS."""
    if wanted.is_empty:
        return []
    now = database_now(session)
    statement = document_statement().where(visible_to(user), *_conditions(wanted))
    rows = session.execute(statement.order_by(Document.received_at.desc()).limit(MOST_RESULTS))
    return [document_row(row, opens="document", user=user, now=now) for row in rows]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.document_id:
        found.append(Document.id == wanted.document_id)
    if wanted.born:
        found.append(or_(Patient.birth_date == wanted.born, _claimed("dob") == wanted.born.isoformat()))
    for part in wanted.name_parts:
        found.append(or_(_has(Patient.name_key, name_key(part)), _has(_claimed("name"), part)))
    for number in wanted.numbers:
        found.append(
            or_(
                _has(Patient.mrn, number),
                _has(_claimed("mrn"), number),
                _has(Encounter.number, number),
                _has(_claimed("encounter"), number),
            )
        )
    return found


def _has(column: ColumnElement[str] | InstrumentedAttribute[str], part: str) -> ColumnElement[bool]:
    return func.lower(column).contains(part.casefold(), autoescape=True)


def _claimed(field: str) -> ColumnElement[str]:
    return cast(Document.claimed_fields[field].as_string(), String)
