"""Steps that need a second person, and the solo clinic's way: a day's wait and a fresh sign-in.

One person asks for the step; another confirms it. Where `solo_mode` is set, because there is nobody else, the
same person may confirm it when 24 hours have passed and they have typed their password within the last
15 minutes. What was done how stays in the row (`how_in_words`), so that a certificate can say it.

The rule is pure (`check_confirmer`); the rest touches the database. One step stands open for an act and a
subject at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.tables import DEFAULT_SITE, SecondStep

WAIT = timedelta(hours=24)
FRESH = timedelta(minutes=15)


class How(StrEnum):
    """How a step came to its second confirmation."""

    SECOND_PERSON = "second_person"
    WAITED_24_HOURS = "waited_24_hours"


_IN_WORDS = {
    How.SECOND_PERSON: "Confirmed by a second person.",
    How.WAITED_24_HOURS: "Confirmed by the same person, at least 24 hours later and after a fresh sign-in, "
    "because this clinic works alone (solo mode). No second person looked at it.",
}


class SecondPersonNeededError(ServiceError):
    """The person who asked for the step tried to confirm it, and the clinic is not in solo mode."""

    code: ClassVar[str] = "storage.second_person_needed"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Ask a colleague to confirm it with their own sign-in"


class StillWaitingError(ServiceError):
    """In solo mode: the day between asking and confirming has not passed."""

    code: ClassVar[str] = "storage.still_waiting"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Come back when the 24 hours have passed; until then it can be taken back"


class FreshSignInNeededError(ServiceError):
    """In solo mode: the day has passed, but the password was typed too long ago."""

    code: ClassVar[str] = "storage.fresh_sign_in_needed"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Sign out, sign in again, and confirm it within 15 minutes"


class StepNotOpenError(ServiceError):
    """There is no such step that waits: it was never asked for, or is confirmed or taken back."""

    code: ClassVar[str] = "storage.step_not_open"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Open the page again and look what became of it"


@dataclass(frozen=True)
class Confirmer:
    """Who would confirm, and since when they are signed in."""

    actor: Actor
    signed_in_at: datetime

    @property
    def user_id(self) -> str:
        """The person's id."""
        if self.actor.user_id is None:
            raise ValueError("a program is nobody's second person")
        return self.actor.user_id


def how_in_words(how: str) -> str:
    """One or two sentences for a certificate."""
    return _IN_WORDS[How(how)]


def solo_ready_at(asked_at: datetime) -> datetime:
    """From when on the same person may confirm in solo mode."""
    return asked_at + WAIT


def check_confirmer(step: SecondStep, confirmer: Confirmer, *, now: datetime, solo_mode: bool) -> How:
    """How this person may confirm the step now; pure.

    Raises:
        SecondPersonNeededError: they asked for it themself, and the clinic is not in solo mode.
        StillWaitingError, FreshSignInNeededError: solo mode, but too early, or signed in too long ago.
    """
    if confirmer.user_id != step.asked_by:
        return How.SECOND_PERSON
    if not solo_mode:
        raise SecondPersonNeededError("Whoever asked for this cannot confirm it")
    if now < solo_ready_at(step.asked_at):
        raise StillWaitingError("The 24 hours have not passed yet")
    if now - confirmer.signed_in_at > FRESH:
        raise FreshSignInNeededError("The password was typed too long ago")
    return How.WAITED_24_HOURS


def ask_second(session: Session, *, act: str, subject_id: str, actor: Actor) -> SecondStep:
    """The step that waits now: the open one for this act and subject, else a new one asked for by `actor`."""
    if actor.user_id is None:
        raise ValueError("a program asks nobody to confirm")
    step = open_step(session, act=act, subject_id=subject_id)
    if step is None:
        step = SecondStep(
            id=new_id(),
            site_id=DEFAULT_SITE,
            act=act,
            subject_id=subject_id,
            asked_by=actor.user_id,
            asked_at=database_now(session),
        )
        session.add(step)
        session.flush()
        _record(session, step, actor, "asked")
    return step


def open_step(session: Session, *, act: str, subject_id: str) -> SecondStep | None:
    """The step of this act and subject that waits for its confirmation, if there is one."""
    return session.scalar(
        select(SecondStep)
        .where(
            SecondStep.act == act,
            SecondStep.subject_id == subject_id,
            SecondStep.confirmed_at.is_(None),
            SecondStep.withdrawn_at.is_(None),
        )
        .order_by(SecondStep.id)
        .with_for_update()
    )


def confirmed_step(session: Session, *, act: str, subject_id: str) -> SecondStep | None:
    """The newest confirmed step of this act and subject, for a certificate."""
    return session.scalar(
        select(SecondStep)
        .where(
            SecondStep.act == act, SecondStep.subject_id == subject_id, SecondStep.confirmed_at.is_not(None)
        )
        .order_by(SecondStep.id.desc())
        .limit(1)
    )


def confirm_second(
    session: Session, *, act: str, subject_id: str, confirmer: Confirmer, solo_mode: bool
) -> SecondStep:
    """The step, now confirmed; how it was stands in its row and in the audit.

    Raises:
        StepNotOpenError: nothing waits.
        ServiceError: as `check_confirmer`.
    """
    step = open_step(session, act=act, subject_id=subject_id)
    if step is None:
        raise StepNotOpenError("Nothing waits here for a second confirmation")
    now = database_now(session)
    step.how = check_confirmer(step, confirmer, now=now, solo_mode=solo_mode).value
    step.confirmed_by, step.confirmed_at = confirmer.user_id, now
    _record(session, step, confirmer.actor, "confirmed")
    return step


def withdraw_second(session: Session, *, act: str, subject_id: str, actor: Actor) -> None:
    """Take the open step back.

    Raises:
        StepNotOpenError: nothing waits.
    """
    step = open_step(session, act=act, subject_id=subject_id)
    if step is None:
        raise StepNotOpenError("Nothing waits here for a second confirmation")
    step.withdrawn_by, step.withdrawn_at = actor.user_id, database_now(session)
    _record(session, step, actor, "withdrawn")


def _record(session: Session, step: SecondStep, actor: Actor, verb: str) -> None:
    record_audit(
        session,
        actor=actor,
        action=f"second_step.{verb}",
        subject_kind=step.act,
        subject_id=step.subject_id,
        detail={"step": step.id, "how": step.how} if step.how else {"step": step.id},
    )
