"""The wall of a chart's pages, by its routes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from review_ui.chart_opener import ensure_proposal
from storage.accounts import Role
from storage.tables import ChartOpening, Document, DocumentPage, OpeningAct, PageGlance, SetAsidePage
from tests.review_ui.chart import ChartMade, chart_to_check
from tests.review_ui.site import SignedInClient, WebSite

LAB = "LABORATORY REPORT\n\nCollected: 03/04/2019\nSpecimen: blood\nTest Result Flag Units"
NOTE = "PROGRESS NOTE\n\nDate of visit: 05/06/2020\nSubjective: he is well\nAssessment and Plan: go on"
MORE = "and he was told to come back after two weeks\nif the cough had not gone away by then"


def opened(web: WebSite) -> tuple[SignedInClient, ChartMade]:
    rosa = web.signed_in(Role.TECHNICIAN, login="rosa")
    made = chart_to_check(web.site, LAB, NOTE, MORE, route="archive", encounter="")
    assert rosa.get(f"/charts/{made.document_id}/open").status_code == 200
    return rosa, made


def act(who: SignedInClient, made: ChartMade, name: str, page: int = 0, value: str = "") -> dict[str, object]:
    answer = who.client.post(
        f"/charts/{made.document_id}/open/acts",
        json={"act": name, "page": made.page_ids[page], "value": value},
        headers={"x-csrf-token": who.token, "accept": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    shown: dict[str, object] = answer.json()
    return shown


def starts(shown: dict[str, object]) -> list[bool]:
    pages = shown["pages"]
    assert isinstance(pages, list)
    return [page["starts"] for page in pages]


def documents_of(web: WebSite, made: ChartMade) -> list[Document]:
    with web.site.belt.database.read() as session:
        rows = session.scalars(
            select(Document)
            .join(DocumentPage, DocumentPage.document_id == Document.id)
            .where(DocumentPage.page_id.in_(made.page_ids), DocumentPage.position == 0)
        ).all()
        session.expunge_all()
        return sorted(rows, key=lambda one: one.id)


def test_a_chart_becomes_its_documents_with_type_date_and_patient(web: WebSite) -> None:
    rosa, made = opened(web)
    act(rosa, made, "split", 1)
    act(rosa, made, "join", 2)
    act(rosa, made, "type", 0, "Laboratory report")
    act(rosa, made, "date", 0, "3/4/19")
    act(rosa, made, "type", 2, "Progress note")
    act(rosa, made, "date", 1, "2020-05-06")
    for page in range(3):
        act(rosa, made, "seen", page)
    answer = rosa.post(f"/charts/{made.document_id}/open/commit", patient="yes")
    assert answer.status_code == 303, answer.text
    lab, note = documents_of(web, made)
    assert (lab.document_type, lab.date_of_service) == ("Laboratory report", date(2019, 3, 4))
    assert (note.document_type, note.date_of_service) == ("Progress note", date(2020, 5, 6))
    assert lab.patient_confirmed_by is not None
    assert lab.patient_id == note.patient_id
    assert (lab.page_count, note.page_count) == (1, 2)
    assert {lab.part_of, note.part_of} == {made.document_id}
    assert {lab.state, note.state} == {"reading"}
    with web.site.belt.database.read() as session:
        assert len(session.scalars(select(PageGlance)).all()) == 3
        assert session.scalars(select(SetAsidePage)).all() == []


def test_accepting_goes_to_the_next_question_and_undo_takes_it_back(web: WebSite) -> None:
    rosa, made = opened(web)
    shown = act(rosa, made, "accept", 0)
    pages = shown["pages"]
    assert isinstance(pages, list)
    assert pages[0]["seen"]
    before = act(rosa, made, "split", 2)
    assert starts(before)[2]
    after = act(rosa, made, "undo")
    assert not starts(after)[2]
    with web.site.belt.database.read() as session:
        kept = session.scalars(select(OpeningAct).order_by(OpeningAct.number)).all()
        assert [row.taken_back_at is not None for row in kept] == [False, True]


def test_what_was_decided_waits_for_whoever_goes_on(web: WebSite) -> None:
    rosa, made = opened(web)
    act(rosa, made, "split", 2)
    rosa.post(f"/charts/{made.document_id}/open/stand", page=made.page_ids[2])
    rosa.post(f"/documents/{made.document_id}/hand-back")
    sam = web.signed_in(Role.TECHNICIAN, login="sam")
    assert 'data-place="2"' in sam.get(f"/charts/{made.document_id}/open").text
    assert starts(act(sam, made, "seen", 1))[2]
    refused = rosa.post(f"/charts/{made.document_id}/open/acts", act="seen", page=made.page_ids[0])
    assert refused.status_code == 409


def test_pages_of_another_patient_leave_a_tombstone_and_claim_nothing(web: WebSite) -> None:
    rosa, made = opened(web)
    act(rosa, made, "away", 1)
    act(rosa, made, "type", 0, "Laboratory report")
    act(rosa, made, "join", 2)
    for page in (0, 2):
        act(rosa, made, "seen", page)
    assert rosa.post(f"/charts/{made.document_id}/open/commit", patient="yes").status_code == 303
    mine, theirs = documents_of(web, made)
    assert theirs.patient_id is None
    assert theirs.claimed_fields["name"] == ""
    assert mine.page_count == 2
    with web.site.belt.database.read() as session:
        stone = session.scalars(select(SetAsidePage)).one()
        assert (stone.document_id, stone.page_id) == (mine.id, made.page_ids[1])


def test_nothing_is_made_while_a_page_was_not_seen(web: WebSite) -> None:
    rosa, made = opened(web)
    act(rosa, made, "seen", 0)
    refused = rosa.client.post(
        f"/charts/{made.document_id}/open/commit",
        json={"patient": "yes"},
        headers={"x-csrf-token": rosa.token, "accept": "application/json"},
    )
    assert refused.status_code == 409
    assert "2 pages not seen yet" in refused.text
    assert len(documents_of(web, made)) == 1


def test_a_long_chart_opens_on_the_wall_from_the_worklist_until_it_was_opened(web: WebSite) -> None:
    rosa = web.signed_in(Role.TECHNICIAN, login="rosa")
    made = chart_to_check(web.site, *[MORE] * 20, route="archive")
    assert f"/charts/{made.document_id}/open" in rosa.get("/?shown=charts").text
    ensure_proposal(web.app.state.workplace, made.document_id)
    with web.site.belt.database.write() as session:
        opening = session.get_one(ChartOpening, made.document_id)
        opening.committed_at = opening.made_at
    assert f"/charts/{made.document_id}/open" not in rosa.get("/?shown=charts").text
