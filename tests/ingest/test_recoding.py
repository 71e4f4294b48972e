from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import approval
from ingest.index_fields import parse_index_fields
from ingest.stages import JobKind
from storage.artifacts import load_json
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import TypedRange, draft_hashes, load_text, machine_tokens, save_typing
from storage.reviews import claim_for_review, hand_back_review
from storage.tables import Document, SuggestionSet
from tests.review_ui.coding import VISIT, CaseMade, case_to_code, chart_of_visit, verified
from tests.small_site import SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as made:
        yield made


@pytest.fixture
def made(site: SmallSite) -> CaseMade:
    return case_to_code(site)


def index(site: SmallSite, made: CaseMade, **fields: str) -> None:
    clerk = site.person("technician", name="Tess Kim")
    visit = parse_index_fields(VISIT | fields)
    site.write(lambda s: claim_for_review(s, made.document_id, clerk, lease_minutes=5))
    site.write(lambda s: approval.confirm_index(s, made.document_id, visit, clerk, site.belt.settings))
    site.write(lambda s: hand_back_review(s, made.document_id, clerk))


def asked_again(site: SmallSite, made: CaseMade) -> list[str]:
    return [
        job.payload["document_id"]
        for job in site.jobs(made.case_id)
        if JobKind(job.kind) is JobKind.SUGGEST_AGAIN
    ]


def codes_of_newest_run(site: SmallSite, made: CaseMade) -> dict[str, list[str]]:
    with site.belt.database.read() as session:
        newest = session.query(SuggestionSet).order_by(SuggestionSet.revision, SuggestionSet.id).all()[-1]
    found = load_json(site.belt.store, newest.artifact_sha256)
    return {
        "suggested": [one["code"] for one in found["suggestions"] if one["shown"]],
        "clues": [one["code"] for one in found["advice"]["clues"]],
    }


def correct(site: SmallSite, document_id: str, word: str, text: str) -> None:
    found = load_text(site.belt.database, site.belt.store, document_id)
    token = next(one for one in found.tokens if one.text.startswith(word))
    with site.belt.database.read() as session:
        base = machine_tokens(site.belt.store, draft_hashes(session, session.get_one(Document, document_id)))
    typed = TypedRange(found.revision, token.id, token.id, text)
    site.write(lambda s: save_typing(s, document_id, base, typed, user_id="somebody"))


def test_a_corrected_type_or_author_suggests_codes_again_and_moves_no_document(
    site: SmallSite, made: CaseMade
) -> None:
    index(site, made)
    assert asked_again(site, made) == []  # nothing changed

    index(site, made, document_type="Consent form")

    assert asked_again(site, made) == [made.document_id]
    assert site.document(made.document_id).state == DocumentState.AWAITING_REVIEW
    site.run_belt()
    assert site.document(made.document_id).state == DocumentState.AWAITING_REVIEW
    found = codes_of_newest_run(site, made)
    assert found["suggested"] == []
    assert "I10" in found["clues"]  # a consent form may not state it


def test_a_corrected_visit_suggests_again_for_every_document_of_the_encounter(
    site: SmallSite, made: CaseMade
) -> None:
    other = case_to_code(site)
    unread = chart_of_visit(site, "Not suggested for yet.")

    index(site, made, encounter_type="inpatient", discharge_date="2026-05-09")

    assert asked_again(site, made) == [made.document_id, other.document_id]
    assert unread.document_id not in asked_again(site, made)


def test_a_verified_correction_suggests_codes_again_on_the_new_text(site: SmallSite, made: CaseMade) -> None:
    correct(site, made.document_id, "hypertension", "hypotension.")

    verified(site, made.document_id, site.person("technician"))

    assert asked_again(site, made) == [made.document_id]
    site.run_belt({JobKind.RENDER_CHART: lambda _run: None, JobKind.FILE_DOCUMENT: lambda _run: None})
    assert site.document(made.document_id).state == DocumentState.FILED
    assert not {"I10"} & set(codes_of_newest_run(site, made)["suggested"])


def test_a_verified_text_that_codes_were_suggested_on_is_left_alone(site: SmallSite, made: CaseMade) -> None:
    verified(site, made.document_id, site.person("technician"))

    assert asked_again(site, made) == []
