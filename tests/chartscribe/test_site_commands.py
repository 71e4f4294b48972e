"""The commands that need a site: status, add, users, verify, and the codes that stand beside it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chartscribe import waiting
from chartscribe.commands.status import balance_lines
from chartscribe.sending import files_under
from ingest.stages import JobKind
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.tables import Document
from tests.chartscribe.conftest import Command
from tests.small_site import PDF, SmallSite, small_site

S = DocumentState


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallSite]:
    monkeypatch.setenv("CHARTSCRIBE_MIN_FREE_DISK_BYTES", "0")
    with small_site(tmp_path) as site:
        yield site


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    path = tmp_path / "chart.pdf"
    path.write_bytes(PDF)
    return path


def test_status_says_where_every_document_is(command: Command, site: SmallSite) -> None:
    site.receive()
    said = command("status", "--json")
    assert said.code == 0
    keys = {"accepted", "filed", "in_progress", "waiting", "withdrawn", "rejected", "balanced", "queues"}
    assert set(said.line) >= keys
    assert (said.line["accepted"], said.line["in_progress"], said.line["balanced"]) == (1, 1, True)
    assert set(said.line["queues"]) == {"scan", "ocr", "transcribe", "nlp", "filing"}
    assert set(said.line["queues"]["ocr"]) >= {"ready", "dispatched", "running", "parked", "oldest_s"}
    for_people = command("status")
    assert "1  documents accepted" in for_people.out
    assert "scan: 1 steps to go" in for_people.out


def test_a_ledger_that_does_not_balance_needs_a_person() -> None:
    entry = {"ready": 0, "dispatched": 0, "running": 0, "parked": 2, "oldest_s": 0.0}
    balance = {"accepted": 3, "filed": 1, "in_progress": 1, "waiting": 0, "withdrawn": 0, "rejected": 0}
    lines = balance_lines({**balance, "balanced": False, "queues": {"ocr": entry}})
    assert any("do not add up" in line for line in lines)
    assert any("2 steps need a look" in line for line in lines)


def test_added_files_are_accepted_with_their_fields_and_stay_where_they_are(
    command: Command, site: SmallSite, chart: Path
) -> None:
    said = command("add", chart, "--mrn", "900417", "--priority", "stat", "--type", "referral", "--json")
    assert said.code == 0
    result = said.line
    assert (result["file"], result["outcome"], result["state"]) == (str(chart), "new", "received")
    document = site.document(result["document_id"])
    assert (document.priority, document.document_type) == (0, "referral")
    assert document.claimed_fields["mrn"] == "900417"
    assert set(document.options) == {"ocr", "transcribe", "listening", "nlp"}
    assert chart.exists()


def test_a_folder_is_sent_file_by_file_and_what_cannot_be_taken_is_named(
    command: Command, site: SmallSite, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(PDF)
    (folder / "b.txt").write_text("no chart")
    (folder / ".hidden").write_text("x")
    said = command("add", folder, tmp_path / "absent.pdf", "--json")
    assert said.code == 2
    assert [Path(line["file"]).name for line in said.lines] == ["a.pdf", "b.txt", "absent.pdf"]
    assert said.lines[1]["state"] == "rejected"
    assert said.lines[1]["reason"]["code"] == "ingest.unknown_format"
    assert said.lines[2]["error"]["code"] == "chartscribe.file_unreadable"
    for_people = command("add", folder / "b.txt")
    assert (for_people.code, "could not be taken" in for_people.out) == (2, True)


def test_wrong_index_fields_are_refused_before_anything_is_sent(
    command: Command, site: SmallSite, chart: Path
) -> None:
    said = command("add", chart, "--dob", "last spring", "--json")
    assert (said.code, said.line["error"]["code"]) == (2, "ingest.index_field")
    assert command("status", "--json").line["accepted"] == 0


def test_waiting_returns_when_the_document_waits_for_review(
    command: Command, site: SmallSite, chart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_it(_seconds: float) -> None:
        """What workers do meanwhile."""
        with site.belt.database.read() as session:
            (document_id,) = [row.id for row in session.query(Document)]
        for to in (S.SPLITTING, S.READING, S.AWAITING_REVIEW):
            site.write(lambda s, to=to: move(s, lock_document(s, document_id), to, actor="test"))  # type: ignore[misc]

    original = waiting.wait_until_settled
    monkeypatch.setattr(
        waiting, "wait_until_settled", lambda *given, **named: original(*given, **named, sleep=read_it)
    )
    said = command("add", chart, "--wait", "--json")
    assert (said.code, said.line["state"]) == (0, "awaiting_review")


def test_a_document_that_stops_makes_waiting_end_with_a_person_s_code(
    command: Command, site: SmallSite, chart: Path
) -> None:
    document_id = command("add", chart, "--mrn", "900417", "--json").line["document_id"]
    site.write(
        lambda s: move(
            s,
            lock_document(s, document_id),
            S.NEEDS_ATTENTION,
            actor="test",
            reason_code="ocr.pdf_encrypted",
            note="It is locked",
        )
    )
    said = command("add", chart, "--mrn", "900417", "--wait", "--json")
    assert said.code == 3
    assert (said.line["outcome"], said.line["document_id"]) == ("same", document_id)
    assert said.line["reason"] == {"code": "ocr.pdf_encrypted", "message": "It is locked"}


def test_progress_counts_pages_and_says_what_happens_in_plain_words(site: SmallSite) -> None:
    document_id = site.receive().document_id
    with site.belt.database.read() as session:
        (progress,) = waiting.progress_of(session, [document_id, "unknown"])
    assert (progress.plain_state, progress.is_settled, progress.has_stopped) == ("received", False, False)
    assert set(waiting.PLAIN_STATE) == set(S)


def test_work_that_waits_for_another_try_says_so(site: SmallSite) -> None:
    document_id = site.receive().document_id

    def cannot(_run: object) -> None:
        from storage.database import DatabaseUnreachableError

        raise DatabaseUnreachableError("away")

    site.run_once({JobKind.OPEN_CHART: cannot})
    with site.belt.database.read() as session:
        (progress,) = waiting.progress_of(session, [document_id])
    assert progress.plain_state == "trying again by itself"


def test_waiting_gives_up_at_its_deadline(site: SmallSite) -> None:
    document_id = site.receive().document_id
    times = iter(range(100))
    looks: list[int] = []
    (progress,) = waiting.wait_until_settled(
        site.belt.database,
        [document_id],
        seen=lambda documents: looks.append(len(documents)),
        deadline_s=3,
        clock=lambda: float(next(times)),
        sleep=lambda _: None,
    )
    assert not progress.is_settled
    assert looks == [1, 1, 1, 1]


def test_people_who_wait_are_told_once_when_nothing_moves(site: SmallSite) -> None:
    document_id = site.receive().document_id
    with site.belt.database.read() as session:
        still = waiting.progress_of(session, [document_id])
    moving = [replace(still[0], pages_read=1)]
    now_s = iter([0.0, 29.0, 31.0, 40.0, 75.0, 80.0])
    said: list[str] = []
    see = waiting.telling_when_nothing_moves(said.append, clock=lambda: next(now_s))
    for documents in (still, still, still, still):
        see(documents)
    assert said == [waiting.NOTHING_MOVES]
    see(moving)
    see(moving)
    assert said == [waiting.NOTHING_MOVES]


def test_links_and_hidden_files_of_a_folder_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.pdf").touch()
    (tmp_path / "a.pdf").touch()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.pdf")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.pdf").touch()
    found = [path.relative_to(tmp_path).as_posix() for path in files_under([tmp_path])]
    assert found == ["a.pdf", "sub/b.pdf"]


def test_the_first_person_can_be_added_before_the_first_start(command: Command, tmp_path: Path) -> None:
    said = command("users", "add", "pat", "--name", "Pat Doe", "--roles", "all")
    assert said.code == 0, said.err
    assert "Back this file up" in said.err
    assert said.out.splitlines()[-1].startswith("http://127.0.0.1:8080/welcome/")
    people = command("users", "list", "--json")
    assert people.line["login"] == "pat"
    assert people.line["state"] == "link not used"
    assert "administrator" in people.line["roles"]
    assert (tmp_path / "home" / "keys" / "site.keys").is_file()
    assert command("verify").code == 0


def test_people_are_reset_and_disabled(command: Command, site: SmallSite) -> None:
    assert command("users", "add", "ann", "--roles", "administrator").code == 0
    assert command("users", "add", "bob", "--role", "coder, reader").code == 0
    assert "/welcome/" in command("users", "reset", "bob").out
    assert command("users", "disable", "bob").code == 0
    states = {line["login"]: line["state"] for line in command("users", "list", "--json").lines}
    assert states == {"ann": "link not used", "bob": "disabled"}
    assert "bob" in command("users", "list").out
    assert command("users", "disable", "ann").code == 3
    assert command("users", "reset", "nobody").code == 3
    assert command("users", "add", "bob", "--roles", "coder").code == 3
    unknown_role = command("users", "add", "cy", "--roles", "wizard")
    assert (unknown_role.code, "--roles" in unknown_role.err) == (2, True)


def test_a_lost_file_of_a_document_on_its_way_is_found(command: Command, site: SmallSite) -> None:
    document_id = site.receive().document_id
    assert command("verify").code == 0
    store = site.belt.store
    store.store.delete(store.content_key(site.document(document_id).source_sha256))
    said = command("verify", "--json")
    assert said.code == 2
    (finding,) = said.line["findings"]
    assert (finding["record_id"], finding["trouble"]) == (document_id, "missing")


def test_a_home_without_its_keys_says_what_is_missing(
    command: Command, site: SmallSite, tmp_path: Path
) -> None:
    (tmp_path / "home" / "keys" / "site.keys").unlink()
    said = command("verify", "--json")
    assert (said.code, said.line["error"]["code"]) == (3, "storage.site_keys_missing")


def test_a_day_is_written_in_one_way() -> None:
    from chartscribe.commands.dates import iso_day

    with pytest.raises(argparse.ArgumentTypeError):
        iso_day("05/04/2026")
