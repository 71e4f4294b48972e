"""A batch file with cover sheets and patch sheets, over the whole belt to filed records of each patient."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pikepdf
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy.orm import Session

from ingest.approval import confirm_index, verify
from ingest.conveyor import StageRun, Work, Write
from ingest.index_fields import IndexFields, parse_index_fields
from ingest.stages import JobKind
from ocr.cover_sheet import PrintedSheet, cover_sheet_pdf
from ocr.engine import EngineFailedError
from ocr.scan_check import tasks
from ocr.separators import CoverSheet, cover_text
from storage.database import database_now
from storage.filing import manifest_name, read_manifest
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState as S
from storage.ledger.jobs import return_expired
from storage.reviewed_text import load_text
from storage.reviews import acknowledge, claim_for_review, open_deficiencies
from storage.tables import Artifact, Document, DocumentPage, FiledRecordRow, Job, Page, SetAsidePage
from tests.ocr.charts import DPI, joined_pdf, scanned_pdf, tiff_of, typed_page
from tests.small_site import FERN, SmallSite, small_site

SIZE = (1000, 620)
HERON = {"mrn": "777001", "name": "Heronsgate, Basil", "dob": "1971-11-02"}


def sheet(text: str) -> Image.Image:
    """A separator sheet: one barcode in the middle of a page."""
    page = Image.new("L", SIZE, 255)
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    code = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(made, scale=8)))
    page.paste(code.convert("L"), ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    return page


def note(*lines: str) -> Image.Image:
    return typed_page(lines, size=SIZE, left=80, height_px=30)


FERN_NOTE = note("Patient: Fernsby, Marigold", "MRN: 900417", "Takes lisinopril every day.")
HERON_NOTE = note("Patient: Heronsgate, Basil", "MRN: 777001", "Takes metformin every day.")
HERON_MORE = note("Follow up in two weeks.", "MRN: 777001")
BATCH = [
    FERN_NOTE,
    sheet(cover_text(CoverSheet(mrn="777001", encounter="E-9"))),
    HERON_NOTE,
    HERON_MORE,
    sheet("PATCHT"),
    note("A page without a cover sheet."),
]


def as_pdf(pages: list[Image.Image]) -> bytes:
    """A scanned PDF as some scanners write it: one outline entry a page, every image in shared resources."""
    written = io.BytesIO()
    first, *rest = [page.convert("L") for page in pages]
    first.save(written, "PDF", resolution=DPI, save_all=True, append_images=rest)
    with pikepdf.open(io.BytesIO(written.getvalue())) as pdf:
        images = pikepdf.Dictionary()
        for number, page in enumerate(pdf.pages):
            (image,) = page.resources["/XObject"].values()
            images[f"/Scan{number}"] = image
            page.obj["/Contents"] = pdf.make_stream(
                f"q {SIZE[0] * 72 / DPI} 0 0 {SIZE[1] * 72 / DPI} 0 0 cm /Scan{number} Do Q".encode()
            )
        shared = pdf.make_indirect(pikepdf.Dictionary(XObject=images))
        for page in pdf.pages:
            page.obj["/Resources"] = shared
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(f"Fernsby {at}", at) for at in range(len(pdf.pages)))
        pdf.docinfo["/Title"] = "Batch of Fernsby and Heronsgate"
        again = io.BytesIO()
        pdf.save(again)
        return again.getvalue()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path) as site:
        yield site


def parts_of(site: SmallSite) -> list[Document]:
    with site.belt.database.read() as session:
        return session.query(Document).order_by(Document.id).all()


def run_all(site: SmallSite) -> None:
    site.run_belt({JobKind.SUGGEST_CODES: lambda _: None})


def file_it(site: SmallSite, document: Document, fields: dict[str, str]) -> None:
    """Confirm, look at what is to be looked at, verify; then the belt files it."""
    pat = site.person("technician", "scanner", name="Pat Doe")

    def act(session: Session) -> None:
        claim_for_review(session, document.id, pat, lease_minutes=5)
        chosen = parse_index_fields(fields | {"route": "archive"})
        row = confirm_index(session, document.id, chosen, pat, site.belt.settings)
        for one in open_deficiencies(session, row):
            acknowledge(session, row.id, kind=one.kind, deficiency_id=one.id, decision="seen", reviewer=pat)
        verify(session, row.id, pat, based_on=row.revision)

    site.write(act)
    run_all(site)
    assert site.document(document.id).state == S.FILED


def test_a_batch_becomes_a_document_for_each_patient_and_no_page_is_lost(site: SmallSite) -> None:
    site.receive(tiff_of(BATCH), **FERN)
    run_all(site)

    fern, heron, rest = parts_of(site)
    assert [one.state for one in (fern, heron, rest)] == [S.AWAITING_REVIEW] * 3
    assert [one.page_count for one in (fern, heron, rest)] == [1, 2, 1]
    claimed = [IndexFields.from_json(one.claimed_fields) for one in (fern, heron, rest)]
    assert [one.mrn for one in claimed] == ["900417", "777001", "900417"]
    assert [one.encounter for one in claimed] == ["", "E-9", ""]
    texts = [load_text(site.belt.database, site.belt.store, one.id).text for one in (fern, heron, rest)]
    assert ["metformin" in text for text in texts] == [False, True, False]
    with site.belt.database.read() as session:
        assert session.query(DocumentPage).count() + session.query(SetAsidePage).count() == len(BATCH)
        assert session.query(Page).count() == len(BATCH)
        balance = ledger_balance(session)
    assert (balance["accepted"], balance["waiting"], balance["balanced"]) == (3, 3, True)


@pytest.mark.parametrize("kind", ["pdf", "tiff"])
def test_the_record_of_a_part_holds_nothing_of_the_other_patients(site: SmallSite, kind: str) -> None:
    source = as_pdf(BATCH) if kind == "pdf" else tiff_of(BATCH)
    site.receive(source, **FERN)
    run_all(site)
    heron = parts_of(site)[1]
    file_it(site, heron, HERON)

    with site.belt.database.read() as session:
        row = session.get_one(FiledRecordRow, (heron.id, 1))
        manifest = read_manifest(site.belt.store.read_named(manifest_name(row.record_id, 1)))
        kept = {one.kind: one.sha256 for one in session.query(Artifact).filter_by(subject_id=heron.id)}
    assert [page.source_index for page in manifest.pages] == [2, 3]
    (original,) = manifest.originals
    assert (original.sha256, original.page_indexes) == (heron.source_sha256, (2, 3))
    for entry in manifest.objects:
        if entry.media_type != "application/pdf":
            assert b"lisinopril" not in site.belt.store.read(entry.sha256)
            continue
        with pikepdf.open(io.BytesIO(site.belt.store.read(entry.sha256))) as pdf:
            assert len(pdf.pages) == 2
            images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Width" in one]
            assert len(images) == 2, entry.kind
            everything = b"".join(one.unparse() for one in pdf.objects)
            assert b"Fernsby" not in everything
    assert {one.kind for one in manifest.objects} >= {"searchable_pdf", "received_pages", "text"}
    assert kept["received_pages"] == next(o.sha256 for o in manifest.objects if o.kind == "received_pages")


class Killed(BaseException):
    """What a kill is to code that runs: the end, between two writes."""


def _dies_after(work: Work) -> Work:
    """The work done, its units written, and the worker gone before its last transaction."""

    def dies(run: StageRun) -> Write | None:
        work(run)
        raise Killed

    return dies


def test_printed_cover_sheets_split_a_scanned_batch(site: SmallSite) -> None:
    sheets = [PrintedSheet(CoverSheet(mrn="900417")), PrintedSheet(CoverSheet(mrn="777001", encounter="E-9"))]
    with pikepdf.open(io.BytesIO(cover_sheet_pdf(sheets))) as printed:
        singles = []
        for page in printed.pages:
            with pikepdf.Pdf.new() as one:
                one.pages.append(page)
                written = io.BytesIO()
                one.save(written)
                singles.append(written.getvalue())
    batch = [singles[0], scanned_pdf(FERN_NOTE), singles[1], scanned_pdf(HERON_NOTE), scanned_pdf(HERON_MORE)]
    site.receive(joined_pdf(*batch))
    run_all(site)

    parts = parts_of(site)
    assert [one.page_count for one in parts] == [1, 2]
    assert [IndexFields.from_json(one.claimed_fields).mrn for one in parts] == ["900417", "777001"]
    with site.belt.database.read() as session:
        assert session.query(SetAsidePage).count() == 2


def test_a_worker_killed_between_any_two_writes_splits_the_file_once(site: SmallSite) -> None:
    site.receive(tiff_of([FERN_NOTE, sheet("PATCHT"), HERON_NOTE]))
    site.run_once()  # opened

    for moment in ("check", "split"):
        kind = {"check": JobKind.CHECK_PAGES, "split": JobKind.SPLIT_CHART}[moment]
        work = {"check": tasks.check_pages, "split": tasks.split_chart}[moment]
        with pytest.raises(Killed):
            site.run_once({kind: _dies_after(work)})
        assert len(parts_of(site)) == 1
        site.write(_let_leases_run_out)
        site.write(return_expired)
        site.run_once()
    run_all(site)
    first, second = parts_of(site)
    assert [one.state for one in (first, second)] == [S.AWAITING_REVIEW] * 2
    with site.belt.database.read() as session:
        assert session.query(Artifact).filter_by(kind="page_check").count() == 3
        assert ledger_balance(session)["balanced"]


def _let_leases_run_out(session: Session) -> None:
    past = database_now(session) - timedelta(seconds=1)
    session.query(Job).filter(Job.lease_until.is_not(None)).update({"lease_until": past})


def test_a_file_whose_pages_could_not_be_looked_at_goes_on_unsplit_with_a_loss(site: SmallSite) -> None:
    def cannot(_: StageRun) -> Write | None:
        raise EngineFailedError("it broke")

    site = site.with_settings(retry_delays_s=(0.001,), max_attempts=1)
    received = site.receive(tiff_of([FERN_NOTE, sheet("PATCHT"), HERON_NOTE]))
    works: dict[JobKind, Work] = {JobKind.CHECK_PAGES: cannot, JobKind.SUGGEST_CODES: lambda _: None}
    until(site, received.document_id, works)
    (whole,) = parts_of(site)
    assert whole.page_count == 3
    with site.belt.database.read() as session:
        kinds = {one.kind for one in open_deficiencies(session, session.get_one(Document, whole.id))}
    assert "page_not_checked" in kinds


def until(site: SmallSite, document_id: str, works: dict[JobKind, Work]) -> None:
    for _ in range(200):
        site.run_once(works)
        if site.document(document_id).state == S.AWAITING_REVIEW:
            return
        time.sleep(0.005)
    raise AssertionError(site.document(document_id).state)
