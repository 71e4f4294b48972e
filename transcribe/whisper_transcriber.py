"""The one place that knows faster-whisper (loads a model into this process; no network).

It receives samples, never a path; every option is explicit because the library's defaults differ between
its classes; its lazy generator is drained here, so that its errors appear here.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from storage.errors import EngineInfo
from transcribe.audio import Samples
from transcribe.heard_window import HeardWindow, HeardWord, expected_said, sureness, went_astray, words_said
from transcribe.models import ModelDamagedError, SpeechModel, find_model
from transcribe.options import DictationOptions
from transcribe.timeline import SAMPLE_RATE_HZ
from transcribe.transcriber import Hearing, Progress
from transcribe.transcript import Segment, SpokenWord
from transcribe.voice_detector import speech_spans
from transcribe.windows import Window, windows_over
from transcribe.word_starts import start_of_voice, voice_frames

_REST_S = 0.6  # the voice detector leaves 0.2 s behind speech, and Whisper ends last words early
# Expected words that are all less sure than this may stand there only because they were expected. One such
# word among sure ones proves nothing: taken for a guess, it cost six dictations 6 words in 100
_GUESSED_BELOW = 0.2
_MOVED_S = 0.02  # Whisper measures in steps of 20 ms: a time moved by more is no longer its own


class WhisperTranscriber:
    """A Whisper model in memory, run by CTranslate2 on a graphics card where there is one."""

    def __init__(self, model: Any, speech_model: SpeechModel) -> None:
        self._model = model
        self._info = EngineInfo(
            name=f"faster-whisper {speech_model.name}",
            version=version("faster-whisper"),
            model_sha256=speech_model.sha256,
        )

    @classmethod
    def load(cls, options: DictationOptions, *, cache_dir: Path) -> Self:
        """The model these options ask for, loaded; takes about a second, so keep it for the process.

        Raises:
            ModelMissingError: the model is not on this machine.
            ModelDamagedError: its bytes are not the published ones.
        """
        speech_model = find_model(options.model_in_use, cache_dir=cache_dir)
        os.environ["HF_HUB_OFFLINE"] = "1"  # patient data stays here: the library may not reach out
        from transcribe.encoded_sound import RememberingWhisper

        device = _device()
        try:
            model = RememberingWhisper(
                str(speech_model.folder),
                device=device,
                compute_type=compute_type_on(device, options.compute_type),
                cpu_threads=options.cpu_threads,
                num_workers=1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:  # what CTranslate2 raises for a folder it cannot load
            raise ModelDamagedError(f"The speech model {speech_model.name} cannot be loaded") from error
        return cls(model, speech_model)

    @property
    def info(self) -> EngineInfo:
        """Name, version and model hash."""
        return self._info

    def count_tokens(self, text: str) -> int:
        """The number of Whisper tokens of this text."""
        return len(self._model.hf_tokenizer.encode(text, add_special_tokens=False).ids)

    def transcribe(
        self,
        samples: Samples,
        *,
        options: DictationOptions,
        hotwords: str = "",
        progress: Progress | None = None,
        windows: Sequence[Window] | None = None,
    ) -> Hearing:
        """Every word heard in these samples, or in these windows of them; nothing where nobody speaks."""
        duration_s = samples.size / SAMPLE_RATE_HZ
        if windows is None:
            speech = speech_spans(samples, options)
            windows = windows_over(speech, samples)
        else:
            speech = tuple(piece for window in windows for piece in window.pieces)
        segments: list[Segment] = []
        word_no = 0
        for window in windows:
            sound = window.cut_from(samples)
            voiced = voice_frames(sound)
            for raw, words in self._hear_surely(sound, options, hotwords):
                for word in words:
                    word.start_s = start_of_voice(voiced, word.start_s, word.end_s)
                placed = _placed(words, window, duration_s)
                segments.append(_segment(raw, placed, number=len(segments) + 1, first_word_no=word_no + 1))
                word_no += len(words)
            if progress is not None:
                progress(min(window.pieces[-1][1], duration_s), duration_s)
        return Hearing(tuple(segments), speech, tuple(windows))

    def _hear_surely(self, samples: Samples, options: DictationOptions, hotwords: str) -> HeardWindow:
        """The window's words; without expected ones where they led astray, none was said, all guessed."""
        heard = self._hear(samples, options, hotwords)
        if not (hotwords and options.try_again):
            return heard
        expected = expected_said(heard, hotwords)
        is_good = bool(expected) and not went_astray(heard)
        if is_good and max(expected) >= _GUESSED_BELOW:
            return heard
        again = self._hear(samples, options, "")
        if is_good:
            return again if not went_astray(again) and sureness(again) > sureness(heard) else heard
        return again if not went_astray(again) or words_said(again) > words_said(heard) else heard

    def _hear(self, samples: Samples, options: DictationOptions, hotwords: str) -> HeardWindow:
        heard: HeardWindow = []
        end_s, duration_s = 0.0, samples.size / SAMPLE_RATE_HZ
        for raw in self._model.transcribe(samples, **_arguments(options, hotwords))[0]:
            words = list(_words(raw, not_before_s=end_s, not_after_s=duration_s))
            if words:
                heard.append((raw, words))
                end_s = words[-1].end_s
            if duration_s - end_s < _REST_S:
                break  # the library would listen to the rest as long as to a whole window
        return heard


def _placed(words: list[HeardWord], window: Window, duration_s: float) -> list[HeardWord]:
    """The words at the times of the recording."""
    for word in words:
        start_s, end_s = window.in_recording((word.start_s, word.end_s))
        word.start_s = min(round(start_s, 3), duration_s)
        word.end_s = min(max(round(end_s, 3), word.start_s), duration_s)
    return words


def _device() -> str:
    from ctranslate2 import get_cuda_device_count  # type: ignore[attr-defined]  # public, not re-exported

    return "cuda" if get_cuda_device_count() > 0 else "cpu"


def compute_type_on(device: str, chosen: str) -> str:
    """The number format as chosen; "auto" is int8 on a processor and float16 on a graphics card.

    On a processor float32 costs 1.7 times as much and makes no fewer errors.
    """
    if chosen != "auto":
        return chosen
    return "float16" if device == "cuda" else "int8"


@lru_cache(maxsize=1)
def shared_transcriber(
    model: str, compute_type: str, cpu_threads: int, cache_dir: Path
) -> WhisperTranscriber:
    """The transcriber that this process keeps in memory: one model at a time, loaded at first use."""
    options = DictationOptions(model=model, compute_type=compute_type, cpu_threads=cpu_threads)
    return WhisperTranscriber.load(options, cache_dir=cache_dir)


def _arguments(options: DictationOptions, hotwords: str) -> dict[str, Any]:
    return {
        "language": options.language,
        "task": "transcribe",
        "beam_size": options.beam_in_use,
        "best_of": 5,
        "patience": 1.0,
        "temperature": [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] if options.try_again else [0.0],
        # a window holds speech alone (windows.py): expected words turn silence into invented ones
        "vad_filter": False,
        "condition_on_previous_text": False,  # stops repetition loops
        "word_timestamps": True,
        "without_timestamps": False,
        "hotwords": hotwords or None,
        "no_speech_threshold": options.no_speech_threshold,
        "log_prob_threshold": options.log_probability_threshold,
        "compression_ratio_threshold": options.compression_ratio_threshold,
        "hallucination_silence_threshold": None,
        "suppress_tokens": [-1],
        "multilingual": False,
    }


def _words(raw: Any, *, not_before_s: float, not_after_s: float) -> Iterable[HeardWord]:
    """The words of one raw segment, in order of time and inside the recording."""
    for word in _join_pieces(raw.words) if raw.words else _spread_evenly(raw):
        start_s = min(max(word.start_s, not_before_s), not_after_s)
        end_s = min(max(word.end_s, start_s), not_after_s)
        if abs(start_s - word.start_s) > _MOVED_S or abs(end_s - word.end_s) > _MOVED_S or start_s == end_s:
            word.timing = "interpolated"
        word.start_s, word.end_s = round(start_s, 3), round(end_s, 3)
        not_before_s = end_s
        yield word


def _join_pieces(pieces: Iterable[Any]) -> Iterable[HeardWord]:
    """Whole words of the engine's pieces: "67", "-year", "-old" are one; it doubts as its worst piece."""
    word: HeardWord | None = None
    for piece in pieces:
        text = piece.word.strip()
        if not text:
            continue
        confidence = min(1.0, max(0.0, float(piece.probability)))
        if word is None or piece.word[0].isspace():
            if word is not None:
                yield word
            word = HeardWord(text, float(piece.start), float(piece.end), confidence)
        else:
            word.text += text
            word.end_s = max(word.end_s, float(piece.end))
            word.confidence = min(word.confidence, confidence)
    if word is not None:
        yield word


def _spread_evenly(raw: Any) -> Iterable[HeardWord]:
    """Words of a segment that came without word times, spread over it; they carry its mean confidence."""
    texts = raw.text.split()
    step_s = (raw.end - raw.start) / max(1, len(texts))
    confidence = min(1.0, math.exp(raw.avg_logprob))
    for number, text in enumerate(texts):
        start_s = raw.start + number * step_s
        yield HeardWord(text, start_s, start_s + step_s, confidence, "interpolated")


def _segment(raw: Any, words: list[HeardWord], *, number: int, first_word_no: int) -> Segment:
    return Segment(
        id=f"s{number}",
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        words=tuple(
            SpokenWord(
                f"w{first_word_no + offset}",
                word.text,
                word.start_s,
                word.end_s,
                round(word.confidence, 4),
                word.timing,
            )
            for offset, word in enumerate(words)
        ),
        mean_log_probability=min(0.0, round(float(raw.avg_logprob), 4)),
        no_speech_probability=round(float(raw.no_speech_prob), 4),
        compression_ratio=round(float(raw.compression_ratio), 4),
    )
