"""A file list at the command line, and index fields from file names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.tables import Document
from tests.chartscribe.conftest import Command
from tests.small_site import PDF, SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallSite]:
    monkeypatch.setenv("CHARTSCRIBE_MIN_FREE_DISK_BYTES", "0")
    with small_site(tmp_path) as made:
        yield made


def documents(site: SmallSite) -> list[Document]:
    with site.belt.database.read() as session:
        return list(session.scalars(select(Document)))


def test_a_list_is_checked_taken_in_and_its_refused_rows_can_be_given_back(
    site: SmallSite, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    listed = tmp_path / "box 7.csv"
    listed.write_text("path,mrn\na.pdf,900417\nb.pdf,900418\n")
    add = ("--home", site.belt.settings.home, "add", "--manifest")

    checked = command(*add, listed, "--dry-run")
    assert checked.code == 2
    assert "row 2: The file is not there. [ingest.listed_file]" in checked.out
    assert "1 files can come in" in checked.out
    assert not documents(site)

    taken = command(*add, listed)
    assert taken.code == 2
    assert "2 rows: 1 taken in, 0 were here already, 1 refused." in taken.out
    refused = tmp_path / "box 7.refused.csv"
    with refused.open() as file:
        [row] = csv.DictReader(file)
    assert (row["path"], row["refused_code"]) == ("b.pdf", "ingest.listed_file")

    (tmp_path / "b.pdf").write_bytes(PDF + b"b")
    back = command(*add, refused, "--json")
    assert back.code == 0
    assert (back.line["accepted"], back.line["refused"]) == (1, 0)
    assert command(*add, listed).code == 0
    assert not refused.exists()
    assert len(documents(site)) == 2


def test_index_fields_come_from_file_names_where_the_command_line_is_silent(
    site: SmallSite, command: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "900417_Consent_1998-05-02.pdf").write_bytes(PDF)
    pattern = "{mrn}_{type}_{date}"
    home = site.belt.settings.home
    assert command("--home", home, "add", folder, "--fields-from-name", pattern).code == 0
    [document] = documents(site)
    assert document.claimed_fields["mrn"] == "900417"
    assert (document.document_type, str(document.date_of_service)) == ("Consent", "1998-05-02")
    assert command("--home", home, "add", folder, "--fields-from-name", "{colour}").code == 3
    assert command("--home", home, "add").code == 3
