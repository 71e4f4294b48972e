"""What the coding stage must be told about the encounter and the edition."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EncounterType(StrEnum):
    """The kind of encounter; it decides how uncertain diagnoses are treated."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    EMERGENCY = "emergency"
    OBSERVATION = "observation"


@dataclass(frozen=True)
class CodingOptions:
    """Options of one coding run.

    `encounter_type` None means unknown: uncertain diagnoses are then held back, as for outpatients.
    `edition` None means the edition in force on the coding date, or the only one there is.
    `document_type` and `author_role` are words as people write them ("Nursing note", "RN"): they decide what
    the document may state at all; empty means not known, and the document counts as a provider's. `sex` is
    "f", "m" or "" (not known); with `birth_date` it flags codes that do not fit.
    `shown_precision` is the share (0–1) of the tier that opens without a click that coders are to accept;
    `show_from_score` is a least score (0–1) of that tier set by hand, None leaves it to `shown_precision`.
    `use_learned` lets what this site's coders decided count. Suggestions beyond
    `max_suggestions` are left out with a caution that counts them.
    """

    encounter_type: EncounterType | None = None
    date_of_service: date | None = None
    discharge_date: date | None = None
    edition: str | None = None
    shown_precision: float = 0.8
    show_from_score: float | None = None
    use_learned: bool = False
    max_suggestions: int = 200
    document_type: str = ""
    author_role: str = ""
    sex: str = ""
    birth_date: date | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.shown_precision <= 1.0:
            raise ValueError("shown_precision lies between 0 and 1")
        if self.show_from_score is not None and not 0.0 <= self.show_from_score <= 1.0:
            raise ValueError("show_from_score lies between 0 and 1")
        if self.max_suggestions < 1:
            raise ValueError("max_suggestions is at least 1")
        if self.sex not in ("", "f", "m"):
            raise ValueError("sex is f, m or empty")
        if self.date_of_service and self.discharge_date and self.discharge_date < self.date_of_service:
            raise ValueError("a discharge cannot come before the date of service")

    @property
    def coding_date(self) -> date | None:
        """The date whose edition applies: discharge for inpatients, date of service otherwise.

        Source: ICD-10-CM Official Guidelines and the CMS release notes: codes are valid by date of
        discharge for inpatients and date of encounter for everybody else.
        """
        if self.encounter_type is EncounterType.INPATIENT and self.discharge_date:
            return self.discharge_date
        return self.date_of_service or self.discharge_date

    @property
    def options_hash(self) -> str:
        """SHA-256 of the options, for the engine stamp."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
