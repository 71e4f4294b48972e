from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from storage.errors import EngineInfo
from tests.transcribe.sounds import damaged, encoded, rising_tone, tone
from tests.transcribe.speech import ENGINE, words_of
from transcribe.audio import NotAudioError, Samples
from transcribe.options import DictationContext, DictationOptions
from transcribe.output import transcribe_json
from transcribe.read_dictation import (
    DictationReading,
    assemble,
    hear_chunk,
    open_dictation,
    read_dictation,
)
from transcribe.transcriber import Hearing, OtherHearing, Progress
from transcribe.transcript import Segment
from transcribe.vocabulary import SPOKEN_PUNCTUATION
from transcribe.whisper_transcriber import WhisperTranscriber, shared_transcriber
from transcribe.windows import Window

OPTIONS = DictationOptions(model="tiny.en")


@dataclass
class ScriptedTranscriber:
    """Hears the same words in every chunk, from its first second on."""

    says: str
    hotwords: str = ""

    @property
    def info(self) -> EngineInfo:
        return ENGINE

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def transcribe(
        self,
        samples: Samples,
        *,
        options: DictationOptions,  # noqa: ARG002 - the Protocol's argument
        hotwords: str = "",
        progress: Progress | None = None,
        windows: Sequence[Window] | None = None,  # noqa: ARG002 - the Protocol's argument
    ) -> Hearing:
        self.hotwords = hotwords
        words = words_of(self.says)
        if not words:
            return Hearing((), ())
        end_s = samples.size / 16_000
        if progress is not None:
            progress(end_s / 2, end_s)
        return Hearing((Segment("s1", words[0].start_s, words[-1].end_s, words),), ((0.0, words[-1].end_s),))


def test_a_real_dictation_becomes_the_report_its_author_meant(
    tiny: WhisperTranscriber, clip: bytes, clip_truth: dict[str, str]
) -> None:
    reading = read_dictation(clip, options=OPTIONS, transcriber=tiny)
    assert reading.text.casefold() == clip_truth["report"].casefold()
    assert reading.transcript.deficiencies == ()
    assert len(reading.peaks) == pytest.approx(10 * reading.transcript.duration_s, abs=1)
    stored = json.loads(json.dumps(reading.as_json()))
    assert DictationReading.from_json(stored) == reading


def test_silence_yields_no_words_and_says_so(tiny: WhisperTranscriber) -> None:
    source = encoded("wav", np.zeros(16_000 * 4, np.float32))
    reading = read_dictation(source, options=OPTIONS, transcriber=tiny)
    assert reading.text == ""
    assert list(reading.transcript.words()) == []
    assert [one.kind for one in reading.transcript.deficiencies] == ["no_speech"]


def test_what_is_no_recording_is_refused_before_any_model_loads() -> None:
    with pytest.raises(NotAudioError):
        read_dictation(b"text" * 100, options=OPTIONS)


def test_without_a_transcriber_the_options_choose_one_that_stays_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[object, ...]] = []

    def shared(*wanted: object) -> ScriptedTranscriber:
        asked.append(wanted)
        return ScriptedTranscriber("hello")

    monkeypatch.setattr("transcribe.whisper_transcriber.shared_transcriber", shared)
    options = DictationOptions(quality="draft")
    assert read_dictation(tone("wav", 2), options=options, model_cache_dir=tmp_path).text == "Hello"
    assert asked == [("tiny.en", "auto", 2, tmp_path)]


def test_one_process_keeps_one_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loaded: list[str] = []

    def load(options: DictationOptions, *, cache_dir: Path) -> object:
        loaded.append(options.model)
        return object()

    monkeypatch.setattr(WhisperTranscriber, "load", load)
    shared_transcriber.cache_clear()
    first = shared_transcriber("tiny.en", "auto", 2, tmp_path)
    assert shared_transcriber("tiny.en", "auto", 2, tmp_path) is first
    assert loaded == ["tiny.en"]
    shared_transcriber.cache_clear()


def test_a_long_recording_is_heard_in_chunks_and_keeps_its_times() -> None:
    seen: list[tuple[float, float]] = []
    reading = read_dictation(
        tone("wav", 70),
        options=DictationOptions(chunk_s=30),
        transcriber=ScriptedTranscriber("one comma two period."),
        progress=lambda *at: seen.append(at),
    )
    starts = [segment.start_s for segment in reading.transcript.segments]
    assert len(starts) >= 3
    assert starts == sorted(starts)
    words = list(reading.transcript.words())
    sha = reading.transcript.source_sha256
    assert [word.id for word in words] == [f"{sha[:16]}:1:{n + 1}" for n in range(len(words))]
    assert seen == sorted(seen)
    assert list(seen[-1]) == pytest.approx([70, 70])


def test_a_worker_that_takes_the_three_steps_gets_the_same_reading() -> None:
    source, engine = tone("flac", 65), ScriptedTranscriber("all is well, period.")
    options = DictationOptions(chunk_s=30)
    opened = open_dictation(source, options=options)
    kept = [
        Hearing.from_json(hear_chunk(opened, chunk, options=options, transcriber=engine).as_json())
        for chunk in opened.chunks
    ]
    by_steps = assemble(opened, kept, options=options, engine=engine.info)
    assert by_steps == read_dictation(source, options=options, transcriber=engine)


def test_expected_words_reach_the_engine_and_suggestions_the_reading() -> None:
    engine = ScriptedTranscriber("takes metform in daily, comma, well, comma, often, period.")
    options = DictationOptions(context=DictationContext(medications=("metformin",)))
    reading = read_dictation(tone("wav", 6), options=options, transcriber=engine)
    assert engine.hotwords.startswith(f"{SPOKEN_PUNCTUATION} metformin")
    (suggestion,) = reading.suggestions
    assert (suggestion.heard, suggestion.text) == ("metform in", "metformin")
    assert "metform in daily" in reading.text
    assert set(suggestion.word_ids) <= reading.needs_review


def test_lost_audio_and_invented_words_are_deficiencies_of_the_transcript() -> None:
    silent = np.concatenate([np.zeros(16_000 * 20, np.float32), rising_tone(10)])
    whole = encoded("mp3", silent)
    source = damaged(whole, size_bytes=6000, at_share=0.9, seed=2)
    reading = read_dictation(source, options=OPTIONS, transcriber=ScriptedTranscriber("oof"))
    kinds = {one.kind for one in reading.transcript.deficiencies}
    assert kinds >= {"audio_gap", "invented_text"}
    assert reading.text == ""
    assert reading.report.struck == tuple(word.id for word in reading.transcript.words())


def test_an_unknown_schema_version_is_refused() -> None:
    with pytest.raises(ValueError, match="schema version"):
        DictationReading.from_json({"schema_version": 0})


@pytest.fixture
def spoken() -> Callable[[str], DictationReading]:
    def read(says: str) -> DictationReading:
        options = DictationOptions(context=DictationContext(terms=("furosemide",)))
        return read_dictation(tone("wav", 5), options=options, transcriber=ScriptedTranscriber(says))

    return read


def test_the_command_line_s_object_keeps_its_contract(spoken: Callable[[str], DictationReading]) -> None:
    made = json.loads(json.dumps(transcribe_json("a.wav", spoken("furocimide daily, period."))))
    assert {"file", "sha256", "duration_s", "text", "segments", "deficiencies", "engine"} <= set(made)
    assert (made["file"], made["text"]) == ("a.wav", "Furocimide daily.")
    assert made["segments"][0]["text"] == "furocimide daily, period."
    word = made["segments"][0]["words"][0]
    assert {"text", "start", "end", "confidence", "needs_review", "suggestions"} <= set(word)
    assert (word["suggestions"], word["needs_review"]) == (["furosemide"], True)
    assert made["engine"]["options_hash"]


def test_the_command_line_says_what_two_hearings_differ_on_and_how_wrong_the_draft_is(
    spoken: Callable[[str], DictationReading],
) -> None:
    once = spoken("furocimide daily, period.")
    word = next(once.transcript.words())
    made = transcribe_json("a.wav", replace(once, others=(OtherHearing((word.id,), "furosemide"),)))
    assert made["others"] == [{"word_ids": [word.id], "text": "furosemide"}]
    for key in ("expected_errors", "errors_in_draft"):
        assert set(made[key]) == {"count", "low", "high"}
    assert made["errors_in_draft"]["count"] > made["expected_errors"]["count"]


def test_deficiencies_on_the_command_line_always_have_their_four_keys(
    spoken: Callable[[str], DictationReading],
) -> None:
    told = transcribe_json("a.wav", spoken(""))["deficiencies"]
    (one,) = (deficiency for deficiency in told if deficiency["kind"] == "no_speech")
    assert one == {"kind": "no_speech", "start": 0.0, "end": 5.0, "note": "nobody is heard to speak"}
