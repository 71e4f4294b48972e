"""The second copy at the command line, and the archive that stands again from it and the recovery sheet."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from storage.objects.recovery_words import recovery_words
from tests.chartscribe.conftest import Command
from tests.chartscribe.test_restore_command import site
from tests.small_site import SmallSite

__all__ = ["site"]


def test_a_lost_site_stands_again_from_the_second_copy_and_the_recovery_sheet(
    site: SmallSite, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, disk, new = site.belt.settings.home, tmp_path / "disk", tmp_path / "new"
    assert "no second copy yet" in command("--home", home, "copy", "status").out
    assert command("--home", home, "copy", "now").code == 3  # nobody has named a folder
    assert command("--home", home, "copy", "now", disk).code == 3  # and this one is not marked
    assert command("--home", home, "copy", "mark", disk).code == 0
    copied = command("--home", home, "copy", "now", disk)
    assert copied.code == 0
    assert "read back from the disk" in copied.out
    status = command("--home", home, "copy", "status")
    assert status.code == 0
    assert f"Last safe copy: just now on {disk}" in status.out

    words = recovery_words(site.belt.store.keys)
    typed = f"{' '.join(words[:8])}\n{' '.join(words[8:])}\n\n"
    shutil.rmtree(home)
    monkeypatch.setattr("sys.stdin", io.StringIO("abandon all hope\n\n"))
    refused = command("--home", new, "restore", disk)
    assert refused.code == 3
    assert "storage.recovery_words_wrong" in refused.err
    assert not new.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    restored = command("--home", new, "restore", disk)

    assert restored.code == 0, restored.err
    assert "1 filed records were read again: all are as they were filed." in restored.out
    assert command("--home", new, "verify").code == 0
    assert command("--home", new, "copy", "status", "--json").line["is_old"] is True  # it is not its own copy
