"""What is known before a dictation is heard: its patient, its author, its site. Touches the world.

Gathered when the listening starts, and kept with the reading: what a later correction teaches changes no
reading that was made before. The result has the shape of CONTEXT.json of the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.authors import accepted_terms, approved_revision, author_key, normals_for
from ingest.belt import Belt
from ingest.index_fields import IndexFields
from ingest.known_words import medications_in, problems_in, title_words
from ingest.patients.identity import same_name
from ingest.patients.matching import find_patient
from ingest.stages import JobKind
from storage.coding_decisions import assigned_codes
from storage.ledger.jobs import OPEN_STATES
from storage.reviewed_text import load_text_at
from storage.tables import CodingCase, Document, Encounter, Job, Patient

_RECORDS_READ = 12  # newest verified documents of the patient
_MOST_WORDS = 40  # of each sort: an engine takes some fifty in all
_TEXT_WAS_READ = "full"  # on other routes nobody read the words


@dataclass(frozen=True)
class KnownBefore:
    """`context`: the fields of CONTEXT.json. `replacements`: (heard, meant) that corrections taught.

    `normals`: the author's blocks of text for this worktype, as JSON objects with name, text, author and
    worktype.
    """

    context: Mapping[str, Any]
    replacements: tuple[tuple[str, str], ...]
    normals: tuple[dict[str, str], ...]


def known_before(belt: Belt, document: Document) -> KnownBefore:
    """What is known now about this dictation; every part may be empty."""
    claimed = IndexFields.from_json(document.claimed_fields)
    author = document.author or claimed.author
    worktype = document.document_type or claimed.document_type
    with belt.database.read() as session:
        patient = _patient_of(session, document, claimed)
        records = _verified_records(session, patient, document) if patient else []
        problems = _coded_problems(session, patient) if patient else []
        learned = [(term.heard, term.meant) for term in accepted_terms(session, author)]
        normals = normals_for(session, author=author, worktype=worktype)
    medications: list[str] = []
    for document_id, revision in records:
        text = load_text_at(belt.database, belt.store, document_id, revision).text
        medications += medications_in(text)
        problems += problems_in(text)
    return KnownBefore(
        context={
            "medications": _first(medications),
            "problems": _first(problems),
            "specialty": _specialty(author, belt.settings.author_specialties),
            "worktype": worktype,
            "author": author,
            "author_terms": _first(meant for _, meant in learned),
        },
        replacements=tuple(learned),
        normals=tuple(
            {"name": one.name, "text": one.text, "author": one.author, "worktype": one.worktype}
            for one in normals
        ),
    )


def dictations_waiting(session: Session, *, besides: str) -> int:
    """How many other dictations wait to be heard or are being heard."""
    waiting = select(func.count()).where(
        Job.kind == JobKind.READ_DICTATION, Job.state.in_(OPEN_STATES), Job.subject_id != besides
    )
    return session.scalar(waiting.select_from(Job)) or 0


def _patient_of(session: Session, document: Document, claimed: IndexFields) -> Patient | None:
    """The patient as confirmed, else as the file came in where MRN and name or birth date agree.

    One claim alone may be a slip: another patient's medications must not be listened for.
    """
    if document.patient_id and document.patient_confirmed_by:
        return session.get(Patient, document.patient_id)
    found = find_patient(session, mrn=claimed.mrn, name=claimed.name, birth_date=claimed.dob)
    if found is None:
        return None
    right_name = bool(claimed.name) and same_name(found.name, claimed.name)
    right_birth = claimed.dob is not None and found.birth_date == claimed.dob
    return found if right_name or (right_birth and not claimed.name) else None


def _verified_records(session: Session, patient: Patient, document: Document) -> list[tuple[str, int]]:
    """(document id, approved revision) of the patient's newest documents whose text a person verified."""
    ids = session.scalars(
        select(Document.id)
        .where(
            Document.patient_id == patient.id,
            Document.patient_confirmed_by.is_not(None),
            Document.verified_at.is_not(None),
            Document.route == _TEXT_WAS_READ,
            Document.id != document.id,
        )
        .order_by(Document.verified_at.desc(), Document.id)
        .limit(_RECORDS_READ)
    ).all()
    approved = [(one, approved_revision(session, one)) for one in ids]
    return [(one, revision) for one, revision in approved if revision is not None]


def _coded_problems(session: Session, patient: Patient) -> list[str]:
    """What people assigned codes for, as the titles say it."""
    cases = session.scalars(
        select(CodingCase.id)
        .join(Encounter, Encounter.id == CodingCase.encounter_id)
        .where(Encounter.patient_id == patient.id)
        .order_by(CodingCase.id.desc())
        .limit(_RECORDS_READ)
    ).all()
    return [title_words(row.title) for case_id in cases for row in assigned_codes(session, case_id)]


def _specialty(author: str, specialties: Mapping[str, str]) -> str:
    by_key = {author_key(name): specialty for name, specialty in specialties.items()}
    return by_key.get(author_key(author), "") if author else ""


def _first(names: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name.casefold(), name)
    return list(kept.values())[:_MOST_WORDS]
