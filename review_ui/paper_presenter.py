"""What the pages about paper show. Touches the database and the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.paper.checks import PaperCheck, paper_checks, unmet
from ingest.paper.issue import certificate_of, find_batch, waiting_step
from ingest.paper.read_back import readings_back
from review_ui.auth import CurrentUser
from review_ui.sample_presenter import batch_name
from review_ui.workplace import Workplace
from storage.second_person import how_in_words, solo_ready_at
from storage.tables import Batch, PaperCertificate, User

_BATCHES_SHOWN = 200


@dataclass(frozen=True)
class PaperRow:
    """A batch in the list; `number` is its certificate's, None while it has none."""

    batch_id: str
    name: str
    scanned_at: datetime
    sheets_counted: int | None
    number: int | None


@dataclass(frozen=True)
class AskedFor:
    """A request that waits to be confirmed."""

    asked_by: str
    asked_at: datetime
    is_mine: bool
    solo_from: datetime


@dataclass(frozen=True)
class CertificateMade:
    """A certificate that was made, by whom, and how it was confirmed."""

    number: int
    at: datetime
    asked_by: str
    confirmed_by: str
    how: str
    sha256: str


@dataclass(frozen=True)
class ReadingBack:
    """One reading of every stored file of the batch."""

    started_at: datetime
    ended_at: datetime
    objects: int
    troubles: int
    by: str


@dataclass(frozen=True)
class PaperView:
    """All about one batch's paper."""

    batch_id: str
    name: str
    checks: tuple[PaperCheck, ...]
    unmet: int
    solo: bool
    asked: AskedFor | None
    certificate: CertificateMade | None
    readings: Sequence[ReadingBack]


def paper_rows(session: Session, site_id: str) -> list[PaperRow]:
    """Every batch of paper, those without a certificate first, the newest on top."""
    rows = session.execute(
        select(Batch, PaperCertificate.number)
        .outerjoin(PaperCertificate, PaperCertificate.batch_id == Batch.id)
        .where(Batch.site_id == site_id, Batch.station_id.is_not(None))
        .order_by(PaperCertificate.number.is_not(None), Batch.id.desc())
        .limit(_BATCHES_SHOWN)
    ).all()
    return [
        PaperRow(batch.id, batch_name(session, batch.id), batch.created_at, batch.sheets_counted, number)
        for batch, number in rows
    ]


def paper_view(place: Workplace, user: CurrentUser, batch_id: str) -> PaperView:
    """The batch's page.

    Raises:
        ingest.paper.issue.BatchUnknownError: there is no such batch at this site.
    """
    with place.database.read() as session:
        batch = find_batch(session, user.site_id, batch_id)
        checks = paper_checks(session, place.belt.store, batch, place.settings)
        known = session.execute(select(User.id, User.display_name))
        names: dict[str, str] = {user_id: name for user_id, name in known}
        readings = [
            ReadingBack(one.started_at, one.at, one.objects, one.troubles, names.get(one.user_id, "somebody"))
            for one in readings_back(session, batch_id)
        ]
        return PaperView(
            batch_id=batch_id,
            name=batch_name(session, batch_id),
            checks=checks,
            unmet=len(unmet(checks)),
            solo=place.settings.solo_mode,
            asked=_asked(session, batch_id, user, names),
            certificate=_certificate(session, batch_id, names),
            readings=readings,
        )


def _asked(session: Session, batch_id: str, user: CurrentUser, names: dict[str, str]) -> AskedFor | None:
    step = waiting_step(session, batch_id)
    if step is None:
        return None
    who = names.get(step.asked_by, "somebody")
    return AskedFor(who, step.asked_at, step.asked_by == user.user_id, solo_ready_at(step.asked_at))


def _certificate(session: Session, batch_id: str, names: dict[str, str]) -> CertificateMade | None:
    made = certificate_of(session, batch_id)
    if made is None:
        return None
    return CertificateMade(
        number=made.number,
        at=made.at,
        asked_by=names.get(made.asked_by, "somebody"),
        confirmed_by=names.get(made.confirmed_by, "somebody"),
        how=how_in_words(made.how),
        sha256=made.sha256,
    )
