"""The commands about what belongs to an author: learned words, and blocks of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import database_now
from storage.ids import new_id
from storage.tables import AuditEvent, AuthorTerm
from tests.chartscribe.conftest import Command
from tests.small_site import SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def _actions(site: SmallSite) -> list[str]:
    with site.belt.database.read() as session:
        return [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)]


def _learned(site: SmallSite) -> str:
    with site.belt.database.write() as session:
        term = AuthorTerm(
            id=new_id(),
            author_key="ann moss",
            author="Dr. Ann Moss",
            heard="april",
            meant="lisinopril",
            occurrences=2,
            replayed=5,
            errors_before=4,
            errors_after=2,
            learned_at=database_now(session),
        )
        session.add(term)
        return term.id


def test_learned_words_are_listed_with_how_they_were_learned_and_taken_off(
    command: Command, site: SmallSite
) -> None:
    assert "Nothing was learned yet" in command("vocabulary", "list").out
    term_id = _learned(site)

    assert "“april” is lisinopril (corrected 2 times" in command("vocabulary", "list").out
    listed = command("vocabulary", "list", "--author", "Moss, Ann", "--json").line
    assert (listed["id"], listed["errors_before"], listed["errors_after"]) == (term_id, 4, 2)
    assert command("vocabulary", "list", "--author", "Dr. Ito", "--json").lines == []

    assert "no longer listened for" in command("vocabulary", "remove", term_id).out
    again = command("vocabulary", "remove", term_id)
    assert (again.code, "ingest.author_term_unknown" in again.err) == (2, True)
    assert _actions(site) == ["author_term.removed"]


def test_a_normal_is_added_listed_and_taken_off(command: Command, site: SmallSite, tmp_path: Path) -> None:
    text = tmp_path / "lungs.txt"
    text.write_text("Clear to auscultation.\nNo wheeze.\n", encoding="utf-8")

    added = command("normals", "add", "--author", "Dr. Ann Moss", "--name", "lungs", text)
    normal_id = added.out.strip()

    assert added.code == 0
    listed = command("normals", "list", "--json").line
    assert (listed["id"], listed["text"]) == (normal_id, "Clear to auscultation.\nNo wheeze.")
    assert "Dr. Ann Moss, every worktype: lungs (33 characters)" in command("normals", "list").out
    assert "is taken off" in command("normals", "remove", normal_id).out
    assert command("normals", "list", "--json").lines == []
    assert command("normals", "remove", normal_id).code == 2
    assert _actions(site) == ["author_normal.added", "author_normal.removed"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_is_no_text_is_refused(
    command: Command, site: SmallSite, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "lungs.txt"
    if content is not None:
        path.write_bytes(content)
    said = command("normals", "add", "--author", "Moss", "--name", "lungs", path)
    assert (said.code, "chartscribe.normal_file" in said.err) == (2, True)
    assert _actions(site) == []
