from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.transcribe.sounds import rising_tone
from tests.transcribe.speech import words_of
from transcribe.options import DictationOptions
from transcribe.quality import (
    missed_speech,
    no_speech,
    text_deficiencies,
    words_over_silence,
)
from transcribe.transcript import Segment

OPTIONS = DictationOptions()


def segment_of(text: str, **evidence: float) -> Segment:
    words = words_of(text)
    return Segment("s", words[0].start_s, words[-1].end_s, words, **evidence)


def test_no_speech_covers_the_whole_recording() -> None:
    one = no_speech(12.5)
    assert (one.kind, one.start_s, one.end_s) == ("no_speech", 0.0, 12.5)


def test_words_over_digital_silence_are_invented() -> None:
    sound = np.concatenate([rising_tone(1), np.zeros(16_000 * 5, np.float32)])
    words = (*words_of("real words"), *(replace(w, id="late") for w in words_of("oof", start_s=3.0)))
    assert [word.id for word in words_over_silence(words, sound)] == ["late"]
    beyond = words_of("after", start_s=30.0)
    assert words_over_silence(beyond, sound) == []


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("very very very very tired", []),
        ("oof oof oof oof oof oof", [(0.0, 1.8)]),
        ("he said thank you thank you, Thank you. thank you and left", [(0.6, 3.0)]),
        ("one two three four five six", []),
    ],
)
def test_loops_are_found(text: str, loops: list[tuple[float, float]]) -> None:
    found = text_deficiencies([segment_of(text)], invented=(), options=OPTIONS)
    assert [(one.start_s, one.end_s) for one in found] == loops
    assert {one.kind for one in found} <= {"repetition_loop"}


def test_a_segment_that_compresses_too_well_is_a_loop() -> None:
    looped = segment_of("again and again", compression_ratio=3.0)
    (one,) = text_deficiencies([looped], invented=(), options=OPTIONS)
    assert one.kind == "repetition_loop"


def test_invented_words_are_told_by_the_second() -> None:
    (one,) = text_deficiencies([], invented=words_of("you you"), options=OPTIONS)
    assert (one.kind, one.start_s, one.end_s) == ("invented_text", 0.0, 0.6)


def test_speech_without_words_is_missed_speech() -> None:
    words = (*words_of("heard words"), *words_of("more words", start_s=10.0))
    found = missed_speech([(0.0, 20.0)], words)
    assert [(one.start_s, one.end_s) for one in found] == [(0.6, 10.0), (10.6, 20.0)]
    assert missed_speech([(0.0, 3.0)], words) == []
    assert [one.start_s for one in missed_speech([(30.0, 34.0)], words)] == [30.0]
