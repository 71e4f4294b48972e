"""Who is this? Choosing, typing or laying aside the patient of a chart, and pages that name somebody else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from ingest.index_fields import parse_index_fields
from ingest.patients.matching import ensure_patient
from ingest.patients.merges import merge_patients
from storage.accounts import Role
from storage.audit.record import Actor
from storage.tables import Document, DocumentDeficiency, PagePatientDecision, Patient, PatientAlias
from tests.review_ui.chart import ChartMade, chart_to_check
from tests.review_ui.site import SignedInClient, WebSite

FERN_PAGE = "Patient: Marigold Fernsby DOB: 03/14/1958 MRN: 900417"
BARNABY_PAGE = "Patient: Barnaby Thistlewood MRN: 900562"


def patient(web: WebSite, mrn: str, name: str, born: str) -> str:
    with web.site.belt.database.write() as session:
        fields = parse_index_fields({"mrn": mrn, "name": name, "dob": born})
        return ensure_patient(session, fields, mrn_required=False).id


def unnamed_chart(web: WebSite, *texts: str) -> ChartMade:
    """A chart on the archive route that came in without a word about its patient."""
    return chart_to_check(
        web.site, *texts, mrn="", name="", dob="", encounter="", encounter_type="", route="archive"
    )


@pytest.fixture
def fern(web: WebSite) -> str:
    return patient(web, "900417", "Fernsby, Marigold", "1958-03-14")


@pytest.fixture
def rosa(web: WebSite) -> SignedInClient:
    return web.signed_in(Role.TECHNICIAN, login="rosa")


def document(web: WebSite, document_id: str) -> Document:
    with web.site.belt.database.read() as session:
        return session.get_one(Document, document_id)


def test_the_page_offers_the_patient_it_reads_first_and_goes_on_to_the_next_chart(
    web: WebSite, fern: str, rosa: SignedInClient
) -> None:
    first = unnamed_chart(web, FERN_PAGE).document_id
    second = unnamed_chart(web, "Nothing to see.").document_id
    patient(web, "900418", "Fernsby, Martin", "1931-01-01")

    assert rosa.get("/who").headers["location"] == f"/documents/{first}/who"
    page = rosa.get(f"/documents/{first}/who").text
    assert page.index("Fernsby, Marigold") < page.index("Same record number")
    assert 'class="who-box"' in page
    answer = rosa.post(f"/documents/{first}/who", how="known", patient_id=fern)

    assert answer.headers["location"] == f"/documents/{second}/who"
    chosen = document(web, first)
    assert (chosen.patient_id, chosen.state, chosen.route) == (fern, "awaiting_review", "archive")
    assert "confirmed_index" in web.actions()


def test_a_new_patient_is_made_unless_somebody_very_like_is_known(
    web: WebSite, fern: str, rosa: SignedInClient
) -> None:
    chart = unnamed_chart(web, "Nothing.").document_id

    twice = rosa.post(f"/documents/{chart}/who", how="new", name="Marigold Fernsby", dob="03/14/1958")
    assert twice.status_code == 422
    assert "known already" in twice.text
    wrong = rosa.post(f"/documents/{chart}/who", how="new", name="Odette Quillan", dob="soon")
    assert wrong.status_code == 422
    made = rosa.post(f"/documents/{chart}/who", how="new", name="Odette Quillan", dob="1985-07-29")

    assert made.status_code == 303
    with web.site.belt.database.read() as session:
        names = session.scalars(select(Patient.name).order_by(Patient.name)).all()
    assert names == ["Fernsby, Marigold", "Odette Quillan"]


def test_a_chart_laid_aside_does_not_come_again_and_stays_listed(web: WebSite, rosa: SignedInClient) -> None:
    chart = unnamed_chart(web, "Nothing.").document_id

    answer = rosa.post(f"/documents/{chart}/who", how="aside", note="ask at the desk")

    assert answer.headers["location"] == "/who"
    assert "ask at the desk" in rosa.get("/who").text
    assert document(web, chart).patient_id is None


def test_typing_finds_beginnings_numbers_and_misspelt_names(
    web: WebSite, fern: str, rosa: SignedInClient
) -> None:
    chart = unnamed_chart(web, "Nothing.").document_id

    def search(typed: str) -> str:
        return str(rosa.post(f"/documents/{chart}/who/search", typed=typed).json()["part"])

    for typed in ("fern", "mari fern", "900417", "9004", "1958-03-14", "fernsbee marigold"):
        assert "Fernsby, Marigold" in search(typed), typed
    assert "Nobody like this" in search("zzz")


def test_a_page_that_names_somebody_else_keeps_the_chart_until_a_person_says_why_it_stays(
    web: WebSite, fern: str, rosa: SignedInClient
) -> None:
    chart = unnamed_chart(web, FERN_PAGE, BARNABY_PAGE, BARNABY_PAGE).document_id
    stays = rosa.post(f"/documents/{chart}/who", how="known", patient_id=fern)
    assert stays.headers["location"] == f"/documents/{chart}/who"
    page = rosa.get(f"/documents/{chart}/who").text
    assert "Pages 2, 3 name somebody else" in page
    with web.site.belt.database.read() as session:
        ids = " ".join(
            session.scalars(select(DocumentDeficiency.id).order_by(DocumentDeficiency.page_number))
        )

    address = f"/documents/{chart}/who/pages"
    assert rosa.post(address, deficiency_ids=ids, decision="same_patient", reason=" ").status_code == 409
    rosa.post(f"/documents/{chart}/verify", based_on="0")
    assert document(web, chart).state == "in_review"
    rosa.post(address, deficiency_ids=ids, decision="same_patient", reason="married in 1990", keep="yes")

    with web.site.belt.database.read() as session:
        kept = session.scalars(select(PagePatientDecision)).all()
        aliases = set(session.scalars(select(PatientAlias.value)))
    assert [(one.decision, one.reason) for one in kept] == [("same_patient", "married in 1990")] * 2
    assert aliases == {"Barnaby Thistlewood", "900562"}
    assert document(web, chart).state == "awaiting_review"


def test_foreign_pages_go_to_a_chart_of_their_own(web: WebSite, fern: str, rosa: SignedInClient) -> None:
    made = unnamed_chart(web, FERN_PAGE, BARNABY_PAGE)
    rosa.post(f"/documents/{made.document_id}/who", how="known", patient_id=fern)
    with web.site.belt.database.read() as session:
        deficiency = session.scalars(select(DocumentDeficiency.id)).one()

    rosa.post(f"/documents/{made.document_id}/who/pages", deficiency_ids=deficiency, decision="move")

    with web.site.belt.database.read() as session:
        other = session.scalars(select(Document).where(Document.id != made.document_id)).one()
        kept = session.scalars(select(PagePatientDecision)).one()
    assert (other.patient_id, other.page_count) == (None, 1)
    assert (kept.decision, kept.page_id) == ("moved", made.page_ids[1])


def test_a_merged_patient_is_offered_as_the_one_who_was_kept(
    web: WebSite, fern: str, rosa: SignedInClient
) -> None:
    older = patient(web, "77-12-55", "Applegate, Marigold", "1958-03-14")
    with web.site.belt.database.write() as session:
        merge_patients(session, kept_id=fern, merged_id=older, reason="married", actor=Actor.program("test"))
    chart = unnamed_chart(web, "Patient: Marigold Applegate MRN: 77-12-55").document_id

    page = rosa.get(f"/documents/{chart}/who").text
    assert "also Applegate, Marigold" in page
    rosa.post(f"/documents/{chart}/who", how="known", patient_id=fern)

    assert document(web, chart).patient_id == fern
    with web.site.belt.database.read() as session:
        assert session.scalars(select(DocumentDeficiency)).all() == []
        assert session.get_one(Patient, older).birth_date == date(1958, 3, 14)
