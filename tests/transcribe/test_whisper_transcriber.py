from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.transcribe.sounds import rising_tone
from transcribe.audio import decode_audio
from transcribe.models import PUBLISHED_SHA256, ModelDamagedError, SpeechModel
from transcribe.options import DictationOptions
from transcribe.transcriber import Hearing
from transcribe.whisper_transcriber import WhisperTranscriber, _words, compute_type_on

OPTIONS = DictationOptions(model="tiny.en", beam_size=2)


def piece(word: str, start: float, end: float, probability: float = 0.9) -> SimpleNamespace:
    return SimpleNamespace(word=word, start=start, end=end, probability=probability)


def raw_segment(*words: SimpleNamespace, text: str = "", start: float = 0.0, end: float = 1.0) -> Any:
    return SimpleNamespace(words=list(words), text=text, start=start, end=end, avg_logprob=-0.7)


def heard(raw: Any, not_before_s: float = 0.0) -> list[tuple[str, float, float, float, str]]:
    return [
        (word.text, word.start_s, word.end_s, round(word.confidence, 2), word.timing)
        for word in _words(raw, not_before_s=not_before_s, not_after_s=10.0)
    ]


def test_pieces_without_a_blank_are_one_word_with_its_worst_confidence() -> None:
    raw = raw_segment(
        piece(" 67", 0, 0.3), piece("-year", 0.3, 0.6, 0.4), piece(" ", 0.6, 0.6), piece(" old", 1, 2)
    )
    assert heard(raw) == [("67-year", 0, 0.6, 0.4, "measured"), ("old", 1, 2, 0.9, "measured")]


def test_times_that_run_backwards_or_out_are_set_right_and_marked() -> None:
    raw = raw_segment(piece(" one", 0.5, 0.9), piece(" two", 2.0, 2.0), piece(" three", 9.5, 12.0))
    assert heard(raw, not_before_s=0.8) == [
        ("one", 0.8, 0.9, 0.9, "interpolated"),
        ("two", 2.0, 2.0, 0.9, "interpolated"),
        ("three", 9.5, 10.0, 0.9, "interpolated"),
    ]


def test_a_segment_without_word_times_is_spread_evenly() -> None:
    raw = raw_segment(text=" chest pain", start=1.0, end=2.0)
    assert heard(raw) == [("chest", 1.0, 1.5, 0.5, "interpolated"), ("pain", 1.5, 2.0, 0.5, "interpolated")]
    assert heard(raw_segment(text="")) == []


def test_real_speech_becomes_words_in_time(tiny: WhisperTranscriber, clip: bytes) -> None:
    samples = decode_audio(clip, max_duration_s=60).samples
    seen: list[tuple[float, float]] = []
    hearing = tiny.transcribe(samples, options=OPTIONS, progress=lambda *at: seen.append(at))
    words = [word for segment in hearing.segments for word in segment.words]
    assert [word.text.strip(".,").lower() for word in words[:5]] == [
        "the",
        "patient",
        "denies",
        "chest",
        "pain",
    ]
    assert all(word.confidence is not None and word.timing == "measured" for word in words[:5])
    assert all(a.end_s <= b.start_s for a, b in pairwise(words))
    assert seen[-1][1] == pytest.approx(samples.size / 16_000)
    assert Hearing.from_json(json.loads(json.dumps(hearing.as_json()))) == hearing


def test_silence_tone_and_hum_give_no_words_even_with_expected_words(tiny: WhisperTranscriber) -> None:
    silence = np.zeros(16_000 * 5, np.float32)
    assert tiny.transcribe(silence, options=OPTIONS, hotwords="metformin").segments == ()
    assert tiny.transcribe(rising_tone(5), options=OPTIONS, hotwords="metformin").segments == ()
    at_s = np.arange(16_000 * 20, dtype=np.float32) / 16_000
    hum = 0.3 * np.sin(240 * np.pi * at_s) + 0.1 * np.sin(480 * np.pi * at_s)
    assert tiny.transcribe(hum.astype(np.float32), options=OPTIONS, hotwords="metformin").speech == ()


@pytest.mark.parametrize(
    ("device", "chosen", "used"),
    [("cpu", "auto", "int8"), ("cuda", "auto", "float16"), ("cuda", "int8", "int8")],
)
def test_the_number_format_follows_the_device_unless_it_is_chosen(
    device: str, chosen: str, used: str
) -> None:
    assert compute_type_on(device, chosen) == used


class HearsWhatItIsTold:
    """A model that writes these words when it is told what to expect, and "daily" otherwise."""

    def __init__(self, told: str) -> None:
        self.told = told

    def transcribe(self, _samples: Any, **options: Any) -> tuple[list[Any], None]:
        said = self.told.split() if options["hotwords"] else ["daily"]
        raw = raw_segment(*(piece(f" {text}", 0.3 * at, 0.3 * at + 0.3) for at, text in enumerate(said)))
        raw.no_speech_prob, raw.compression_ratio = 0.1, 1.0
        return [raw], None


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("takes Metformin, daily", ["takes", "Metformin,", "daily"]),
        ("takes metformill", ["daily"]),
        ("new house", ["daily"]),
    ],
)
def test_expected_words_stand_only_where_one_of_them_is_heard(
    clip: bytes, told: str, kept: list[str]
) -> None:
    transcriber = WhisperTranscriber(HearsWhatItIsTold(told), SpeechModel("by hand", Path(), "0" * 64))
    samples = decode_audio(clip, max_duration_s=60).samples
    heard = transcriber.transcribe(samples, options=OPTIONS, hotwords="comma, new paragraph, metformin")
    assert [word.text for word in heard.words()] == kept


class GuessesAnExpectedWord:
    """A model that writes "metformin" when told to expect it, else "Benjamin", each as sure as is said."""

    def __init__(self, *, sure: float, sure_otherwise: float) -> None:
        self.heard = {True: (" metformin", sure), False: (" Benjamin", sure_otherwise)}

    def transcribe(self, _samples: Any, **options: Any) -> tuple[list[Any], None]:
        text, probability = self.heard[bool(options["hotwords"])]
        word = piece(text, 0.3, 0.9)
        word.probability = probability
        raw = raw_segment(piece(" the", 0.0, 0.3), word)
        raw.no_speech_prob, raw.compression_ratio = 0.1, 1.0
        return [raw], None


@pytest.mark.parametrize(
    ("sure", "sure_otherwise", "kept"),
    [(0.03, 0.7, "Benjamin"), (0.03, 0.01, "metformin"), (0.6, 0.9, "metformin")],
)
def test_an_expected_word_that_is_only_guessed_stands_back_behind_a_surer_hearing(
    clip: bytes, sure: float, sure_otherwise: float, kept: str
) -> None:
    model = GuessesAnExpectedWord(sure=sure, sure_otherwise=sure_otherwise)
    transcriber = WhisperTranscriber(model, SpeechModel("by hand", Path(), "0" * 64))
    samples = decode_audio(clip, max_duration_s=60).samples
    heard = transcriber.transcribe(samples, options=OPTIONS, hotwords="metformin")
    assert [word.text for word in heard.words()] == ["the", kept]


class LoopsOnExpectedWords:
    """A model that goes round in circles whenever it is told what to expect."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def transcribe(self, _samples: Any, **options: Any) -> tuple[list[Any], None]:
        self.asked.append(options["hotwords"])
        said = [" oof"] * 6 if options["hotwords"] else [" chest", " pain"]
        words = [piece(text, 0.2 * at, 0.2 * at + 0.2) for at, text in enumerate(said)]
        raw = raw_segment(*words)
        raw.no_speech_prob, raw.compression_ratio = 0.1, 1.0
        return [raw], None


def test_a_window_that_expected_words_led_astray_is_heard_without_them(clip: bytes) -> None:
    model = LoopsOnExpectedWords()
    transcriber = WhisperTranscriber(model, SpeechModel("by hand", Path(), "0" * 64))
    samples = decode_audio(clip, max_duration_s=60).samples
    heard = transcriber.transcribe(samples, options=OPTIONS, hotwords="metformin")
    assert [word.text for word in heard.words()] == ["chest", "pain"]
    assert model.asked == ["metformin", None]


def test_the_engine_is_stamped_and_stays_off_the_network(tiny: WhisperTranscriber) -> None:
    assert tiny.info.name == "faster-whisper tiny.en"
    assert tiny.info.model_sha256 == PUBLISHED_SHA256["tiny.en"]
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert 1 <= tiny.count_tokens(" metformin,") <= 6


def test_a_folder_that_is_no_model_is_told_by_its_code(tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "vocabulary.txt", "model.bin"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ModelDamagedError, match="cannot be loaded"):
        WhisperTranscriber.load(DictationOptions(model=str(tmp_path)), cache_dir=tmp_path)
