"""Types and dates told from print, and learnt from what the site verified."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from ingest.document_types import (
    PrintedPage,
    TypeCounts,
    learn_types,
    signs_of,
    site_counts,
    suggest_date,
    suggest_type,
    type_names,
    with_shipped,
)
from storage.tables import Document, TypeLesson
from tests.review_ui.chart import chart_to_check, written_page
from tests.small_site import SmallSite, small_site

LAB = "LABORATORY REPORT\n\nCollected: 03/04/2019\nSpecimen: serum\nTest Result Flag Units Reference Range"
SLEEP = "SLEEP STUDY\n\nDate of study: 03/04/2019\nApnea index: twelve\nOxygen nadir: low\nSnoring: loud"


def printed(text: str) -> PrintedPage:
    return PrintedPage.from_stored(written_page(text, "p").as_json())


def test_the_shipped_list_knows_a_laboratory_report_on_the_first_day() -> None:
    told = suggest_type(signs_of([printed(LAB)]), with_shipped(TypeCounts()))
    assert (told.best, told.is_sure) == ("Laboratory report", True)


def test_nothing_is_suggested_where_nothing_was_read() -> None:
    assert suggest_type(signs_of([PrintedPage()]), with_shipped(TypeCounts())).best == ""


def test_a_page_that_says_nothing_of_its_type_is_not_sure() -> None:
    told = suggest_type(
        signs_of([printed("he came in the afternoon\nwith his brother")]), with_shipped(TypeCounts())
    )
    assert not told.is_sure


def test_the_sites_own_name_of_a_shipped_type_is_used() -> None:
    filed = TypeCounts.of([("Labs", ["w:nothing"])])
    assert suggest_type(signs_of([printed(LAB)]), with_shipped(filed)).best == "Labs"
    assert type_names(["Labs"])[0] == "Labs"
    assert "Laboratory report" not in type_names(["Labs"])


def test_no_digit_of_the_paper_becomes_a_sign() -> None:
    found = signs_of([printed("MRN: 900417\nAccession L1234567 on 03/04/2019")])
    assert not any(letter.isdigit() for sign in found for letter in sign)


def test_the_labelled_date_wins_over_those_of_birth_and_of_printing() -> None:
    page = printed("DOB: 03/14/1958\nPrinted 01/02/2024\nDate of visit: 05/06/2020\nseen since 02/02/2002")
    told = suggest_date([page], today=date(2026, 1, 1), birth_date=date(1958, 3, 14))
    assert (told.likely[0], told.is_sure) == (date(2020, 5, 6), True)


def test_two_dates_of_the_same_weight_are_not_sure() -> None:
    told = suggest_date([printed("Collected: 05/06/2020\nReceived: 05/08/2020")], today=date(2026, 1, 1))
    assert len(told.likely) == 2
    assert not told.is_sure


def test_a_day_to_come_is_no_documents_date() -> None:
    assert suggest_date([printed("Date: 05/06/2030")], today=date(2026, 1, 1)).likely == ()


def verified(site: SmallSite, text: str, document_type: str) -> str:
    document_id = chart_to_check(site, text).document_id
    site.write(lambda session: _file(session.get_one(Document, document_id), document_type))
    return document_id


def _file(document: Document, document_type: str) -> None:
    document.state, document.document_type = "filed", document_type


def test_a_type_of_the_sites_own_is_learnt_once_from_each_verified_document(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        for _ in range(3):
            verified(site, SLEEP, "Sleep study")
        assert learn_types(site.belt.database, site.belt.store) == 3
        assert learn_types(site.belt.database, site.belt.store) == 0
        signs = signs_of([printed(SLEEP)])
        with site.belt.database.read() as session:
            counts = site_counts(session, "site", signs)
        assert counts.documents == {"Sleep study": 3}
        assert suggest_type(signs, with_shipped(counts)).best == "Sleep study"


def test_a_document_whose_type_was_changed_is_counted_anew(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        document_id = verified(site, SLEEP, "Consultation")
        learn_types(site.belt.database, site.belt.store)
        site.write(lambda session: _file(session.get_one(Document, document_id), "Sleep study"))
        assert learn_types(site.belt.database, site.belt.store) == 1
        with site.belt.database.read() as session:
            assert site_counts(session, "site", signs_of([printed(SLEEP)])).documents == {"Sleep study": 1}
            assert session.scalars(select(TypeLesson.document_type)).all() == ["Sleep study"]


def test_one_filed_document_does_not_make_every_page_of_that_clinic_look_like_it() -> None:
    letterhead = {f"w:word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)}  # of every page there
    filed = with_shipped(TypeCounts.of([("Progress note", letterhead | {"h:progress", "h:notes"})]))
    suggested = suggest_type(letterhead | {"h:operative", "h:report", "t:operative report"}, filed)
    assert suggested.best == "Operative report"
    assert not suggest_type(letterhead, filed).is_sure
