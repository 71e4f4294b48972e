"""The belt's coding stage: suggestions on a document's current text. Touches the world."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.belt import Belt
from ingest.conveyor import StageRun, Write
from ingest.roll_up import add_deficiencies
from ingest.worker_belt import stage_task
from nlp.edition_in_use import resources_in_force
from nlp.learning import load_learned
from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.rules import load_rule_tables, role_of_author
from nlp.source_text import Anchor, SourceText, SourceToken
from nlp.suggest_codes import suggest_codes as suggest
from ocr.draft import regions_by_id
from ocr.page import Page, PageAnchor
from storage.artifacts import load_json, put_json, record_artifact, the_artifact
from storage.database import database_now
from storage.edits import Token, live
from storage.ids import new_id
from storage.ledger.documents import lock_document
from storage.reviewed_text import load_text_at
from storage.reviews import unread_template_starts
from storage.settings import StorageSettings
from storage.tables import Document, DocumentPage, Encounter, Patient, Reading
from storage.tables import SuggestionSet as SuggestionSetRow
from transcribe.transcript import TimeAnchor, Transcript


def _resources(settings: StorageSettings, options: CodingOptions) -> CodingResources:
    """What coding by the edition of this encounter needs; kept from one job to the next."""
    return resources_in_force(
        options,
        editions_folder=settings.home / "code_sets",
        cache_folder=settings.cache_dir / "code_sets",
        today=datetime.now(ZoneInfo(settings.site_time_zone)).date(),
    )


@stage_task
def suggest_codes(run: StageRun) -> Write:
    """Suggest codes for the text as it reads at the job's revision."""
    document = run.chart_or_dictation
    return _suggest(run.belt, document, int(run.job.payload["revision"]))


@stage_task
def suggest_again(run: StageRun) -> Write:
    """Suggest codes for a document of a case as it reads now, whatever state it is in."""
    with run.belt.database.read() as session:
        document = session.get_one(Document, str(run.job.payload["document_id"]))
    return _suggest(run.belt, document, document.revision)


def _suggest(belt: Belt, document: Document, revision: int) -> Write:
    """Suggests codes for the text at a revision; gives back what writes them."""
    text = load_text_at(belt.database, belt.store, document.id, revision)
    anchors = _word_anchors(belt, document)
    with belt.database.read() as session:
        options = _options(session, document)
        unread = bool(unread_template_starts(session, document))
    tokens = [one for one in live(text.tokens) if not (unread and one.origin == "template")]
    source = SourceText.from_tokens([_source_token(token, anchors) for token in tokens])
    learned = load_learned(belt.settings.home) if options.use_learned else None
    resources = _resources(belt.settings, options)
    found = suggest(source, options=options, resources=resources, learned=learned)
    made = put_json(belt.store, "suggestions", found.as_json())

    def write(session: Session) -> None:
        row = lock_document(session, document.id)
        row.suggestion_count = sum(1 for one in found.suggestions if one.shown)
        set_id, version = new_id(), row.reading_no * 1_000_000 + revision
        record_artifact(session, made, subject_id=row.id, version=version)
        if the_artifact(session, row.id, "suggestions", version).sha256 != made.sha256:
            # the same text, coded by another type, author or visit
            record_artifact(session, made, subject_id=set_id, version=1)
        session.add(
            SuggestionSetRow(
                id=set_id,
                document_id=row.id,
                reading_no=row.reading_no,
                revision=revision,
                artifact_sha256=made.sha256,
                edition=found.edition,
                engine=found.engine.as_json(),
                created_at=database_now(session),
            )
        )
        add_deficiencies(session, row, list(found.deficiencies))

    return write


def _options(session: Session, document: Document) -> CodingOptions:
    """The encounter as a person confirmed it, else as it came in; both decide how doubt is coded."""
    claimed = document.claimed_fields
    encounter = session.get(Encounter, document.encounter_id) if document.encounter_id else None
    patient = session.get(Patient, document.patient_id) if document.patient_id else None
    kind = encounter.encounter_type if encounter else claimed.get("encounter_type")
    service = (encounter.date_of_service if encounter else None) or _date(claimed.get("date_of_service"))
    discharge = (encounter.discharge_date if encounter else None) or _date(claimed.get("discharge_date"))
    if service and discharge and discharge < service:
        discharge = None  # contradicting dates are the index panel's business, not a reason not to code
    overrides: dict[str, Any] = document.options.get("nlp", {})
    return CodingOptions(
        encounter_type=EncounterType(kind) if kind else None,
        date_of_service=service,
        discharge_date=discharge,
        document_type=document.document_type or claimed.get("document_type") or "",
        author_role=role_of_author(document.author or claimed.get("author") or "", load_rule_tables()),
        birth_date=patient.birth_date if patient else None,
        **overrides,
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _word_anchors(belt: Belt, document: Document) -> dict[str, Anchor]:
    """For each machine word id, its place on paper or in the recording."""
    if document.kind == "dictation":
        with belt.database.read() as session:
            sha256 = the_artifact(session, document.id, "reading", document.reading_no).sha256
        transcript = Transcript.from_json(load_json(belt.store, sha256)["transcript"])
        return {
            word.id: TimeAnchor(transcript.source_sha256, (word.id,), word.start_s, word.end_s)
            for word in transcript.words()
        }
    with belt.database.read() as session:
        page_ids = session.scalars(
            select(DocumentPage.page_id)
            .join(
                Reading,
                (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
            )
            .where(DocumentPage.document_id == document.id)
            .order_by(DocumentPage.position)
        ).all()
        hashes = [the_artifact(session, page_id, "page", document.reading_no).sha256 for page_id in page_ids]
    anchors: dict[str, Anchor] = {}
    for sha256 in hashes:
        page = Page.from_json(load_json(belt.store, sha256))
        anchors |= {word.id: PageAnchor(page.id, (word.id,), word.box) for word in page.words()}
        regions = regions_by_id(page, document.reading_no).items()
        anchors |= {one: PageAnchor(page.id, (one,), region.box) for one, region in regions}
    return anchors


def _source_token(token: Token, anchors: dict[str, Anchor]) -> SourceToken:
    found = tuple(anchors[source] for source in token.sources if source in anchors)
    return SourceToken(token.id, token.text, token.space_after, found)
