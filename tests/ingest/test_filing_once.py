"""What is filed is what was approved: after a step back, an edit in between, a kill at the worst moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.approval import send_back, sign, verify
from ingest.conveyor import StageRun, Write
from ingest.interventions import CannotInterveneError, try_again, withdraw
from ingest.snapshots import document_snapshot
from ingest.stages import JobKind
from storage.filing import manifest_name, read_manifest
from storage.filing.file_record import file_record
from storage.ledger.document_states import DocumentState as S
from storage.reviewed_text import NotEditableError, TypedRange, load_text, machine_tokens, save_typing
from storage.reviewed_text import draft_hashes as hashes_of
from storage.reviews import NotReadyError, Reviewer, claim_for_review
from storage.tables import Document, Encounter, FiledRecordRow
from tests.review_ui.dictation import confirmed, dictation_to_check
from tests.small_site import SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


@pytest.fixture
def clerk(site: SmallSite) -> Reviewer:
    return site.person("transcriptionist", name="Vera Moss")


def approved(site: SmallSite, clerk: Reviewer) -> str:
    document_id = dictation_to_check(site)
    confirmed(site, document_id)
    approve(site, document_id, clerk)
    return document_id


def approve(site: SmallSite, document_id: str, clerk: Reviewer) -> None:
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    seen = site.document(document_id).revision
    site.write(lambda session: verify(session, document_id, clerk, based_on=seen))


def retype(site: SmallSite, document_id: str, clerk: Reviewer, text: str) -> None:
    with site.belt.database.read() as session:
        hashes = hashes_of(session, session.get_one(Document, document_id))
    base = machine_tokens(site.belt.store, hashes)
    seen = site.document(document_id).revision
    typed = TypedRange(seen, base[0].id, base[0].id, text)
    site.write(lambda session: save_typing(session, document_id, base, typed, user_id=clerk.user_id))


def filed_text(site: SmallSite, document_id: str, version: int = 1) -> str:
    manifest = read_manifest(site.belt.store.read_named(manifest_name(document_id, version)))
    sha256 = next(one.sha256 for one in manifest.objects if one.kind == "report_text")
    return site.belt.store.read(sha256).decode()


def test_after_a_verification_was_taken_back_the_newer_text_is_filed(
    site: SmallSite, clerk: Reviewer
) -> None:
    document_id = approved(site, clerk)
    site.write(lambda session: send_back(session, document_id, reason="a word", reviewer=clerk))
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    retype(site, document_id, clerk, "Newer")
    approve(site, document_id, clerk)
    site.run_belt()
    assert site.document(document_id).state == S.FILED
    assert "Newer" in filed_text(site, document_id)
    with site.belt.database.read() as session:
        assert session.query(FiledRecordRow).count() == 1


@pytest.mark.parametrize("rounds", [0, 1])
def test_no_word_and_no_step_back_slips_in_between_approval_and_filing(
    site: SmallSite, clerk: Reviewer, rounds: int
) -> None:
    document_id = approved(site, clerk)
    before = load_text(site.belt.database, site.belt.store, document_id)
    for _ in range(rounds):
        site.run_once()
        with pytest.raises(NotReadyError):
            site.write(lambda session: send_back(session, document_id, reason="late", reviewer=clerk))
    with pytest.raises(NotEditableError):
        retype(site, document_id, clerk, "Slipped")
    site.run_belt()
    assert load_text(site.belt.database, site.belt.store, document_id) == before
    assert "Slipped" not in filed_text(site, document_id)


def killed_after_the_manifest(site: SmallSite, clerk: Reviewer) -> str:
    """A report whose manifest is written while its row is not."""
    document_id = approved(site, clerk)
    site.run_once()
    file_record(document_snapshot(site.belt, document_id, 1), store=site.belt.store)
    return document_id


def test_what_was_filed_before_a_kill_is_adopted_although_its_encounter_was_changed_since(
    site: SmallSite, clerk: Reviewer
) -> None:
    document_id = killed_after_the_manifest(site, clerk)
    manifest = site.belt.store.read_named(manifest_name(document_id, 1))
    with site.belt.database.write() as session:
        encounter_id = session.get_one(Document, document_id).encounter_id
        session.get_one(Encounter, encounter_id).encounter_type = "emergency"
    site.run_belt()
    assert site.document(document_id).state == S.FILED
    assert site.belt.store.read_named(manifest_name(document_id, 1)) == manifest
    author = site.person("author", name="Ada Fox")
    site.write(lambda session: sign(session, document_id, author, based_on=0))
    site.run_belt()
    assert site.document(document_id).state == S.FILED  # the chain of versions goes on


def test_another_approval_is_never_taken_for_the_one_that_is_filed(site: SmallSite, clerk: Reviewer) -> None:
    document_id = killed_after_the_manifest(site, clerk)
    other = site.person("transcriptionist", name="Rita Other")
    with site.belt.database.write() as session:
        session.get_one(Document, document_id).verified_by = other.user_id
    site.run_belt()
    document = site.document(document_id)
    assert (document.state, document.reason_code) == (S.NEEDS_ATTENTION, "storage.record_conflict")


def test_a_withdrawn_document_is_not_filed_by_work_that_was_out(site: SmallSite, clerk: Reviewer) -> None:
    document_id = approved(site, clerk)

    def meanwhile(run: StageRun) -> Write:
        site.write(lambda session: withdraw(session, document_id, reason="wrong", actor=clerk.actor))
        return lambda _: None

    site.run_belt({JobKind.RENDER_DICTATION: meanwhile})
    assert site.document(document_id).state == S.WITHDRAWN
    with pytest.raises(CannotInterveneError):
        site.write(lambda session: try_again(session, document_id, actor=clerk.actor))
