"""The command line as a function: arguments in; exit code, output and errors out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chartscribe.cli import run


@dataclass(frozen=True)
class Said:
    """What one command line gave."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON lines of stdout; fails on a line that is none."""
        return [json.loads(line) for line in self.out.split("\n")[:-1]]

    @property
    def line(self) -> dict[str, Any]:
        """The only JSON line of stdout."""
        (only,) = self.lines
        return only


Command = Callable[..., Said]


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of what can be made again for all tests here: making the code set takes seconds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    cache_dir: Path,
) -> Command:
    """Run one command line in this process, on a home of the test's own and with the small speech model."""
    monkeypatch.setenv("CHARTSCRIBE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CHARTSCRIBE_CACHE_DIR", str(cache_dir))
    monkeypatch.setenv("CHARTSCRIBE_SPEECH_MODEL", "tiny.en")
    monkeypatch.setenv("CHARTSCRIBE_SPEECH_THREADS", "1")
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")

    def say(*arguments: str | Path) -> Said:
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse leaves the program on a wrong command line
            code = int(left.code or 0)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return say
