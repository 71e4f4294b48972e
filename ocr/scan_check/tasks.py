"""The belt's look at page images: open a chart, check its pages, split it. Touches the world.

These run on a queue of their own: whether a page is blank, must be scanned again or begins another document
is known while the paper is at hand, however much there is to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Write
from ingest.index_fields import IndexFields, parse_index_fields
from ingest.jobs import send_document
from ingest.originals import page_rows
from ingest.page_labels import PageLabel
from ingest.page_verdicts import PAGE_CHECK
from ingest.roll_up import add_deficiencies
from ingest.scanner_watch.measures import ScanMeasure, record_measure
from ingest.splitting import (
    AS_SPLIT,
    RECEIVED_PAGES,
    ChartPart,
    SplitPlan,
    lay_out_pages,
    split_document,
)
from ingest.stages import PAGES_PER_CHECK, JobKind, chunk_of
from ingest.stations.sheets import SHEET_PICTURE
from ingest.worker_belt import stage_task
from ocr.barcodes import LabelPatterns, labels_of
from ocr.open_document import open_document
from ocr.options import OcrOptions
from ocr.part_of_file import joined_pdf, pages_alone
from ocr.scan_check import PageCheck, check_document, find_duplicates
from ocr.scan_check.findings import rescans_wanted
from ocr.scan_check.sheet_picture import sheet_pictures
from ocr.separators import CoverSheet, DocumentPart, SplitPolicy, split_pages
from storage.artifacts import MadeArtifact, load_json, put_artifact, put_json, record_artifact
from storage.errors import Deficiency
from storage.ledger.documents import lock_document
from storage.settings import StorageSettings
from storage.tables import Artifact, Document, DocumentPage
from storage.tables import Page as PageRow

DUPLICATE_PAGE = "duplicate_page"
ONLY_SEPARATORS = "only_separators"
_PAGES_AT_ONCE = 4  # written together, so that the first verdicts are there within seconds


def _options(document: Document) -> OcrOptions:
    return OcrOptions.from_json(document.options.get("ocr", {}))


@stage_task
def open_chart(run: StageRun) -> Write:
    """Count the pages and put the look at them on the belt."""
    document = run.chart_or_dictation
    source = run.belt.store.read(document.source_sha256)
    with open_document(source, options=_options(document)) as opened:
        page_count, deficiencies = opened.page_count, list(opened.deficiencies)

    def write(session: Session) -> None:
        row = lock_document(session, document.id)
        add_deficiencies(session, row, deficiencies)
        for first, count in chunk_of(lay_out_pages(session, row, page_count), most=PAGES_PER_CHECK):
            send_document(session, row, JobKind.CHECK_PAGES, {"first": first, "count": count})

    return write


@stage_task
def check_pages(run: StageRun) -> Write | None:
    """Look at the images of a chunk of pages, a few kept at a time as they end."""
    document = run.chart_or_dictation
    first, count = int(run.job.payload["first"]), int(run.job.payload["count"])
    todo = _unchecked(run, document, first, count)
    sources: dict[str, bytes] = {}
    while todo:
        together = _of_one_stretch(todo)
        sha256 = together[0].source_sha256
        source = sources.setdefault(sha256, run.belt.store.read(sha256))
        if not _check_some(run, source, together):
            return None
        todo = todo[len(together) :]
    return None


class _Place:
    """A page to check: where it stands in the document, and where it comes from."""

    def __init__(self, position: int, page: PageRow) -> None:
        self.position, self.page_id = position, page.id
        self.source_sha256, self.source_index = page.source_sha256, page.source_index


def _unchecked(run: StageRun, document: Document, first: int, count: int) -> list[_Place]:
    made = select(Artifact.subject_id).where(
        Artifact.kind == PAGE_CHECK, Artifact.version == document.reading_no
    )
    with run.belt.database.read() as session:
        rows = session.execute(
            select(DocumentPage.position, PageRow)
            .join(PageRow, PageRow.id == DocumentPage.page_id)
            .where(
                DocumentPage.document_id == document.id,
                DocumentPage.position >= first,
                DocumentPage.position < first + count,
                PageRow.id.not_in(made),
            )
            .order_by(DocumentPage.position)
        )
        return [_Place(position, page) for position, page in rows]


def _of_one_stretch(places: Sequence[_Place]) -> list[_Place]:
    """The first few places that follow each other in one source."""
    first, together = places[0], []
    for step, place in enumerate(places[:_PAGES_AT_ONCE]):
        if (place.source_sha256, place.source_index) != (first.source_sha256, first.source_index + step):
            break
        together.append(place)
    return together


def _check_some(run: StageRun, source: bytes, places: Sequence[_Place]) -> bool:
    document = run.chart_or_dictation
    checks = check_document(
        source, options=_options(document), first=places[0].source_index, count=len(places)
    )
    made = [put_json(run.belt.store, PAGE_CHECK, check.as_json()) for check in checks]
    bad = [check.page_index for check in checks if check.wants_rescan]
    drawn = sheet_pictures(source, options=_options(document), page_indexes=bad)
    pictures = {
        places[index - places[0].source_index].page_id: put_artifact(
            run.belt.store, SHEET_PICTURE, jpeg, media_type="image/jpeg"
        )
        for index, jpeg in drawn.items()
    }

    def write(session: Session) -> None:
        for page_id, picture in pictures.items():
            record_artifact(session, picture, subject_id=page_id, version=document.reading_no)
        for place, check, artifact in zip(places, checks, made, strict=True):
            record_artifact(session, artifact, subject_id=place.page_id, version=document.reading_no)
            found = [Deficiency(one.kind, one.note, place.position + 1) for one in rescans_wanted(check)]
            add_deficiencies(session, document, found, page_id=place.page_id)
            if check.is_scan and check.quality is not None:
                record_measure(session, document, place.page_id, place.position, _measured(check))

    return run.write_unit(write)


def _measured(check: PageCheck) -> ScanMeasure:
    """What the watch over scanners wants of the page."""
    return ScanMeasure(
        is_blank=check.is_blank,
        streaks=check.streaks,
        skew_deg=check.tilt_deg,
        contrast=check.quality.contrast if check.quality and not check.is_blank else None,
        cut_off=any(one.kind == "cut_off" for one in check.rescan),
    )


@stage_task
def split_chart(run: StageRun) -> Write:
    """Make several documents of a file with separators; say which pages are there twice."""
    document = run.chart_or_dictation
    plan = split_plan(_load_checks(run, document), run.belt.settings)
    if plan is None:
        return _goes_on_whole
    own_pages = _put_own_pages(run, document, plan)

    def write(session: Session) -> None:
        row = lock_document(session, document.id)
        for part, made in zip(split_document(session, row, plan), own_pages, strict=False):
            record_artifact(session, made, subject_id=part.id, version=AS_SPLIT)

    return write


def _goes_on_whole(_: Session) -> None:
    """Nothing to write: the document is read as one, and what stood in the way is a loss of its own."""


def _put_own_pages(run: StageRun, document: Document, plan: SplitPlan) -> list[MadeArtifact]:
    """Each part's own pages of the received file, for who asks for its original; none for a whole file."""
    if len(plan.parts) < 2:
        return []
    with run.belt.database.read() as session:
        indexes = {
            position: page.source_index
            for position, page in session.execute(
                select(DocumentPage.position, PageRow)
                .join(PageRow, PageRow.id == DocumentPage.page_id)
                .where(DocumentPage.document_id == document.id)
            )
        }
    source, store = run.belt.store.read(document.source_sha256), run.belt.store
    return [
        put_artifact(
            store,
            RECEIVED_PAGES,
            pages_alone(source, [indexes[one] for one in part.positions], options=_options(document)),
            media_type="application/pdf",
        )
        for part in plan.parts
    ]


@stage_task
def gather_pages(run: StageRun) -> Write:
    """Put a document's own pages of the received files together, after pages came to it or left it."""
    document, store = run.chart_or_dictation, run.belt.store
    with run.belt.database.read() as session:
        pages = page_rows(session, document)
    parts = [
        pages_alone(store.read(sha256), [page.source_index for page in group], options=_options(document))
        for sha256, group in groupby(pages, key=lambda page: page.source_sha256)
    ]
    made = put_artifact(store, RECEIVED_PAGES, joined_pdf(parts), media_type="application/pdf")

    def write(session: Session) -> None:
        record_artifact(session, made, subject_id=document.id, version=AS_SPLIT)

    return write


def _load_checks(run: StageRun, document: Document) -> list[PageCheck | None]:
    """The check of each page in document order, numbered by its place there; None where there is none."""
    with run.belt.database.read() as session:
        rows = session.execute(
            select(DocumentPage.position, Artifact.sha256)
            .outerjoin(
                Artifact,
                (Artifact.subject_id == DocumentPage.page_id)
                & (Artifact.kind == PAGE_CHECK)
                & (Artifact.version == document.reading_no),
            )
            .where(DocumentPage.document_id == document.id)
            .order_by(DocumentPage.position)
        ).all()
    return [
        PageCheck.from_json(load_json(run.belt.store, sha256)).model_copy(update={"page_index": position})
        if sha256
        else None
        for position, sha256 in rows
    ]


def split_plan(checks: Sequence[PageCheck | None], settings: StorageSettings) -> SplitPlan | None:
    """How the pages fall into documents; None when a page was not looked at, for it may be a separator."""
    seen = [check for check in checks if check is not None]
    if not seen or len(seen) < len(checks):
        return None
    patterns = LabelPatterns(
        settings.label_mrn_patterns, settings.label_account_patterns, settings.form_types
    )
    labels = {check.page_index: _label(check, patterns) for check in seen}
    parts = split_pages(seen, SplitPolicy(separator_texts=settings.separator_texts))
    if not any(part.pages for part in parts):
        note = "There are only separator sheets in this file: scan the pages that belong to them"
        found = (Deficiency(ONLY_SEPARATORS, note),)
        return SplitPlan((ChartPart(tuple(range(len(seen))), None, found),))
    return SplitPlan(
        parts=tuple(_chart_part(part, seen) for part in parts),
        separators=tuple(sorted(index for part in parts for index in part.separator_pages)),
        labels={place: label for place, label in labels.items() if not label.is_empty},
    )


def _label(check: PageCheck, patterns: LabelPatterns) -> PageLabel:
    said: dict[str, str] = {}
    for label in labels_of(check.barcodes, patterns):
        said.setdefault(label.kind, label.value)
    return PageLabel(said.get("mrn", ""), said.get("account", ""), said.get("form", ""))


def _chart_part(part: DocumentPart, checks: Sequence[PageCheck]) -> ChartPart:
    """The part with what was found about it, pages numbered within it."""
    numbers = {position: place + 1 for place, position in enumerate(part.pages)}
    notes = [Deficiency(one.kind, _of_the_file(one.note, one.page_number)) for one in part.notes]
    twice = [
        Deficiency(DUPLICATE_PAGE, f"It looks like page {numbers[same]}: is one too many?", numbers[position])
        for position, same in find_duplicates([checks[position] for position in part.pages])
    ]
    return ChartPart(part.pages, _claims(part.cover), (*notes, *twice))


def _of_the_file(note: str, page_number: int | None) -> str:
    return note[:1].upper() + note[1:] + (f" (page {page_number} of the file)" if page_number else "")


def _claims(cover: CoverSheet | None) -> IndexFields | None:
    return None if cover is None else parse_index_fields(cover.as_json())
