from __future__ import annotations

import pytest

from ingest.stages import JobKind
from storage.accounts import Role
from storage.database import database_now
from storage.ids import new_id
from storage.ledger.documents import record_event
from storage.ledger.jobs import JobState
from storage.tables import Document, DocumentDeficiency, FiledRecordRow, Job, Patient
from tests.review_ui.site import WebSite, furnish


def park_jobs(web: WebSite, document_id: str) -> None:
    with web.site.belt.database.write() as session:
        for job in session.query(Job).filter(Job.subject_id == document_id):
            job.state = JobState.PARKED


def test_the_page_shows_fields_custody_and_the_originals_hash(web: WebSite) -> None:
    made = furnish(web)
    page = web.signed_in(Role.READER).get(f"/documents/{made['chart']}").text
    for words in (
        "Fernsby, Marigold",
        "14 Mar 1958",
        "Received",
        "progress.pdf",
        "not confirmed by a person",
    ):
        assert words in page
    assert web.site.document(made["chart"]).source_sha256 in page
    assert web.actions()[-1] == "document.viewed"


def test_what_came_in_and_what_was_confirmed_stand_side_by_side(web: WebSite) -> None:
    made = furnish(web)
    ben = web.person("ben", Role.TECHNICIAN, name="Ben Ito")
    web.change(made["chart"], patient_confirmed_by=ben, encounter_confirmed_by=ben)
    with web.site.belt.database.write() as session:
        session.get_one(Patient, web.site.document(made["chart"]).patient_id).name = "Fernsby, Mary"
    page = web.signed_in(Role.READER).get(f"/documents/{made['chart']}").text
    assert "confirmed by Ben Ito" in page
    assert "Fernsby, Mary" in page
    assert "changed" in page
    assert "inpatient" in page


def test_losses_earlier_files_and_filed_versions_are_shown(web: WebSite) -> None:
    made = furnish(web)
    with web.site.belt.database.write() as session:
        for page_number, start_s in ((7, None), (None, 12.0), (None, None)):
            session.add(
                DocumentDeficiency(
                    id=new_id(),
                    document_id=made["filed"],
                    reading_no=1,
                    kind="page_not_read",
                    note="The page is torn",
                    page_number=page_number,
                    start_s=start_s,
                )
            )
        session.add(
            FiledRecordRow(
                record_id=made["filed"],
                version=1,
                record_type="document",
                manifest_key="k",
                manifest_sha256="0" * 64,
                doc_status="final",
                filed_at=database_now(session),
            )
        )
        document = session.get_one(Document, made["filed"])
        document.linked_document_id, document.link_kind = made["chart"], "same_bytes"
        record_event(session, made["filed"], "same_bytes_again", actor="test", note="again")
    page = web.signed_in(Role.READER).get(f"/documents/{made['filed']}").text
    for words in ("page 7", "at 12 s", "whole document", "final", "The same file came again", made["chart"]):
        assert words in page


def test_a_link_to_a_document_that_the_person_may_not_see_is_not_shown(web: WebSite) -> None:
    made = furnish(web)
    scanner = web.signed_in(Role.SCANNER)
    received = scanner.upload(("progress.pdf", b"%PDF-1.7\n%progress.pdf\n"), mrn="another").json()
    assert received["outcome"] == "flagged"
    page = scanner.get(f"/documents/{received['document_id']}").text
    assert made["chart"] not in page


def test_withdrawing_needs_a_reason_that_stays_and_closes_open_work(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    path = f"/documents/{made['chart']}"
    refused = person.post(f"{path}/withdraw", reason="  ")
    assert (refused.status_code, "needs a reason" in refused.text) == (409, True)
    assert (
        person.post(f"{path}/withdraw", reason="scanned twice").headers["location"].endswith("done=withdrawn")
    )
    page = person.get(f"{path}?done=withdrawn").text
    assert "scanned twice" in page
    assert "The file itself is kept" in page
    assert {job.state for job in web.site.jobs(made["chart"])} == {JobState.DONE}
    again = person.post(f"{path}/withdraw", reason="again")
    assert (again.status_code, "cannot be withdrawn" in again.text) == (409, True)


def test_a_filed_document_cannot_be_withdrawn(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    assert "Withdraw" not in person.get(f"/documents/{made['filed']}").text
    assert person.post(f"/documents/{made['filed']}/withdraw", reason="x").status_code == 409


def test_stopped_work_goes_on_where_it_stopped(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    park_jobs(web, made["stopped"])
    assert "Try again" in person.get(f"/documents/{made['stopped']}").text
    assert person.post(f"/documents/{made['stopped']}/try-again").status_code == 303
    assert web.site.document(made["stopped"]).state == "splitting"
    assert [job.state for job in web.site.jobs(made["stopped"])] == [JobState.READY]
    assert person.post(f"/documents/{made['stopped']}/try-again").status_code == 409


@pytest.mark.parametrize(
    ("resume", "state", "reading_no"), [("reading", "received", 2), ("filing", "filing", 1)]
)
def test_a_stop_without_stopped_work_reads_anew_or_goes_on(
    web: WebSite, resume: str, state: str, reading_no: int
) -> None:
    made = furnish(web)
    web.change(made["stopped"], resume_state=resume)
    for job in web.site.jobs(made["stopped"]):
        with web.site.belt.database.write() as session:
            session.get_one(Job, job.id).state = JobState.DONE
    web.signed_in(Role.SUPERVISOR).post(f"/documents/{made['stopped']}/try-again")
    document = web.site.document(made["stopped"])
    assert (document.state, document.reading_no) == (state, reading_no)
    ready = [job.kind for job in web.site.jobs(made["stopped"]) if job.state == JobState.READY]
    assert ready == ([JobKind.OPEN_CHART] if reading_no == 2 else [])


def test_a_rejection_leaves_the_list_when_a_person_has_seen_it(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.TECHNICIAN)
    for _ in range(2):
        assert person.post(f"/documents/{made['rejected']}/seen").status_code == 303
    assert web.actions().count("document.rejection_seen") == 1
    assert "Every file that came in could be used" in person.get("/?shown=rejected").text
    assert person.post(f"/documents/{made['chart']}/seen").status_code == 409


def test_the_status_page_says_in_plain_words_that_nothing_is_lost(web: WebSite) -> None:
    made = furnish(web)
    person = web.signed_in(Role.SUPERVISOR)
    page = person.get("/status").text
    assert "Everything that came in is accounted for" in page
    assert "In <strong>8</strong> = " in page
    assert "Reading charts" in page
    assert "locked with a password" in page
    for word in ("parked", "dispatched", "awaiting", "ledger"):
        assert word not in page.lower()
    with web.site.belt.database.write() as session:
        known = session.get_one(Document, made["archive"])
        columns = {column.key: getattr(known, column.key) for column in Document.__table__.columns}
        session.add(Document(**columns | {"id": new_id()}))  # nobody wrote down that this one came in
    assert "does not add up" in person.get("/status/live").text


def test_a_coding_that_could_not_be_filed_can_be_tried_again(web: WebSite) -> None:
    made = furnish(web)
    job_id = new_id()
    with web.site.belt.database.write() as session:
        now = database_now(session)
        session.add(
            Job(
                id=job_id,
                kind=JobKind.FILE_CODING,
                queue="filing",
                subject_id=made["case"],
                payload={"version": 1},
                state=JobState.PARKED,
                priority=1,
                due_at=now,
                created_at=now,
                error_code="storage.store_unreachable",
                attempts=3,
                deliveries=0,
            )
        )
    person = web.signed_in(Role.SUPERVISOR)
    assert "Final coding" in person.get("/status").text
    assert person.post(f"/status/jobs/{job_id}/try-again").status_code == 303
    assert web.site.jobs(made["case"])[0].state == JobState.READY
    assert person.post(f"/status/jobs/{job_id}/try-again").status_code == 409


def test_how_far_a_recording_is_written_down_is_shown_by_the_second(web: WebSite) -> None:
    made = furnish(web)
    web.change(made["dictation"], state="reading", heard_s=80.0, duration_s=245.0)
    page = web.signed_in(Role.READER).get(f"/documents/{made['dictation']}").text
    assert "1:20 of 4:05 written down" in page
    web.change(made["dictation"], state="awaiting_review", heard_s=None)
    assert (
        "written down"
        not in web.signed_in(Role.READER, login="ruth").get(f"/documents/{made['dictation']}/live").text
    )
