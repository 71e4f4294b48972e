from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.scanner_watch.drift import drifting
from ingest.scanner_watch.measures import ScanMeasure, record_measure
from storage.database import database_now
from storage.tables import DEFAULT_SITE, Document, DocumentPage, PageMeasure
from tests.ingest.sampling.batches import archive_batch
from tests.small_site import SmallSite, small_site

CLEAN = ScanMeasure(is_blank=False, streaks=0, skew_deg=0.2, contrast=140.0, cut_off=False)
STREAKED = ScanMeasure(is_blank=False, streaks=2, skew_deg=0.2, contrast=140.0, cut_off=False)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as made:
        yield made


def scanned(site: SmallSite, *measures: ScanMeasure) -> list[datetime]:
    """When each of these pages of one station came in: a minute apart, the last one now."""
    document_id = archive_batch(site, len(measures)).document_ids[0]
    with site.belt.database.write() as session:
        document, now = session.get_one(Document, document_id), database_now(session)
        pages = session.query(DocumentPage).filter_by(document_id=document_id).order_by(DocumentPage.position)
        at = [now - timedelta(minutes=len(measures) - number) for number in range(len(measures))]
        for page, measured, moment in zip(pages, measures, at, strict=True):
            record_measure(session, document, page.page_id, page.position, measured)
            record_measure(
                session, document, page.page_id, page.position, CLEAN
            )  # read again: the first stays
            session.flush()
            session.get_one(PageMeasure, page.page_id).at = moment
    return at


def test_a_scanner_is_named_with_the_moment_from_which_its_pages_have_a_streak(site: SmallSite) -> None:
    at = scanned(site, *[CLEAN] * 12, *[STREAKED] * 6)
    with site.belt.database.read() as session:
        (found,) = drifting(session, DEFAULT_SITE, now=database_now(session))
        assert (found.station, found.fault, found.since) == ("Scanner 2", "vertical streak", at[12])
        assert (found.faulty, found.pages) == (6, 6)
        assert "rollers" in found.remedy
        assert drifting(session, "another site", now=database_now(session)) == []


def test_a_scanner_that_is_well_is_not_named(site: SmallSite) -> None:
    scanned(site, *[CLEAN] * 8, STREAKED, *[CLEAN] * 3)
    with site.belt.database.read() as session:
        assert drifting(session, DEFAULT_SITE, now=database_now(session)) == []
