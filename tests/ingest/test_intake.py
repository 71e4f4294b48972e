from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.index_fields import IndexFields
from ingest.intake import Arrival, NoRoomError, receive
from ingest.interventions import withdraw
from ingest.settings import IngestSettings
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.objects.sealed_store import TooLargeError
from storage.tables import AuditEvent, DocumentEventRow
from tests.small_site import FERN, PDF, SCANNER, SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield site


def _accepted(site: SmallSite) -> int:
    with site.belt.database.read() as session:
        balance = ledger_balance(session)
    assert balance["balanced"]
    return int(balance["accepted"])


def test_a_chart_is_kept_and_sent_to_be_opened(site: SmallSite) -> None:
    received = site.receive(PDF, **FERN)

    document = site.document(received.document_id)
    assert received.outcome == "new"
    assert document.state == DocumentState.RECEIVED
    assert site.belt.store.read(document.source_sha256) == PDF
    assert [job.kind for job in site.jobs(document.id)] == ["open_chart"]


def test_the_same_bytes_for_the_same_patient_are_the_same_document(site: SmallSite) -> None:
    first = site.receive(PDF, **FERN)

    again = site.receive(PDF, file_name="again.pdf", **FERN)

    assert (again.document_id, again.outcome) == (first.document_id, "same")
    assert _accepted(site) == 1
    with site.belt.database.read() as session:
        events = [row.event for row in session.query(DocumentEventRow)]
    assert "same_bytes_again" in events


@pytest.mark.parametrize("other", [{}, {**FERN, "mrn": "900999"}, {**FERN, "encounter": "E2"}])
def test_the_same_bytes_for_another_or_no_patient_are_a_new_flagged_document(
    site: SmallSite, other: dict[str, str]
) -> None:
    first = site.receive(PDF, **FERN)

    second = site.receive(PDF, **other)

    document = site.document(second.document_id)
    assert second.outcome == "flagged"
    assert (document.linked_document_id, document.link_kind) == (first.document_id, "same_bytes")
    assert "Fernsby" not in second.note


def test_bytes_of_a_withdrawn_document_make_a_new_one_linked_to_it(site: SmallSite) -> None:
    first = site.receive(PDF, **FERN)
    clerk = site.person("technician")
    site.write(lambda s: withdraw(s, first.document_id, reason="wrong scan", actor=clerk.actor))

    second = site.receive(PDF, **FERN)

    assert second.outcome == "resubmitted"
    assert site.document(second.document_id).link_kind == "resubmission"


def test_a_second_delivery_of_one_arrival_is_known_even_without_a_patient(site: SmallSite) -> None:
    first = site.receive(PDF, key="inbox/scan1:123")

    again = site.receive(PDF, key="inbox/scan1:123")

    assert (again.document_id, again.outcome) == (first.document_id, "same")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "ingest.empty_file"), (b"plain text named .pdf", "ingest.unknown_format")],
)
def test_useless_bytes_are_kept_and_rejected_with_a_reason(
    site: SmallSite, content: bytes, code: str
) -> None:
    received = site.receive(content)

    document = site.document(received.document_id)
    assert (document.state, document.reason_code) == (DocumentState.REJECTED, code)
    assert document.reason
    assert site.belt.store.read(document.source_sha256) == content
    assert _accepted(site) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\a.pdf", "a.pdf"),
        ("nul\x00byte.pdf", "nul\N{REPLACEMENT CHARACTER}byte.pdf"),
        ("rtl\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "rtl\N{REPLACEMENT CHARACTER}fdp.exe"),
        ("x" * 4096, "x" * 255),
        ("", "unnamed"),
    ],
)
def test_a_hostile_file_name_is_only_ever_text(site: SmallSite, name: str, shown: str) -> None:
    received = site.receive(PDF, file_name=name)

    assert site.document(received.document_id).file_name == shown


def test_a_file_over_the_limit_leaves_nothing(site: SmallSite) -> None:
    settings = IngestSettings(max_upload_bytes=10, min_free_disk_bytes=0)

    with pytest.raises(TooLargeError):
        receive(
            io.BytesIO(b"%PDF-1.7 " + b"x" * 100),
            arrival=Arrival("big.pdf"),
            fields=IndexFields(),
            actor=SCANNER,
            belt=site.belt,
            settings=settings,
        )

    assert _accepted(site) == 0
    objects = site.belt.settings.home / "objects"
    assert [path.name for path in objects.rglob("*") if path.is_file()] == ["object-store"]


def test_a_full_disk_refuses_before_a_byte_is_taken(site: SmallSite) -> None:
    settings = IngestSettings(min_free_disk_bytes=2**62)
    stream = io.BytesIO(PDF)

    with pytest.raises(NoRoomError) as refused:
        receive(
            stream,
            arrival=Arrival("a.pdf"),
            fields=IndexFields(),
            actor=SCANNER,
            belt=site.belt,
            settings=settings,
        )

    assert stream.tell() == 0
    assert "CHARTSCRIBE_MIN_FREE_DISK_BYTES" in refused.value.remedy


def test_a_stat_chart_overtakes_the_ones_that_wait(site: SmallSite) -> None:
    routine = site.receive(PDF + b"1", **FERN)
    stat = site.receive(PDF + b"2", priority="stat", **FERN)

    order = [job_id for job_id, _ in site.next_messages()]

    assert order == [site.jobs(stat.document_id)[0].id, site.jobs(routine.document_id)[0].id]


def test_what_a_second_delivery_says_about_itself_stays_in_the_audit(site: SmallSite) -> None:
    first = site.receive(PDF, **(FERN | {"document_type": "Letter"}))
    again = site.receive(PDF, **(FERN | {"document_type": "Operative report", "priority": "stat"}))
    assert (again.document_id, again.outcome) == (first.document_id, "same")
    with site.belt.database.read() as session:
        row = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert row is not None
    assert (row.action, row.subject_id) == ("document.received_again", first.document_id)
    assert (row.detail["fields"]["document_type"], row.detail["fields"]["priority"]) == (
        "Operative report",
        "stat",
    )
