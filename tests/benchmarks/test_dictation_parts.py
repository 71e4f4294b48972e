"""The parts' own sounds and arithmetic, and what is said when data is absent. No engine is loaded."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.dictation.__main__ import PARTS, main
from benchmarks.dictation.bench import Bench, HearingFailedError, Take, listener, ours
from benchmarks.dictation.errors_in_place import JudgedDraft, JudgedWord
from benchmarks.dictation.noises import not_speech, over_telephone, with_babble
from benchmarks.dictation.part_cost import long_sound
from benchmarks.dictation.part_doubt import _LEFT, _claims, _counts, _interval_bars
from benchmarks.dictation.part_librispeech import heard_text
from benchmarks.dictation.recall_by_list import is_shipped
from benchmarks.dictation.speech_sets import development_dictations, librispeech
from benchmarks.dictation.voices import RATE_HZ, at_16_khz, read_sound, seconds_of, write_wav
from benchmarks.frame import SetMissingError

TONE = (0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)


def test_sounds_without_speech_are_the_same_every_time() -> None:
    first, again = list(not_speech(10, seconds=(1, 2))), list(not_speech(10, seconds=(1, 2)))
    assert len({kind for kind, _ in first}) == 10
    for (kind, sound), (_, same) in zip(first, again, strict=True):
        assert np.array_equal(sound, same), kind
        assert RATE_HZ <= sound.size <= 2 * RATE_HZ
        assert np.abs(sound).max() <= 0.99


def test_babble_is_as_loud_as_asked() -> None:
    draw = np.random.default_rng(1)
    other = draw.normal(0, 0.2, RATE_HZ // 2).astype(np.float32)
    mixed = with_babble(TONE, [other], snr_db=10.0)
    ratio = np.mean(TONE**2) / np.mean((mixed - TONE) ** 2)
    assert 10 * np.log10(ratio) == pytest.approx(10.0, abs=0.1)


def test_a_telephone_carries_no_high_tones() -> None:
    high = (0.3 * np.sin(2 * np.pi * 5000 * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)
    assert np.abs(over_telephone(high)).max() < 0.02
    assert over_telephone(TONE).size == TONE.size
    assert np.abs(over_telephone(TONE)).max() > 0.25


def test_sound_is_written_and_read_back(tmp_path: Path) -> None:
    write_wav(tmp_path / "tone.wav", TONE)
    assert np.abs(read_sound(tmp_path / "tone.wav") - TONE).max() < 0.001
    assert seconds_of(tmp_path / "tone.wav") == pytest.approx(1.0)
    assert at_16_khz(TONE, 8000).size == pytest.approx(2 * RATE_HZ, abs=64)
    assert long_sound([Take(tmp_path / "tone.wav")], 2.5).size == 2.5 * RATE_HZ


def test_expected_errors_are_judged_by_coverage_and_against_poisson() -> None:
    assert [bar.is_met for bar in _interval_bars([])] == [False, None, None, None]
    assert _counts({_LEFT: []}).rows[0][1:5] == (0, 0, 0, 0)


def test_a_claim_of_what_is_left_is_about_words_without_a_flag_and_that_of_the_draft_about_all() -> None:
    words = (JudgedWord(0.9, True, True), JudgedWord(0.1, False, True), JudgedWord(0.1, False, False))
    draft = JudgedDraft(words, ((0.9, True), (0.1, False)))
    answer = {key: {"count": 1.0, "low": 0.0, "high": 2.0} for key in ("expected_errors", "errors_in_draft")}
    (left,) = _claims([answer], [draft], "expected_errors")
    (whole,) = _claims([answer], [draft], "errors_in_draft")
    assert (left.found, whole.found, left.words) == (1, 2, 3)
    assert _claims([{}], [draft], "expected_errors") == []


def test_real_speech_is_scored_by_what_was_heard_not_by_the_report_made_of_it() -> None:
    segments = [{"words": [{"text": "a"}, {"text": "period"}]}, {"words": [{"text": "of"}]}]
    assert heard_text({"text": "A. Of", "segments": segments}) == "a period of"
    assert heard_text({"text": "a"}) == "a"


def test_shipped_terms_are_told_from_others() -> None:
    assert is_shipped("metoprolol")
    assert not is_shipped("metoprololol")


def test_absent_sets_are_named(tmp_path: Path) -> None:
    with Bench(data=tmp_path, limit=1, keep=None, quality="quality") as bench:
        for load in (development_dictations, librispeech):
            with pytest.raises(SetMissingError, match="under --data"):
                load(bench)


def test_the_development_manifest_gives_numbers_terms_and_commands(tmp_path: Path) -> None:
    folder = tmp_path / "asr" / "dictation"
    folder.mkdir(parents=True)
    one = {
        "audio": "d.flac",
        "spoken": "Plan, colon. Metformin five milligrams, period. Seen March fourth.",
        "reference": "Plan: 1. Metformin 5 milligrams.\n2. Seen March 4, 1958.",
        "terms": ["metformin"],
    }
    (folder / "manifest.json").write_text(json.dumps([one]), encoding="utf-8")
    with Bench(data=tmp_path, limit=None, keep=None, quality="quality") as bench:
        (found,) = development_dictations(bench)
    assert found.dictation.terms == ("metformin",)
    assert [ways[0] for ways in found.dictation.numbers] == ["5 milligrams", "March 4, 1958"]
    assert found.dictation.reference == "Plan:\n1. Metformin 5 milligrams.\n2. Seen March 4, 1958."
    assert found.take.context == {"terms": ["metformin"]}


def test_a_hearing_is_kept_and_asked_for_once(tmp_path: Path) -> None:
    audio = tmp_path / "tone.wav"
    write_wav(audio, TONE)
    with Bench(data=None, limit=None, keep=tmp_path / "keep", quality="quality") as bench:
        reader = ours("standard", is_told=True)
        key = bench._key(reader, {"audio": str(audio), "quality": "standard", "context": {"terms": ["a"]}})
        stored = tmp_path / "keep" / "heard" / f"{key}.json"
        stored.parent.mkdir(parents=True)
        stored.write_text('{"text": "kept", "cpu_s": 1.0}', encoding="utf-8")
        assert bench.hear(reader, [Take(audio, {"terms": ["a"]})])[0]["text"] == "kept"


def test_a_reader_that_does_not_start_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(HearingFailedError):
        listener("nobody")
    assert "KeyError" in capfd.readouterr().err


def test_without_data_the_program_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = tmp_path / "result.json"
    code = main(["--data", str(tmp_path), "--part", "librispeech", "--json", str(result)])
    assert code == 2
    assert "missing: no folder librispeech_other" in capsys.readouterr().out
    assert json.loads(result.read_text(encoding="utf-8"))["parts"][0]["bars"] == []


def test_every_part_has_a_module() -> None:
    names = sorted(PARTS)
    assert all(first != second for first, second in pairwise(names))
    for module in PARTS.values():
        assert (Path(__file__).parents[2] / f"{module.replace('.', '/')}.py").is_file()
