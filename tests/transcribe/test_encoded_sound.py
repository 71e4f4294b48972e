from __future__ import annotations

import numpy as np
import pytest
from faster_whisper import WhisperModel

from transcribe.audio import Samples
from transcribe.encoded_sound import RememberingWhisper


def test_a_sound_is_encoded_once_until_many_others_were_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def encode(_: object, features: Samples) -> str:
        asked.append(float(features[0]))
        return f"encoded {features[0]:.0f}"

    monkeypatch.setattr(WhisperModel, "encode", encode)
    model = RememberingWhisper.__new__(RememberingWhisper)
    sounds = [np.full(4, number, np.float32) for number in range(12)]
    assert [model.encode(sounds[at]) for at in (0, 1, 0)] == ["encoded 0", "encoded 1", "encoded 0"]
    assert asked == [0, 1]
    for sound in sounds[2:]:
        model.encode(sound)
    model.encode(sounds[11])
    assert asked == [*range(12)]
    model.encode(sounds[0])
    assert asked[-1] == 0
