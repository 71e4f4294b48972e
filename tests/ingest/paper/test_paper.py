from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select, update

from ingest.paper.certificate import Certificate, certificate_pdf
from ingest.paper.checks import PaperCheck, paper_checks
from ingest.paper.issue import (
    BatchUnknownError,
    PaperNotFreeError,
    ask_for_certificate,
    certificate_file,
    certificate_of,
    confirm_certificate,
    find_batch,
    take_back_request,
)
from ingest.paper.read_back import read_back
from storage.database import database_now
from storage.ids import new_id
from storage.reviews import Reviewer
from storage.second_person import Confirmer, SecondPersonNeededError, StepNotOpenError, StillWaitingError
from storage.tables import DEFAULT_SITE, AuditEvent, Batch, CopyRun, ReadBack, SecondStep
from tests.ingest.sampling.batches import BatchMade, filed_batch
from tests.ingest.sampling.test_lots import drawn, ended, judge_all
from tests.small_site import SmallSite, small_site

READY = [
    "Sheets and images",
    "Everything filed",
    "Sample",
    "Read back twice",
    "Second copy",
    "How long records are kept",
]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, retention_years=10, site_name="Fernhill Clinic") as made:
        yield made


def checks_of(site: SmallSite, batch_id: str) -> dict[str, PaperCheck]:
    with site.belt.database.read() as session:
        batch = find_batch(session, DEFAULT_SITE, batch_id)
        return {one.title: one for one in paper_checks(session, site.belt.store, batch, site.belt.settings)}


def copied(site: SmallSite) -> None:
    with site.belt.database.write() as session:
        now = database_now(session)
        session.add(
            CopyRun(
                id=new_id(), target="/mnt/copy", started_at=now, ended_at=now, state="done", verified_at=now
            )
        )


def free_batch(site: SmallSite, person: Reviewer) -> BatchMade:
    """A batch of which nothing stands in the way."""
    checker, second = site.person("technician", name="Kim Oak"), site.person("supervisor", name="Sam Roe")
    made = filed_batch(site, checker, 2, 1)
    with site.belt.database.write() as session:
        session.execute(update(Batch).values(sheets_counted=3, defaults={"sides": 1}))
    lot_id = drawn(site, made, second)
    judge_all(site, lot_id, second)
    ended(site, lot_id, second)
    for _ in range(2):
        assert read_back(site.belt, made.batch_id, person).is_clean
    copied(site)
    return made


def confirmer(site: SmallSite, person: Reviewer) -> Confirmer:
    with site.belt.database.read() as session:
        return Confirmer(person.actor, database_now(session))


def test_a_new_batch_says_of_each_thing_what_is_missing_and_how_to_mend_it(site: SmallSite) -> None:
    made = filed_batch(site.with_settings(retention_years=0), site.person("technician"), 2)
    with site.belt.database.write() as session:
        session.execute(update(Batch).values(sheets_counted=9, defaults={"sides": 1}))
    checks = checks_of(site.with_settings(retention_years=0), made.batch_id)
    assert [title for title, one in checks.items() if one.is_met] == ["Everything filed"]
    assert "7 sheets are missing" in checks["Sheets and images"].words
    assert checks["Sample"].remedy == "Draw the sample"
    assert checks["Read back twice"].remedy == "Read the files back"
    assert "second copy" in checks["Second copy"].remedy
    assert "CHARTSCRIBE_RETENTION_YEARS" in checks["How long records are kept"].remedy
    with pytest.raises(PaperNotFreeError, match="Sample"):
        ask_for_certificate(site.belt, DEFAULT_SITE, made.batch_id, site.person("supervisor"))


def test_two_people_make_a_numbered_certificate_that_says_what_was_checked(site: SmallSite) -> None:
    ana, ben = site.person("supervisor", name="Ana Hill"), site.person("supervisor", name="Ben Dale")
    made = free_batch(site, ana)
    assert [title for title, one in checks_of(site, made.batch_id).items() if one.is_met] == READY
    with pytest.raises(StepNotOpenError):
        confirm_certificate(site.belt, DEFAULT_SITE, made.batch_id, confirmer(site, ben))
    ask_for_certificate(site.belt, DEFAULT_SITE, made.batch_id, ana)
    with pytest.raises(SecondPersonNeededError):
        confirm_certificate(site.belt, DEFAULT_SITE, made.batch_id, confirmer(site, ana))
    assert confirm_certificate(site.belt, DEFAULT_SITE, made.batch_id, confirmer(site, ben)) == 1
    with site.belt.database.read() as session:
        kept, row = certificate_file(session, made.batch_id), certificate_of(session, made.batch_id)
        assert row is not None
        assert (row.number, row.how, row.sha256) == (1, "second_person", kept.sha256)
        said = [found for _, found in row.checks["checks"]]
        actions = session.scalars(select(AuditEvent.action)).all()
    assert any("No error in 3 pages" in one for one in said)
    assert any("by Ana Hill" in one for one in said)
    assert "paper.certified" in actions
    pdf = site.belt.store.read(kept.sha256)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == "Certificate 1"
    with pytest.raises(PaperNotFreeError, match="already"):
        ask_for_certificate(site.belt, DEFAULT_SITE, made.batch_id, ana)


def test_a_clinic_of_one_waits_a_day_and_the_certificate_says_so(site: SmallSite) -> None:
    alone, ana = site.with_settings(solo_mode=True), site.person("supervisor", name="Ana Hill")
    made = free_batch(site, ana)
    ask_for_certificate(alone.belt, DEFAULT_SITE, made.batch_id, ana)
    with pytest.raises(StillWaitingError):
        confirm_certificate(alone.belt, DEFAULT_SITE, made.batch_id, confirmer(site, ana))
    with site.belt.database.write() as session:
        session.execute(update(SecondStep).values(asked_at=database_now(session) - timedelta(hours=25)))
    confirm_certificate(alone.belt, DEFAULT_SITE, made.batch_id, confirmer(site, ana))
    with site.belt.database.read() as session:
        row = certificate_of(session, made.batch_id)
        assert row is not None
        assert "No second person looked at it" in row.checks["how"]


def test_what_breaks_after_asking_refuses_the_certificate(site: SmallSite) -> None:
    ana, ben = site.person("supervisor", name="Ana Hill"), site.person("supervisor", name="Ben Dale")
    made = free_batch(site, ana)
    ask_for_certificate(site.belt, DEFAULT_SITE, made.batch_id, ana)
    with site.belt.database.write() as session:
        now = database_now(session)
        session.add(
            ReadBack(
                **{"id": new_id(), "batch_id": made.batch_id, "started_at": now, "at": now},
                **{"records": 2, "objects": 5, "troubles": 1, "user_id": ana.user_id},
            )
        )
    with pytest.raises(PaperNotFreeError, match="1 of 5 stored files are changed or missing"):
        confirm_certificate(site.belt, DEFAULT_SITE, made.batch_id, confirmer(site, ben))
    take_back_request(site.belt, DEFAULT_SITE, made.batch_id, ben)
    with pytest.raises(BatchUnknownError):
        take_back_request(site.belt, "another site", made.batch_id, ben)


def test_a_reading_before_the_last_filing_or_at_the_same_time_does_not_count(site: SmallSite) -> None:
    ana = site.person("supervisor", name="Ana Hill")
    made = filed_batch(site, site.person("technician"), 1)
    read_back(site.belt, made.batch_id, ana)
    words = checks_of(site, made.batch_id)["Read back twice"].words
    assert words == "Every stored file was read back once."


def test_a_certificate_is_the_same_bytes_for_the_same_words_and_goes_on_over_the_page() -> None:
    many = Certificate(
        number=7,
        site_name="Fernhill Clinic",
        batch="box 14",
        batch_id="b",
        made_at="2026-03-01 10:00 UTC",
        checks=[(f"Check {number}", "long words " * 40) for number in range(12)],
        people=[("Confirmed by", "Zoë Ångström")],
        how="Confirmed by a second person.",
    )
    assert certificate_pdf(many) == certificate_pdf(many)
    with pikepdf.open(io.BytesIO(certificate_pdf(many))) as opened:
        assert len(opened.pages) == 2
