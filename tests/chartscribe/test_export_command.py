"""An export at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chartscribe.conftest import Command
from tests.small_site import PDF, small_site
from tests.storage.export.test_export import FiledSite


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[FiledSite]:
    with small_site(tmp_path) as site:
        yield FiledSite(site, tmp_path)


def test_filed_documents_leave_by_one_command(filed: FiledSite, command: Command, tmp_path: Path) -> None:
    filed.file(PDF + b"1", day=1)
    filed.file(PDF + b"2", day=2)
    export = ("--home", filed.site.belt.settings.home, "export", "--to", filed.target, "--why", "new system")
    done = command(*export, "--pattern", "{last}_{date}.pdf", "--from", "1998-05-02")
    assert done.code == 0, done.err
    assert "holds 1 files" in done.out
    assert set(filed.files()) == {"Fernsby_1998-05-02.pdf"}
    again = command(*export, "--pattern", "{last}.pdf", "--json")
    assert again.code == 3  # the folder is another export's
    assert again.line["error"]["code"] == "storage.export_target_in_use"
    assert command(*export, "--pattern", "{colour}").code == 3
