"""Two documents on the same bytes share their pages; what one of them gave up or said stays its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from ocr.rendering.tasks import Place
from ocr.tasks import _note_losses
from storage.artifacts import put_json, record_artifact
from storage.edits import Token
from storage.errors import Deficiency
from storage.reviewed_text import DRAFT, load_text
from storage.reviews import Reviewer, acknowledge, open_deficiencies
from storage.tables import Artifact, Document, DocumentPage
from tests.review_ui.chart import chart_to_check, lose
from tests.small_site import SmallSite, small_site

SECOND = Place(position=1, page_id="p", source_sha256="00", source_index=1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def with_a_page_given_up(site: SmallSite) -> str:
    """The id of a chart whose second page nobody could read."""
    made, other = chart_to_check(site, "one"), chart_to_check(site, "")

    def write(session: Session) -> None:
        session.add(DocumentPage(document_id=made.document_id, position=1, page_id=other.page_ids[0]))

    site.write(write)
    lose(site, made.document_id, Deficiency("page_not_read", "It broke the engine", page_number=2))
    return made.document_id


def read_elsewhere(site: SmallSite, document_id: str) -> None:
    """The shared second page is read for another document on the same bytes."""

    def write(session: Session) -> None:
        page_id = session.get_one(DocumentPage, (document_id, 1)).page_id
        tokens = [Token(f"{page_id}:1:9", "unseen", " ", (f"{page_id}:1:9",)).as_json()]
        made = put_json(site.belt.store, DRAFT, {"schema_version": 1, "tokens": tokens, "n": 2})
        session.execute(delete(Artifact).where(Artifact.subject_id == page_id, Artifact.kind == DRAFT))
        record_artifact(session, made, subject_id=page_id, version=1)

    site.write(write)


def losses(site: SmallSite, document_id: str) -> list[str]:
    with site.belt.database.read() as session:
        document = session.get_one(Document, document_id)
        return [one.kind for one in open_deficiencies(session, document)]


def test_a_page_read_later_for_another_document_adds_no_word_that_nobody_saw(site: SmallSite) -> None:
    document_id = with_a_page_given_up(site)
    before = load_text(site.belt.database, site.belt.store, document_id)
    read_elsewhere(site, document_id)
    assert load_text(site.belt.database, site.belt.store, document_id) == before
    assert before.text.strip() == "one"


def test_a_page_that_is_read_after_all_is_no_longer_said_to_be_unread(site: SmallSite) -> None:
    document_id = with_a_page_given_up(site)
    read_elsewhere(site, document_id)
    site.write(lambda session: _note_losses(session, session.get_one(Document, document_id), SECOND, ()))
    assert losses(site, document_id) == []
    text = load_text(site.belt.database, site.belt.store, document_id).text
    assert text.split() == ["one", "unseen"]


def test_a_page_that_a_person_saw_to_be_unread_stays_so(site: SmallSite) -> None:
    document_id = with_a_page_given_up(site)
    clerk: Reviewer = site.person("technician")
    with site.belt.database.read() as session:
        lost = open_deficiencies(session, session.get_one(Document, document_id))[0].id

    def act(session: Session) -> None:
        acknowledge(
            session,
            document_id,
            kind="page_not_read",
            deficiency_id=lost,
            decision="seen",
            reviewer=clerk,
        )
        _note_losses(session, session.get_one(Document, document_id), SECOND, ())

    site.write(act)
    read_elsewhere(site, document_id)
    assert load_text(site.belt.database, site.belt.store, document_id).text.strip() == "one"
