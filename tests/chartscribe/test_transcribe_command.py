from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.chartscribe.conftest import Command
from tests.transcribe.recording.test_dss import encrypted

CLIP = Path(__file__).parents[1] / "resources" / "dictation_clip.ogg"
WORD_KEYS = {"text", "start", "end", "confidence", "needs_review", "suggestions"}


def test_the_json_of_a_dictation_keeps_its_contract_and_a_failure_stops_nothing(
    command: Command, tmp_path: Path
) -> None:
    not_audio = tmp_path / "letter.wav"
    not_audio.write_text("this is text")
    said = command("transcribe", not_audio, CLIP)
    assert said.code == 2
    failed, result = said.lines
    assert set(failed) == {"file", "error"}
    assert failed["error"]["code"].startswith("transcribe.")
    assert set(result) >= {"file", "sha256", "duration_s", "text", "segments", "deficiencies", "engine"}
    assert result["sha256"] == hashlib.sha256(CLIP.read_bytes()).hexdigest()
    assert result["text"]
    before_s = 0.0
    for segment in result["segments"]:
        assert set(segment) >= {"start", "end", "text", "words"}
        for word in segment["words"]:
            assert set(word) >= WORD_KEYS
            assert before_s <= word["start"] <= word["end"] <= result["duration_s"]
            before_s = word["start"]
    for deficiency in result["deficiencies"]:
        assert set(deficiency) == {"kind", "start", "end", "note"}


def test_captions_and_text_are_files_of_their_own(command: Command, tmp_path: Path) -> None:
    context = tmp_path / "context.json"
    context.write_text(json.dumps({"medications": ["lisinopril"], "worktype": "clinic letter"}))
    said = command("transcribe", CLIP, "--format", "vtt", "-o", tmp_path, "--context", context)
    assert said.code == 0
    assert Path(said.line["written"]).read_text().startswith("WEBVTT")
    said = command("transcribe", CLIP, "--format", "text", "--quality", "draft")
    assert said.code == 0
    assert len(said.out.split()) > 3


def test_an_encrypted_dictation_waits_for_its_password(command: Command, tmp_path: Path) -> None:
    recording, passwords = tmp_path / "memo.ds2", tmp_path / "passwords"
    recording.write_bytes(encrypted("1234"))
    said = command("transcribe", recording)
    assert said.code == 3
    assert said.line["error"]["code"] == "transcribe.audio_encrypted"
    assert "--password-file" in said.line["error"]["remedy"]
    passwords.write_text("0000\n9999\n")
    said = command("transcribe", recording, "--password-file", passwords)
    assert said.code == 3
    assert "None of the given passwords" in said.line["error"]["message"]
    said = command("transcribe", recording, "--password-file", tmp_path / "absent")
    assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize("content", ["", "[]", '{"terms": "one word"}', '{"terms": 5}', "\xff"])
def test_a_context_that_cannot_be_used_is_a_wrong_command_line(
    command: Command, tmp_path: Path, content: str
) -> None:
    context = tmp_path / "context.json"
    context.write_text(content, encoding="latin-1")
    said = command("transcribe", CLIP, "--context", context)
    assert (said.code, said.out) == (2, "")
    assert "--context" in said.err
