from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import transcribe
from storage.errors import Deficiency, EngineInfo
from tests.transcribe.speech import ENGINE, SHA, transcript_of
from transcribe.transcript import Segment, SpokenWord, TimeAnchor, Transcript


def test_the_package_is_ours() -> None:
    assert transcribe.__file__ is not None
    assert "site-packages" not in transcribe.__file__


def test_a_transcript_survives_storage() -> None:
    made = replace(
        transcript_of("Chest pain, period."),
        deficiencies=(Deficiency("audio_gap", "lost", start_s=0.1, end_s=0.2),),
    )
    stored = json.loads(json.dumps(made.as_json()))
    assert stored["schema_version"] == 1
    assert Transcript.from_json(stored) == made


def test_an_unknown_schema_version_is_refused() -> None:
    with pytest.raises(ValueError, match="schema version"):
        Transcript.from_json({**transcript_of("one").as_json(), "schema_version": 99})


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"text": ""},
        {"text": " led"},
        {"start_s": -1.0},
        {"start_s": 2.0},
        {"confidence": 1.5},
        {"timing": "guessed"},
    ],
)
def test_a_word_cannot_be_built_wrong(wrong: dict[str, object]) -> None:
    right = {"id": "w", "text": "led", "start_s": 0.5, "end_s": 1.0, "confidence": 0.5, "timing": "measured"}
    SpokenWord(**right)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"\w"):
        SpokenWord(**{**right, **wrong})  # type: ignore[arg-type]


def _transcript(*words: SpokenWord, duration_s: float = 10.0) -> Transcript:
    return Transcript(SHA, duration_s, (Segment("s", 0, 1, words),), ENGINE)


def test_word_times_that_run_backwards_are_refused() -> None:
    first = SpokenWord("a", "one", 1.0, 2.0)
    with pytest.raises(ValueError, match="backwards"):
        _transcript(first, SpokenWord("b", "two", 0.5, 2.5))
    with pytest.raises(ValueError, match="backwards"):
        _transcript(first, SpokenWord("b", "two", 1.5, 1.7))
    with pytest.raises(ValueError, match="repeats"):
        _transcript(first, SpokenWord("a", "two", 2.0, 3.0))
    with pytest.raises(ValueError, match="after the recording"):
        _transcript(first, duration_s=1.5)


def test_segments_transcripts_and_anchors_cannot_be_empty() -> None:
    with pytest.raises(ValueError, match="segment"):
        Segment("s", 0, 1, ())
    with pytest.raises(ValueError, match="SHA-256"):
        Transcript("short", 1, (), EngineInfo("e", "1"))
    with pytest.raises(ValueError, match="anchor"):
        TimeAnchor(SHA, (), 0, 1)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_an_anchor_spans_its_words(steps: list[tuple[float, float]]) -> None:
    words, at = [], 0.0
    for number, (pause, length) in enumerate(steps):
        words.append(SpokenWord(f"w{number}", "word", at + pause, at + pause + length))
        at = words[-1].end_s
    made = _transcript(*words, duration_s=at)
    anchor = made.anchor(tuple(word.id for word in made.words()))
    assert (anchor.start_s, anchor.end_s) == (words[0].start_s, words[-1].end_s)
