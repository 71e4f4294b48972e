"""A chart and a dictation go over the real belt, without a browser and without a broker, to filed records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pytest

from ingest.approval import (
    amend,
    confirm_index,
    finalise_coding,
    return_to_transcription,
    send_back,
    sign,
    verify,
)
from ingest.index_fields import FIELD_NAMES, IndexFields, parse_index_fields
from samples.catalogue import Sample, sample_files
from storage.artifacts import load_json, the_artifact
from storage.coding_decisions import ACCEPT, REJECT, Decision, case_of, decide
from storage.filing import FiledManifest, read_manifest
from storage.filing.verify import FiledRow, verify_records
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import TypedRange, draft_hashes, load_text, machine_tokens, save_typing
from storage.reviews import NotReadyError, Reviewer, acknowledge, claim_for_review, open_deficiencies
from storage.tables import CodingCase, Document, DocumentDeficiency, FiledRecordRow, SuggestionSet
from tests.small_site import SmallSite, small_site

S = DocumentState


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallSite]:
    with small_site(tmp_path_factory.mktemp("site")) as site:
        yield SmallSite(replace(site.belt, engine_options={"transcribe": {"model": "tiny.en"}}))


def _sample(name: str) -> Sample:
    return next(sample for sample in sample_files() if sample.path.name == name)


def _send(site: SmallSite, sample: Sample) -> str:
    content = sample.path.read_bytes()
    received = site.receive(content, file_name=sample.path.name, **_fields(sample))
    return received.document_id


def _fields(sample: Sample) -> dict[str, str]:
    given = sample.as_json()
    return {name: str(given[name]) for name in FIELD_NAMES if given[name]}


def _confirm(site: SmallSite, document_id: str, sample: Sample, reviewer: Reviewer) -> None:
    fields: IndexFields = parse_index_fields(_fields(sample))
    site.write(lambda s: claim_for_review(s, document_id, reviewer, lease_minutes=5))
    site.write(lambda s: confirm_index(s, document_id, fields, reviewer, site.belt.settings))


def _acknowledge_all(site: SmallSite, document_id: str, reviewer: Reviewer) -> None:
    def act(session):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        for one in open_deficiencies(session, session.get_one(Document, document_id)):
            acknowledge(
                session, document_id, kind=one.kind, deficiency_id=one.id, decision="seen", reviewer=reviewer
            )

    site.write(act)


def _correct(site: SmallSite, document_id: str, old: str, new: str, reviewer: Reviewer) -> int:
    belt = site.belt
    text = load_text(belt.database, belt.store, document_id)
    token = next(one for one in text.tokens if one.text == old and not one.struck)
    with belt.database.read() as session:
        base = machine_tokens(belt.store, draft_hashes(session, session.get_one(Document, document_id)))
    typed = TypedRange(text.revision, token.id, token.id, new)
    with belt.database.write() as session:
        return save_typing(session, document_id, base, typed, user_id=reviewer.user_id)


def _manifest(site: SmallSite, record_id: str, version: int) -> FiledManifest:
    return read_manifest(site.belt.store.read_named(f"record/{record_id}/{version}"))


def _verify_clean(site: SmallSite) -> int:
    with site.belt.database.read() as session:
        rows = [
            FiledRow(row.record_id, row.version, row.manifest_key, row.manifest_sha256)
            for row in session.query(FiledRecordRow)
        ]
    report = verify_records(rows, store=site.belt.store)
    assert report.is_clean, report.findings
    return len(rows)


def test_a_chart_is_corrected_coded_and_filed_with_its_corrected_word_in_place(site: SmallSite) -> None:
    sample, technician = _sample("progress_note.pdf"), site.person("technician")
    document_id = _send(site, sample)
    site.run_belt()
    assert site.document(document_id).state == S.AWAITING_REVIEW
    with pytest.raises(NotReadyError) as refused:
        site.write(lambda s: verify(s, document_id, technician, based_on=0))
    assert refused.value.missing

    _confirm(site, document_id, sample, technician)
    revision = _correct(site, document_id, "burning", "BURNINGX", technician)
    _acknowledge_all(site, document_id, technician)
    site.write(lambda s: verify(s, document_id, technician, based_on=revision))
    site.run_belt()

    assert site.document(document_id).state == S.FILED
    manifest = _manifest(site, document_id, 1)
    kinds = {entry.kind: entry for entry in manifest.objects}
    assert {"searchable_pdf", "pages", "text", "edits"} <= set(kinds)
    assert (manifest.text_status, manifest.doc_status) == ("verified", "final")
    assert manifest.originals[0].sha256 == site.document(document_id).source_sha256
    _assert_word_in_place(site, document_id, kinds["searchable_pdf"].sha256)
    assert _verify_clean(site) >= 1


def _assert_word_in_place(site: SmallSite, document_id: str, pdf_sha256: str) -> None:
    belt = site.belt
    token = next(
        one for one in load_text(belt.database, belt.store, document_id).tokens if one.text == "BURNINGX"
    )
    page_id = token.sources[0].split(":")[0]
    with belt.database.read() as session:
        page = load_json(belt.store, the_artifact(session, page_id, "page", 1).sha256)
    words = [word for block in page["blocks"] for line in block for word in line]
    box = next(word["box"] for word in words if word["id"] == token.sources[0])
    with pdfplumber.open(BytesIO(belt.store.read(pdf_sha256))) as pdf:
        found = [word for word in pdf.pages[0].extract_words() if word["text"].startswith("BURNINGX")]
        scale = float(pdf.pages[0].width) / page["width"]
    assert len(found) == 1
    assert found[0]["x0"] == pytest.approx(box[0] * scale, abs=3)
    assert (found[0]["top"] + found[0]["bottom"]) / 2 == pytest.approx((box[1] + box[3]) / 2 * scale, abs=6)


def test_a_dictation_is_filed_as_preliminary_and_signed_as_final(site: SmallSite) -> None:
    sample, typist = _sample("clinic_letter.wav"), site.person("transcriptionist")
    author = site.person("author", name="Avery Author")
    document_id = _send(site, sample)
    site.run_belt()
    document = site.document(document_id)
    assert document.state == S.AWAITING_REVIEW
    assert document.word_count is not None
    assert document.word_count > 80

    _confirm(site, document_id, sample, typist)
    _acknowledge_all(site, document_id, typist)
    site.write(lambda s: verify(s, document_id, typist, based_on=0))
    site.run_belt()
    assert _manifest(site, document_id, 1).doc_status == "preliminary"

    site.write(lambda s: return_to_transcription(s, document_id, reason="the dose is wrong", reviewer=author))
    site.write(lambda s: sign(s, document_id, author, based_on=0))
    site.run_belt()

    final = _manifest(site, document_id, 2)
    assert final.doc_status == "final"
    assert final.signed is not None
    assert final.previous_version_sha256 is not None
    with pytest.raises(NotReadyError):
        site.write(lambda s: sign(s, document_id, author, based_on=0))
    report = next(entry for entry in final.objects if entry.kind == "report_text")
    assert "Avery Author" in site.belt.store.read(report.sha256).decode()
    _verify_clean(site)


def test_the_final_coding_of_the_encounter_is_its_own_linked_record(site: SmallSite) -> None:
    coder = site.person("coder")
    with site.belt.database.read() as session:
        document = session.query(Document).filter(Document.file_name == "progress_note.pdf").one()
        sets = session.query(SuggestionSet).filter_by(document_id=document.id).order_by(SuggestionSet.id)
        found = sets.all()[-1]  # codes are suggested again when verified text differs from what was read
        encounter_id, document_id = document.encounter_id, document.id
    assert encounter_id is not None
    suggestions = load_json(site.belt.store, found.artifact_sha256)["suggestions"]
    first, second = suggestions[0], suggestions[1]
    with site.belt.database.write() as session:
        case_id = case_of(session, encounter_id).id

    def decision(one: dict[str, object], action: str) -> Decision:
        evidence = tuple({**entry, "document_id": document_id} for entry in one["evidence"])  # type: ignore[attr-defined]
        reason = "not treated today" if action == REJECT else ""
        return Decision(str(one["code"]), str(one["edition"]), str(one["title"]), action, reason, evidence)

    site.write(lambda s: decide(s, case_id, decision(first, ACCEPT), based_on=0, reviewer=coder))
    site.write(lambda s: decide(s, case_id, decision(second, REJECT), based_on=1, reviewer=coder))
    site.write(lambda s: finalise_coding(s, case_id, coder, is_complete=bool))
    site.run_belt()

    manifest = _manifest(site, case_id, 1)
    coding = json.loads(site.belt.store.read(manifest.objects[0].sha256))
    assert [row["code"] for row in coding["codes"]] == [first["code"]]
    assert [row["action"] for row in coding["decisions"]] == [ACCEPT, REJECT]
    assert document_id in [link.record_id for link in manifest.links]
    assert coding["codes"][0]["evidence"][0]["anchors"][0]["box"]
    _verify_clean(site)


def test_an_amended_text_brings_its_final_coding_back_to_the_coder(site: SmallSite) -> None:
    technician = site.person("technician")
    with site.belt.database.read() as session:
        document = session.query(Document).filter(Document.file_name == "progress_note.pdf").one()
        case = session.query(CodingCase).filter_by(encounter_id=document.encounter_id).one()
    assert case.state == "final"
    _correct(site, document.id, "numbness", "tingling", technician)

    site.write(lambda s: amend(s, document.id, technician, reason="misread"))
    site.run_belt()

    with site.belt.database.read() as session:
        assert session.get_one(CodingCase, case.id).state == "changed_since_final"
    assert _manifest(site, document.id, 2).doc_status == "amended"
    _verify_clean(site)


def test_a_page_of_another_patient_holds_the_chart_until_a_person_decides(site: SmallSite) -> None:
    sample, technician = _sample("lab_results.png"), site.person("technician")
    document_id = _send(site, sample)
    site.run_belt()
    wrong = parse_index_fields(
        {**_fields(sample), "mrn": "123123", "name": "Other, Ann", "dob": "1990-09-09"}
    )
    site.write(lambda s: claim_for_review(s, document_id, technician, lease_minutes=5))

    site.write(lambda s: confirm_index(s, document_id, wrong, technician, site.belt.settings))

    with site.belt.database.read() as session:
        flags = (
            session.query(DocumentDeficiency).filter_by(document_id=document_id, kind="other_patient").all()
        )
    assert [flag.page_number for flag in flags] == [1]
    with pytest.raises(NotReadyError, match="another patient"):
        site.write(lambda s: verify(s, document_id, technician, based_on=0))

    _confirm(site, document_id, sample, technician)

    with site.belt.database.read() as session:
        assert (
            not session.query(DocumentDeficiency)
            .filter_by(document_id=document_id, kind="other_patient")
            .all()
        )


def test_a_verification_can_be_taken_back_before_filing_begins(site: SmallSite) -> None:
    sample, technician = _sample("intake_form.jpg"), site.person("technician")
    document_id = _send(site, sample)
    site.run_belt()
    _confirm(site, document_id, sample, technician)
    _acknowledge_all(site, document_id, technician)
    site.write(lambda s: verify(s, document_id, technician, based_on=0))

    site.write(lambda s: send_back(s, document_id, reason="one more look", reviewer=technician))

    assert site.document(document_id).state == S.AWAITING_REVIEW
    site.write(lambda s: claim_for_review(s, document_id, technician, lease_minutes=5))
    site.write(lambda s: verify(s, document_id, technician, based_on=0))
    site.run_belt()
    assert site.document(document_id).state == S.FILED
    with pytest.raises(NotReadyError):
        site.write(lambda s: send_back(s, document_id, reason="too late", reviewer=technician))
