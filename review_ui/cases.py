"""Which coding cases a person may see, and what they may do with them. Touches the database."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.permissions import Permission
from storage.errors import Disposition, ServiceError
from storage.tables import CodingCase, Encounter, Patient


class CaseUnknownError(ServiceError):
    """There is no such coding case, or the person may not see it: which of them is not said."""

    code = "review_ui.case_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Open the encounter from the coding worklist"


class CodeNotCompleteError(ServiceError):
    """The code is a heading or lacks characters, so it cannot be assigned."""

    code = "review_ui.code_not_complete"
    disposition = Disposition.ASK_HUMAN
    remedy = "Choose one of the complete codes below it"


class CodeUnknownError(ServiceError):
    """The code set in use has no such code."""

    code = "review_ui.code_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Search for the diagnosis and choose a code from the list"


def visible_case(session: Session, user: CurrentUser, case_id: str) -> CodingCase:
    """The case, when it exists and the person may see it.

    Raises:
        CaseUnknownError: otherwise.
    """
    case = session.scalar(
        select(CodingCase)
        .join(Encounter, Encounter.id == CodingCase.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .where(CodingCase.id == case_id, Patient.site_id == user.site_id)
    )
    if case is None or not user.may(Permission.SEE_DOCUMENTS):
        raise CaseUnknownError("There is no such coding case")
    return case
