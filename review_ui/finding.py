"""Find: name part, birth date, chart number or document id, in one box. Touches the database.

Each word narrows: a date is a birth date, letters are part of the name, anything with a digit is a chart
number (or its beginning). Looks at confirmed patients and at what files came in with; shows only what the
person may see.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from ingest.index_fields import parse_date
from ingest.patients.identity import name_key
from review_ui.auth import CurrentUser
from review_ui.visibility import visible_to
from review_ui.worklist_rows import WorklistRow, document_row, document_statement
from storage.database import database_now
from storage.tables import Batch, ClaimedIdentity, Document, Encounter, Patient

MOST_RESULTS = 100
_LONGEST = 100
SHORTEST_NAME_PART = 2  # one letter is in nearly every name, so it narrows nothing
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


@dataclass(frozen=True)
class Narrowed:
    """What the results are narrowed to; empty parts narrow nothing. Days are those of service."""

    box: str = ""
    document_type: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on documents."""
        found: list[ColumnElement[bool]] = []
        if self.box:
            in_box = select(Batch.id).where(func.lower(Batch.box) == self.box.casefold())
            found.append(Document.batch_id.in_(in_box))
        if self.document_type:
            found.append(_has(func.lower(Document.document_type), self.document_type))
        if self.since is not None:
            found.append(Document.date_of_service >= self.since)
        if self.until is not None:
            found.append(Document.date_of_service <= self.until)
        return found

    @property
    def names(self) -> list[str]:
        """What it narrows by, for the audit."""
        return [name for name in ("box", "document_type", "since", "until") if getattr(self, name)]


def parse_narrowed(given: Mapping[str, str]) -> Narrowed:
    """The narrowing of a form's texts; a year alone is all its days, what is no day narrows nothing; pure."""
    return Narrowed(
        given.get("box", "").strip()[:_LONGEST],
        given.get("type", "").strip()[:_LONGEST],
        _day(given.get("since", ""), end_of_year=False),
        _day(given.get("until", ""), end_of_year=True),
    )


def _day(text: str, *, end_of_year: bool) -> date | None:
    if re.fullmatch(r"\s*(1[89]|20)\d\d\s*", text):
        return date(int(text), 12, 31) if end_of_year else date(int(text), 1, 1)
    return parse_date(text.strip()) if text.strip() else None


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
        elif len(name_key(word)) >= SHORTEST_NAME_PART:
            names.append(word)
    return Wanted(document_id, born, tuple(names), tuple(numbers))


def find(
    session: Session, user: CurrentUser, wanted: Wanted, narrowed: Narrowed | None = None
) -> list[WorklistRow]:
    """The documents that match everything typed, newest first, at most MOST_RESULTS."""
    conditions = narrowed.conditions if narrowed else []
    if wanted.is_empty and not conditions:
        return []
    now = database_now(session)
    # ids begin with the moment they were made, so their order is that of arrival
    ids = (
        select(Document.id)
        .where(visible_to(user), *(Document.id.in_(found) for found in _matches(wanted)), *conditions)
        .order_by(Document.id.desc())
        .limit(MOST_RESULTS)
    )
    rows = session.execute(document_statement().where(Document.id.in_(ids)).order_by(Document.id.desc()))
    return [document_row(row, opens="document", user=user, now=now) for row in rows]


def _matches(wanted: Wanted) -> list[Select[str]]:
    """For each thing typed, the ids of the documents that match it: one small search beside another.

    Patients, encounters and what files came in with are looked through apart and joined afterwards; one
    condition over all of them would read every document for every search.
    """
    found: list[Select[str]] = []
    if wanted.document_id:
        found.append(select(Document.id).where(Document.id == wanted.document_id))
    if wanted.born:
        found.append(_either(Patient.birth_date == wanted.born, ClaimedIdentity.birth_date == wanted.born))
    for part in wanted.name_parts:
        key = name_key(part)
        found.append(_either(_has(Patient.name_key, key), _has(ClaimedIdentity.name_key, key)))
    for number in wanted.numbers:
        claimed = or_(_has(ClaimedIdentity.mrn, number), _has(ClaimedIdentity.encounter, number))
        encounters = select(Encounter.id).where(_has(func.lower(Encounter.number), number))
        of_encounter = select(Document.id).where(Document.encounter_id.in_(encounters))
        found.append(_either(_has(func.lower(Patient.mrn), number), claimed, of_encounter))
    return found


def _either(patient: ColumnElement[bool], claimed: ColumnElement[bool], *others: Select[str]) -> Select[str]:
    """The ids of documents with such a patient, with such claims, or found otherwise."""
    matched = select(Patient.id, Patient.merged_into).where(patient).cte()
    # a merged entry and the one who was kept are one person, whichever of the two was looked for
    kept = select(matched.c.merged_into).where(matched.c.merged_into.is_not(None))
    named = union(select(matched.c.id), kept).subquery()
    merged = select(Patient.id).where(Patient.merged_into.in_(select(named.c[0])))
    people = union(select(named.c[0]), merged)
    of_patient = select(Document.id).where(Document.patient_id.in_(people))
    by_claim = select(ClaimedIdentity.document_id).where(claimed)
    every = union(of_patient, by_claim, *others).subquery()
    return select(every.c[0])


def _has(column: ColumnElement[str] | InstrumentedAttribute[str], part: str) -> ColumnElement[bool]:
    return column.contains(part.casefold(), autoescape=True)
