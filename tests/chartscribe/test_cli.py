from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

import chartscribe
from chartscribe import cli
from storage.errors import Disposition, ServiceError
from tests.chartscribe.conftest import Command

ROOT = Path(__file__).parents[2]
# Each costs tenths of a second or more at import: none of them may stand between a person and --help
HEAVY = (
    *("pydantic", "sqlalchemy", "numpy", "cv2", "spacy", "faster_whisper", "celery", "fastapi", "rich"),
    *("pikepdf", "platformdirs", "av"),
)


class ParkedError(ServiceError):
    code = "test.parked"
    disposition = Disposition.RETRY
    remedy = "Wait a little"


def test_the_package_is_ours() -> None:
    assert Path(chartscribe.__file__).parent == ROOT / "chartscribe"


def test_help_loads_no_heavy_library() -> None:
    script = (
        "import sys; from chartscribe.cli import build_parser; build_parser().format_help();"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert said.stdout.strip() == "[]"


def _all_parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    found = [parser]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                found += _all_parsers(child)
    return found


def test_every_command_and_every_argument_explains_itself() -> None:
    for parser in _all_parsers(cli.build_parser()):
        assert parser.format_help()
        for action in parser._actions:
            assert action.help or action.metavar, f"{parser.prog}: {action.dest}"


@pytest.mark.parametrize(
    "name",
    [
        *("demo", "up", "web", "worker", "dispatcher", "add", "status", "trace", "verify"),
        *("ocr", "transcribe", "suggest", "codes", "users", "backup", "restore"),
    ],
)
def test_the_contract_s_commands_are_there(name: str, command: Command) -> None:
    assert command(name, "--help").code == 0


def test_the_home_may_stand_before_or_after_the_command(command: Command, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert str(first) in command("--home", first, "status").err
    assert str(second) in command("status", "--home", second).err
    assert str(second) in command("--home", first, "status", "--home", second).err


def test_an_expected_failure_is_one_line_with_a_code_and_no_trace(command: Command, tmp_path: Path) -> None:
    said = command("status")
    assert said.code == 3
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.endswith("[chartscribe.no_site]\n")
    assert not (tmp_path / "home").exists()


def test_a_failure_of_a_json_command_is_a_json_object(command: Command) -> None:
    said = command("status", "--json")
    assert said.code == 3
    assert said.line["error"]["code"] == "chartscribe.no_site"
    assert set(said.line["error"]) == {"code", "message", "remedy"}


def test_work_that_may_heal_exits_with_4(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> int:
        raise ParkedError("Not now")

    monkeypatch.setattr("chartscribe.commands.status.run", fails)
    assert command("status").code == 4


def test_a_bug_of_ours_exits_with_1_and_a_trace(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def slips(_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("chartscribe.commands.status.run", slips)
    said = command("status", "--json")
    assert said.code == 1
    assert said.line["error"]["code"] == "chartscribe.bug"
    assert "ZeroDivisionError" in said.err


def test_ctrl_c_is_no_bug(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("chartscribe.commands.status.run", is_interrupted)
    said = command("status")
    assert (said.code, said.err) == (130, "")


def test_a_reader_that_stops_reading_is_no_bug(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("nothing\n" * 20_000)
    script = (
        "import sys; from chartscribe.cli import run;"
        "from chartscribe.commands import status;"
        "status.run = lambda _: [print('x' * 100_000) for _ in range(20)] and 0;"
        "sys.exit(run(['status']))"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.read(10)
    program.stdout.close()
    errors = program.stderr.read()
    program.stderr.close()
    assert (program.wait(timeout=30), errors) == (141, b"")
