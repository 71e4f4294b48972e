"""The index panel: who the patient is, and what the document is, as claimed, read and confirmed.

Touches the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.index_fields import ENCOUNTER_TYPES, FIELD_NAMES, IndexFields, parse_date
from ingest.patients.foreign import KnownPatient, names_somebody_else
from ingest.patients.identity import ReadIdentity, mrn_key, same_name
from ingest.patients.known import kept_patient
from ingest.stages import ROUTES, route_codes
from review_ui.presenters import day_words, route_words
from review_ui.review_rights import IN_REVIEW_STATES
from storage.tables import Document, DocumentPage, Encounter, Patient, Reading, User

PANEL_FIELDS = tuple(name for name in FIELD_NAMES if name != "priority")
_PROPOSED_LABELS = {
    "mrn": "MRN",
    "name": "Patient",
    "dob": "Birth date",
    "encounter": "Encounter",
    "document_type": "Type",
    "author": "Author",
    "date_of_service": "Date of service",
}
_CHARTS = ("Progress note", "Face sheet", "Admission note", "History and physical", "Consultation")
_MORE_CHARTS = ("Discharge summary", "Laboratory report", "Operative report", "Emergency record", "Referral")
_DICTATIONS = ("Clinic letter", "Progress note", "History and physical", "Consultation", "Operative report")
_MORE_DICTATIONS = ("Discharge summary", "Emergency note", "Diagnostic report")


@dataclass(frozen=True)
class ReadLine:
    """What some pages (or the recording) read about their patient, and whether it agrees with the form."""

    place: str
    first_page: int | None
    mrn: str
    name: str
    dob: str
    born: str
    label_mrn: str  # from a patient label's barcode, where the print says nothing or another number
    agrees: bool | None  # None: there is nothing in the form to compare it with


@dataclass(frozen=True)
class IndexPanel:
    """The panel, ready to show: `values` by field name, `problems` by field name ('' for the whole form)."""

    document_id: str
    kind: str
    values: Mapping[str, str]
    problems: Mapping[str, str]
    read: Sequence[ReadLine]
    confirmed_by: str
    needs_encounter: bool
    encounter_confirmed: bool
    may_confirm: bool
    encounter_types: Sequence[tuple[str, str]]
    routes: Sequence[tuple[str, str]]
    document_types: Sequence[str]
    proposed: str = ""  # fields that a label, a form id or a spoken header proposes

    @property
    def is_confirmed(self) -> bool:
        """True when a person confirmed everything that this route needs."""
        return bool(self.confirmed_by) and (self.encounter_confirmed or not self.needs_encounter)

    @property
    def needs_a_look(self) -> bool:
        """True while there is something to confirm or to compare: the panel is then shown open."""
        return not self.is_confirmed or bool(self.problems) or any(one.agrees is False for one in self.read)


def index_panel(
    session: Session,
    document: Document,
    *,
    may_confirm: bool,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> IndexPanel:
    """The panel with what was confirmed, else claimed; `given` is what a form held that was refused."""
    values = dict(given) if given is not None else _known(session, document)
    is_chart = document.kind == "chart"
    confirmer = session.get(User, document.patient_confirmed_by) if document.patient_confirmed_by else None
    return IndexPanel(
        document_id=document.id,
        kind=document.kind,
        values={name: values.get(name, "") for name in PANEL_FIELDS},
        problems=problems or {},
        read=_read_lines(session, document, values),
        confirmed_by=confirmer.display_name if confirmer else document.patient_confirmed_by or "",
        needs_encounter=route_codes(document.route),
        encounter_confirmed=document.encounter_confirmed_by is not None,
        may_confirm=may_confirm and document.state in IN_REVIEW_STATES,
        encounter_types=[("", "not stated"), *((name, name) for name in ENCOUNTER_TYPES)],
        routes=[(name, route_words(name)) for name in reversed(ROUTES)] if is_chart else [],
        proposed=_proposed(document) if given is None else "",
        document_types=sorted((*_CHARTS, *_MORE_CHARTS) if is_chart else (*_DICTATIONS, *_MORE_DICTATIONS)),
    )


def _proposed(document: Document) -> str:
    claimed = IndexFields.from_json(document.claimed_fields)
    is_open = not document.patient_confirmed_by
    given = [name for name in document.proposed_fields if is_open and not getattr(claimed, name)]
    return " and ".join(label for name, label in _PROPOSED_LABELS.items() if name in given)


def _known(session: Session, document: Document) -> dict[str, str]:
    """Every field as text: confirmed by a person, else as the file came in."""
    claimed = IndexFields.from_json(document.claimed_fields)
    values: dict[str, Any] = {name: getattr(claimed, name) for name in PANEL_FIELDS}
    values["route"] = document.route
    for name, proposed in document.proposed_fields.items():
        values[name] = values[name] or proposed
    if document.patient_confirmed_by:
        patient = kept_patient(session, session.get_one(Patient, document.patient_id))
        values |= {"mrn": patient.mrn, "name": patient.name, "dob": patient.birth_date}
        values |= {
            "document_type": document.document_type,
            "author": document.author,
            "date_of_service": document.date_of_service,
        }
    if document.encounter_confirmed_by:
        encounter = session.get_one(Encounter, document.encounter_id)
        values |= {
            "encounter": encounter.number,
            "encounter_type": encounter.encounter_type,
            "discharge_date": encounter.discharge_date,
        }
    return {
        name: value.isoformat() if isinstance(value, date) else value or "" for name, value in values.items()
    }


def _read_lines(session: Session, document: Document, values: Mapping[str, str]) -> list[ReadLine]:
    """What was read, one line for each different patient, most pages first."""
    pages: dict[ReadIdentity, list[int]] = {}
    for page_number, stored in _identities(session, document):
        whole = ReadIdentity.from_json(stored)
        for identity in (replace(whole, others=()), *whole.others):
            label = identity.label_mrn if mrn_key(identity.label_mrn) != mrn_key(identity.mrn) else ""
            if identity.mrn or identity.name or identity.birth_date or label:
                pages.setdefault(replace(identity, label_mrn=label), []).append(page_number)
    found = sorted(pages.items(), key=lambda line: -len(line[1]))
    return [_read_line(identity, numbers, values) for identity, numbers in found]


def _identities(session: Session, document: Document) -> list[tuple[int, dict[str, Any]]]:
    """(page number from 1, identity) of each page; (0, identity) of a recording."""
    if document.kind == "dictation":
        reading = session.get(Reading, (document.id, document.reading_no))
        return [(0, reading.identity)] if reading else []
    rows = session.execute(
        select(DocumentPage.position, Reading.identity)
        .join(
            Reading,
            (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
        )
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    )
    return [(position + 1, identity) for position, identity in rows]


def _read_line(read: ReadIdentity, numbers: list[int], values: Mapping[str, str]) -> ReadLine:
    return ReadLine(
        place=_pages_words(numbers),
        first_page=numbers[0] or None,
        mrn=read.mrn,
        name=read.name,
        dob=read.birth_date.isoformat() if read.birth_date else "",
        born=day_words(read.birth_date),
        label_mrn=read.label_mrn,
        agrees=_agrees(read, values),
    )


def _agrees(read: ReadIdentity, values: Mapping[str, str]) -> bool | None:
    mrn, name, born = values.get("mrn", ""), values.get("name", ""), parse_date(values.get("dob", ""))
    if names_somebody_else(read, KnownPatient((mrn,) if mrn else (), (name,) if name else (), born)):
        return False
    agreeing = (
        bool(read.mrn and mrn) and mrn_key(read.mrn) == mrn_key(mrn),
        bool(read.label_mrn and mrn) and mrn_key(read.label_mrn) == mrn_key(mrn),
        bool(read.name and name) and same_name(read.name, name),
        bool(read.birth_date) and read.birth_date == born,
    )
    return True if any(agreeing) else None


def _pages_words(numbers: list[int]) -> str:
    if numbers == [0]:
        return "The recording says"
    if len(numbers) == 1:
        return f"Page {numbers[0]} reads"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"Pages {numbers[0]} to {numbers[-1]} read"
    shown = ", ".join(str(number) for number in numbers[:6])
    return f"Pages {shown}{' and more' if len(numbers) > 6 else ''} read"
