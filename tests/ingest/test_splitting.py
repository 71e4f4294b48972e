"""A file with separators becomes several documents: no page lost, none twice, no claim carried over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.page_labels import PageLabel, foreign_labels, proposed_fields
from ingest.roll_up import add_deficiencies
from ingest.splitting import ChartPart, SplitPlan, lay_out_pages, split_document
from storage.errors import Deficiency
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState as S
from storage.ledger.documents import lock_document, move
from storage.ledger.jobs import cancel_open_jobs
from storage.tables import (
    Document,
    DocumentDeficiency,
    DocumentEventRow,
    DocumentPage,
    Page,
    SetAsidePage,
)
from tests.small_site import FERN, PDF, SmallSite, small_site

COVER_B = IndexFields(mrn="B-2", encounter="E-9", document_type="Consent")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def file_of(site: SmallSite, page_count: int, **fields: str) -> str:
    """A file whose pages were laid out and looked at."""
    received = site.receive(PDF, **fields)

    def open_it(session: Session) -> None:
        document = lock_document(session, received.document_id)
        cancel_open_jobs(session, document.id)
        move(session, document, S.SPLITTING, actor="test")
        assert lay_out_pages(session, lock_document(session, document.id), page_count) == page_count

    site.write(open_it)
    return received.document_id


def split(site: SmallSite, document_id: str, plan: SplitPlan) -> list[Document]:
    ids: list[str] = []

    def act(session: Session) -> None:
        ids.extend(one.id for one in split_document(session, lock_document(session, document_id), plan))

    site.write(act)
    return [site.document(one) for one in ids]


def pages_of(site: SmallSite, document_id: str) -> list[int]:
    """Places in the file of the document's pages, in its order."""
    with site.belt.database.read() as session:
        rows = session.query(Page.source_index, DocumentPage.position).join(
            DocumentPage, DocumentPage.page_id == Page.id
        )
        found = rows.filter(DocumentPage.document_id == document_id).order_by(DocumentPage.position).all()
        assert [position for _, position in found] == list(range(len(found)))
        return [index for index, _ in found]


def losses(site: SmallSite, document_id: str) -> list[tuple[str, int | None]]:
    with site.belt.database.read() as session:
        rows = session.query(DocumentDeficiency).filter_by(document_id=document_id)
        return sorted(((row.kind, row.page_number) for row in rows), key=str)


def test_each_part_is_a_document_with_its_own_pages_and_the_separators_stay_with_the_first(
    site: SmallSite,
) -> None:
    whole = file_of(site, 7, **FERN)
    plan = SplitPlan((ChartPart((1, 2)), ChartPart((4,), COVER_B), ChartPart((6,))), separators=(0, 3, 5))

    first, second, third = split(site, whole, plan)

    assert first.id == whole
    assert [pages_of(site, one.id) for one in (first, second, third)] == [[1, 2], [4], [6]]
    assert [one.page_count for one in (first, second, third)] == [2, 1, 1]
    assert {one.part_of for one in (first, second, third)} == {whole}
    with site.belt.database.read() as session:
        aside = session.query(SetAsidePage).filter_by(document_id=whole).all()
        in_documents = session.query(DocumentPage).count()
    assert sorted((one.position, one.reason) for one in aside) == [(at, "separator") for at in (0, 3, 5)]
    assert in_documents + len(aside) == 7  # pages received = pages in documents + separators
    assert (first.state, second.state, third.state) == (S.SPLITTING, S.READING, S.READING)
    assert [job.kind for job in site.jobs(second.id)] == ["read_pages"]


def test_a_cover_sheet_speaks_for_its_own_part_alone(site: SmallSite) -> None:
    plan = SplitPlan((ChartPart((0,)), ChartPart((2,), COVER_B), ChartPart((4,))), separators=(1, 3))
    parts = split(site, file_of(site, 5, route="archive", **FERN), plan)
    claimed = [IndexFields.from_json(one.claimed_fields) for one in parts]
    assert [one.mrn for one in claimed] == [FERN["mrn"], "B-2", FERN["mrn"]]
    assert (claimed[1].name, claimed[1].dob) == ("", None)  # an MRN and another's name make a third patient
    assert [one.document_type for one in parts] == ["", "Consent", ""]
    assert {one.route for one in parts} == {"archive"}


def test_the_ledger_balances_and_both_sides_of_the_split_say_so(site: SmallSite) -> None:
    whole = file_of(site, 3)
    first, second = split(site, whole, SplitPlan((ChartPart((0,)), ChartPart((2,))), separators=(1,)))
    with site.belt.database.read() as session:
        balance = ledger_balance(session)
        said = [
            [row.event for row in session.query(DocumentEventRow).filter_by(document_id=one.id)]
            for one in (first, second)
        ]
    assert (balance["accepted"], balance["balanced"]) == (2, True)
    assert "split_into" in said[0]
    assert said[1][:2] == ["received", "split_from"]


def test_what_was_found_on_a_page_goes_with_it_and_what_was_found_on_the_file_is_said_of_every_part(
    site: SmallSite,
) -> None:
    whole = file_of(site, 4)
    found = [
        Deficiency("rescan_wanted", "too faint", 1),
        Deficiency("rescan_wanted", "cut off", 2),
        Deficiency("rescan_wanted", "blurred", 4),
        Deficiency("file_repaired", "it was damaged"),
    ]
    site.write(lambda session: add_deficiencies(session, session.get_one(Document, whole), found))
    findings = (Deficiency("duplicate_page", "like page 1", 2),)
    plan = SplitPlan((ChartPart((0,)), ChartPart((2, 3), None, findings)), separators=(1,))

    first, second = split(site, whole, plan)

    assert losses(site, first.id) == [("file_repaired", None), ("rescan_wanted", 1)]
    assert losses(site, second.id) == [("duplicate_page", 2), ("file_repaired", None), ("rescan_wanted", 2)]


def test_a_crash_before_the_end_of_the_transaction_leaves_the_whole_file(site: SmallSite) -> None:
    whole = file_of(site, 3)
    plan = SplitPlan((ChartPart((0,)), ChartPart((2,))), separators=(1,))

    def dies(session: Session) -> None:
        split_document(session, lock_document(session, whole), plan)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        site.write(dies)

    assert pages_of(site, whole) == [0, 1, 2]
    with site.belt.database.read() as session:
        assert session.query(Document).count() == 1
    assert len(split(site, whole, plan)) == 2


def test_a_part_that_is_opened_again_keeps_its_own_pages(site: SmallSite) -> None:
    parts = split(site, file_of(site, 3), SplitPlan((ChartPart((0,)), ChartPart((2,))), separators=(1,)))
    for one, pages in zip(parts, ([0], [2]), strict=True):
        site.write(lambda s, one=one: lay_out_pages(s, lock_document(s, one.id), 3))  # type: ignore[misc]
        assert pages_of(site, one.id) == pages


def test_a_file_with_one_cover_sheet_stays_one_document_without_the_sheet(site: SmallSite) -> None:
    whole = file_of(site, 2)
    (only,) = split(site, whole, SplitPlan((ChartPart((1,), COVER_B),), separators=(0,)))
    assert (pages_of(site, whole), only.part_of) == ([1], None)
    assert IndexFields.from_json(only.claimed_fields).mrn == "B-2"


def test_every_part_of_a_file_that_came_before_names_the_earlier_document_with_the_same_pages(
    site: SmallSite,
) -> None:
    plan = SplitPlan((ChartPart((1,)), ChartPart((3,))), separators=(0, 2))
    before = split(site, file_of(site, 4), plan)

    again = split(site, file_of(site, 4), plan)

    assert [one.linked_document_id for one in again] == [one.id for one in before]
    assert {one.link_kind for one in again} == {"same_bytes"}
    assert {one.link_kind for one in before} == {None}


def test_labels_propose_what_they_agree_on_and_a_label_of_somebody_else_stops_its_page(
    site: SmallSite,
) -> None:
    whole = file_of(site, 3, **FERN)
    labels = {0: PageLabel("900417", "", "Face sheet"), 2: PageLabel("777")}
    (only,) = split(site, whole, SplitPlan((ChartPart((0, 1, 2)),), labels=labels))
    assert only.proposed_fields == {"document_type": "Face sheet"}
    assert losses(site, whole) == [("other_patient", 3)]


def test_labels_are_held_against_each_other_where_nothing_else_says_who_it_is() -> None:
    labels = {0: PageLabel("0042"), 1: PageLabel("42"), 3: PageLabel("43")}
    assert [one.page_number for one in foreign_labels(labels, mrn="", encounter="")] == [4]
    accounts = {0: PageLabel(account="A-1"), 1: PageLabel(account="A-2")}
    assert [one.page_number for one in foreign_labels(accounts, mrn="42", encounter="A-1")] == [2]
    assert proposed_fields([PageLabel("0042", "A-1"), PageLabel("42", "A-1")]) == {
        "mrn": "42",
        "encounter": "A-1",
    }
    assert proposed_fields([PageLabel("42"), PageLabel("43")]) == {}


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_a_plan_that_forgets_or_doubles_a_page_cannot_be_built(is_separator: list[bool]) -> None:
    separators = tuple(at for at, one in enumerate(is_separator) if one)
    pages = tuple(at for at, one in enumerate(is_separator) if not one)
    if not pages:
        with pytest.raises(ValueError, match="every page"):
            SplitPlan((), separators)
        return
    assert SplitPlan((ChartPart(pages),), separators).page_count == len(is_separator)
    with pytest.raises(ValueError, match="every page"):
        SplitPlan((ChartPart((*pages, pages[0])),), separators)


def test_a_plan_for_other_pages_than_the_documents_is_refused(site: SmallSite) -> None:
    whole = file_of(site, 2)
    with pytest.raises(ValueError, match="exactly the pages"):
        split(site, whole, SplitPlan((ChartPart((0, 1, 2)),)))
    with pytest.raises(ValueError, match="told apart"):
        SplitPlan((ChartPart((0,)), ChartPart((1,))))
    with pytest.raises(ValueError, match="at least one page"):
        ChartPart(())
