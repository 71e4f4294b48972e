"""A page scanned again: it takes the place, is read, the words of other pages stay, and all can be undone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from ingest.approval import confirm_index, verify
from ingest.index_fields import parse_index_fields
from ingest.originals import originals_of
from ingest.rescan import RescanRefusedError, put_back, replace_page, replaced_by_page
from ingest.settings import IngestSettings
from ingest.stages import JobKind
from storage.ledger.document_states import DocumentState as S
from storage.reviewed_text import TypedRange, draft_hashes, load_text, machine_tokens, save_typing
from storage.reviews import ClaimedError, Reviewer, acknowledge, claim_for_review, open_deficiencies
from storage.tables import Artifact, Document, DocumentPage, Page
from tests.ocr.charts import image_bytes, tiff_of, typed_page
from tests.small_site import FERN, SmallSite, small_site

SIZE = (1000, 480)
SETTINGS = IngestSettings(min_free_disk_bytes=0, max_upload_bytes=50_000_000)


def note(*lines: str) -> Image.Image:
    return typed_page(lines, size=SIZE, left=80, height_px=30)


FIRST = note("Patient: Fernsby, Marigold", "Takes lisinopril every day.")
SECOND = note("Blood pressure was measured.", "Follow up in two weeks.")
AGAIN = note("Blood pressure was 128 over 76.", "Follow up in four weeks.")
STRANGER = note("MRN: 777001", "Takes metformin every day.")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def run_all(site: SmallSite) -> None:
    site.run_belt({JobKind.SUGGEST_CODES: lambda _: None})


def chart(site: SmallSite) -> tuple[str, Reviewer]:
    received = site.receive(tiff_of([FIRST, SECOND]), **FERN)
    run_all(site)
    pat = site.person("technician", name="Pat Doe")
    site.write(lambda session: claim_for_review(session, received.document_id, pat, lease_minutes=5))
    return received.document_id, pat


def text_of(site: SmallSite, document_id: str) -> str:
    return load_text(site.belt.database, site.belt.store, document_id).text


def type_over(site: SmallSite, document_id: str, old: str, new: str, pat: Reviewer) -> None:
    text = load_text(site.belt.database, site.belt.store, document_id)
    token = next(one for one in text.tokens if one.text == old and not one.struck)
    with site.belt.database.read() as session:
        hashes = draft_hashes(session, session.get_one(Document, document_id))
    base = machine_tokens(site.belt.store, hashes)
    typed = TypedRange(text.revision, token.id, token.id, new)
    site.write(lambda session: save_typing(session, document_id, base, typed, user_id=pat.user_id))


def scan_again(site: SmallSite, document_id: str, number: int, image: bytes, pat: Reviewer) -> None:
    replace_page(
        io.BytesIO(image),
        document_id=document_id,
        page_number=number,
        reviewer=pat,
        belt=site.belt,
        settings=SETTINGS,
    )


def test_a_new_scan_takes_the_place_and_corrected_words_stay_and_the_first_image_can_be_put_back(
    site: SmallSite,
) -> None:
    document_id, pat = chart(site)
    type_over(site, document_id, "lisinopril", "enalapril", pat)
    type_over(site, document_id, "two", "2", pat)
    before = text_of(site, document_id)

    scan_again(site, document_id, 2, image_bytes(AGAIN), pat)
    assert site.document(document_id).state == S.READING
    run_all(site)

    assert site.document(document_id).state == S.AWAITING_REVIEW
    now = text_of(site, document_id)
    assert "enalapril" in now
    assert "128" in now
    assert "four weeks" in now
    assert "measured" not in now
    with site.belt.database.read() as session:
        document = session.get_one(Document, document_id)
        (aside,) = replaced_by_page(session, document)
        new_page = session.get_one(DocumentPage, (document_id, 1)).page_id
        checked = session.query(Artifact).filter_by(subject_id=new_page, kind="page_check").count()
        sources = [one.sha256 for one in originals_of(session, document)]
        assert session.get_one(Page, aside.page_id).source_sha256 == document.source_sha256
    assert checked == 1
    assert len(sources) == 2

    assert put_back(site.belt, aside.id, document_id=document_id, reviewer=pat) == 2
    run_all(site)
    assert text_of(site, document_id) == before
    with site.belt.database.read() as session:
        (aside,) = replaced_by_page(session, session.get_one(Document, document_id))
    assert aside.page_id == new_page

    put_back(site.belt, aside.id, document_id=document_id, reviewer=pat)
    run_all(site)
    assert text_of(site, document_id) == now


def test_the_record_of_a_chart_with_a_new_scan_holds_both_files_and_one_pdf(site: SmallSite) -> None:
    document_id, pat = chart(site)
    scan_again(site, document_id, 1, image_bytes(STRANGER), pat)
    run_all(site)

    def act(session: Session) -> None:
        claim_for_review(session, document_id, pat, lease_minutes=5)
        fields = parse_index_fields(FERN | {"route": "archive"})
        row = confirm_index(session, document_id, fields, pat, site.belt.settings)
        for one in open_deficiencies(session, row):
            acknowledge(
                session, document_id, kind=one.kind, deficiency_id=one.id, decision="seen", reviewer=pat
            )
        verify(session, document_id, pat, based_on=row.revision)

    site.write(act)
    run_all(site)
    assert site.document(document_id).state == S.FILED


def test_a_new_scan_that_names_somebody_else_stops_the_page_though_the_patient_was_confirmed(
    site: SmallSite,
) -> None:
    document_id, pat = chart(site)
    fields = parse_index_fields(FERN | {"route": "archive"})
    site.write(lambda session: confirm_index(session, document_id, fields, pat, site.belt.settings))
    scan_again(site, document_id, 2, image_bytes(STRANGER), pat)
    run_all(site)
    with site.belt.database.read() as session:
        found = open_deficiencies(session, session.get_one(Document, document_id))
    assert [(one.kind, one.page_number) for one in found if one.kind == "other_patient"] == [
        ("other_patient", 2)
    ]


def test_what_is_no_new_scan_is_refused_and_nothing_changes(site: SmallSite) -> None:
    document_id, pat = chart(site)
    before = text_of(site, document_id)
    refused = [(1, b"no image at all"), (9, image_bytes(AGAIN))]
    for number, content in refused:
        with pytest.raises(RescanRefusedError):
            scan_again(site, document_id, number, content, pat)
    with pytest.raises(RescanRefusedError):
        scan_again(site, document_id, 1, tiff_of([FIRST, SECOND]), pat)  # the image that it has already
    with pytest.raises(ClaimedError):
        scan_again(site, document_id, 1, image_bytes(AGAIN), site.person("technician", name="Sam Roe"))
    assert text_of(site, document_id) == before
    scan_again(site, document_id, 2, image_bytes(AGAIN), pat)
    with pytest.raises(RescanRefusedError):  # it is being read
        scan_again(site, document_id, 2, image_bytes(STRANGER), pat)
