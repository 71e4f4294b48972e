from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest.paper.read_back import read_back
from ingest.scanner_watch.measures import ScanMeasure, record_measure
from review_ui.backlog import DayOfWork, backlog
from storage.accounts import Role
from storage.database import database_now
from storage.ids import new_id
from storage.tables import Batch, CopyRun, Document, DocumentPage, PageMeasure, Site
from tests.ingest.sampling.batches import archive_batch, filed_batch
from tests.ingest.sampling.test_lots import drawn, ended, judge_all
from tests.review_ui.site import WebSite, furnish, web_site

TODAY = date(2026, 3, 16)


def days(*filed: int) -> list[DayOfWork]:
    return [DayOfWork(TODAY - timedelta(days=number + 1), one, 10) for number, one in enumerate(filed)]


def test_the_end_of_the_backlog_is_a_range_from_the_last_working_days() -> None:
    found = backlog(1_000, days(100, 120, 80, 100, 110, 90, 100), today=TODAY)
    assert found.slowest is not None
    assert found.fastest is not None
    assert 92 < found.slowest < 100 < found.fastest < 108
    # ten days of work at half of the days a working day: about three weeks
    assert (found.earliest, found.latest) == (date(2026, 4, 4), date(2026, 4, 7))


def test_too_few_days_or_no_work_left_give_no_date() -> None:
    assert backlog(50, days(10, 10), today=TODAY).earliest is None
    assert backlog(0, days(10, 10, 10), today=TODAY).earliest is None
    wild = backlog(50, days(1, 1, 90), today=TODAY)
    assert wild.earliest is not None
    assert wild.latest is None  # the slower pace never ends


def test_the_board_balances_and_names_a_scanner_that_changed(web: WebSite) -> None:
    furnish(web)
    made = archive_batch(web.site, 8)
    with web.site.belt.database.write() as session:
        document = session.get_one(Document, made.document_ids[0])
        for row in session.query(DocumentPage).filter_by(document_id=document.id):
            streaked = ScanMeasure(is_blank=False, streaks=1, skew_deg=0.0, contrast=150.0, cut_off=False)
            record_measure(session, document, row.page_id, row.position, streaked)
    page = web.signed_in(Role.SUPERVISOR).get("/board").text
    assert "In <strong>9</strong>" in page
    assert '<a href="/?shown=filed">filed 1</a>' in page
    assert "Scanner 2: vertical streak since" in page
    assert "8 of 8 pages" in page
    assert "Too early to say" in page
    assert "Throw nothing away" not in page
    with web.site.belt.database.write() as session:
        assert session.query(PageMeasure).count() == 8


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[WebSite]:
    with web_site(tmp_path, retention_years=10) as made:
        yield made


def test_a_batch_goes_from_first_look_to_certificate_by_two_people(keeping: WebSite) -> None:
    web = keeping
    kim, sam = web.site.person("technician", name="Kim Oak"), web.site.person("supervisor", name="Sam Roe")
    made = filed_batch(web.site, kim, 2)
    path = f"/paper/{made.batch_id}"
    ana, ben = web.signed_in(Role.SUPERVISOR, login="ana"), web.signed_in(Role.SUPERVISOR, login="ben")
    assert "Box 14, Scanner 2" in ana.get("/paper").text
    assert "Keep this paper" in ana.get(path).text
    assert ana.post(f"{path}/ask").status_code == 409
    with web.site.belt.database.write() as session:
        session.execute(update(Batch).values(sheets_counted=2, defaults={"sides": 1}))
        now = database_now(session) + timedelta(seconds=1)
        session.add(
            CopyRun(id=new_id(), target="/mnt", started_at=now, ended_at=now, state="done", verified_at=now)
        )
    lot_id = drawn(web.site, made, sam)
    judge_all(web.site, lot_id, sam)
    ended(web.site, lot_id, sam)
    read_back(web.site.belt, made.batch_id, sam)
    assert ana.post(f"{path}/read-back").status_code == 303
    assert "Nothing stands in the way" in ana.get(path).text
    ana.post(f"{path}/ask")
    assert ana.post(f"{path}/confirm").status_code == 409  # not by the one who asked
    assert "Confirm: this paper may be destroyed" in ben.get(path).text
    assert ben.post(f"{path}/confirm").status_code == 303
    assert "Certificate 1: this paper may be destroyed" in ben.get(path).text
    answer = ben.get(f"{path}/certificate")
    assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert {"paper.read_back", "paper.certified", "paper.certificate_opened"} <= set(web.actions())


def test_paper_of_another_site_is_not_known_and_a_technician_releases_none(web: WebSite) -> None:
    made = archive_batch(web.site, 1)
    with web.site.belt.database.write() as session:
        session.add(Site(id="elsewhere", name="Elsewhere", created_at=database_now(session)))
        session.flush()
        session.execute(update(Batch).where(Batch.id == made.batch_id).values(site_id="elsewhere"))
    person = web.signed_in(Role.SUPERVISOR)
    path = f"/paper/{made.batch_id}"
    assert [
        person.post(f"{path}/{act}").status_code for act in ("read-back", "ask", "take-back", "confirm")
    ] == [
        *[404] * 3,
        404,
    ]
    assert {person.get(path).status_code, person.get(f"{path}/certificate").status_code} == {404}
    assert web.signed_in(Role.TECHNICIAN, login="tec").get("/paper").status_code == 403
