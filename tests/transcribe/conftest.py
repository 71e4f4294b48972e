from __future__ import annotations

import json
from pathlib import Path

import pytest

from transcribe.options import DictationOptions
from transcribe.whisper_transcriber import WhisperTranscriber

RESOURCES = Path(__file__).parents[1] / "resources"


@pytest.fixture(scope="session")
def clip() -> bytes:
    return (RESOURCES / "dictation_clip.ogg").read_bytes()


@pytest.fixture(scope="session")
def clip_truth() -> dict[str, str]:
    truth: dict[str, str] = json.loads((RESOURCES / "dictation_clip.json").read_text(encoding="utf-8"))
    return truth


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> WhisperTranscriber:
    options = DictationOptions(model="tiny.en")
    return WhisperTranscriber.load(options, cache_dir=tmp_path_factory.mktemp("models"))
