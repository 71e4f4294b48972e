"""How the demo's pages ask for a real archive, and learn where it is: two small files in the demo's home.

The page leaves a call; the program that started the demo answers with an address and a one-time link, or with
what is in the way. Nothing else passes between the two sites. Touches the disk.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from storage.objects.durable_files import write_if_absent

_CALL = "archive.call"
_ANSWER = "archive.answer"


@dataclass(frozen=True)
class ArchiveAnswer:
    """Where the archive is (`url`), the path of its welcome link while nobody signed in, or a `problem`."""

    url: str = ""
    welcome: str = ""
    problem: str = ""

    @property
    def href(self) -> str:
        """The address to open."""
        return self.url + (self.welcome or "/")


def call_for_archive(demo_home: Path) -> None:
    """Ask for the archive; asking twice asks once."""
    (demo_home / _CALL).touch(mode=0o600)


def take_call(demo_home: Path) -> bool:
    """True once for each call."""
    try:
        (demo_home / _CALL).unlink()
    except FileNotFoundError:
        return False
    return True


def answer_path(demo_home: Path) -> Path:
    """Where the answer is written."""
    return demo_home / _ANSWER


def write_answer(path: Path, answer: ArchiveAnswer) -> None:
    """Leave the answer, for this user's eyes alone."""
    path.unlink(missing_ok=True)
    write_if_absent(path, json.dumps(asdict(answer)).encode())


def read_archive_answer(demo_home: Path) -> ArchiveAnswer | None:
    """The answer, or None while there is none."""
    try:
        return ArchiveAnswer(**json.loads(answer_path(demo_home).read_bytes()))
    except FileNotFoundError:
        return None
