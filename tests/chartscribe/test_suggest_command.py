from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from chartscribe.commands.suggest import NotTextError, decode_text, notes_in
from tests.chartscribe.conftest import Command

NOTE = "ASSESSMENT:\nType 2 diabetes mellitus. No chest pain.\n"
ANSWERS = {"affirmed", "negated", "possible", "historical", "family", "hypothetical", "conditional"}


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(NOTE)
    return path


def _ocr_object() -> dict[str, object]:
    words = [
        {"text": text, "box": [10 + 100 * place, 20, 100 + 100 * place, 40], "confidence": 0.9}
        for place, text in enumerate(("Type", "2", "diabetes", "mellitus."))
    ]
    page = {"number": 1, "width": 800, "height": 100, "words": words}
    return {"file": "scan.pdf", "sha256": "a" * 64, "text": "Type 2 diabetes mellitus.", "pages": [page]}


def _transcribe_object() -> dict[str, object]:
    words = [
        {"text": text, "start": float(place), "end": place + 0.5, "confidence": 0.9}
        for place, text in enumerate(("type", "two", "diabetes", "period"))
    ]
    segment = {"start": 0.0, "end": 3.5, "text": "type two diabetes period", "words": words}
    return {
        "file": "letter.wav",
        "sha256": "b" * 64,
        "duration_s": 4.0,
        "text": "Type two diabetes.",
        "segments": [segment],
    }


def test_the_json_of_a_note_keeps_its_contract(command: Command, note: Path) -> None:
    said = command("suggest", note, "--encounter-type", "outpatient", "--date-of-service", "2026-05-04")
    assert said.code == 0
    result = said.line
    assert {"file", "suggestions", "mentions", "suppressed"} <= set(result)
    first = result["suggestions"][0]
    assert set(first) >= {"code", "title", "score", "shown", "billable", "evidence", "flags", "trace"}
    assert (first["code"], first["shown"], first["billable"]) == ("E11.9", True, True)
    for suggestion in result["suggestions"]:
        assert 0 <= suggestion["score"] <= 1
        assert suggestion["evidence"]
        for evidence in suggestion["evidence"]:
            assert set(evidence) >= {"start", "end", "quote", "assertion", "section"}
            assert NOTE[evidence["start"] : evidence["end"]] == evidence["quote"]
    for mention in result["mentions"]:
        assert set(mention) >= {"start", "end", "text", "assertion"}
        assert mention["assertion"] in ANSWERS
    (suppressed,) = result["suppressed"]
    assert set(suppressed) >= {"code", "reason", "start", "end"}
    assert suppressed["reason"] == "negated"


def test_every_line_is_a_note_of_its_own_when_asked_for(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"Type 2 diabetes.\r\n\nAsthma.")
    said = command("suggest", path, "--lines")
    assert [line["line"] for line in said.lines] == [1, 2, 3]
    assert [bool(line["suggestions"]) for line in said.lines] == [True, False, True]


@pytest.mark.parametrize(
    ("reading", "keys"),
    [
        (_ocr_object(), {"page_id", "word_ids", "box"}),
        (_transcribe_object(), {"word_ids", "start_s", "end_s"}),
    ],
)
def test_a_reading_gives_evidence_that_leads_back(
    command: Command, tmp_path: Path, reading: dict[str, object], keys: set[str]
) -> None:
    path = tmp_path / "reading.json"
    path.write_text(json.dumps(reading, indent=1))
    result = command("suggest", path).line
    assert (result["source_file"], result["sha256"]) == (reading["file"], reading["sha256"])
    (anchor,) = result["suggestions"][0]["evidence"][0]["anchors"]
    assert set(anchor) >= keys


def test_what_ocr_printed_for_several_files_is_read_line_by_line_from_standard_input(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = {"file": "locked.pdf", "error": {"code": "ocr.pdf_encrypted", "message": "", "remedy": ""}}
    readings = (_ocr_object(), failed, _transcribe_object(), {"neither": "nor"})
    path = tmp_path / "printed.jsonl"
    path.write_text("".join(f"{json.dumps(reading)}\n" for reading in readings))
    with path.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        said = command("suggest", "-")
    assert said.code == 2
    assert [line["line"] for line in said.lines] == [1, 2, 3, 4]
    codes = [line.get("error", {}).get("code") for line in said.lines]
    assert codes == [None, "chartscribe.nothing_was_read", None, "nlp.source_json_unreadable"]


def test_what_is_no_text_is_refused_and_the_next_file_is_coded(
    command: Command, note: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "scan.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    said = command("suggest", picture, note)
    assert said.code == 2
    assert said.lines[0]["error"]["code"] == "chartscribe.not_text"
    assert said.lines[1]["suggestions"]


def test_an_edition_that_is_not_there_is_refused(command: Command, note: Path) -> None:
    said = command("suggest", note, "--edition", "1999")
    assert (said.code, said.line["error"]["code"]) == (2, "chartscribe.no_such_edition")
    assert command("suggest", note, "--edition", "2026-04").code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("--date-of-service", "yesterday"),
        ("--date-of-service", "2026-05-04", "--discharge-date", "2026-05-01"),
        ("--encounter-type", "hotel"),
    ],
)
def test_a_wrong_command_line_is_explained(command: Command, note: Path, wrong: tuple[str, ...]) -> None:
    said = command("suggest", note, *wrong)
    assert (said.code, said.out) == (2, "")
    assert "chartscribe suggest: error:" in said.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_encodings_that_clinics_save(encoding: str) -> None:
    assert decode_text("Ménière".encode(encoding), where="note.txt") == "Ménière"


@pytest.mark.parametrize("content", [b"\xe9t\xe9", b"a\0b"])
def test_bytes_of_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(NotTextError):
        decode_text(content, where="note.txt")


def test_a_note_that_begins_with_a_brace_is_a_note() -> None:
    (only,) = notes_in("{dictated, not read}\nAsthma.", by_line=False)
    assert only.content == "{dictated, not read}\nAsthma."


def test_separators_inside_a_line_start_no_new_line() -> None:
    assert len(notes_in("one\u2028still one\ntwo\n", by_line=True)) == 2
