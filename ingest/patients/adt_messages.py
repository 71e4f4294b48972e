"""What an admission message says of its patient and visit. Pure.

Source: HL7 v2.5.1 chapter 3 (ADT events; PID, MRG and PV1 segments).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.patients.er7 import Message, MessageNotReadError
from ingest.patients.incoming import IncomingPatient

UPDATES = frozenset({"A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A10", "A28", "A31"})
MERGES = frozenset({"A18", "A34", "A40"})
CANCELS = frozenset({"A11", "A23", "A27", "A38"})  # of an admission, a registration, a visit
UNDOES_DISCHARGE = frozenset({"A13"})
_CLASSES = {"I": "inpatient", "E": "emergency", "O": "outpatient", "P": "outpatient", "B": "inpatient"}
_OTHER_NAME_TYPES = frozenset({"A", "M", "N", "B", "P"})  # alias, maiden, nickname, birth, partner
_RECORD_NUMBER = "MR"


@dataclass(frozen=True)
class AdtEvent:
    """One message in our words; `visit` is '' where the message names none."""

    line: int
    sender: str
    control_id: str
    trigger: str
    patient: IncomingPatient
    prior_number: str
    visit: str
    visit_type: str
    admitted: date | None
    discharged: date | None


def adt_event(message: Message) -> AdtEvent:
    """The event that the message tells.

    Raises:
        MessageNotReadError: it is no ADT message, or misses its number, its patient or its event.
    """
    kind, trigger = message.value("MSH", 9), message.value("MSH", 9, 2) or message.value("EVN", 1)
    if kind != "ADT":
        raise MessageNotReadError("This is not an ADT message")
    control_id = message.value("MSH", 10)
    if not control_id or not trigger:
        raise MessageNotReadError("The message has no number (MSH-10) or no event (MSH-9)")
    if not message.segment("PID"):
        raise MessageNotReadError("The message has no PID segment")
    return AdtEvent(
        line=message.line,
        sender=f"{message.value('MSH', 3)}|{message.value('MSH', 4)}",
        control_id=control_id,
        trigger=trigger,
        patient=_patient(message),
        prior_number=_number(message, "MRG", 1),
        visit=message.value("PV1", 19) or message.value("PID", 18),
        visit_type=_CLASSES.get(message.value("PV1", 2).upper(), "outpatient"),
        admitted=_day(message.value("PV1", 44)),
        discharged=_day(message.value("PV1", 45)),
    )


def _patient(message: Message) -> IncomingPatient:
    names = message.repeats("PID", 5)
    own = [one for one in names if _part(one, 7) not in _OTHER_NAME_TYPES] or names
    others = [one for one in (*names, *message.repeats("PID", 9)) if one not in own[:1]]
    born = message.value("PID", 7)
    if born and _day(born) is None:
        raise MessageNotReadError("The birth date (PID-7) is no date")
    return IncomingPatient(
        line=message.line,
        mrn=_number(message, "PID", 3),
        name=_name(own[0]) if own else "",
        birth_date=_day(born),
        other_names=tuple(dict.fromkeys(name for one in others if (name := _name(one)))),
    )


def _number(message: Message, segment: str, field: int) -> str:
    """The record number of a list of identifiers: the one typed MR, else the first."""
    found = message.repeats(segment, field)
    typed = [one for one in found if _part(one, 5) == _RECORD_NUMBER]
    return _part((typed or found)[0], 1) if found else ""


def _part(parts: tuple[str, ...], number: int) -> str:
    return parts[number - 1] if len(parts) >= number else ""


def _name(parts: tuple[str, ...]) -> str:
    family, given, middle = (_part(parts, number) for number in (1, 2, 3))
    first = " ".join(part for part in (given, middle) if part)
    return f"{family}, {first}" if family and first else family or first


def _day(stamp: str) -> date | None:
    """The day of an HL7 time stamp (YYYYMMDD…); None for anything shorter."""
    try:
        return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
    except ValueError:
        return None
