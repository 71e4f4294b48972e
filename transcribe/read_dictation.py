"""Read this first: a dictation from bytes to a transcript and a draft report.

    read_dictation = open_dictation -> hear_chunk for each chunk -> assemble

The command line calls the whole chain; a worker calls the same three, with one job for a chunk of at most
about ten minutes. Only loading a model touches the world; everything else is a function of bytes and options.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from storage.errors import EngineInfo
from transcribe.audio import AudioReport, DecodedAudio, Samples, decode_audio
from transcribe.lexicon import TermSuggestion, suggest_terms
from transcribe.options import DictationOptions
from transcribe.quality import (
    audio_deficiencies,
    missed_speech,
    no_speech,
    text_deficiencies,
    words_over_silence,
    words_to_review,
)
from transcribe.report import DraftReport, draft_report, report_text
from transcribe.timeline import SAMPLE_RATE_HZ
from transcribe.transcriber import Hearing, Progress, Transcriber
from transcribe.transcript import Segment, SpokenWord, Transcript
from transcribe.vocabulary import expected_words
from transcribe.waveform import waveform_peaks

SCHEMA_VERSION = 1
_QUIET_SEARCH_S = 60.0


@dataclass(frozen=True)
class OpenedDictation:
    """A decoded recording and the chunks (start_s, end_s) to hear, cut where it is quiet."""

    sha256: str
    audio: DecodedAudio
    chunks: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class DictationReading:
    """Everything that reading a dictation gives.

    `peaks` are for the player (ten a second, 0–255); `suggestions` wait for a person; `needs_review` holds
    the ids of doubtful words.
    """

    transcript: Transcript
    report: DraftReport
    audio_report: AudioReport
    peaks: tuple[int, ...]
    suggestions: tuple[TermSuggestion, ...] = ()
    needs_review: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The text of the draft report."""
        return report_text(self.report)

    def as_json(self) -> dict[str, Any]:
        """The stored form, with `schema_version`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "transcript": self.transcript.as_json(),
            "report": self.report.as_json(),
            "audio_report": self.audio_report.as_json(),
            "peaks": list(self.peaks),
            "suggestions": [one.as_json() for one in self.suggestions],
            "needs_review": [word.id for word in self.transcript.words() if word.id in self.needs_review],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The reading that `as_json` wrote.

        Raises:
            ValueError: when the stored form has a schema version this program does not know.
        """
        if stored["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"unknown reading schema version {stored['schema_version']}")
        return cls(
            transcript=Transcript.from_json(stored["transcript"]),
            report=DraftReport.from_json(stored["report"]),
            audio_report=AudioReport.from_json(stored["audio_report"]),
            peaks=tuple(stored["peaks"]),
            suggestions=tuple(TermSuggestion.from_json(one) for one in stored["suggestions"]),
            needs_review=frozenset(stored["needs_review"]),
        )


def read_dictation(
    source: bytes,
    *,
    options: DictationOptions,
    transcriber: Transcriber | None = None,
    progress: Progress | None = None,
    model_cache_dir: Path | None = None,
    reading_no: int = 1,
) -> DictationReading:
    """The transcript, draft report and audio report of one recording.

    `transcriber` defaults to Whisper as the options say, kept in memory for the process; `model_cache_dir`
    is where its base model is joined (default: the user's cache folder). `progress` is called with seconds
    done and seconds in all. Word ids are `<first 16 of the SHA-256>:<reading_no>:<n>`.

    Raises:
        ServiceError: the recording cannot be read (`transcribe.audio_…`, `transcribe.not_audio`), or there
            is no model (`transcribe.model_…`).
    """
    opened = open_dictation(source, options=options)
    engine = transcriber or _shared_whisper(options, model_cache_dir)
    hearings = [
        hear_chunk(opened, chunk, options=options, transcriber=engine, progress=progress)
        for chunk in opened.chunks
    ]
    return assemble(opened, hearings, options=options, engine=engine.info, reading_no=reading_no)


def _shared_whisper(options: DictationOptions, cache_dir: Path | None) -> Transcriber:
    from platformdirs import user_cache_path

    from transcribe.whisper_transcriber import shared_transcriber

    folder = cache_dir or user_cache_path("chartscribe") / "models"
    return shared_transcriber(options.model_in_use, options.compute_type, options.cpu_threads, folder)


def open_dictation(source: bytes, *, options: DictationOptions) -> OpenedDictation:
    """The recording decoded, hashed and cut into chunks.

    Raises:
        ServiceError: the recording cannot be read.
    """
    audio = decode_audio(source, max_duration_s=options.max_duration_s)
    chunks = chunk_spans(audio.samples, options.chunk_s)
    return OpenedDictation(hashlib.sha256(source).hexdigest(), audio, chunks)


def chunk_spans(samples: Samples, chunk_s: float) -> tuple[tuple[float, float], ...]:
    """Spans of at most `chunk_s` that cover all samples, cut in the quietest half second near their ends."""
    total_s = samples.size / SAMPLE_RATE_HZ
    cuts = [0.0]
    while total_s - cuts[-1] > chunk_s:
        search_s = min(_QUIET_SEARCH_S, chunk_s / 2)
        end_s = cuts[-1] + chunk_s
        cuts.append(_quietest(samples, end_s - search_s, end_s))
    return tuple(zip(cuts, [*cuts[1:], total_s], strict=True))


def _quietest(samples: Samples, start_s: float, end_s: float) -> float:
    """The middle of the half second with the least energy between two times."""
    step = SAMPLE_RATE_HZ // 10
    piece = samples[int(start_s * SAMPLE_RATE_HZ) : int(end_s * SAMPLE_RATE_HZ)]
    frames = piece[: piece.size // step * step].reshape(-1, step)
    energy = np.convolve(np.einsum("ij,ij->i", frames, frames), np.ones(5), mode="valid")
    return start_s + (int(np.argmin(energy)) + 2.5) / 10


def hear_chunk(
    opened: OpenedDictation,
    chunk: tuple[float, float],
    *,
    options: DictationOptions,
    transcriber: Transcriber,
    progress: Progress | None = None,
) -> Hearing:
    """What is heard between two times of the recording, with times that count from the recording's start."""
    start_s, end_s = chunk
    samples = opened.audio.samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
    expected = expected_words(
        options.context, budget_tokens=options.hotword_tokens, count_tokens=transcriber.count_tokens
    )
    duration_s = opened.audio.report.duration_s

    def report_progress(done_s: float, _: float) -> None:
        if progress is not None:
            progress(start_s + done_s, duration_s)

    heard = transcriber.transcribe(samples, options=options, hotwords=expected.text, progress=report_progress)
    report_progress(end_s - start_s, 0.0)
    return Hearing(
        tuple(_moved(segment, start_s) for segment in heard.segments),
        tuple((start_s + from_s, start_s + to_s) for from_s, to_s in heard.speech),
    )


def _moved(segment: Segment, by_s: float) -> Segment:
    words = tuple(
        replace(word, start_s=round(word.start_s + by_s, 3), end_s=round(word.end_s + by_s, 3))
        for word in segment.words
    )
    return replace(segment, start_s=words[0].start_s, end_s=words[-1].end_s, words=words)


def assemble(
    opened: OpenedDictation,
    hearings: Sequence[Hearing],
    *,
    options: DictationOptions,
    engine: EngineInfo,
    reading_no: int = 1,
) -> DictationReading:
    """One reading of the hearings of all chunks, in order."""
    report = opened.audio.report
    segments = _numbered(hearings, f"{opened.sha256[:16]}:{reading_no}", last_s=report.duration_s)
    words = [word for segment in segments for word in segment.words]
    invented = words_over_silence(words, opened.audio.samples)
    draft = draft_report(words, struck=frozenset(word.id for word in invented))
    not_text = {word_id for one in draft.commands for word_id in one.word_ids} | set(draft.struck)
    suggestions = suggest_terms([word for word in words if word.id not in not_text], options.context)
    deficiencies = audio_deficiencies(report)
    deficiencies += text_deficiencies(segments, invented=invented, options=options)
    deficiencies += missed_speech([span for one in hearings for span in one.speech], words)
    if not words:
        deficiencies.append(no_speech(report.duration_s))
    stamp = replace(engine, options_hash=options.options_hash())
    return DictationReading(
        transcript=Transcript(opened.sha256, report.duration_s, segments, stamp, tuple(deficiencies)),
        report=draft,
        audio_report=report,
        peaks=tuple(waveform_peaks(opened.audio.samples)),
        suggestions=suggestions,
        needs_review=words_to_review(words, report=draft, suggestions=suggestions, options=options),
    )


def _numbered(hearings: Sequence[Hearing], prefix: str, *, last_s: float) -> tuple[Segment, ...]:
    """All segments with ids that are unique in the reading; no time lies behind the recording's end."""
    segments: list[Segment] = []
    word_no = 0
    for segment in (segment for hearing in hearings for segment in hearing.segments):
        words: list[SpokenWord] = []
        for word in segment.words:
            word_no += 1
            start_s, end_s = min(word.start_s, last_s), min(word.end_s, last_s)
            words.append(replace(word, id=f"{prefix}:{word_no}", start_s=start_s, end_s=end_s))
        segments.append(
            replace(
                segment,
                id=f"{prefix}:s{len(segments) + 1}",
                words=tuple(words),
                start_s=words[0].start_s,
                end_s=words[-1].end_s,
            )
        )
    return tuple(segments)
