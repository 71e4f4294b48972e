"""Writes audit rows: who did what to which subject, in the transaction of the deed itself.

A row is written in the caller's transaction, so that a deed and its record are kept or lost together. The
table is append-only (a trigger refuses changes). `detail` holds ids, counts and field names, never patient
text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from storage.database import database_now
from storage.tables import AuditEvent


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person (user id and login), or a program of ours (no user id, its name)."""

    user_id: str | None
    name: str

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("an actor needs a name")

    @classmethod
    def program(cls, name: str) -> Actor:
        """The actor for a part of the system, such as 'dispatcher' or 'watch_folder'."""
        return cls(user_id=None, name=name)


def record_audit(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject_kind: str = "",
    subject_id: str = "",
    patient_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one audit row to the caller's transaction.

    Args:
        session: a writing session.
        actor: who did it.
        action: what was done, as subject.verb: user.signed_in, document.viewed, code.accepted …
        subject_kind: document, coding_case, user, audit …
        subject_id: its id.
        patient_id: the patient whose data was read or changed, when one is known.
        detail: ids, counts and names of fields.
    """
    session.add(
        AuditEvent(
            at=database_now(session),
            user_id=actor.user_id,
            actor=actor.name,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            patient_id=patient_id,
            detail=detail or {},
        )
    )
