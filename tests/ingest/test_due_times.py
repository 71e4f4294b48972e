from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.approval import confirm_index
from ingest.due_times import due_at
from ingest.index_fields import parse_index_fields
from storage.ledger.jobs import JobState, claim, release
from storage.reviews import claim_for_review
from storage.settings import StorageSettings
from tests.review_ui.dictation import dictation_to_check
from tests.small_site import FERN, SmallSite, small_site

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTES = {"stat": 60, "routine": 600, "bulk": 6000, "Discharge summary": 300, "Radiology/STAT": 15}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, due_minutes={"discharge summary": 300}) as site:
        yield site


@pytest.mark.parametrize(
    ("worktype", "priority", "minutes"),
    [
        ("Letter", 0, 60),
        ("Letter", 1, 600),
        ("", 2, 6000),
        ("discharge  summary", 1, 300),
        ("Discharge summary", 0, 60),
        ("Discharge summary", 2, 6000),
        ("radiology", 0, 15),
        ("radiology", 1, 600),
    ],
)
def test_worktype_and_priority_say_when_it_is_due(worktype: str, priority: int, minutes: int) -> None:
    assert due_at(NOW, worktype=worktype, priority=priority, minutes=MINUTES) == NOW + timedelta(
        minutes=minutes
    )


@given(st.text(max_size=20), st.sampled_from([0, 1, 2]), st.integers(1, 10_000))
def test_of_one_worktype_and_priority_the_oldest_is_due_first(kind: str, priority: int, later: int) -> None:
    younger = NOW + timedelta(seconds=later)
    assert due_at(NOW, worktype=kind, priority=priority, minutes=MINUTES) < due_at(
        younger, worktype=kind, priority=priority, minutes=MINUTES
    )


def test_minutes_that_are_not_named_keep_their_default_and_none_is_under_a_minute() -> None:
    assert StorageSettings(due_minutes={"stat": 30}).due_minutes == {
        "stat": 30,
        "routine": 1440,
        "bulk": 10080,
    }
    with pytest.raises(ValueError, match="at least one minute"):
        StorageSettings(due_minutes={"stat": 0})


def test_a_document_s_due_time_follows_its_worktype_when_a_person_says_another(site: SmallSite) -> None:
    document_id = dictation_to_check(site)
    before = site.document(document_id)
    assert before.due_at == before.received_at + timedelta(minutes=1440)
    clerk = site.person("transcriptionist")
    fields = parse_index_fields(FERN | {"document_type": "Discharge summary"})
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    site.write(lambda session: confirm_index(session, document_id, fields, clerk, site.belt.settings))
    assert site.document(document_id).due_at == before.received_at + timedelta(minutes=300)


def test_a_stat_dictation_overtakes_a_full_bulk_queue_and_the_oldest_of_its_kind_goes_first(
    site: SmallSite,
) -> None:
    def send(number: int, **fields: str) -> str:
        sound = b"RIFF\0\0\0\0WAVEfmt " + str(number).encode()
        return site.receive(sound, file_name=f"{number}.wav", **fields).document_id

    bulk = [send(number, priority="bulk") for number in range(40)]
    with site.belt.database.write() as session:
        out = [job for job, _ in release(session, queue="transcribe", limit=2, lease_s=60)]
    routine = [send(100), send(101)]
    urgent = send(102, document_type="Discharge summary")
    stat = send(103, priority="stat")
    with site.belt.database.write() as session:
        rest = [job for job, _ in release(session, queue="transcribe", limit=100, lease_s=60)]

    def jobs_of(*documents: str) -> list[str]:
        return [site.jobs(one)[0].id for one in documents]

    assert out == jobs_of(*bulk[:2])
    # those two were sent and not begun: they give way too, and follow in their place
    assert rest == jobs_of(stat, urgent, *routine, *bulk)


def test_what_a_worker_has_begun_does_not_give_way(site: SmallSite) -> None:
    begun = site.receive(b"RIFF\0\0\0\0WAVEfmt 1", file_name="1.wav", priority="bulk").document_id
    with site.belt.database.write() as session:
        [(job_id, token)] = release(session, queue="transcribe", limit=2, lease_s=60)
        assert claim(session, job_id, token, lease_s=45, max_attempts=3)
    stat = site.receive(b"RIFF\0\0\0\0WAVEfmt 2", file_name="2.wav", priority="stat").document_id
    with site.belt.database.write() as session:
        [(released, _)] = release(session, queue="transcribe", limit=2, lease_s=60)
    assert released == site.jobs(stat)[0].id
    [still] = site.jobs(begun)
    assert (still.state, still.token) == (JobState.RUNNING, token)


def test_a_message_of_a_job_that_gave_way_finds_nothing_to_do(site: SmallSite) -> None:
    site.receive(b"RIFF\0\0\0\0WAVEfmt 1", file_name="1.wav", priority="bulk")
    with site.belt.database.write() as session:
        [(job_id, token)] = release(session, queue="transcribe", limit=2, lease_s=60)
    site.receive(b"RIFF\0\0\0\0WAVEfmt 2", file_name="2.wav", priority="stat")
    with site.belt.database.write() as session:
        assert len(release(session, queue="transcribe", limit=2, lease_s=60)) == 2
        assert claim(session, job_id, token, lease_s=45, max_attempts=3) is None
