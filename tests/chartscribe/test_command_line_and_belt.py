"""One file through the command line and over the belt gives the same; a filed code leads back to it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from chartscribe.options import EngineSettings, snapshot
from ingest.approval import confirm_index, finalise_coding, verify
from ingest.index_fields import parse_index_fields
from ocr.output import page_as_json
from ocr.page import Page
from storage.artifacts import load_json, the_artifact
from storage.coding_decisions import ACCEPT, Decision, case_of, decide
from storage.ledger.document_states import DocumentState
from storage.reviews import acknowledge, claim_for_review, open_deficiencies
from storage.tables import Document, DocumentPage, SuggestionSet
from tests.chartscribe.conftest import Command
from tests.ocr.charts import typed_pdf
from tests.small_site import SmallSite, small_site
from transcribe.output import transcribe_json
from transcribe.read_dictation import DictationReading

CLIP = Path(__file__).parents[1] / "resources" / "dictation_clip.ogg"
LINES = ("ASSESSMENT:", "Type 2 diabetes mellitus with neuropathy.", "No chest pain today.")
FIELDS = {
    "mrn": "900417",
    "name": "Fernsby, Marigold",
    "dob": "1958-03-14",
    "encounter": "E-1",
    "encounter_type": "outpatient",
    "date_of_service": "2026-05-04",
    "document_type": "progress note",
}


@dataclass(frozen=True)
class Journey:
    """A site with a chart and a dictation read, and the chart filed with one accepted code."""

    home: Path
    site: SmallSite
    chart: Path
    chart_id: str
    dictation_id: str
    case_id: str
    code: str
    suggestions: dict[str, Any]


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path) -> Iterator[Journey]:
    folder = tmp_path_factory.mktemp("site")
    chart = folder / "note.pdf"
    chart.write_bytes(typed_pdf([LINES, ("PLAN:", "Return in three months.")]))
    settings = EngineSettings(speech_model="tiny.en", speech_threads=1, speech_second_pass_below=0)
    with warnings.catch_warnings(), small_site(folder, cache_dir=cache_dir) as bare:
        warnings.simplefilter("ignore")  # spaCy and scispaCy warn when they are loaded: see tests/nlp
        site = SmallSite(replace(bare.belt, engine_options=snapshot(settings)))
        chart_id = site.receive(chart.read_bytes(), file_name=chart.name, **FIELDS).document_id
        dictation_id = site.receive(CLIP.read_bytes(), file_name=CLIP.name, **FIELDS).document_id
        site.run_belt()
        suggestions = _suggestions(site, chart_id)
        case_id, code = _file_with_one_code(site, chart_id, dictation_id, suggestions["suggestions"][0])
        yield Journey(folder / "home", site, chart, chart_id, dictation_id, case_id, code, suggestions)


def _suggestions(site: SmallSite, document_id: str) -> dict[str, Any]:
    with site.belt.database.read() as session:
        found = session.query(SuggestionSet).filter_by(document_id=document_id).one()
    return load_json(site.belt.store, found.artifact_sha256)


def _file_with_one_code(
    site: SmallSite, chart_id: str, dictation_id: str, suggestion: dict[str, Any]
) -> tuple[str, str]:
    person = site.person("technician", "transcriptionist", "coder")
    fields = parse_index_fields(FIELDS)
    for document_id in (chart_id, dictation_id):
        site.write(lambda s, one=document_id: claim_for_review(s, one, person, lease_minutes=5))  # type: ignore[misc]
        site.write(lambda s, one=document_id: confirm_index(s, one, fields, person, site.belt.settings))  # type: ignore[misc]
        with site.belt.database.write() as session:
            for loss in open_deficiencies(session, session.get_one(Document, document_id)):
                acknowledge(
                    session,
                    document_id,
                    kind=loss.kind,
                    deficiency_id=loss.id,
                    decision="seen",
                    reviewer=person,
                )
        site.write(lambda s, one=document_id: verify(s, one, person, based_on=0))  # type: ignore[misc]
    site.run_belt()
    with site.belt.database.write() as session:
        encounter_id = session.get_one(Document, chart_id).encounter_id
        assert encounter_id is not None
        case_id = case_of(session, encounter_id).id
    evidence = tuple({**one, "document_id": chart_id} for one in suggestion["evidence"])
    accepted = Decision(
        suggestion["code"], suggestion["edition"], suggestion["title"], ACCEPT, evidence=evidence
    )
    site.write(lambda s: decide(s, case_id, accepted, based_on=0, reviewer=person))
    site.write(lambda s: finalise_coding(s, case_id, person, is_complete=bool))
    site.run_belt()
    assert site.document(chart_id).state == DocumentState.FILED
    return case_id, suggestion["code"]


def _belt_pages(journey: Journey) -> list[dict[str, Any]]:
    belt = journey.site.belt
    with belt.database.read() as session:
        rows = session.query(DocumentPage).filter_by(document_id=journey.chart_id)
        page_ids = [row.page_id for row in rows.order_by(DocumentPage.position)]
        hashes = [the_artifact(session, page_id, "page", 1).sha256 for page_id in page_ids]
    pages = [Page.from_json(load_json(belt.store, sha256)) for sha256 in hashes]
    return [page_as_json(page, number=number, seconds=0) for number, page in enumerate(pages, start=1)]


def _without_ids(page: dict[str, Any]) -> dict[str, Any]:
    """A page's JSON but for what must differ: ids (a page of the belt has its own) and the time it took."""
    words = [{key: value for key, value in word.items() if key != "id"} for word in page["words"]]
    return {key: value for key, value in page.items() if key not in ("id", "seconds")} | {"words": words}


def test_a_chart_is_read_alike_by_command_line_and_belt(journey: Journey, command: Command) -> None:
    said = command("ocr", journey.chart).line
    assert [_without_ids(page) for page in said["pages"]] == [
        _without_ids(page) for page in _belt_pages(journey)
    ]


def test_a_dictation_is_written_down_alike_by_command_line_and_belt(
    journey: Journey, command: Command, tmp_path: Path
) -> None:
    belt = journey.site.belt
    with belt.database.read() as session:
        sha256 = the_artifact(session, journey.dictation_id, "reading", 1).sha256
        listening = load_json(belt.store, the_artifact(session, journey.dictation_id, "listening", 1).sha256)
    kept = DictationReading.from_json(load_json(belt.store, sha256))
    known = tmp_path / "context.json"  # the belt knows the worktype; the command line is told
    known.write_text(json.dumps(listening["options"]["context"]))
    assert command("transcribe", CLIP, "--context", known).line == transcribe_json(str(CLIP), kept)


def test_the_belt_keeps_what_it_knew_when_it_listened(journey: Journey) -> None:
    belt = journey.site.belt
    with belt.database.read() as session:
        listening = load_json(belt.store, the_artifact(session, journey.dictation_id, "listening", 1).sha256)
    assert listening["options"]["quality"] == "standard"
    assert listening["options"]["context"]["worktype"] == FIELDS["document_type"]
    assert listening["replacements"] == []


def test_codes_are_suggested_alike_by_command_line_and_belt(
    journey: Journey, command: Command, tmp_path: Path
) -> None:
    command("ocr", journey.chart, "-o", tmp_path)
    said = command(
        "suggest",
        *(tmp_path / "note.pdf.json", "--encounter-type", FIELDS["encounter_type"]),
        *("--date-of-service", FIELDS["date_of_service"]),
    )
    assert said.code == 0, said.err

    def essence(found: dict[str, Any]) -> list[tuple[object, ...]]:
        return [
            (one["code"], one["score"], one["shown"], [evidence["quote"] for evidence in one["evidence"]])
            for one in found["suggestions"]
        ]

    assert essence(said.line) == essence(journey.suggestions)
    assert essence(said.line)


@pytest.mark.parametrize("record", ["chart", "case"])
def test_an_accepted_code_leads_to_its_words_their_box_and_the_original_s_hash(
    journey: Journey, command: Command, record: str
) -> None:
    record_id = journey.chart_id if record == "chart" else journey.case_id
    said = command("--home", journey.home, "trace", record_id, "--code", journey.code.lower(), "--json")
    assert said.code == 0
    trace = said.line
    assert (trace["record_id"], trace["intact"]) == (record_id, True)
    (code,) = trace["codes"]
    (evidence,) = code["evidence"]
    assert evidence["document_id"] == journey.chart_id
    assert evidence["quote"].lower().startswith("type 2 diabetes")
    assert evidence["token_ids"]
    place = evidence["places"][0]
    assert place["page_number"] == 1
    words = {
        tuple(word["box"]): word["text"] for word in command("ocr", journey.chart).line["pages"][0]["words"]
    }
    left, top, right, bottom = place["box"]
    inside = [
        text
        for box, text in words.items()
        if left <= box[0] and box[2] <= right and top <= box[1] and box[3] <= bottom
    ]
    assert " ".join(inside).rstrip(".").startswith(evidence["quote"].rstrip("."))
    (original,) = evidence["originals"]
    source = journey.site.document(journey.chart_id)
    assert original["sha256"] == original["found_sha256"] == source.source_sha256 == place["source_sha256"]


def test_a_trace_for_people_names_words_page_and_verdict(journey: Journey, command: Command) -> None:
    said = command("--home", journey.home, "trace", journey.chart_id)
    assert said.code == 0
    assert journey.code in said.out
    assert "page 1, pixels" in said.out
    assert "read again, unchanged" in said.out
    on_the_dictation = command("--home", journey.home, "trace", journey.dictation_id)
    assert "No accepted code rests on this record." in on_the_dictation.out


def test_a_trace_of_what_is_not_there_is_refused(journey: Journey, command: Command) -> None:
    unknown = command("--home", journey.home, "trace", "no-such-record", "--json")
    assert (unknown.code, unknown.line["error"]["code"]) == (2, "chartscribe.record_not_filed")
    other = command("--home", journey.home, "trace", journey.case_id, "--code", "Z99.9", "--json")
    assert (other.code, other.line["error"]["code"]) == (2, "chartscribe.code_not_in_record")


def test_verify_and_backup_of_the_filed_records_are_clean(
    journey: Journey, command: Command, tmp_path: Path
) -> None:
    verified = command("--home", journey.home, "verify", "--json")
    assert verified.code == 0
    assert verified.line["clean"]
    assert verified.line["records_checked"] == 3
    made = command("--home", journey.home, "backup", tmp_path / "safe", "--json")
    assert made.code == 0
    assert made.line["objects_read"] > 0
    assert (tmp_path / "safe" / "backup.json").is_file()
    again = command("--home", journey.home, "backup", tmp_path / "safe", "--json")
    assert (again.code, again.line["error"]["code"]) == (3, "storage.backup_target_in_use")


def test_a_changed_original_is_named_by_verify_and_by_trace(journey: Journey, command: Command) -> None:
    store = journey.site.belt.store
    key = store.content_key(journey.site.document(journey.chart_id).source_sha256)
    (path,) = [one for one in (journey.home / "objects").rglob("*") if one.name == key.rsplit("/", 1)[-1]]
    kept = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(kept[:-40] + bytes([kept[-40] ^ 1]) + kept[-39:])
    try:
        verified = command("--home", journey.home, "verify", "--json")
        traced = command("--home", journey.home, "trace", journey.case_id, "--json")
        for_people = command("--home", journey.home, "verify")
    finally:
        path.write_bytes(kept)
    assert verified.code == 2
    (finding,) = verified.line["findings"]
    assert (finding["record_id"], finding["kind"], finding["trouble"]) == (
        journey.chart_id,
        "original",
        "changed",
    )
    assert (traced.code, traced.line["intact"]) == (2, False)
    assert key in for_people.out
    assert "1 objects are not" in for_people.err
