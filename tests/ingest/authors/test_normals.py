from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.authors import (
    NormalUnknownError,
    NormalUnusableError,
    add_normal,
    list_normals,
    normals_for,
    remove_normal,
)
from storage.audit.record import Actor
from storage.tables import AuthorNormal
from tests.small_site import SmallSite, small_site

PERSON = Actor.program("test")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def add(site: SmallSite, name: str, text: str, *, author: str = "Dr. Ann Moss", worktype: str = "") -> str:
    with site.belt.database.write() as session:
        normal = add_normal(session, author=author, worktype=worktype, name=name, text=text, actor=PERSON)
        return normal.id


def texts(site: SmallSite, author: str, worktype: str) -> dict[str, str]:
    with site.belt.database.read() as session:
        return {one.name: one.text for one in normals_for(session, author=author, worktype=worktype)}


def test_an_author_s_blocks_are_found_by_worktype_and_the_worktype_s_own_wins(site: SmallSite) -> None:
    add(site, "Lungs", "Clear to auscultation.")
    add(site, "lungs", "Clear. No wheeze.", worktype="Consultation")
    add(site, "Heart", "Regular rhythm.", author="Dr. Ben Ito")

    assert texts(site, "Moss, Ann, MD", "Letter") == {"Lungs": "Clear to auscultation."}
    assert texts(site, "Dr. Ann Moss", "consultation") == {"lungs": "Clear. No wheeze."}
    assert texts(site, "", "Letter") == {}


def test_a_new_text_takes_the_old_one_s_place_and_the_old_one_is_kept(site: SmallSite) -> None:
    add(site, "Lungs", "Clear.")
    add(site, "LUNGS", "Clear on both sides.")
    assert texts(site, "Dr. Ann Moss", "") == {"LUNGS": "Clear on both sides."}
    with site.belt.database.read() as session:
        assert session.query(AuthorNormal).count() == 2
        assert len(list_normals(session)) == 1


def test_a_normal_is_taken_off_once(site: SmallSite) -> None:
    normal_id = add(site, "Lungs", "Clear.")
    site.write(lambda session: remove_normal(session, normal_id, actor=PERSON))
    assert texts(site, "Dr. Ann Moss", "") == {}
    with pytest.raises(NormalUnknownError):
        site.write(lambda session: remove_normal(session, normal_id, actor=PERSON))


@pytest.mark.parametrize(
    ("author", "name", "text"),
    [("", "Lungs", "x"), ("Moss", " ", "x"), ("Moss", "L", " "), ("Moss", "L", "x" * 20_001)],
)
def test_a_normal_needs_an_author_a_name_and_a_text(
    site: SmallSite, author: str, name: str, text: str
) -> None:
    with pytest.raises(NormalUnusableError):
        add(site, name, text, author=author)
