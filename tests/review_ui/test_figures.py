from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from review_ui.bar_charts import Series, bar_chart
from review_ui.figures_csv import as_csv
from review_ui.flow_figures import HOURS, flow_of_the_day
from review_ui.quality_figures import FEWEST, nearest_rank, quality_tables, turn_around
from storage.accounts import Role
from storage.database import database_now
from storage.ids import new_id
from storage.tables import Batch, Document, FiledRecordRow
from tests.review_ui.site import WebSite, furnish

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def verified(web: WebSite, number: int, **values: object) -> list[str]:
    """The ids of that many documents, verified just now."""
    made = []
    for count in range(number):
        content = f"%PDF-1.7\n%{new_id()}{count}".encode()
        document_id = web.site.receive(
            content, document_type=str(values.get("document_type", ""))
        ).document_id
        with web.site.belt.database.read() as session:
            now = database_now(session)
        web.change(document_id, **{"state": "filed", "verified_at": now, "page_count": 2, **values})
        made.append(document_id)
    return made


def came_from(web: WebSite, ids: list[str], source: str, created_by: str) -> None:
    batch = Batch(id=new_id(), site_id="site", source=source, created_by=created_by, created_at=LONG_AGO)
    with web.site.belt.database.write() as session:
        session.add(batch)
        session.flush()
        for one in ids:
            session.get_one(Document, one).batch_id = batch.id


def filed(web: WebSite, document_id: str, after: timedelta) -> None:
    with web.site.belt.database.write() as session:
        document = session.get_one(Document, document_id)
        document.received_at = database_now(session) - after
        session.add(
            FiledRecordRow(
                record_id=document_id,
                version=1,
                record_type="document",
                manifest_key="k",
                manifest_sha256="0" * 64,
                doc_status="final",
                filed_at=database_now(session),
            )
        )


def test_the_day_says_what_came_in_what_waits_and_what_is_late_by_stage(web: WebSite) -> None:
    made = furnish(web)
    with web.site.belt.database.read() as session:
        now = database_now(session)
    web.change(made["stat_chart"], due_at=now - timedelta(hours=2, minutes=1))
    with web.site.belt.database.read() as session:
        flow = flow_of_the_day(session, now=now, zone=ZoneInfo("UTC"))
    assert len(flow.hours) == HOURS
    assert sum(flow.came_in) == 8
    assert flow.overdue[-1] == 1
    assert flow.overdue[0] == 0
    waiting = {stage.name: (stage.waiting_now, stage.overdue_now) for stage in flow.stages}
    assert waiting["Checking charts"] == (3, 1)
    assert waiting["Checking dictations"] == (1, 0)
    assert waiting["Reading charts"] == (1, 0)
    assert waiting["Needs a look"] == (1, 0)


def test_doubts_and_corrections_are_counted_a_page_by_where_they_came_from(web: WebSite) -> None:
    web.person("scan-1", Role.SCANNER)
    web.person("amy", Role.TECHNICIAN, Role.SCANNER)
    dirty = verified(web, 6, doubtful_words=20, revision=4, document_type="Consent")
    came_from(web, dirty, "upload", "scan-1")
    came_from(web, verified(web, 5, doubtful_words=2, document_type="Consent"), "upload", "amy")
    verified(web, 2, doubtful_words=9, document_type="Rare form")
    with web.site.belt.database.read() as session:
        tables = {table.of: table for table in quality_tables(session, since=LONG_AGO)}
    scanners = {row.name: row for row in tables["Scanner or source"].rows}
    assert scanners["scan-1"].doubts_a_unit == 10
    assert scanners["scan-1"].corrections_a_unit == 2
    assert scanners["added by other staff"].doubts_a_unit == 1
    assert "amy" not in scanners
    # two documents are too few for a row of their own, and for one of all others too
    assert [row.name for row in tables["Document type"].rows] == ["Consent"]


def test_turn_around_is_median_and_95th_percentile_by_worktype(web: WebSite) -> None:
    minutes = (10, 20, 30, 40, 100)
    for document_id, one in zip(verified(web, 5, document_type="Letter"), minutes, strict=True):
        filed(web, document_id, timedelta(minutes=one))
    filed(web, verified(web, 1, document_type="Rare")[0], timedelta(hours=1))
    with web.site.belt.database.read() as session:
        rows = {row.worktype: row for row in turn_around(session, since=LONG_AGO)}
    assert round(rows["Letter"].median_s / 60) == 30
    assert round(rows["Letter"].p95_s / 60) == 100
    assert rows["Letter"].documents == FEWEST
    assert set(rows) == {"Letter", "all others"}


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (0.0, 1), (1.0, 4)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert nearest_rank([1, 2, 3, 4], share) == value


def test_a_chart_of_nothing_and_one_of_much_keep_inside_their_frame() -> None:
    for values in ((0, 0), (7, 0.5), (123_456, 99)):
        chart = bar_chart("any", ["09", "10"], [Series("in", "tone-first", values)])
        assert all(bar.top >= 0 and bar.top + bar.height <= chart.foot for bar in chart.bars)
        assert all(bar.left + bar.width <= chart.width for bar in chart.bars)
    with pytest.raises(ValueError, match="one number a slot"):
        bar_chart("any", ["09"], [Series("in", "tone-first", (1, 2))])


def test_no_cell_of_the_csv_can_be_a_formula() -> None:
    text = as_csv([("=1+1", -3, "@cmd", 2.5)])
    assert next(csv.reader(io.StringIO(text))) == ["'=1+1", "'-3", "'@cmd", "2.5"]


def test_the_board_and_its_csv_are_for_those_who_see_the_status(web: WebSite) -> None:
    furnish(web)
    supervisor = web.signed_in(Role.SUPERVISOR)
    page = supervisor.get("/figures?days=30")
    assert page.status_code == 200
    assert page.text.count("<svg") >= 8
    for about in ("hours", "quality", "turn-around", "nonsense"):
        answer = supervisor.get(f"/figures/{about}.csv?days=1")
        assert answer.headers["content-type"].startswith("text/csv")
        assert "nonsense" not in answer.headers["content-disposition"]
    reader = web.signed_in(Role.READER, login="rea")
    assert reader.get("/figures").status_code == 403


def test_every_number_of_the_balance_leads_to_its_documents(web: WebSite) -> None:
    furnish(web)
    supervisor = web.signed_in(Role.SUPERVISOR)
    sentence = re.sub(r"<[^>]+>", "", supervisor.get("/status").text)
    assert (
        "In 8 = filed 1 + on its way 1 + waiting for a person 5 + withdrawn 0 + could not be used 1."
        in sentence
    )
    for shown, rows in {"filed": 1, "belt": 1, "waiting": 5, "withdrawn": 0, "refused": 1}.items():
        assert supervisor.get(f"/?shown={shown}").text.count('class="row-link"') == rows, shown
    administrator = web.signed_in(Role.ADMINISTRATOR, login="adm")
    assert "/?shown=waiting" not in administrator.get("/status").text
