"""The states of a document as a pure table: which moves exist, and what each state means for the count.

Nothing but `storage.ledger.documents` writes `document.state`. Stated in DESIGN §2.
"""

from __future__ import annotations

from enum import StrEnum


class DocumentState(StrEnum):
    """Where a document is on the belt."""

    RECEIVED = "received"
    SPLITTING = "splitting"
    READING = "reading"
    AWAITING_REVIEW = "awaiting_review"
    IN_REVIEW = "in_review"
    VERIFIED = "verified"
    RENDERING = "rendering"
    FILING = "filing"
    FILED = "filed"
    NEEDS_ATTENTION = "needs_attention"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class LedgerClass(StrEnum):
    """The five places an accepted document can be: each document is in exactly one."""

    FILED = "filed"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


S = DocumentState

CLASS_OF: dict[DocumentState, LedgerClass] = {
    S.RECEIVED: LedgerClass.IN_PROGRESS,
    S.SPLITTING: LedgerClass.IN_PROGRESS,
    S.READING: LedgerClass.IN_PROGRESS,
    S.AWAITING_REVIEW: LedgerClass.WAITING,
    S.IN_REVIEW: LedgerClass.WAITING,
    S.VERIFIED: LedgerClass.IN_PROGRESS,
    S.RENDERING: LedgerClass.IN_PROGRESS,
    S.FILING: LedgerClass.IN_PROGRESS,
    S.FILED: LedgerClass.FILED,
    S.NEEDS_ATTENTION: LedgerClass.WAITING,
    S.REJECTED: LedgerClass.REJECTED,
    S.WITHDRAWN: LedgerClass.WITHDRAWN,
}

FINAL_STATES = frozenset({S.REJECTED, S.WITHDRAWN})
WORKING_STATES = frozenset(S) - FINAL_STATES - {S.FILED, S.NEEDS_ATTENTION}

_BELT = {
    S.RECEIVED: {S.SPLITTING},
    S.SPLITTING: {S.READING},
    S.READING: {S.AWAITING_REVIEW},
    S.AWAITING_REVIEW: {S.IN_REVIEW, S.READING},
    S.IN_REVIEW: {S.AWAITING_REVIEW, S.VERIFIED, S.READING},
    S.VERIFIED: {S.RENDERING, S.AWAITING_REVIEW},
    S.RENDERING: {S.FILING},
    S.FILING: {S.FILED},
    S.FILED: {S.RENDERING},
}

# A person unblocks NEEDS_ATTENTION and the document resumes where it stopped; they may also give it up.
TRANSITIONS: dict[DocumentState, frozenset[DocumentState]] = {
    state: frozenset(
        _BELT.get(state, set())
        | ({S.NEEDS_ATTENTION, S.REJECTED, S.WITHDRAWN} if state in WORKING_STATES else set())
        | (WORKING_STATES | {S.REJECTED, S.WITHDRAWN} if state is S.NEEDS_ATTENTION else set())
    )
    for state in S
}


def may_move(old: DocumentState, new: DocumentState) -> bool:
    """True when the belt has a move from `old` to `new`."""
    return new in TRANSITIONS[old]
