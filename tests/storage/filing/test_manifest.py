from __future__ import annotations

import hashlib
import json
import random
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from storage.errors import EngineInfo
from storage.filing import (
    EncounterFields,
    PersonStamp,
    build_manifest,
    fhir_document_reference,
    manifest_bytes,
    manifest_sha256,
    read_manifest,
)
from tests.storage.filing.snapshots import APPROVED, SIGNED, chart_snapshot, coding_snapshot

PREVIOUS = "ab" * 32


def test_a_manifest_reads_back_as_it_was_written() -> None:
    for snapshot in (chart_snapshot(), chart_snapshot(signed=SIGNED), coding_snapshot()):
        manifest = build_manifest(snapshot)
        stored = manifest_bytes(manifest)
        assert read_manifest(stored) == manifest
        assert manifest_bytes(read_manifest(stored)) == stored
        assert manifest_sha256(manifest) == hashlib.sha256(stored).hexdigest()


@settings(deadline=None, max_examples=25)
@given(seed=st.randoms(use_true_random=False))
def test_the_order_in_which_objects_were_gathered_does_not_change_the_manifest(seed: random.Random) -> None:
    snapshot = chart_snapshot()
    objects, engines = list(snapshot.objects), [*snapshot.engines, snapshot.engines[0]]
    seed.shuffle(objects)
    seed.shuffle(engines)
    shuffled = chart_snapshot(objects=tuple(objects), engines=tuple(engines))

    assert manifest_bytes(build_manifest(shuffled)) == manifest_bytes(build_manifest(snapshot))


def test_the_same_moment_in_another_time_zone_is_the_same_manifest() -> None:
    elsewhere = APPROVED.at.astimezone(timezone(timedelta(hours=9)))
    stamp = PersonStamp(user_id=APPROVED.user_id, name=APPROVED.name, at=elsewhere)

    assert manifest_bytes(build_manifest(chart_snapshot(approved=stamp))) == manifest_bytes(
        build_manifest(chart_snapshot())
    )
    assert json.loads(manifest_bytes(build_manifest(chart_snapshot())))["approved"]["at"] == (
        "2026-03-01T12:30:00Z"
    )


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="time zone"):
        PersonStamp(user_id="u", at=datetime(2026, 1, 1))  # noqa: DTZ001 - what is being refused


@pytest.mark.parametrize(
    ("route", "text_status"),
    [
        ("full", "verified"),
        ("key_fields", "machine_read_not_verified"),
        ("archive", "machine_read_not_verified"),
    ],
)
def test_only_the_full_route_calls_text_verified(route: str, text_status: str) -> None:
    assert build_manifest(chart_snapshot(route=route)).text_status == text_status


def test_coding_has_no_text_status() -> None:
    assert build_manifest(coding_snapshot()).text_status is None


@pytest.mark.parametrize(
    ("changes", "doc_status"),
    [
        ({}, "final"),
        ({"needs_signature": True}, "preliminary"),
        (
            {
                "needs_signature": True,
                "signed": SIGNED,
                "version": 2,
                "previous_version_sha256": PREVIOUS,
            },
            "final",
        ),
        ({"is_amendment": True, "version": 2, "previous_version_sha256": PREVIOUS}, "amended"),
    ],
)
def test_a_dictation_is_preliminary_until_its_author_signs(changes: dict[str, Any], doc_status: str) -> None:
    assert build_manifest(chart_snapshot(**changes)).doc_status == doc_status


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 0},
        {"version": 2},
        {"previous_version_sha256": PREVIOUS},
        {"is_amendment": True},
        {"document_id": None},
        {"route": None},
        {"originals": (), "pages": ()},
        {"originals": ()},
        {"objects": ()},
        {"objects": chart_snapshot().objects * 2},
        {"record_type": "coding"},
        {"record_type": "letter"},
        {"record_id": ""},
        {"surprise": 1},
    ],
)
def test_a_record_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        chart_snapshot(**changes)


def test_a_coding_record_has_no_document_parts() -> None:
    for changes in ({"document_id": "d"}, {"route": "full"}, {"originals": chart_snapshot().originals}):
        with pytest.raises(ValidationError):
            coding_snapshot(**changes)


def test_bytes_of_another_schema_version_are_no_manifest() -> None:
    values = json.loads(manifest_bytes(build_manifest(chart_snapshot())))
    with pytest.raises(ValueError, match="schema_version"):
        read_manifest(json.dumps({**values, "schema_version": 2}).encode())


def test_every_manifest_names_its_engines_with_model_and_options() -> None:
    manifest = build_manifest(chart_snapshot())
    assert (
        EngineInfo("tesseract", "5.5.2", options_hash="abc")
        in read_manifest(manifest_bytes(manifest)).engines
    )


def test_the_fhir_shape_says_status_patient_content_and_dates() -> None:
    snapshot = chart_snapshot(
        version=2, previous_version_sha256=PREVIOUS, needs_signature=True, signed=SIGNED
    )
    resource = fhir_document_reference(build_manifest(snapshot))

    assert resource["resourceType"] == "DocumentReference"
    assert (resource["status"], resource["docStatus"]) == ("current", "final")
    assert resource["meta"] == {"versionId": "2"}
    assert resource["type"] == {"text": "Progress note"}
    assert resource["subject"]["identifier"]["value"] == "M-7"
    assert resource["authenticator"] == {"display": "Dr Berg"}
    assert resource["relatesTo"][0]["code"] == "replaces"
    assert resource["extension"][0]["valueString"] == "Verified by a person"
    assert resource["context"] == {
        "encounter": [{"identifier": {"value": "E-9"}}],
        "period": {"start": "2026-02-27", "end": "2026-02-28"},
    }
    first = resource["content"][0]["attachment"]
    assert (first["contentType"], first["title"]) == ("application/pdf", "chart.pdf")
    assert len(resource["content"]) == len(snapshot.objects)
    assert "hash" not in first
    json.dumps(resource)


def test_the_fhir_shape_leaves_out_what_is_not_known() -> None:
    resource = fhir_document_reference(build_manifest(coding_snapshot()))
    assert not {"author", "context", "extension", "relatesTo", "authenticator"} & set(resource)

    encounter = EncounterFields(encounter_id="encounter-1", encounter_type="outpatient")
    resource = fhir_document_reference(build_manifest(coding_snapshot(encounter=encounter)))
    assert resource["context"] == {"encounter": [{"identifier": {"value": "encounter-1"}}]}
