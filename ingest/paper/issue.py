"""Asking for a batch's certificate and confirming it: two people, or one after a day. Touches the world."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.paper.certificate import Certificate, certificate_pdf
from ingest.paper.checks import PaperCheck, paper_checks, unmet
from storage.artifacts import MadeArtifact, find_artifact, put_artifact, record_artifact
from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.reviews import Reviewer
from storage.second_person import (
    Confirmer,
    StepNotOpenError,
    ask_second,
    check_confirmer,
    confirm_second,
    how_in_words,
    withdraw_second,
)
from storage.tables import Artifact, Batch, PaperCertificate, SecondStep, Station, User

ACT = "destroy_paper"
CERTIFICATE = "paper_certificate"  # artifact kind: the PDF of a batch


class PaperNotFreeError(ServiceError):
    """Something stands in the way of destroying the paper; the message says what."""

    code = "ingest.paper_not_free"
    disposition = Disposition.ASK_HUMAN
    remedy = "Mend what the batch's page about its paper lists, then try again"


class BatchUnknownError(ServiceError):
    """There is no such batch at this site, or it has no certificate."""

    code = "ingest.batch_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Choose the batch from the list"


def find_batch(session: Session, site_id: str, batch_id: str) -> Batch:
    """The batch.

    Raises:
        BatchUnknownError: there is none at this site.
    """
    batch = session.get(Batch, batch_id)
    if batch is None or batch.site_id != site_id:
        raise BatchUnknownError("There is no such batch")
    return batch


def certificate_of(session: Session, batch_id: str) -> PaperCertificate | None:
    """The batch's certificate, if it has one."""
    return session.scalar(select(PaperCertificate).where(PaperCertificate.batch_id == batch_id))


def waiting_step(session: Session, batch_id: str) -> SecondStep | None:
    """The request for the batch's certificate that waits for its confirmation, if there is one."""
    return session.scalar(
        select(SecondStep)
        .where(
            SecondStep.act == ACT,
            SecondStep.subject_id == batch_id,
            SecondStep.confirmed_at.is_(None),
            SecondStep.withdrawn_at.is_(None),
        )
        .limit(1)
    )


def certificate_file(session: Session, batch_id: str) -> Artifact:
    """Where the certificate's PDF is kept.

    Raises:
        BatchUnknownError: the batch has none.
    """
    found = find_artifact(session, batch_id, CERTIFICATE)
    if found is None:
        raise BatchUnknownError("This batch has no certificate")
    return found


def ask_for_certificate(belt: Belt, site_id: str, batch_id: str, person: Reviewer) -> None:
    """Note that this person wants the paper destroyed; somebody has to confirm it.

    Raises:
        PaperNotFreeError: a check is not met, or there is a certificate already.
    """
    with belt.database.read() as session:
        batch = find_batch(session, site_id, batch_id)
        _check_free(session, batch, paper_checks(session, belt.store, batch, belt.settings))
    with belt.database.write() as session:
        ask_second(session, act=ACT, subject_id=batch_id, actor=person.actor)


def take_back_request(belt: Belt, site_id: str, batch_id: str, person: Reviewer) -> None:
    """Forget that the certificate was asked for.

    Raises:
        storage.second_person.StepNotOpenError: nobody asked.
    """
    with belt.database.write() as session:
        find_batch(session, site_id, batch_id)
        withdraw_second(session, act=ACT, subject_id=batch_id, actor=person.actor)


def confirm_certificate(belt: Belt, site_id: str, batch_id: str, confirmer: Confirmer) -> int:
    """The number of the certificate that was made now, after every check was made again.

    Raises:
        PaperNotFreeError: a check is not met any more.
        storage.second_person errors: nobody asked, or this person cannot confirm it now.
    """
    with belt.database.read() as session:
        batch = find_batch(session, site_id, batch_id)
        step = waiting_step(session, batch_id)
        if step is None:
            raise StepNotOpenError("Nobody has asked for this certificate")
        now = database_now(session)
        how = check_confirmer(step, confirmer, now=now, solo_mode=belt.settings.solo_mode)
        checks = paper_checks(session, belt.store, batch, belt.settings)
        _check_free(session, batch, checks)
        certificate = Certificate(
            number=_next_number(session, site_id),
            site_name=belt.settings.site_name,
            batch=_batch_words(session, batch),
            batch_id=batch.id,
            made_at=f"{now:%Y-%m-%d %H:%M} UTC",
            checks=[(one.title, one.words) for one in checks],
            people=[
                ("Asked for by", f"{_name(session, step.asked_by)}, {step.asked_at:%Y-%m-%d %H:%M} UTC"),
                ("Confirmed by", f"{_name(session, confirmer.user_id)}, {now:%Y-%m-%d %H:%M} UTC"),
            ],
            how=how_in_words(how),
        )
    made = put_artifact(belt.store, CERTIFICATE, certificate_pdf(certificate), media_type="application/pdf")
    with belt.database.write() as session:
        step = confirm_second(
            session,
            act=ACT,
            subject_id=batch_id,
            confirmer=confirmer,
            solo_mode=belt.settings.solo_mode,
        )
        _keep(session, certificate, made, step, site_id=site_id)
        record_audit(
            session,
            actor=confirmer.actor,
            action="paper.certified",
            subject_kind="batch",
            subject_id=batch_id,
            detail={"number": certificate.number, "sha256": made.sha256, "how": step.how},
        )
    return certificate.number


def _check_free(session: Session, batch: Batch, checks: tuple[PaperCheck, ...]) -> None:
    if certificate_of(session, batch.id) is not None:
        raise PaperNotFreeError("This batch has its certificate already")
    standing = unmet(checks)
    if standing:
        raise PaperNotFreeError("; ".join(f"{one.title}: {one.words}" for one in standing))


def _next_number(session: Session, site_id: str) -> int:
    newest = session.scalar(
        select(func.max(PaperCertificate.number)).where(PaperCertificate.site_id == site_id)
    )
    return (newest or 0) + 1


def _batch_words(session: Session, batch: Batch) -> str:
    station = session.get(Station, batch.station_id) if batch.station_id else None
    named = [f"box {batch.box}" if batch.box else "", station.name if station else ""]
    return ", ".join(one for one in named if one) or "without a box"


def _name(session: Session, user_id: str) -> str:
    user = session.get(User, user_id)
    return user.display_name if user else "somebody"


def _keep(
    session: Session, certificate: Certificate, made: MadeArtifact, step: SecondStep, *, site_id: str
) -> None:
    session.add(
        PaperCertificate(
            id=new_id(),
            site_id=site_id,
            number=certificate.number,
            batch_id=certificate.batch_id,
            at=database_now(session),
            asked_by=step.asked_by,
            confirmed_by=step.confirmed_by or "",
            how=step.how or "",
            sha256=made.sha256,
            checks=certificate.as_json(),
        )
    )
    record_artifact(session, made, subject_id=certificate.batch_id, version=1)
