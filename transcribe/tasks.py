"""The belt's dictation stages: listen to a recording, and render its approved report. Touches the world.

Each chunk's hearing is kept as it ends, so a job that is taken over goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ingest.conveyor import StageRun, Write
from ingest.dictation_context import dictations_waiting, known_before
from ingest.index_fields import parse_date, proposed_by_header
from ingest.patients.identity import ReadIdentity
from ingest.patients.read_identity import read_identity
from ingest.roll_up import add_deficiencies
from ingest.worker_belt import stage_task
from storage.artifacts import (
    MadeArtifact,
    find_artifact,
    load_json,
    put_artifact,
    put_json,
    record_artifact,
    the_artifact,
)
from storage.database import database_now
from storage.edits import Token, live, text_of
from storage.errors import Deficiency
from storage.ledger.documents import lock_document
from storage.reviewed_text import DRAFT, load_text_at
from storage.settings import StorageSettings
from storage.tables import Document, Encounter, Patient, Reading, User
from transcribe.captions import captions_of
from transcribe.listening import Listening, listening_for, with_learned
from transcribe.options import DictationOptions
from transcribe.playback import playable
from transcribe.read_dictation import DictationReading, OpenedDictation, assemble, hear_chunk, open_dictation
from transcribe.report_pdf import FinishedReport, report_pdf, report_plain_text
from transcribe.template_blocks import unread_blocks
from transcribe.transcriber import Hearing, Progress, Transcriber
from transcribe.transcript import Transcript
from transcribe.whisper_transcriber import shared_transcriber

PLAIN_TEXT = "text/plain; charset=utf-8"
LISTENING = "listening"  # artifact kind: the options and what was known, one a reading
HEARING = "hearing"  # artifact kind; its version counts chunks of all readings
_PROGRESS_EVERY_S = 2.0


@stage_task
def read_dictation(run: StageRun) -> Write:
    """Listen to the recording chunk by chunk, then write the draft report."""
    document = run.chart_or_dictation
    started = time.perf_counter()
    listening = _listening(run, document)
    options = listening.options
    source = run.belt.store.read(document.source_sha256)
    passwords = run.belt.settings.dictation_passwords.splitlines()
    opened = open_dictation(source, options=options, passwords=passwords)
    models_folder = run.belt.settings.cache_dir / "models"
    engine = shared_transcriber(
        options.model_in_use, options.compute_type, options.cpu_threads, models_folder
    )
    hearings = _hear_all(run, opened, options, engine)
    reading = assemble(opened, hearings, options=options, engine=engine.info, reading_no=document.reading_no)
    reading = with_learned(reading, listening)
    made = _put_reading(run, reading, source, opened)
    seconds = time.perf_counter() - started
    return lambda session: _write_reading(session, document, reading, made, seconds)


def _listening(run: StageRun, document: Document) -> Listening:
    """What this reading was started with: gathered once and kept, so that a resumed job listens alike."""
    belt = run.belt
    with belt.database.read() as session:
        kept = find_artifact(session, document.id, LISTENING, document.reading_no)
        waiting = dictations_waiting(session, besides=document.id)
    if kept is not None:
        return Listening.from_json(load_json(belt.store, kept.sha256))
    known = known_before(belt, document)
    made = listening_for(
        document.options,
        context=known.context,
        normals=known.normals,
        replacements=known.replacements,
        waiting=waiting,
    )
    artifact, number = put_json(belt.store, LISTENING, made.as_json()), document.reading_no
    run.write_unit(lambda session: record_artifact(session, artifact, subject_id=document.id, version=number))
    return made


def _hear_all(
    run: StageRun, opened: OpenedDictation, options: DictationOptions, engine: Transcriber
) -> list[Hearing]:
    """Every chunk's hearing, those of an earlier attempt as they were kept."""
    document = run.chart_or_dictation
    hearings: list[Hearing] = []
    for number, chunk in enumerate(opened.chunks):
        kept = _kept_hearing(run, document, number)
        if kept is None:
            progress = _progress_of(run, document)
            kept = hear_chunk(opened, chunk, options=options, transcriber=engine, progress=progress)
            _keep_hearing(run, document, number, kept)
        hearings.append(kept)
    return hearings


def _progress_of(run: StageRun, document: Document) -> Progress:
    """Notes on the document how far the listening has come, every two seconds at most."""
    noted = time.monotonic()

    def note(done_s: float, duration_s: float) -> None:
        nonlocal noted
        if time.monotonic() - noted < _PROGRESS_EVERY_S:
            return
        noted = time.monotonic()

        def write(session: Session) -> None:
            row = lock_document(session, document.id)
            row.heard_s, row.duration_s = round(min(done_s, duration_s), 1), duration_s

        run.write_unit(write)

    return note


def _chunk_version(document: Document, number: int) -> int:
    return document.reading_no * 10_000 + number


def _kept_hearing(run: StageRun, document: Document, number: int) -> Hearing | None:
    with run.belt.database.read() as session:
        row = find_artifact(session, document.id, HEARING, _chunk_version(document, number))
    return Hearing.from_json(load_json(run.belt.store, row.sha256)) if row else None


def _keep_hearing(run: StageRun, document: Document, number: int, hearing: Hearing) -> None:
    made = put_json(run.belt.store, HEARING, {"schema_version": 1, **hearing.as_json()})
    version = _chunk_version(document, number)
    run.write_unit(lambda session: record_artifact(session, made, subject_id=document.id, version=version))


def _put_reading(
    run: StageRun, reading: DictationReading, source: bytes, opened: OpenedDictation
) -> list[MadeArtifact]:
    store = run.belt.store
    tokens = [
        Token(one.id, one.text, one.space_after, one.sources, origin=one.origin).as_json()
        for one in reading.report.tokens
    ]
    content, media_type = playable(source, opened.audio)
    return [
        put_json(store, "reading", reading.as_json()),
        put_json(store, DRAFT, {"schema_version": 1, "tokens": tokens}),
        put_json(store, "peaks", {"schema_version": 1, "peaks": list(reading.peaks)}),
        put_artifact(store, "playable", content, media_type=media_type),
    ]


def _write_reading(
    session: Session,
    document: Document,
    reading: DictationReading,
    made: Sequence[MadeArtifact],
    seconds: float,
) -> None:
    row = lock_document(session, document.id)
    row.duration_s, row.heard_s = reading.transcript.duration_s, None
    row.proposed_fields = {**proposed_by_header(row.claimed_fields, _header(reading)), **row.proposed_fields}
    if session.get(Reading, (document.id, row.reading_no)) is None:
        session.add(
            Reading(
                unit_id=document.id,
                reading_no=row.reading_no,
                engine=reading.transcript.engine.as_json(),
                word_count=sum(1 for _ in reading.transcript.words()),
                doubtful_words=len(reading.needs_review),
                seconds=seconds,
                identity=_identity(reading).as_json(),
                created_at=database_now(session),
            )
        )
    for artifact in made:
        record_artifact(session, artifact, subject_id=document.id, version=row.reading_no)
    add_deficiencies(session, row, _losses(reading))


def _losses(reading: DictationReading) -> list[Deficiency]:
    """What was lost, what the draft leaves open, and inserted text that nobody has read; each once."""
    unread = unread_blocks(reading.report.tokens, reading.transcript.words())
    return list(dict.fromkeys((*reading.transcript.deficiencies, *reading.report.deficiencies, *unread)))


def _identity(reading: DictationReading) -> ReadIdentity:
    """Whom the recording names: by its spoken header, else by what the text says."""
    read, said = read_identity(reading.text), _header(reading)
    return ReadIdentity(
        mrn=said.get("mrn", "") or read.mrn,
        name=said.get("patient_name", "") or read.name,
        birth_date=parse_date(said.get("date_of_birth", "")) or read.birth_date,
        said_name=said.get("patient_name", ""),
    )


def _header(reading: DictationReading) -> dict[str, str]:
    return {str(one.name): one.value for one in reading.report.header}


@stage_task
def render_dictation(run: StageRun) -> Write:
    """Make what is filed of an approved dictation: the report as PDF and text, transcript and captions."""
    document = run.chart_or_dictation
    version, revision = int(run.job.payload["version"]), int(run.job.payload["revision"])
    belt = run.belt
    tokens = load_text_at(belt.database, belt.store, document.id, revision).tokens
    text = text_of(tokens)
    with belt.database.read() as session:
        report = _finished(session, document, text, belt.settings)
        reading = the_artifact(session, document.id, "reading", document.reading_no)
    transcript = Transcript.from_json(load_json(belt.store, reading.sha256)["transcript"])
    made = [
        put_artifact(belt.store, "report_pdf", report_pdf(report), media_type="application/pdf"),
        put_artifact(belt.store, "report_text", report_plain_text(report).encode(), media_type=PLAIN_TEXT),
        put_json(belt.store, "transcript", transcript.as_json()),
        put_artifact(belt.store, "captions", _captions(tokens, transcript), media_type="text/vtt"),
    ]

    def write(session: Session) -> None:
        for artifact in made:
            record_artifact(session, artifact, subject_id=document.id, version=version)

    return write


def _captions(tokens: Sequence[Token], transcript: Transcript) -> bytes:
    """WebVTT of the text as it was approved, each word when it, or what it replaces, was said."""
    return captions_of(live(tokens), transcript).encode()


def _finished(session: Session, document: Document, text: str, settings: StorageSettings) -> FinishedReport:
    patient = session.get_one(Patient, document.patient_id)
    encounter = session.get(Encounter, document.encounter_id) if document.encounter_id else None
    signer = session.get(User, document.signed_by) if document.signed_by else None
    born = f", born {patient.birth_date.isoformat()}" if patient.birth_date else ""
    visit = f", encounter {encounter.number}" if encounter else ""
    signed_at = (
        document.signed_at.astimezone(ZoneInfo(settings.site_time_zone)) if document.signed_at else None
    )
    return FinishedReport(
        text=text,
        patient=f"{patient.name}, MRN {patient.mrn}{born}{visit}",
        status="final" if signer else "preliminary",
        title=settings.site_name,
        author=document.author,
        date_of_service=document.date_of_service.isoformat() if document.date_of_service else "",
        worktype=document.document_type,
        signed_by=signer.display_name if signer else "",
        signed_at=signed_at.strftime("%Y-%m-%d %H:%M %Z") if signed_at and signer else "",
    )
