"""Samples, the watch over scanners, the board and paper on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.paper.checks import paper_checks
from ingest.paper.issue import PaperNotFreeError, ask_for_certificate, find_batch, waiting_step
from ingest.paper.read_back import read_back
from ingest.sampling.lots import batches_to_sample
from ingest.sampling.rates import rate_rows
from ingest.scanner_watch.drift import drifting
from ingest.scanner_watch.measures import ScanMeasure, record_measure
from review_ui.board_presenter import read_board
from storage.database import database_now
from storage.second_person import ask_second
from storage.tables import DEFAULT_SITE, Document, DocumentPage, SampleLot
from tests.ingest.sampling.batches import checked_batch, filed_batch
from tests.ingest.sampling.test_lots import drawn, ended, judge_all
from tests.small_site import SmallSite, small_site

STREAKED = ScanMeasure(is_blank=False, streaks=1, skew_deg=None, contrast=None, cut_off=False)


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as made:
        yield made


def test_a_batch_is_sampled_and_its_rates_and_the_board_are_read(site: SmallSite) -> None:
    kim, sam = site.person("technician", name="Kim Oak"), site.person("supervisor", name="Sam Roe")
    made = checked_batch(site, kim, 3, 4)
    database = site.belt.database
    lot_id = drawn(site, made, sam)
    judge_all(site, lot_id, sam, wrong=1)
    assert ended(site, lot_id, sam) == "failed"
    with database.write() as session:
        document = session.get_one(Document, made.document_ids[1])
        for page in session.query(DocumentPage).filter_by(document_id=document.id):
            record_measure(session, document, page.page_id, page.position, STREAKED)
    with database.read() as session:
        now = database_now(session)
        rows = rate_rows(session, DEFAULT_SITE, since=session.get_one(SampleLot, lot_id).drawn_at)
        assert next((row.of, row.rate.wrong_found) for row in rows) == ("all", 1)
        assert batches_to_sample(session, DEFAULT_SITE) == []
        assert drifting(session, DEFAULT_SITE, now=now) == []  # four pages are too few
        board = read_board(session, DEFAULT_SITE, ZoneInfo("Europe/Berlin"))
        assert (board.came_in, board.balanced) == (2, True)


def test_what_stands_in_the_way_of_paper_is_read(site: SmallSite) -> None:
    sam = site.person("supervisor", name="Sam Roe")
    made = filed_batch(site, site.person("technician"), 1)
    assert read_back(site.belt, made.batch_id, sam).is_clean
    with site.belt.database.write() as session:
        ask_second(session, act="destroy_paper", subject_id=made.batch_id, actor=sam.actor)
    with site.belt.database.read() as session:
        batch = find_batch(session, DEFAULT_SITE, made.batch_id)
        checks = paper_checks(session, site.belt.store, batch, site.belt.settings)
        assert [one.title for one in checks if one.is_met] == ["Sheets and images", "Everything filed"]
        assert waiting_step(session, made.batch_id) is not None
    with pytest.raises(PaperNotFreeError, match="Sample"):
        ask_for_certificate(site.belt, DEFAULT_SITE, made.batch_id, sam)
