"""From a site to its backup, to a new home, and to the same records there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chartscribe.commands.restore import _next_steps
from storage.database import database_now
from storage.filing import file_record
from storage.settings import StorageSettings
from storage.tables import FiledRecordRow
from tests.chartscribe.conftest import Command
from tests.small_site import SmallSite, small_site
from tests.storage.filing.snapshots import chart_snapshot, put_contents


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    """A site with one filed record and one chart on its way."""
    with small_site(tmp_path) as site:
        site.receive()
        put_contents(site.belt.store)
        filed = file_record(chart_snapshot(), store=site.belt.store)
        site.write(
            lambda session: session.add(
                FiledRecordRow(
                    record_id=filed.record_id,
                    version=filed.version,
                    record_type="document",
                    manifest_key=filed.manifest_key,
                    manifest_sha256=filed.manifest_sha256,
                    doc_status="final",
                    filed_at=database_now(session),
                )
            )
        )
        yield site


@pytest.fixture
def safe(site: SmallSite, command: Command, tmp_path: Path) -> Path:
    assert command("--home", site.belt.settings.home, "backup", tmp_path / "safe").code == 0
    return tmp_path / "safe"


def test_a_lost_site_stands_again_in_a_new_home(
    site: SmallSite, safe: Path, command: Command, tmp_path: Path
) -> None:
    shutil.rmtree(site.belt.settings.home)
    new = tmp_path / "new home"

    restored = command("--home", new, "restore", safe)

    assert restored.code == 0
    assert "1 filed records were read again: all are as they were filed." in restored.out
    assert f"chartscribe --home '{new}' up" in restored.out
    verified = command("--home", new, "verify", "--json")
    assert (verified.code, verified.line["clean"], verified.line["records_checked"]) == (0, True, 1)
    assert command("--home", new, "status", "--json").line["accepted"] == 1


def test_a_program_reads_what_was_proved(safe: Path, command: Command, tmp_path: Path) -> None:
    said = command("--home", tmp_path / "new", "restore", safe, "--json").line

    assert (said["records_checked"], said["findings"]) == (1, [])
    assert said["objects_read"] == said["files_checked"] - 2  # the database and the keys are files too
    assert said["next"] == [f"chartscribe --home {tmp_path / 'new'} up"]


def test_nothing_is_restored_over_what_is_there(
    site: SmallSite, safe: Path, command: Command, tmp_path: Path
) -> None:
    for used in (site.belt.settings.home, safe, safe / "below"):
        said = command("--home", used, "restore", safe, "--json")
        assert (said.code, said.line["error"]["code"]) == (3, "storage.backup_target_in_use")
    assert not (safe / "below").exists()
    assert command("--home", site.belt.settings.home, "verify").code == 0


def test_a_folder_that_is_no_backup_is_said(command: Command, tmp_path: Path) -> None:
    missing = command("--home", tmp_path / "new", "restore", tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    empty = command("--home", tmp_path / "new", "restore", tmp_path / "empty")

    assert missing.err.endswith("[storage.backup_missing]\n")
    assert empty.err.endswith("[storage.backup_damaged]\n")
    assert not (tmp_path / "new").exists()


def test_settings_that_lead_elsewhere_are_named(
    safe: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSCRIBE_DATABASE_URL", "postgresql+psycopg://nobody@nowhere.invalid/none")
    monkeypatch.setenv("CHARTSCRIBE_KEYS_DIR", str(tmp_path / "other keys"))

    said = command("--home", tmp_path / "new", "restore", safe)

    assert said.code == 0
    assert said.out.index("unset CHARTSCRIBE_DATABASE_URL") < said.out.index("unset CHARTSCRIBE_KEYS_DIR")


def test_a_dump_of_postgresql_waits_for_its_server(tmp_path: Path) -> None:
    steps = _next_steps(StorageSettings(home=tmp_path, objects_url="s3://far/away"), is_dump=True)

    assert steps[0].startswith("pg_restore --dbname=")
    assert "database.dump" in steps[0]
    assert any("copy objects/ into that store" in step for step in steps)
    assert steps[-1].endswith(" up")


def test_a_record_that_was_lost_before_the_backup_is_named(
    site: SmallSite, command: Command, tmp_path: Path
) -> None:
    with site.belt.database.read() as session:
        key = session.query(FiledRecordRow).one().manifest_key
    (manifest,) = [path for path in (site.belt.settings.home / "objects").rglob(key.rsplit("/", 1)[-1])]
    manifest.unlink()
    assert command("--home", site.belt.settings.home, "backup", tmp_path / "safe").code == 0

    said = command("--home", tmp_path / "new", "restore", tmp_path / "safe")

    assert said.code == 2
    assert "some are not whole" in said.out
    assert "Next:" not in said.out
