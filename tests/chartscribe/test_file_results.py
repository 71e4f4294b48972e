from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from chartscribe.file_results import (
    FileUnreadableError,
    FolderOutput,
    JsonLines,
    TextOutput,
    Unit,
    give_out,
    print_error,
    read_input,
)
from storage.errors import Disposition, ServiceError


class NeedsPersonError(ServiceError):
    code = "test.needs_person"
    disposition = Disposition.ASK_HUMAN
    remedy = "Ask somebody."


def _rejected() -> dict[str, object]:
    raise FileUnreadableError("The file cannot be read", where="b.pdf")


def _needs_person() -> dict[str, object]:
    raise NeedsPersonError("A password is wanted")


def _bug() -> dict[str, object]:
    raise KeyError("a slip of ours")


def _json_lines(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.split("\n")[:-1]]


def test_every_file_gives_one_json_line_in_order_and_a_failure_stops_no_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    units = [
        Unit("a.pdf", lambda: {"text": "x"}),
        Unit("b.pdf", _rejected),
        Unit("c.pdf", lambda: {"text": "y"}),
    ]
    assert give_out(units, JsonLines()) == 2
    lines = _json_lines(capsys.readouterr().out)
    assert lines[0] == {"file": "a.pdf", "text": "x"}
    assert lines[1] == {
        "file": "b.pdf",
        "error": {
            "code": "chartscribe.file_unreadable",
            "message": "The file cannot be read (b.pdf)",
            "remedy": "Check the path, and that you may read the file",
        },
    }
    assert lines[2]["file"] == "c.pdf"


def test_a_bug_of_ours_is_an_error_line_and_a_trace_and_the_worst_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    units = [Unit("a", _bug), Unit("b", _needs_person), Unit("c", lambda: {})]
    assert give_out(units, JsonLines()) == 1
    captured = capsys.readouterr()
    assert [line.get("error", {}).get("code") for line in _json_lines(captured.out)] == [  # type: ignore[attr-defined]
        "chartscribe.bug",
        "test.needs_person",
        None,
    ]
    assert "KeyError" in captured.err


def test_a_line_break_character_inside_a_text_never_breaks_the_json_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    give_out([Unit("a", lambda: {"text": "one\u2028two\u0085three"})], JsonLines())
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_texts_of_several_files_stand_under_their_names_and_failures_go_to_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    units = [Unit("a.txt", lambda: "first"), Unit("b.txt", _rejected), Unit("c.txt", lambda: "third\n")]
    assert give_out(units, TextOutput(several=True)) == 2
    captured = capsys.readouterr()
    assert captured.out == "==> a.txt <==\nfirst\n==> c.txt <==\nthird\n"
    assert captured.err == (
        "chartscribe: b.txt: The file cannot be read (b.pdf). "
        "Check the path, and that you may read the file. [chartscribe.file_unreadable]\n"
    )


def test_one_text_stands_alone_so_that_it_can_be_piped(capsys: pytest.CaptureFixture[str]) -> None:
    give_out([Unit("a.txt", lambda: "only this")], TextOutput(several=False))
    assert capsys.readouterr().out == "only this\n"


def test_a_folder_gets_one_file_a_result_and_same_names_do_not_overwrite_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made" / "here"
    units = [
        Unit("x/scan.pdf", lambda: "one"),
        Unit("y/scan.pdf", lambda: "two"),
        Unit("-", lambda: b"three"),
    ]
    assert give_out(units, FolderOutput(out, ".hocr")) == 0
    assert {path.name: path.read_text() for path in out.iterdir()} == {
        "scan.pdf.hocr": "one",
        "scan.pdf-2.hocr": "two",
        "stdin.hocr": "three",
    }
    written = [line["written"] for line in _json_lines(capsys.readouterr().out)]
    assert written == [str(out / name) for name in ("scan.pdf.hocr", "scan.pdf-2.hocr", "stdin.hocr")]


def test_a_json_result_in_a_folder_is_the_same_object_as_on_the_line(tmp_path: Path) -> None:
    give_out([Unit("a.pdf", lambda: {"text": "x"}, {"line": 1})], FolderOutput(tmp_path, ".json"))
    assert json.loads((tmp_path / "a.pdf.json").read_text()) == {"file": "a.pdf", "line": 1, "text": "x"}


def test_a_folder_that_cannot_be_written_is_an_error_of_that_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    assert give_out([Unit("a.pdf", lambda: "x")], FolderOutput(tmp_path / "taken" / "sub", ".txt")) == 3
    assert _json_lines(capsys.readouterr().out)[0]["error"]["code"] == "chartscribe.output_unwritable"  # type: ignore[index]


def test_a_reader_that_went_away_stops_the_run() -> None:
    class Gone(JsonLines):
        def write(self, _unit: Unit, _content: object) -> None:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        give_out([Unit("a", lambda: {})], Gone())


@pytest.mark.parametrize("name", ["absent.pdf", ".", "a\0b"])
def test_a_file_that_cannot_be_read_says_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError):
        read_input(str(tmp_path / name))


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"\x00\xff")
    with (tmp_path / "input").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert read_input("-") == b"\x00\xff"


def test_an_error_line_for_people_has_one_full_stop_after_each_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_error(NeedsPersonError("A password is wanted.").as_json())
    assert capsys.readouterr().err == "chartscribe: A password is wanted. Ask somebody. [test.needs_person]\n"
