from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from review_ui.byte_range import ByteRange, byte_range
from storage.accounts import Role
from storage.artifacts import put_artifact, put_json, record_artifact
from storage.database import database_now
from storage.filing import file_record
from storage.tables import AuditEvent, CodingCase, Document, Encounter, FiledRecordRow, Patient
from tests.review_ui.chart import chart_to_check, picture
from tests.review_ui.site import WebSite
from tests.storage.filing.snapshots import OBJECTS, ORIGINAL, chart_snapshot, put_contents

SOUND = bytes(range(256)) * 1000  # spans several frames of the envelope


def recording(web: WebSite) -> str:
    received = web.site.receive(b"RIFF" + SOUND, file_name="d.wav")
    store = web.site.belt.store
    made = [
        put_artifact(store, "playable", SOUND, media_type="audio/wav"),
        put_json(store, "peaks", {"schema_version": 1, "peaks": [0, 255]}),
    ]

    def write(session: Session) -> None:
        session.get_one(Document, received.document_id).kind = "dictation"
        for one in made:
            record_artifact(session, one, subject_id=received.document_id, version=1)

    web.site.write(write)
    return received.document_id


def last_audit(web: WebSite) -> AuditEvent:
    with web.site.belt.database.read() as session:
        newest = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert newest is not None
    return newest


def test_a_page_is_served_as_a_picture_that_no_browser_keeps_and_the_read_is_recorded(web: WebSite) -> None:
    reader = web.signed_in(Role.READER)
    made = chart_to_check(web.site, "One", "Two")
    path = f"/documents/{made.document_id}/pages/{made.page_ids[1]}"
    answer = reader.get(f"{path}/image")
    assert answer.content == picture(850, 1100)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    seen = last_audit(web)
    assert (seen.action, seen.subject_id, seen.detail["page"]) == ("page.viewed", made.document_id, 2)
    assert reader.get(f"{path}/thumbnail").content == picture(85, 110)


def test_a_page_of_another_document_is_no_page_of_this_one(web: WebSite) -> None:
    reader = web.signed_in(Role.READER)
    one, other = chart_to_check(web.site, "One"), chart_to_check(web.site, "Other")
    assert reader.get(f"/documents/{one.document_id}/pages/{other.page_ids[0]}/image").status_code == 404


def test_somebody_elses_upload_is_closed_to_a_scanner(web: WebSite) -> None:
    scanner = web.signed_in(Role.SCANNER)
    made, dictation = chart_to_check(web.site, "One"), recording(web)
    before = len(web.actions())
    for path in (
        f"/documents/{made.document_id}/pages/{made.page_ids[0]}/image",
        f"/documents/{made.document_id}/original",
        f"/documents/{dictation}/audio",
        f"/documents/{dictation}/peaks",
        f"/charts/{made.document_id}",
        f"/charts/{made.document_id}/pages/1",
        f"/documents/{made.document_id}/side",
        f"/records/{made.document_id}/1/text",
    ):
        assert scanner.get(path).status_code == 404, path
    assert len(web.actions()) == before


def test_a_recording_plays_from_any_byte(web: WebSite) -> None:
    pat = web.signed_in(Role.TRANSCRIPTIONIST)
    path = f"/documents/{recording(web)}/audio"
    whole = pat.get(path)
    assert (whole.status_code, whole.content) == (200, SOUND)
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-type"] == "audio/wav"
    for asked, start, end in (
        ("bytes=0-", 0, 256_000),
        ("bytes=70000-131071", 70_000, 131_072),
        ("bytes=-5", 255_995, 256_000),
    ):
        part = pat.client.get(path, headers={"range": asked})
        assert (part.status_code, part.content) == (206, SOUND[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/256000"
        assert last_audit(web).detail == {"from_byte": start, "to_byte": end}
    beyond = pat.client.get(path, headers={"range": "bytes=256000-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */256000")
    assert pat.get(path.replace("audio", "peaks")).json()["peaks"] == [0, 255]


def test_what_is_not_there_says_why(web: WebSite) -> None:
    pat = web.signed_in(Role.TRANSCRIPTIONIST)
    received = web.site.receive()
    for what in ("audio", "peaks"):
        missing = pat.client.get(
            f"/documents/{received.document_id}/{what}", headers={"accept": "application/json"}
        )
        assert missing.status_code == 404
        assert missing.json()["error"]["code"] == "review_ui.medium_missing"
    assert pat.get(f"/records/{received.document_id}/1/text").status_code == 404


def test_the_original_comes_back_byte_for_byte_under_a_name_without_a_patient(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    received = web.site.receive(b"%PDF-1.7\nthe original", file_name="Fernsby Marigold.pdf")
    answer = pat.get(f"/documents/{received.document_id}/original")
    assert answer.content == b"%PDF-1.7\nthe original"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{received.document_id[-8:]}-original.pdf"'
    )
    assert last_audit(web).action == "original.opened"


def test_an_unknown_kind_of_file_is_only_ever_saved(web: WebSite) -> None:
    pat = web.signed_in(Role.TECHNICIAN)
    received = web.site.receive(b"<html><script>alert(1)</script></html>", file_name="page.html")
    answer = pat.get(f"/documents/{received.document_id}/original")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "header", [None, "", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,4-5", "bytes=9-3"]
)
def test_a_range_that_is_none_is_ignored(header: str | None) -> None:
    assert byte_range(header, 100) is None


@given(st.integers(0, 200), st.one_of(st.none(), st.integers(0, 200)), st.integers(1, 150))
def test_a_range_never_leaves_the_bytes_that_exist(start: int, last: int | None, size: int) -> None:
    found = byte_range(f"bytes={start}-{'' if last is None else last}", size)
    if last is not None and last < start:
        assert found is None
        return
    assert found is not None
    assert found.is_empty == (start >= size)
    assert found.end <= size
    assert found.is_empty or list(range(size))[found.start : found.end] == [
        place for place in range(size) if place >= start and (last is None or place <= last)
    ]


def test_the_last_bytes_of_a_short_file_are_all_of_it() -> None:
    assert byte_range("bytes=-500", 100) == ByteRange(0, 100)
    empty = byte_range("bytes=-0", 100)
    assert empty is not None
    assert empty.is_empty


def file_by_hand(web: WebSite, document_id: str) -> None:
    """A filed version whose objects are those of tests.storage.filing.snapshots."""
    store = web.site.belt.store
    put_contents(store)
    filed = file_record(chart_snapshot(record_id=document_id, document_id=document_id), store=store)

    def write(session: Session) -> None:
        session.add(
            FiledRecordRow(
                record_id=document_id,
                version=1,
                record_type="document",
                manifest_key=filed.manifest_key,
                manifest_sha256=filed.manifest_sha256,
                doc_status="final",
                filed_at=database_now(session),
            )
        )

    web.site.write(write)


def test_every_object_of_a_filed_version_opens_by_its_kind(web: WebSite) -> None:
    reader = web.signed_in(Role.READER)
    document_id = web.site.receive().document_id
    file_by_hand(web, document_id)
    answer = reader.get(f"/records/{document_id}/1/searchable_pdf")
    assert answer.content == OBJECTS["searchable_pdf", "chart.pdf"]
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        f'inline; filename="{document_id[-8:]}-v1-searchable-pdf.pdf"'
    )
    assert last_audit(web).detail == {"version": 1, "kind": "searchable_pdf"}
    assert reader.get(f"/records/{document_id}/1/original").content == ORIGINAL
    assert reader.get(f"/records/{document_id}/1/no_such_kind").status_code == 404
    assert reader.get(f"/records/{document_id}/2/searchable_pdf").status_code == 404


def test_a_coding_record_opens_for_those_who_see_the_documents_of_its_encounter(web: WebSite) -> None:
    reader, scanner = web.signed_in(Role.READER), web.signed_in(Role.SCANNER, login="sam")
    document_id = web.site.receive().document_id

    def write(session: Session) -> None:
        patient = Patient(id="p", mrn="1", name="Doe", name_key="doe", created_at=database_now(session))
        session.add(patient)
        session.flush()
        encounter = Encounter(
            id="e", patient_id="p", number="E", encounter_type="inpatient", created_at=database_now(session)
        )
        session.add(encounter)
        session.flush()
        session.add(CodingCase(id="c", encounter_id="e", state="final", created_at=database_now(session)))

    web.site.write(write)
    assert reader.get("/records/c/1/coding").status_code == 404  # the encounter has no document
    web.change(document_id, encounter_id="e")
    missing = reader.client.get("/records/c/1/coding", headers={"accept": "application/json"})
    assert missing.json()["error"]["code"] == "review_ui.medium_missing"
    hidden = scanner.client.get("/records/c/1/coding", headers={"accept": "application/json"})
    assert hidden.json()["error"]["code"] == "review_ui.document_unknown"
