"""One result for each input file, in order: JSON lines, plain text or written files. Touches the world.

The contract of `ocr`, `transcribe` and `suggest` (DESIGN §5): one JSON object a line, flushed as each file
ends; a file that fails gives `{"file", "error": {code, message, remedy}}` and the others go on.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from storage.errors import EXIT_BUG, EXIT_CODES, Disposition, ServiceError, worst_exit_code

Content = dict[str, Any] | str | bytes
STDIN = "-"


class FileUnreadableError(ServiceError):
    """An input file that cannot be read from disk."""

    code = "chartscribe.file_unreadable"
    disposition = Disposition.REJECT
    remedy = "Check the path, and that you may read the file"


class OutputUnwritableError(ServiceError):
    """The result could not be written."""

    code = "chartscribe.output_unwritable"
    disposition = Disposition.ASK_HUMAN
    remedy = "Give a folder you may write to, with space left on its disk"


@dataclass(frozen=True)
class Unit:
    """One line of output to be: whose it is, and the call that makes it.

    `keys` stand beside `file` in every JSON object of the unit, in its error too (`line`).
    """

    file: str
    make: Callable[[], Content]
    keys: dict[str, Any] = field(default_factory=dict)


class Sink(Protocol):
    """Where results and failures go."""

    def write(self, unit: Unit, content: Content) -> None:
        """Give out one result."""

    def fail(self, unit: Unit, error: dict[str, str]) -> None:
        """Give out one failure."""


class JsonLines:
    """One JSON object a line on stdout."""

    def write(self, unit: Unit, content: Content) -> None:
        """The object with `file` (and the unit's own keys) before its other keys."""
        assert isinstance(content, dict)  # noqa: S101 - the caller asked for JSON
        print_json_line({"file": unit.file, **unit.keys, **content})

    def fail(self, unit: Unit, error: dict[str, str]) -> None:
        """The error object in the place of the result."""
        print_json_line({"file": unit.file, **unit.keys, "error": error})


class TextOutput:
    """The texts on stdout, failures on stderr; with several files each text stands under its name."""

    def __init__(self, *, several: bool) -> None:
        self._several = several

    def write(self, unit: Unit, content: Content) -> None:
        """The text, ending in a line break."""
        assert isinstance(content, str)  # noqa: S101 - the caller asked for text
        if self._several:
            print(f"==> {unit.file} <==")
        print(content, end="" if content.endswith("\n") else "\n", flush=True)

    def fail(self, unit: Unit, error: dict[str, str]) -> None:
        """One line that says what, where and how to mend it."""
        print_error(error, subject=unit.file)


class FolderOutput:
    """One file a result in a folder, and a JSON line on stdout that says where it lies.

    Names are the input's whole name and a suffix (`scan.pdf.hocr`), so that no result can take the place of
    an input or of another format's result; inputs of the same name get -2, -3 … in order.
    """

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder = folder
        self._suffix = suffix
        self._taken: set[str] = set()

    def write(self, unit: Unit, content: Content) -> None:
        """Write the whole result or nothing.

        Raises:
            OutputUnwritableError: the folder or its disk refuses.
        """
        if isinstance(content, dict):
            content = json.dumps({"file": unit.file, **unit.keys, **content}, allow_nan=False) + "\n"
        written = content.encode() if isinstance(content, str) else content
        target = self._folder / self._name_for(unit.file)
        partial = target.with_name(f"{target.name}.partial")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(written)
            partial.replace(target)
        except OSError as failure:
            raise OutputUnwritableError("The result could not be written", where=str(target)) from failure
        print_json_line({"file": unit.file, **unit.keys, "written": str(target)})

    def fail(self, unit: Unit, error: dict[str, str]) -> None:
        """The error object in the place of the result."""
        JsonLines().fail(unit, error)

    def _name_for(self, file: str) -> str:
        stem = "stdin" if file == STDIN else Path(file).name
        name, number = f"{stem}{self._suffix}", 1
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}{self._suffix}"
        self._taken.add(name)
        return name


def give_out(units: Iterable[Unit], sink: Sink) -> int:
    """The exit code after every unit was made and given out, whatever became of the others."""
    codes = []
    for unit in units:
        try:
            sink.write(unit, unit.make())
        except BrokenPipeError:
            raise  # nobody reads our output any more: no use in going on
        except ServiceError as failure:
            sink.fail(unit, failure.as_json())
            codes.append(EXIT_CODES[failure.disposition])
        except Exception:
            # The edge of the program: the trace is for us, the line for the reader, and the others go on.
            traceback.print_exc()
            sink.fail(unit, BUG)
            codes.append(EXIT_BUG)
    return worst_exit_code(codes)


BUG = {
    "code": "chartscribe.bug",
    "message": "Chartscribe failed in a way nobody foresaw; the trace is on stderr",
    "remedy": "Please report the trace, after a look whether it quotes the document",
}


def read_input(file: str) -> bytes:
    """The bytes of a file, or of stdin for `-`.

    Raises:
        FileUnreadableError: there is no such file, it is a folder, or it may not be read.
    """
    if file == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as failure:  # ValueError: a NUL in the name
        reason = failure.strerror if isinstance(failure, OSError) else str(failure)
        raise FileUnreadableError(f"The file cannot be read: {reason}", where=file) from failure


def print_json_line(result: dict[str, Any]) -> None:
    """One object on one line of stdout, at once.

    Pure ASCII: some characters that text may hold (U+2028) end a line for many readers.
    """
    print(json.dumps(result, allow_nan=False), flush=True)


def print_error(error: dict[str, str], *, subject: str = "") -> None:
    """One line for people on stderr: whose failure, what, how to mend it, and the code to look up."""
    whose = f"{subject}: " if subject else ""
    what, remedy = error["message"].rstrip("."), error["remedy"].rstrip(".")
    print(f"chartscribe: {whose}{what}. {remedy}. [{error['code']}]", file=sys.stderr)


def leave_quietly_when_nobody_reads() -> None:
    """Point stdout at nothing, so that the interpreter's own flush at exit does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
