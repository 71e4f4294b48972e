from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.sampling.draw import drawn_pages, seed_of
from ingest.sampling.lots import LotNotReadyError, LotUnknownError, batches_to_sample, draw_lot, find_lot
from ingest.sampling.rates import rate_rows
from ingest.sampling.verdicts import (
    OwnWorkError,
    VerdictRefusedError,
    checked_again,
    close_lot,
    judge,
    judged_pages,
    take_back,
    to_check_again,
)
from storage.reviews import Reviewer
from storage.tables import DEFAULT_SITE, DocumentEventRow, DocumentPage, SampleLot
from tests.ingest.sampling.batches import BatchMade, archive_batch, check, checked_batch
from tests.small_site import SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as made:
        yield made


def drawn(site: SmallSite, made: BatchMade, person: Reviewer, *, aql: float = 0.65) -> str:
    with site.belt.database.write() as session:
        return draw_lot(session, DEFAULT_SITE, made.batch_id, person, aql=aql, level="II").id


def judge_all(
    site: SmallSite, lot_id: str, person: Reviewer, *, wrong: int = 0, kind: str = "wrong_date"
) -> None:
    with site.belt.database.write() as session:
        lot = find_lot(session, DEFAULT_SITE, lot_id)
        for page in judged_pages(session, lot_id):
            said = kind if page.place <= wrong else ""
            judge(session, lot, place=page.place, kind=said, person=person, own_work_too=False)


def ended(site: SmallSite, lot_id: str, person: Reviewer) -> str:
    with site.belt.database.write() as session:
        return close_lot(session, DEFAULT_SITE, lot_id, person).state


def states(site: SmallSite, made: BatchMade) -> list[str]:
    return [site.document(document_id).state for document_id in made.document_ids]


def test_a_chart_that_waits_for_its_sample_stands_verified_and_nothing_of_it_is_made(site: SmallSite) -> None:
    made = checked_batch(site, site.person("technician"), 3, 2)
    assert states(site, made) == ["verified", "verified"]
    assert all(job.state == "done" for one in made.document_ids for job in site.jobs(one))


def test_a_sample_that_passes_lets_the_batch_be_filed(site: SmallSite) -> None:
    checker, second = site.person("technician"), site.person("supervisor", name="Sam Roe")
    made = checked_batch(site, checker, 15, 8)
    lot_id = drawn(site, made, second)
    with site.belt.database.read() as session:
        lot = find_lot(session, DEFAULT_SITE, lot_id)
        pages = session.scalars(
            select(DocumentPage.page_id).where(DocumentPage.document_id.in_(made.document_ids))
        ).all()
        again = drawn_pages(seed_of(lot_id, pages), pages, lot.sample_size)
        assert (lot.page_count, lot.sample_size, lot.accept) == (23, 20, 0)
        assert [page.page_id for page in judged_pages(session, lot_id)] == again
    assert drawn(site, made, second) == lot_id  # who presses twice gets the same draw
    judge_all(site, lot_id, second)
    assert ended(site, lot_id, second) == "passed"
    kinds = [job.kind for one in made.document_ids for job in site.jobs(one) if job.state == "ready"]
    assert kinds == ["render_chart", "render_chart"]
    with site.belt.database.read() as session:
        assert batches_to_sample(session, DEFAULT_SITE) == []


def test_a_sample_that_fails_sends_the_whole_batch_back_with_a_trace(site: SmallSite) -> None:
    checker, second = site.person("technician"), site.person("supervisor", name="Sam Roe")
    made = checked_batch(site, checker, 15, 8)
    lot_id = drawn(site, made, second)
    judge_all(site, lot_id, second, wrong=1)
    assert ended(site, lot_id, second) == "failed"
    assert states(site, made) == ["awaiting_review", "awaiting_review"]
    with site.belt.database.read() as session:
        notes = session.scalars(
            select(DocumentEventRow.note).where(DocumentEventRow.event == "sample_failed")
        ).all()
        assert len(notes) == 2
        assert all("1 of 20 drawn pages were wrong" in note for note in notes)
    # checked again, they wait for a second sample, which is never looser than tightened
    for document_id in made.document_ids:
        check(site, document_id, checker)
    with site.belt.database.read() as session:
        again = session.get_one(SampleLot, drawn(site, made, second))
        assert (again.id != lot_id, again.severity, again.sample_size) == (True, "tightened", 23)


def test_a_chart_found_wrong_in_a_sample_that_passes_is_mended_and_filed_without_another(
    site: SmallSite,
) -> None:
    checker, second = site.person("technician"), site.person("supervisor", name="Sam Roe")
    made = checked_batch(site, checker, 15, 14)
    lot_id = drawn(site, made, second, aql=6.5)  # 8 drawn, one may be wrong
    judge_all(site, lot_id, second, wrong=1)
    assert ended(site, lot_id, second) == "passed"
    assert sorted(states(site, made)) == ["awaiting_review", "verified"]
    mended = next(one for one in made.document_ids if site.document(one).state == "awaiting_review")
    check(site, mended, checker)
    assert [job.kind for job in site.jobs(mended) if job.state == "ready"] == ["render_chart"]


def test_a_batch_is_drawn_from_only_when_all_of_it_is_checked(site: SmallSite) -> None:
    person = site.person("technician")
    made = archive_batch(site, 2, 2)
    with site.belt.database.write() as session, pytest.raises(LotNotReadyError, match="No archive chart"):
        draw_lot(session, DEFAULT_SITE, made.batch_id, person, aql=0.65, level="II")
    check(site, made.document_ids[0], person)
    with site.belt.database.write() as session, pytest.raises(LotNotReadyError, match="1 chart"):
        draw_lot(session, DEFAULT_SITE, made.batch_id, person, aql=0.65, level="II")
    with site.belt.database.write() as session, pytest.raises(LotUnknownError):
        draw_lot(session, "another site", made.batch_id, person, aql=0.65, level="II")


def test_nobody_judges_their_own_work_and_a_word_can_be_taken_back(site: SmallSite) -> None:
    checker, second = site.person("technician"), site.person("supervisor", name="Sam Roe")
    made = checked_batch(site, checker, 4)
    lot_id = drawn(site, made, checker)
    with site.belt.database.write() as session:
        lot = find_lot(session, DEFAULT_SITE, lot_id)
        with pytest.raises(OwnWorkError):
            judge(session, lot, place=1, kind="", person=checker, own_work_too=False)
        judge(session, lot, place=1, kind="", person=checker, own_work_too=True)  # a clinic of one
        judge(session, lot, place=2, kind="wrong_patient", person=second, own_work_too=False)
        with pytest.raises(VerdictRefusedError):
            judge(session, lot, place=2, kind="made up", person=second, own_work_too=False)
        assert take_back(session, lot, second) == 2
        assert take_back(session, lot, second) is None  # the other word is not theirs
        assert [page.verdict for page in judged_pages(session, lot_id)] == ["right", "", "", ""]
        with pytest.raises(VerdictRefusedError, match="has to be looked at"):
            close_lot(session, DEFAULT_SITE, lot_id, second)


def test_charts_filed_before_a_failed_sample_wait_until_somebody_looked_through_them(site: SmallSite) -> None:
    checker, second = site.person("technician"), site.person("supervisor", name="Sam Roe")
    made = checked_batch(site, checker, 4, held=False)
    lot_id = drawn(site, made, second)
    judge_all(site, lot_id, second, wrong=2)
    assert ended(site, lot_id, second) == "failed"
    with site.belt.database.write() as session:
        lot = find_lot(session, DEFAULT_SITE, lot_id)
        assert to_check_again(session, lot) == [made.document_ids[0]]
        checked_again(session, lot, made.document_ids[0], second)
        assert to_check_again(session, lot) == []
        assert [one.is_ready for one in batches_to_sample(session, DEFAULT_SITE)] == [True]


def test_rates_are_kept_by_who_checked_by_type_and_by_scanner(site: SmallSite) -> None:
    checker, second = site.person("technician", name="Kim Oak"), site.person("supervisor", name="Sam Roe")
    lot_id = drawn(site, checked_batch(site, checker, 23), second)
    judge_all(site, lot_id, second)
    ended(site, lot_id, second)
    with site.belt.database.read() as session:
        lot = find_lot(session, DEFAULT_SITE, lot_id)
        rows = {(row.of, row.name): row for row in rate_rows(session, DEFAULT_SITE, since=lot.drawn_at)}
    assert set(rows) == {
        ("all", "All batches"),
        ("checked by", "Kim Oak"),
        ("type", "Progress note"),
        ("scanner", "Scanner 2"),
    }
    one = rows["scanner", "Scanner 2"]
    assert (one.looked_at, one.rate.released_pages, one.rate.wrong_found) == (20, 23, 0)
    assert 0 < one.rate.upper_share < 0.05  # three pages were not looked at
