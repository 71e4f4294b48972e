"""The coding of one encounter: cases, people's decisions about codes, the final list. Touches the world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.reviews import NotReadyError, Reviewer
from storage.rows import insert_if_absent
from storage.tables import CodeDecision, CodingCase, Document, Encounter, PhysicianQuery

S = DocumentState
ACCEPT, REJECT, ADD, UNDO = "accept", "reject", "add", "undo"
ORDER = "order"  # about all assigned codes at once: the row's evidence is one {"code"} each, in their order
ONSET = "onset"  # whether the code was present on admission: the row's reason is one of ONSETS
# UB-04 FL 67: yes, no, documentation does not say, clinically undetermined, exempt from reporting
ONSETS = ("Y", "N", "U", "W", "exempt")
OPEN, QUERY_PENDING, FINAL, CHANGED = "open", "query_pending", "final", "changed_since_final"
_UNVERIFIED = (S.RECEIVED, S.SPLITTING, S.READING, S.AWAITING_REVIEW, S.IN_REVIEW, S.NEEDS_ATTENTION)


class StaleCaseError(ServiceError):
    """Somebody else decided something on this case in between."""

    code = "storage.stale_case"
    disposition = Disposition.ASK_HUMAN
    remedy = "Look at the newest state of the case, then decide again"


@dataclass(frozen=True)
class Decision:
    """A person's word about one code. `evidence` is a snapshot of what they saw."""

    code: str
    edition: str
    title: str
    action: str
    reason: str = ""
    evidence: tuple[dict[str, Any], ...] = field(default=())

    def __post_init__(self) -> None:
        if self.action not in (ACCEPT, REJECT, ADD, UNDO):
            raise ValueError(f"{self.action} is not a decision")


def case_of(session: Session, encounter_id: str) -> CodingCase:
    """The encounter's coding case, opened when it has none yet."""
    known = select(CodingCase).where(CodingCase.encounter_id == encounter_id)
    case = session.scalars(known).first()
    if case is not None:
        return case
    insert_if_absent(
        session,
        CodingCase,
        id=new_id(),
        encounter_id=encounter_id,
        state=OPEN,
        revision=0,
        record_version=0,
        created_at=database_now(session),
    )
    return session.scalars(known).one()


def lock_case(session: Session, case_id: str) -> CodingCase:
    """The case's row, locked until the transaction ends."""
    return session.scalars(
        select(CodingCase)
        .where(CodingCase.id == case_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def decide(
    session: Session, case_id: str, decision: Decision, *, based_on: int | None, reviewer: Reviewer
) -> CodingCase:
    """The case after the decision was appended.

    Raises:
        StaleCaseError: the case has moved on since revision `based_on` for the same code.
        NotReadyError: a rejection without a reason.
    """
    case = lock_case(session, case_id)
    if decision.action == REJECT and not decision.reason.strip():
        raise NotReadyError(["say why the code is rejected"])
    newest = decisions_of(session, case_id).get(decision.code)
    if based_on is not None and newest is not None and newest.sequence > based_on:
        raise StaleCaseError("Somebody else decided about this code", where=f"case {case_id}")
    row = CodeDecision(
        code=decision.code,
        edition=decision.edition,
        title=decision.title,
        action=decision.action,
        reason=decision.reason.strip(),
        evidence=list(decision.evidence),
    )
    _append(session, case, row, reviewer, detail={"code": decision.code})
    return case


def put_in_order(
    session: Session, case_id: str, codes: Sequence[str], *, based_on: int, reviewer: Reviewer
) -> CodingCase:
    """The case after its assigned codes were put in this order; who decided each of them stays as it was.

    Raises:
        StaleCaseError: the case has moved on since revision `based_on`, or other codes are assigned.
    """
    case = lock_case(session, case_id)
    before = [row.code for row in assigned_codes(session, case_id)]
    if case.revision != based_on or sorted(before) != sorted(codes):
        raise StaleCaseError("Somebody else decided something in between", where=f"case {case_id}")
    if list(codes) != before:
        evidence: list[dict[str, Any]] = [{"code": code} for code in codes]
        row = CodeDecision(code="", edition="", title="", action=ORDER, reason="", evidence=evidence)
        _append(session, case, row, reviewer, detail={"codes": list(codes)})
    return case


def mark_onset(
    session: Session, case_id: str, code: str, indicator: str, *, reviewer: Reviewer
) -> CodingCase:
    """The case after a person said whether an assigned code was present on admission.

    Raises:
        StaleCaseError: the code is not assigned (any more).
    """
    if indicator not in ONSETS:
        raise ValueError(f"{indicator} is no indicator")
    case = lock_case(session, case_id)
    row = next((one for one in assigned_codes(session, case_id) if one.code == code), None)
    if row is None:
        raise StaleCaseError("The code is not assigned any more", where=f"case {case_id}")
    if onsets_of(session, case_id).get(code) != indicator:
        said = CodeDecision(
            code=code, edition=row.edition, title=row.title, action=ONSET, reason=indicator, evidence=[]
        )
        _append(session, case, said, reviewer, detail={"code": code, "onset": indicator})
    return case


def onsets_of(session: Session, case_id: str) -> dict[str, str]:
    """The newest indicator of each code that has one; taking a code back takes its indicator along."""
    found: dict[str, str] = {}
    for row in history_of(session, case_id):
        if row.action == ONSET:
            found[row.code] = row.reason
        elif row.action == UNDO:
            found.pop(row.code, None)
    return found


def _append(
    session: Session, case: CodingCase, row: CodeDecision, reviewer: Reviewer, *, detail: dict[str, Any]
) -> None:
    """Add the row as the locked case's next revision, said by `reviewer` now."""
    case.revision += 1
    row.id, row.case_id, row.sequence = new_id(), case.id, case.revision
    row.user_id, row.at = reviewer.user_id, database_now(session)
    session.add(row)
    if case.state == FINAL:
        case.state = CHANGED
    record_audit(
        session,
        actor=reviewer.actor,
        action=f"code_{row.action}",
        subject_kind="coding_case",
        subject_id=case.id,
        patient_id=session.get_one(Encounter, case.encounter_id).patient_id,
        detail=detail,
    )
    session.flush()


def decisions_of(session: Session, case_id: str) -> dict[str, CodeDecision]:
    """The newest decision about each code; undone ones are gone.

    The order is the one that a person put the codes in last, then that of the first decisions since.
    """
    newest: dict[str, CodeDecision] = {}
    for row in history_of(session, case_id):
        if row.action == UNDO:
            newest.pop(row.code, None)
        elif row.action == ORDER:
            first = [code for code in codes_in_order(row) if code in newest]
            newest = {code: newest[code] for code in dict.fromkeys([*first, *newest])}
        elif row.action != ONSET:
            newest[row.code] = row
    return newest


def history_of(session: Session, case_id: str) -> Sequence[CodeDecision]:
    """Every row that was ever written about the case's codes, oldest first."""
    return session.scalars(
        select(CodeDecision).where(CodeDecision.case_id == case_id).order_by(CodeDecision.sequence)
    ).all()


def codes_in_order(row: CodeDecision) -> list[str]:
    """The codes of an ORDER row, the first-listed one first."""
    return [str(entry["code"]) for entry in row.evidence]


def assigned_codes(session: Session, case_id: str) -> list[CodeDecision]:
    """The accepted and added codes in their order: the first is the principal or first-listed diagnosis."""
    return [row for row in decisions_of(session, case_id).values() if row.action in (ACCEPT, ADD)]


def documents_of(session: Session, case: CodingCase) -> Sequence[Document]:
    """The documents of the case's encounter that are still on the belt or filed, oldest first."""
    return session.scalars(
        select(Document)
        .where(
            Document.encounter_id == case.encounter_id,
            Document.state.not_in((S.REJECTED.value, S.WITHDRAWN.value)),
        )
        .order_by(Document.id)
    ).all()


def missing_for_final(session: Session, case: CodingCase) -> list[str]:
    """What still stands between the case and its final coding, in plain words."""
    missing = []
    unverified = [one for one in documents_of(session, case) if one.state in {s.value for s in _UNVERIFIED}]
    if unverified:
        missing.append(_unverified_words(len(unverified)))
    if not assigned_codes(session, case.id):
        missing.append("no code is accepted yet")
    waiting = session.scalar(
        select(func.count())
        .select_from(PhysicianQuery)
        .where(PhysicianQuery.case_id == case.id, PhysicianQuery.state == "sent")
    )
    if waiting:
        missing.append("a physician has not answered yet: wait for the answer, or withdraw the question")
    return missing


def _unverified_words(count: int) -> str:
    if count == 1:
        return "1 document of this encounter is not verified yet"
    return f"{count} documents of this encounter are not verified yet"


def finalise(
    session: Session, case_id: str, reviewer: Reviewer, *, is_complete: Callable[[str], bool]
) -> CodingCase:
    """The case, final now, under its next record version; the caller sends the filing job.

    `is_complete` asks the code set in use whether a code may be billed as it is.

    Raises:
        NotReadyError: something is missing, a code is a heading, or the case is final already.
    """
    case = lock_case(session, case_id)
    missing = missing_for_final(session, case)
    missing += [
        f"{row.code} is not a complete code: choose one below it"
        for row in assigned_codes(session, case_id)
        if not is_complete(row.code)
    ]
    if case.state == FINAL:
        missing = ["the coding is final already"]
    if missing:
        raise NotReadyError(missing)
    case.state = FINAL
    case.record_version += 1
    case.finalised_by = reviewer.user_id
    case.finalised_at = database_now(session)
    record_audit(
        session,
        actor=reviewer.actor,
        action="finalised_coding",
        subject_kind="coding_case",
        subject_id=case_id,
        patient_id=session.get_one(Encounter, case.encounter_id).patient_id,
        detail={"version": case.record_version},
    )
    session.flush()
    return case


def reopen_for_new_document(session: Session, encounter_id: str) -> None:
    """Mark a final case as changed because another document of its encounter was verified."""
    case = lock_case(session, case_of(session, encounter_id).id)
    if case.state == FINAL:
        case.state = CHANGED
