from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ingest.stages import JobKind
from storage.artifacts import find_artifact, load_json
from storage.database import database_now
from storage.errors import EngineInfo
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.tables import AuthorTerm, Document, DocumentDeficiency, Reading
from tests.small_site import FERN, SmallSite, small_site
from tests.transcribe.sounds import tone
from tests.transcribe.speech import words_of
from transcribe import tasks
from transcribe.options import DictationOptions
from transcribe.transcriber import Hearing
from transcribe.transcript import Segment

MOSS = "Dr. Ann Moss"
SNAPSHOT = {"transcribe": DictationOptions().as_json(), "listening": {"second_pass_below": 0}}


@dataclass
class Engine:
    """Hears the same words in every chunk; remembers with which options, and how far it had come."""

    says: str
    heard_with: list[DictationOptions]
    stops: bool = False

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("scripted", "1")

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def transcribe(
        self, samples: Any, *, options: DictationOptions, progress: Any = None, **_: Any
    ) -> Hearing:
        self.heard_with.append(options)
        if self.stops:
            raise RuntimeError("the machine was switched off")
        if progress:
            progress(1.0, samples.size / 16_000)
        words = words_of(self.says)
        return Hearing((Segment("s1", 0, words[-1].end_s, words),), ((0.0, words[-1].end_s),))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine("patient takes april daily.", [])
    monkeypatch.setattr(tasks, "shared_transcriber", lambda *_, **__: made)
    monkeypatch.setattr(tasks, "_PROGRESS_EVERY_S", 0.0)
    return made


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with small_site(tmp_path, retry_delays_s=(0.001,)) as bare:
        yield SmallSite(replace(bare.belt, engine_options=SNAPSHOT))


def receive(site: SmallSite, seconds: float = 3.0, **fields: str) -> str:
    sound = tone("wav", seconds)
    given = FERN | {"author": MOSS} | fields
    return site.receive(sound, file_name="d.wav", **given).document_id


def artifact(site: SmallSite, document_id: str, kind: str) -> dict[str, Any]:
    with site.belt.database.read() as session:
        made = find_artifact(session, document_id, kind)
    assert made is not None
    return load_json(site.belt.store, made.sha256)


def learnt(site: SmallSite, heard: str, meant: str) -> None:
    with site.belt.database.write() as session:
        session.add(
            AuthorTerm(
                id=new_id(),
                author_key="ann moss",
                author=MOSS,
                heard=heard,
                meant=meant,
                occurrences=2,
                replayed=2,
                errors_before=2,
                errors_after=0,
                learned_at=database_now(session),
            )
        )


def test_what_the_author_s_corrections_taught_is_listened_for_and_suggested(
    site: SmallSite, engine: Engine
) -> None:
    learnt(site, "april", "lisinopril")
    document_id = receive(site)
    site.run_once()

    assert engine.heard_with[0].context.author_terms == ("lisinopril",)
    reading = artifact(site, document_id, "reading")
    assert [(one["heard"], one["text"]) for one in reading["suggestions"]] == [("april", "lisinopril")]
    assert "april" in "".join(one["text"] for one in artifact(site, document_id, "draft")["tokens"])


def test_a_job_that_is_tried_again_listens_as_it_began(site: SmallSite, engine: Engine) -> None:
    document_id = receive(site)
    engine.stops = True
    site.run_once()
    learnt(site, "april", "lisinopril")
    engine.stops = False
    for _ in range(200):
        if site.document(document_id).state != DocumentState.READING or site.run_once():
            break
    assert engine.heard_with[0] == engine.heard_with[-1]
    assert artifact(site, document_id, "reading")["suggestions"] == []


def test_what_is_known_is_gathered_anew_for_the_next_dictation_only(site: SmallSite, engine: Engine) -> None:
    first = receive(site, 3.0)
    site.run_once({JobKind.SUGGEST_CODES: lambda _: None})
    learnt(site, "april", "lisinopril")
    second = receive(site, 3.5)
    site.run_once({JobKind.SUGGEST_CODES: lambda _: None})
    assert artifact(site, first, "listening")["replacements"] == []
    assert artifact(site, second, "listening")["replacements"] == [["april", "lisinopril"]]


def test_how_far_the_listening_has_come_is_noted_while_it_goes_on(
    site: SmallSite, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[float | None, float | None]] = []
    document_id = receive(site)
    hear = engine.transcribe

    def watched(*arguments: Any, **named: Any) -> Hearing:
        heard = hear(*arguments, **named)
        row = site.document(document_id)
        seen.append((row.heard_s, row.duration_s))
        return heard

    monkeypatch.setattr(engine, "transcribe", watched)
    site.run_once()
    assert seen
    assert all(heard is not None and 0 < heard <= 3.0 for heard, _ in seen)
    assert site.document(document_id).heard_s is None


def test_a_spoken_header_says_whom_the_recording_names_and_offers_index_fields(
    site: SmallSite, engine: Engine
) -> None:
    engine.says = "Patient name Ben Ito. Medical record number 777123. He is well today."
    document_id = site.receive(tone("wav", 3.0), file_name="d.wav", author=MOSS).document_id
    site.run_once()
    with site.belt.database.read() as session:
        identity = session.get_one(Reading, (document_id, 1)).identity
        document = session.get_one(Document, document_id)
    assert identity["said_name"]
    assert document.proposed_fields["mrn"] == "777123"
    assert document.proposed_fields["name"] == identity["said_name"]


def test_the_author_s_standard_text_asks_to_be_read(site: SmallSite, engine: Engine) -> None:
    from ingest.authors import add_normal
    from tests.small_site import SCANNER

    site.write(lambda s: add_normal(s, author=MOSS, name="lungs", text="Clear on both sides.", actor=SCANNER))
    engine.says = "he is well. Insert my normal lungs. thank you"
    document_id = receive(site)
    site.run_once()

    tokens = artifact(site, document_id, "draft")["tokens"]
    assert [one["text"] for one in tokens if one["origin"] == "template"] == ["Clear", "on", "both", "sides."]
    with site.belt.database.read() as session:
        kinds = [one.kind for one in session.query(DocumentDeficiency).filter_by(document_id=document_id)]
    assert kinds.count("template_text") == 1
