"""Index fields: what people say about a document when it comes in. Parsed once, here. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from ingest.stages import ROUTES
from storage.errors import Disposition, ServiceError

ENCOUNTER_TYPES = ("inpatient", "outpatient", "emergency", "observation")
PRIORITIES = {"stat": 0, "routine": 1, "bulk": 2}
_MAX_CHARACTERS = 200
_DATE_FIELDS = ("dob", "date_of_service", "discharge_date")


class IndexFieldError(ServiceError):
    """One or more index fields cannot be used; `problems` says which and why."""

    code = "ingest.index_field"
    disposition = Disposition.REJECT
    remedy = "Correct the named fields and send the file again"

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = problems


@dataclass(frozen=True)
class IndexFields:
    """The fields as they came in; all may be empty but route and priority. Dates are plain dates."""

    mrn: str = ""
    name: str = ""
    dob: date | None = None
    encounter: str = ""
    encounter_type: str = ""
    document_type: str = ""
    author: str = ""
    date_of_service: date | None = None
    discharge_date: date | None = None
    route: str = "full"
    priority: str = "routine"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; dates in ISO form, None when absent."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> IndexFields:
        """The fields that `as_json` wrote."""
        values = dict(stored)
        for name in _DATE_FIELDS:
            values[name] = date.fromisoformat(values[name]) if values.get(name) else None
        return cls(**values)


FIELD_NAMES = tuple(field.name for field in fields(IndexFields))


def parse_index_fields(given: Mapping[str, str | None]) -> IndexFields:
    """The index fields from form or command line text; unknown keys are ignored.

    Raises:
        IndexFieldError: a date is not YYYY-MM-DD (or MM/DD/YYYY), a choice is not one of its list, a text is
            longer than 200 characters or holds control characters.
    """
    problems: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name in FIELD_NAMES:
        text = (given.get(name) or "").strip()
        if not text:
            continue
        if len(text) > _MAX_CHARACTERS or re.search(r"[\x00-\x1f\x7f]", text):
            problems[name] = f"must be plain text of at most {_MAX_CHARACTERS} characters"
        elif name in _DATE_FIELDS:
            parsed = parse_date(text)
            if parsed is None:
                problems[name] = "must be a date written YYYY-MM-DD"
            values[name] = parsed
        else:
            values[name] = text
    problems |= _bad_choices(values)
    if problems:
        raise IndexFieldError(problems)
    return IndexFields(**values)


def _bad_choices(values: Mapping[str, Any]) -> dict[str, str]:
    choices = {"encounter_type": ENCOUNTER_TYPES, "route": ROUTES, "priority": tuple(PRIORITIES)}
    return {
        name: f"must be one of {', '.join(allowed)}"
        for name, allowed in choices.items()
        if name in values and values[name] not in allowed
    }


def parse_date(text: str) -> date | None:
    """The date written as YYYY-MM-DD, MM/DD/YYYY or MM-DD-YYYY; None when it is not one."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    american = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError:
        return None
    return None


_SAID_AS = {
    "patient_name": "name",
    "mrn": "mrn",
    "date_of_birth": "dob",
    "date_of_service": "date_of_service",
    "author": "author",
    "worktype": "document_type",
    "encounter": "encounter",
}
_OF_THE_PATIENT = ("mrn", "name", "dob")


def proposed_by_header(claimed: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, str]:
    """The index fields that a spoken header offers where nobody claimed anything; a person confirms them.

    Of the patient it offers all that was said or nothing: an MRN from one source with a name from another
    would make a third patient. Dates are those that can be read whole.
    """
    about_patient = not any(claimed.get(name) for name in _OF_THE_PATIENT)
    offered: dict[str, str] = {}
    for label, value in said.items():
        name = _SAID_AS.get(label, "")
        if not name or claimed.get(name) or (name in _OF_THE_PATIENT and not about_patient):
            continue
        if name in _DATE_FIELDS:
            day = parse_date(value)
            offered |= {name: day.isoformat()} if day else {}
        elif value and len(value) <= _MAX_CHARACTERS:
            offered[name] = value
    return offered
