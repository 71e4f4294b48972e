"""Read this first: a dictation from bytes to a transcript and a draft report.

    read_dictation = open_dictation -> hear_chunk for each chunk -> assemble

The command line calls the whole chain; a worker calls the same three, with one job for a chunk of at most
three minutes. Only loading a model touches the world; everything else is a function of bytes and options.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from storage.errors import EngineInfo
from transcribe.audio import AudioReport
from transcribe.doubt import WordDoubt, estimate_doubt
from transcribe.hear_chunk import OpenedDictation, hear_chunk, join_hearings, open_dictation
from transcribe.lexicon import TermSuggestion, suggest_terms
from transcribe.loops import loops_in
from transcribe.options import DictationOptions
from transcribe.quality import (
    audio_deficiencies,
    missed_speech,
    no_speech,
    text_deficiencies,
    words_over_silence,
)
from transcribe.report import DraftReport, draft_report, report_text
from transcribe.transcriber import Hearing, OtherHearing, Progress, Transcriber
from transcribe.transcript import Transcript
from transcribe.waveform import waveform_peaks

__all__ = [
    "DictationReading",
    "OpenedDictation",
    "assemble",
    "hear_chunk",
    "open_dictation",
    "read_dictation",
]

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class DictationReading:
    """Everything that reading a dictation gives.

    `peaks` are for the player (ten a second, 0–255); `suggestions` wait for a person; `needs_review` holds
    the ids of doubtful words, `doubt` the chance of each to be wrong and the errors expected. `others`: where
    two passes differ, what the other one wrote.
    """

    transcript: Transcript
    report: DraftReport
    audio_report: AudioReport
    peaks: tuple[int, ...]
    suggestions: tuple[TermSuggestion, ...] = ()
    needs_review: frozenset[str] = frozenset()
    others: tuple[OtherHearing, ...] = ()
    doubt: WordDoubt = field(default_factory=WordDoubt)

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
            "others": [one.as_json() for one in self.others],
            "doubt": self.doubt.as_json(),
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
            others=tuple(OtherHearing.from_json(one) for one in stored.get("others", ())),
            doubt=WordDoubt.from_json(stored["doubt"]) if "doubt" in stored else WordDoubt(),
        )


def read_dictation(
    source: bytes,
    *,
    options: DictationOptions,
    transcriber: Transcriber | None = None,
    progress: Progress | None = None,
    model_cache_dir: Path | None = None,
    reading_no: int = 1,
    passwords: Sequence[str] = (),
) -> DictationReading:
    """The transcript, draft report and audio report of one recording.

    `transcriber` defaults to Whisper as the options say, kept in memory for the process; `model_cache_dir`
    is where its base model is joined (default: the user's cache folder). `progress` is called with seconds
    done and seconds in all. `passwords` are tried on an encrypted recording. Word ids are `<first 16 of the
    SHA-256>:<reading_no>:<n>`.

    Raises:
        ServiceError: the recording cannot be read (`transcribe.audio_…`, `transcribe.not_audio`), or there
            is no model (`transcribe.model_…`).
    """
    opened = open_dictation(source, options=options, passwords=passwords)
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
    prefix = f"{opened.sha256[:16]}:{reading_no}"
    segments, others = join_hearings(hearings, opened.chunks, prefix=prefix, last_s=report.duration_s)
    words = [word for segment in segments for word in segment.words]
    invented = words_over_silence(words, opened.audio.samples)
    looped = (word for loop in loops_in(words) for word in loop)
    missed = missed_speech([span for one in hearings for span in one.speech], words)
    draft = draft_report(
        words,
        struck=frozenset(word.id for word in (*invented, *looped)),
        worktype=options.context.worktype,
        normals=options.normals,
        missed=[(one.start_s or 0.0, one.end_s or 0.0) for one in missed],
    )
    not_text = draft.ids_not_in_text()
    suggestions = suggest_terms([word for word in words if word.id not in not_text], options.context)
    deficiencies = audio_deficiencies(report)
    deficiencies += text_deficiencies(segments, invented=invented, options=options)
    deficiencies += [*missed, *draft.deficiencies]
    if not words:
        deficiencies.append(no_speech(report.duration_s))
    differs = {word_id: one.text for one in others for word_id in one.word_ids}
    doubt = estimate_doubt(words, draft, suggestions, segments=segments, others=differs)
    stamp = replace(engine, options_hash=options.options_hash())
    return DictationReading(
        transcript=Transcript(opened.sha256, report.duration_s, segments, stamp, tuple(deficiencies)),
        report=draft,
        audio_report=report,
        peaks=tuple(waveform_peaks(opened.audio.samples)),
        suggestions=suggestions,
        needs_review=doubt.needs_review,
        others=others,
        doubt=doubt,
    )
