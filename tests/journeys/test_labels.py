"""A patient label of somebody else stops its page, before it is read and after the patient is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ingest.approval import confirm_index, verify
from ingest.index_fields import parse_index_fields
from ingest.stages import JobKind
from storage.ledger.document_states import DocumentState as S
from storage.reviews import (
    NotReadyError,
    Reviewer,
    claim_for_review,
    missing_for_verification,
    open_deficiencies,
)
from storage.tables import Document, Reading
from tests.journeys.test_separators import note, sheet
from tests.ocr.charts import tiff_of
from tests.small_site import FERN, SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, form_types={"ADM-01": "Face sheet"}) as site:
        yield site


def other_patients(site: SmallSite, document_id: str) -> list[tuple[int | None, str]]:
    with site.belt.database.read() as session:
        found = open_deficiencies(session, session.get_one(Document, document_id))
    return [(one.page_number, one.note) for one in found if one.kind == "other_patient"]


def confirm(site: SmallSite, document_id: str, fields: dict[str, str], pat: Reviewer) -> None:
    chosen = parse_index_fields(fields | {"route": "archive"})
    site.write(lambda session: claim_for_review(session, document_id, pat, lease_minutes=5))
    site.write(lambda session: confirm_index(session, document_id, chosen, pat, site.belt.settings))


def test_a_label_of_another_patient_stops_its_page_until_a_person_decides(site: SmallSite) -> None:
    pages = [note("Patient: Fernsby, Marigold", "MRN: 900417"), sheet("MRN:777001"), sheet("ADM-01")]
    document_id = site.receive(tiff_of(pages), **FERN).document_id
    site.run_once()
    site.run_once()
    site.run_once()  # opened, looked at, split: nothing is read yet
    assert site.document(document_id).state == S.READING
    said = "The patient label names another patient than the cover sheet or the index fields"
    assert other_patients(site, document_id) == [(2, said)]
    assert site.document(document_id).proposed_fields["document_type"] == "Face sheet"

    site.run_belt({JobKind.SUGGEST_CODES: lambda _: None})
    with site.belt.database.read() as session:
        labels = {row.identity.get("label_mrn", "") for row in session.query(Reading)}
    assert labels == {"", "777001"}

    pat = site.person("technician")
    confirm(site, document_id, FERN, pat)
    assert [number for number, _ in other_patients(site, document_id)] == [2]

    def try_to_verify(session: Session) -> None:
        row = session.get_one(Document, document_id)
        missing = missing_for_verification(session, row, needs_encounter=False)
        assert "decide about the pages that read another patient" in missing
        verify(session, document_id, pat, based_on=0)

    with pytest.raises(NotReadyError):
        site.write(try_to_verify)
