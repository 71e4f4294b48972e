"""A dictation that was heard: words in time, a draft report and a second of sound, made by hand."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ingest.approval import confirm_index
from ingest.index_fields import parse_index_fields
from ingest.patients.read_identity import read_identity
from ingest.roll_up import add_deficiencies
from storage.artifacts import put_artifact, put_json, record_artifact
from storage.database import database_now
from storage.edits import Origin, Token
from storage.errors import Deficiency
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import move
from storage.ledger.jobs import cancel_open_jobs
from storage.reviews import Reviewer, claim_for_review, hand_back_review
from storage.tables import Document, Reading
from tests.review_ui.chart import ENGINE
from tests.small_site import FERN, SmallSite
from transcribe.transcript import Segment, SpokenWord, Transcript

SAID = "Patient has ~hipertension and takes ~lysine ~april daily."
WORD_S = 0.1


def sound(seconds: float) -> bytes:
    """A quiet WAV; a part of it makes every recording's bytes its own."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<h", 300) * int(8000 * seconds))
        file.writeframes(new_id().encode()[:36])
    return written.getvalue()


def dictation_to_check(
    site: SmallSite,
    said: str = SAID,
    *,
    report: Mapping[str, Any] | None = None,
    doubt: Mapping[str, Any] | None = None,
    **fields: str,
) -> str:
    """The id of a dictation waiting to be checked.

    A word with a `~` before it is doubtful, one with a `^` is standard text that nobody has read yet, one
    with a `¶` behind it ends a paragraph;
    `report` is what else the stored draft report holds (notes, splits …), `doubt` how far it is trusted.
    """
    given = FERN | {"encounter": "E-1", "encounter_type": "outpatient", "document_type": "Letter"} | fields
    duration_s = max(2.0, len(said.split()) * WORD_S)
    content = sound(duration_s)
    document_id = site.receive(content, file_name="d.wav", **given).document_id
    shown = [one.lstrip("~^").rstrip("¶") for one in said.split()]
    templates = [n for n, one in enumerate(said.split()) if one.startswith("^")]
    words = [SpokenWord(f"d:1:{n}", text, n * WORD_S, (n + 1) * WORD_S, 0.9) for n, text in enumerate(shown)]
    doubtful = [f"d:1:{n}" for n, one in enumerate(said.split()) if one.startswith("~")]

    def write(session: Session) -> None:
        document = session.get_one(Document, document_id)
        cancel_open_jobs(session, document_id)
        for state in (DocumentState.SPLITTING, DocumentState.READING, DocumentState.AWAITING_REVIEW):
            move(session, document, state, actor="test")
            session.refresh(document)
        document.kind, document.duration_s = "dictation", duration_s
        document.doubtful_words = len(doubtful)
        segment = Segment("d:s1", 0, duration_s, tuple(words))
        transcript = Transcript(document.source_sha256, duration_s, (segment,), ENGINE)
        ends = [n for n, one in enumerate(said.split()) if one.endswith("¶")]
        others = {"report": dict(report or {}), "doubt": dict(doubt or {})}
        made = _Draft(transcript, doubtful, templates, ends, others, content)
        _write_artifacts(site, session, document, made)
        for number in templates:
            lost = Deficiency("template_text", "read it", start_s=number * WORD_S, end_s=number * WORD_S)
            add_deficiencies(session, document, [lost])

    site.write(write)
    return document_id


@dataclass(frozen=True)
class _Draft:
    transcript: Transcript
    doubtful: list[str]
    templates: list[int]
    paragraph_ends: list[int]
    others: dict[str, Any]
    content: bytes


def _write_artifacts(site: SmallSite, session: Session, document: Document, made_of: _Draft) -> None:
    store, words, doubtful = site.belt.store, list(made_of.transcript.words()), made_of.doubtful
    terms = [{"word_ids": ["d:1:5", "d:1:6"], "heard": "lysine april", "text": "lisinopril", "score": 0.8}]
    reading = {
        "schema_version": 1,
        "transcript": made_of.transcript.as_json(),
        "needs_review": doubtful,
        "suggestions": terms,
        **made_of.others,
    }
    ends = frozenset(made_of.paragraph_ends)
    origins: list[Origin] = ["template" if n in made_of.templates else "machine" for n in range(len(words))]
    draft = [
        Token(f"d:1:t{n}", one.text, "\n\n" if n in ends else " ", (one.id,), origins[n]).as_json()
        for n, one in enumerate(words)
    ]
    made = [
        put_json(store, "reading", reading),
        put_json(store, "draft", {"schema_version": 1, "tokens": draft}),
        put_json(store, "peaks", {"schema_version": 1, "peaks": [40, 200] * 10}),
        put_artifact(store, "playable", made_of.content, media_type="audio/wav"),
    ]
    for artifact in made:
        record_artifact(session, artifact, subject_id=document.id, version=1)
    session.add(
        Reading(
            unit_id=document.id,
            reading_no=1,
            engine=ENGINE.as_json(),
            word_count=len(words),
            doubtful_words=len(doubtful),
            seconds=0.1,
            identity=read_identity(" ".join(one.text for one in words)).as_json(),
            created_at=database_now(session),
        )
    )


def confirmed(site: SmallSite, document_id: str, **fields: str) -> None:
    """Let a clerk confirm whose dictation it is."""
    given = FERN | {"encounter": "E-1", "encounter_type": "outpatient", "document_type": "Letter"} | fields
    clerk = site.person("transcriptionist", name="Tom Reed")
    visit = parse_index_fields(given)
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    site.write(lambda session: confirm_index(session, document_id, visit, clerk, site.belt.settings))
    site.write(lambda session: hand_back_review(session, document_id, clerk))


def filed_report(site: SmallSite, **fields: str) -> str:
    """The id of a dictation that was verified and filed as preliminary by the real rendering and filing."""
    from ingest.approval import verify

    document_id = dictation_to_check(site, SAID, report=None, doubt=None, **fields)
    confirmed(site, document_id, **fields)
    clerk: Reviewer = site.person("transcriptionist", name="Vera Moss")
    site.write(lambda session: claim_for_review(session, document_id, clerk, lease_minutes=5))
    site.write(lambda session: verify(session, document_id, clerk, based_on=0))
    site.run_belt()
    assert site.document(document_id).state == DocumentState.FILED
    return document_id
