from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import database_now
from storage.edits import Token
from storage.tables import Document
from storage.verified_lines import (
    ReportSize,
    Total,
    forget_lines,
    freeze_lines,
    group_total,
    own_reports,
    size_of,
    total_of,
)
from tests.small_site import SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield site


def token(text: str, after: str = " ", *, person: bool = False, struck: bool = False) -> Token:
    return Token(text, text, after, (), "person" if person else "machine", struck)


def verified(site: SmallSite, user_id: str, size: ReportSize, number: int = 0) -> str:
    document_id = site.receive(b"%PDF-1.7\n" + f"{user_id}{number}".encode()).document_id
    site.write(lambda s: freeze_lines(s, s.get_one(Document, document_id), size, user_id=user_id))
    return document_id


def span(site: SmallSite) -> dict[str, object]:
    with site.belt.database.read() as session:
        now = database_now(session)
    return {"since": now - timedelta(hours=1), "until": now + timedelta(hours=1)}


def test_spaces_count_and_ends_of_lines_do_not() -> None:
    tokens = (
        token("Plan", "\n\n"),
        token("was"),
        token("is", person=True),
        token("old", struck=True),
        token("fine."),
    )
    assert size_of(tokens) == ReportSize(characters=16, visible=14, typed=3, from_draft=True)


def test_an_empty_report_has_no_size_and_a_typed_one_owes_nothing_to_the_draft() -> None:
    assert size_of(()) == ReportSize(0, 0, 0, from_draft=False)
    typed = size_of((token("draft", struck=True), token("All", person=True), token("mine.", person=True)))
    assert typed == ReportSize(characters=9, visible=8, typed=9, from_draft=False)


def test_a_report_is_counted_once_for_whoever_verified_it_last(site: SmallSite) -> None:
    ann, bob = site.person(name="Ann").user_id, site.person(name="Bob").user_id
    size = ReportSize(650, 560, 65, from_draft=True)
    document_id = verified(site, ann, size)
    site.write(lambda s: freeze_lines(s, s.get_one(Document, document_id), size, user_id=bob))
    with site.belt.database.read() as session:
        assert own_reports(session, ann, **span(site)) == []  # type: ignore[arg-type]
        found = own_reports(session, bob, **span(site))  # type: ignore[arg-type]
    assert [one.size for one in found] == [size]
    assert total_of(found) == Total(1, 650, 560, 65, 56)
    assert (total_of(found).edited, total_of(found).edited_visible) == (585, 504)
    site.write(lambda s: forget_lines(s, document_id))
    with site.belt.database.read() as session:
        assert own_reports(session, bob, **span(site)) == []  # type: ignore[arg-type]


def test_a_sum_over_fewer_than_five_people_is_not_told(site: SmallSite) -> None:
    people = [site.person(name=f"P{n}").user_id for n in range(5)]
    for person in people[:4]:
        verified(site, person, ReportSize(100, 90, 10, from_draft=True))
    verified(site, people[0], ReportSize(100, 90, 10, from_draft=True), 1)
    with site.belt.database.read() as session:
        assert group_total(session, **span(site)) is None  # type: ignore[arg-type]
    verified(site, people[4], ReportSize(100, 90, 10, from_draft=True))
    with site.belt.database.read() as session:
        assert group_total(session, **span(site)) == Total(6, 600, 540, 60, 54)  # type: ignore[arg-type]
