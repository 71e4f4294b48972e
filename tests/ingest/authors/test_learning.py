from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ingest.approval import verify
from ingest.authors import TermUnknownError, accepted_terms, learn_from_filed, list_terms, remove_term
from storage.audit.record import Actor
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.ledger.jobs import cancel_open_jobs
from storage.reviewed_text import TypedRange, machine_tokens, save_typing
from storage.reviewed_text import draft_hashes as hashes_of
from storage.reviews import claim_for_review
from storage.tables import AuditEvent, AuthorCorrection, AuthorTerm, Document
from tests.review_ui.dictation import confirmed, dictation_to_check
from tests.small_site import SmallSite, small_site

MOSS = "Dr. Ann Moss"
PERSON = Actor.program("test")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def filed(site: SmallSite, said: str, verified: str, *, author: str = MOSS) -> str:
    """The id of a dictation that somebody verified as `verified` and that counts as filed."""
    document_id = dictation_to_check(site, said, author=author)
    confirmed(site, document_id, author=author)
    clerk = site.person("transcriptionist")
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    with site.belt.database.read() as session:
        hashes = hashes_of(session, session.get_one(Document, document_id))
    base = machine_tokens(site.belt.store, hashes)
    typed = TypedRange(0, base[0].id, base[-1].id, verified)
    site.write(lambda session: save_typing(session, document_id, base, typed, user_id=clerk.user_id))
    revision = site.document(document_id).revision
    site.write(lambda session: verify(session, document_id, clerk, based_on=revision))
    site.write(lambda session: _file(session, document_id))
    return document_id


def _file(session: Session, document_id: str) -> None:
    """What rendering and filing do to the ledger."""
    cancel_open_jobs(session, document_id)
    for state in (DocumentState.RENDERING, DocumentState.FILING, DocumentState.FILED):
        move(session, lock_document(session, document_id), state, actor="test")


def learn(site: SmallSite) -> int:
    return learn_from_filed(site.belt.database, site.belt.store)


def terms(site: SmallSite, author: str = MOSS) -> list[tuple[str, str]]:
    with site.belt.database.read() as session:
        return [(one.heard, one.meant) for one in accepted_terms(session, author)]


def test_a_correction_is_learnt_when_it_occurred_twice_and_a_replay_helps(site: SmallSite) -> None:
    filed(site, "takes april daily", "takes lisinopril daily")
    assert learn(site) == 1
    assert terms(site) == []  # once is no habit
    filed(site, "gave april again", "gave lisinopril again")

    assert learn(site) == 1
    assert learn(site) == 0  # each approved revision is looked at once

    assert terms(site, "Moss, Ann, MD") == [("april", "lisinopril")]
    assert terms(site, "Dr. Ben Ito") == []
    with site.belt.database.read() as session:
        [term] = list_terms(session, author=MOSS)
        events = session.query(AuditEvent).filter_by(action="author_term.learned").all()
        assert session.query(AuthorCorrection).count() == 2
    assert (term.occurrences, term.replayed, term.errors_before, term.errors_after) == (2, 2, 2, 0)
    assert [event.detail["occurrences"] for event in events] == [2]
    assert "lisinopril" not in str(events[0].detail)


def test_a_correction_that_would_harm_another_dictation_is_not_learnt(site: SmallSite) -> None:
    filed(site, "takes april daily", "takes lisinopril daily")
    filed(site, "gave april again", "gave lisinopril again")
    filed(site, "back in april then", "back in april there")
    learn(site)
    assert terms(site) == []


def test_what_turns_harmful_later_is_taken_off(site: SmallSite) -> None:
    filed(site, "takes april daily", "takes lisinopril daily")
    filed(site, "gave april again", "gave lisinopril again")
    learn(site)
    assert terms(site)
    filed(site, "back in april then", "back in april there")
    learn(site)
    assert terms(site) == []
    with site.belt.database.read() as session:
        assert session.query(AuthorTerm).one().removed_by == "learning"


def test_what_a_person_took_off_is_not_learnt_again(site: SmallSite) -> None:
    filed(site, "takes april daily", "takes lisinopril daily")
    filed(site, "gave april again", "gave lisinopril again")
    learn(site)
    with site.belt.database.write() as session:
        [term] = list_terms(session)
        remove_term(session, term.id, actor=PERSON)
    filed(site, "stop april now", "stop lisinopril now")
    learn(site)
    assert terms(site) == []
    with site.belt.database.write() as session, pytest.raises(TermUnknownError):
        remove_term(session, term.id, actor=PERSON)


def test_two_authors_do_not_teach_each_other(site: SmallSite) -> None:
    filed(site, "takes april daily", "takes lisinopril daily", author="Dr. Ann Moss")
    filed(site, "gave april again", "gave lisinopril again", author="Dr. Ben Ito")
    learn(site)
    assert terms(site) == terms(site, "Dr. Ben Ito") == []
