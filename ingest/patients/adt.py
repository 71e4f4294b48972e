"""Takes files of admission messages in: patients, visits, merges and cancellations. Touches the world.

Each message is a transaction of its own: one that cannot be read is set aside with its line and the reason,
and the others go on. A message that came before does nothing.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.patients.adt_messages import (
    CANCELS,
    MERGES,
    UNDOES_DISCHARGE,
    UPDATES,
    AdtEvent,
    adt_event,
)
from ingest.patients.er7 import MessageNotReadError, read_message, split_messages
from ingest.patients.incoming import (
    ADT,
    ASKED,
    CHANGED,
    KNOWN,
    REFUSED,
    ask,
    count,
    refuse,
    take_patient,
)
from ingest.patients.known import ids_of
from ingest.patients.matching import ensure_encounter, find_patient
from ingest.patients.merges import PatientsNotMergedError, merge_patients
from storage.audit.record import Actor, record_audit
from storage.database import Database, database_now
from storage.ids import new_id
from storage.rows import insert_if_absent
from storage.tables import AdtMessage, Encounter, Patient, PatientList

_log = logging.getLogger(__name__)
ACTOR = Actor.program("adt")
_TAKEN = "taken"  # the folder inside the drop folder where read files go
_ENDINGS = (".hl7", ".adt", ".txt", ".dat", ".er7")


def take_adt_file(database: Database, content: bytes, file_name: str) -> PatientList:
    """What became of the messages in a file, as its row counts them."""
    list_id = _begin(database, content, file_name)
    for line, segments in split_messages(_text(content)):
        with database.write() as session:
            into = session.get_one(PatientList, list_id)
            count(into, _take_one(session, into, line, segments))
    with database.write() as session:
        into = session.get_one(PatientList, list_id)
        record_audit(
            session,
            actor=ACTOR,
            action="patients.messages_taken",
            subject_kind="patient_list",
            subject_id=list_id,
            detail={"new": into.rows_new, "changed": into.rows_changed, "refused": into.rows_refused},
        )
        session.flush()
        session.expunge(into)
        return into


def _begin(database: Database, content: bytes, file_name: str) -> str:
    with database.write() as session:
        made = PatientList(
            id=new_id(),
            kind=ADT,
            file_name=file_name,
            sha256=hashlib.sha256(content).hexdigest(),
            created_by=ACTOR.name,
            created_at=database_now(session),
        )
        session.add(made)
        return made.id


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _take_one(session: Session, into: PatientList, line: int, segments: list[str]) -> str:
    try:
        event = adt_event(read_message(line, segments))
    except MessageNotReadError as why:
        return refuse(session, into, line, str(why))
    is_new = insert_if_absent(
        session,
        AdtMessage,
        sender=event.sender,
        control_id=event.control_id,
        trigger=event.trigger,
        list_id=into.id,
        taken_at=database_now(session),
    )
    if not is_new:
        return KNOWN
    if event.trigger in MERGES:
        return _merge(session, into, event)
    if event.trigger in CANCELS | UNDOES_DISCHARGE:
        return _take_back(session, into, event)
    if event.trigger not in UPDATES:
        return refuse(session, into, line, f"Messages of kind {event.trigger} are not used")
    outcome = take_patient(session, into, event.patient, source=ADT)
    if event.visit and outcome not in (ASKED, REFUSED):
        outcome = _visit(session, event, outcome)
    return outcome


def _patient_of(session: Session, event: AdtEvent) -> Patient | None:
    said = event.patient
    return find_patient(session, mrn=said.mrn, name=said.name, birth_date=said.birth_date)


def _visit(session: Session, event: AdtEvent, outcome: str) -> str:
    patient = _patient_of(session, event)
    if patient is None:
        return outcome
    known = _encounter(session, patient, event.visit)
    fields = IndexFields(
        encounter=event.visit,
        encounter_type=event.visit_type if known is None else "",  # what a person corrected stays
        date_of_service=event.admitted,
        discharge_date=event.discharged if known is None or known.discharge_date is None else None,
    )
    made = ensure_encounter(session, patient, fields)
    if made is not None:
        made.cancelled_at = None
    return CHANGED if known is None and outcome == KNOWN else outcome


def _encounter(session: Session, patient: Patient, number: str) -> Encounter | None:
    own = ids_of(session, patient)
    return session.scalars(
        select(Encounter).where(Encounter.patient_id.in_(own), Encounter.number == number)
    ).first()


def _merge(session: Session, into: PatientList, event: AdtEvent) -> str:
    kept = _patient_of(session, event)
    merged = find_patient(session, mrn=event.prior_number, name="", birth_date=None)
    if not event.prior_number or merged is None:
        return refuse(session, into, event.line, "The patient to be merged (MRG-1) is not known here")
    if kept is None:
        if take_patient(session, into, event.patient, source=ADT) in (ASKED, REFUSED):
            return REFUSED
        kept = _patient_of(session, event)
    if kept is None or kept.id == merged.id:
        return KNOWN
    if not (merged.said_by and kept.said_by):
        ask(
            session,
            into,
            event.patient,
            merged,
            "A message merges this patient, whom a person wrote down here",
        )
        return ASKED
    try:
        merge_patients(
            session, kept_id=kept.id, merged_id=merged.id, reason=f"message {event.trigger}", actor=ACTOR
        )
    except PatientsNotMergedError as why:
        return refuse(session, into, event.line, str(why))
    return CHANGED


def _take_back(session: Session, into: PatientList, event: AdtEvent) -> str:
    patient = _patient_of(session, event)
    visit = _encounter(session, patient, event.visit) if patient is not None and event.visit else None
    if visit is None:
        return refuse(session, into, event.line, "The visit that is taken back is not known here")
    if event.trigger in UNDOES_DISCHARGE:
        visit.discharge_date = None
    else:
        visit.cancelled_at = database_now(session)
    return CHANGED


class AdtFolder:
    """A folder into which another program drops files of messages; what was read goes to `taken` in it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder, self._database = folder, database
        self._sizes: dict[str, tuple[int, int]] = {}

    def sweep(self) -> int:
        """How many files were taken: those that did not change since the last look."""
        taken = 0
        for path in sorted(self._folder.iterdir()):
            if path.suffix.lower() not in _ENDINGS or not path.is_file() or path.is_symlink():
                continue
            status = path.stat()
            seen = (status.st_size, status.st_mtime_ns)
            if self._sizes.get(path.name) == seen:
                self._take(path)
                taken += 1
            else:
                self._sizes[path.name] = seen
        return taken

    def _take(self, path: Path) -> None:
        content = path.read_bytes()
        made = take_adt_file(self._database, content, path.name)
        del self._sizes[path.name]
        target = self._folder / _TAKEN
        target.mkdir(exist_ok=True)
        # the moment before the name: the same name may come every day
        path.rename(target / f"{made.created_at:%Y%m%dT%H%M%S}-{made.id[-6:]}-{path.name}")
        _log.info("messages taken: list %s", made.id)
