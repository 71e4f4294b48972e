"""Touches the world: where a run finds its sets, loads our resources, and asks peers in their own process."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.frame import SetMissingError
from nlp.resources import CodingResources, load_resources

_HERE = Path(__file__).parent
_LONGEST_PEER_S = 1800


class PeerFailedError(RuntimeError):
    """A peer's process ended without an answer."""


class Bench:
    """What the parts measure on.

    `data` is the folder of the development sets, `limit` the most texts of a set, `cache` the folder of built
    code sets, `peer_pythons` the Pythons that have the peers we do not install. `failures` is a file for what
    fails on the development sets; the blind sets' failures are never written.
    """

    def __init__(
        self,
        *,
        data: Path | None,
        limit: int | None,
        cache: Path,
        peer_pythons: Sequence[Path] = (),
        is_fuzzy_run: bool = True,
        edits: int = 10_000,
        failures: Path | None = None,
    ) -> None:
        self.data, self.limit, self.cache = data, limit, cache
        self.is_fuzzy_run, self.edits = is_fuzzy_run, edits
        self._peer_pythons = tuple(peer_pythons)
        self._failures = failures

    def __enter__(self) -> Bench:
        if self._failures is not None:
            self._failures.write_text("", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @cached_property
    def resources(self) -> CodingResources:
        """The code set, our index and the engine, loaded once a run."""
        return load_resources(self.cache)

    def development(self, name: str) -> Path:
        """A file of the development sets.

        Raises:
            SetMissingError: it is not there.
        """
        if self.data is None:
            raise SetMissingError(f"no --data folder was named: {name} is left out")
        for path in (self.data / name, self.data / "nlp" / name):
            if path.is_file():
                return path
        raise SetMissingError(f"no file {name} (or nlp/{name}) under --data: it is left out")

    def note_failures(self, part: str, failures: Iterable[Mapping[str, Any]]) -> None:
        """Adds what failed on a development set to the failures file, one JSON object a line."""
        if self._failures is None:
            return
        with self._failures.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps({"part": part, **failure}) + "\n" for failure in failures)

    def ask_peer(self, package: str, program: str, question: object) -> Any:
        """What `program` (a file beside this one) answers, run by a Python that has `package`; else None.

        Question and answer are JSON, its one argument is the package; the program imports nothing of ours.

        Raises:
            PeerFailedError: the program ended without an answer.
        """
        python = self._python_with(package)
        if python is None:
            return None
        answer = subprocess.run(
            [python, str(_HERE / program), package],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=_LONGEST_PEER_S,
            check=False,
        )
        if answer.returncode != 0:
            raise PeerFailedError(f"{package}: {answer.stderr.strip().rpartition(chr(10))[2]}")
        return json.loads(answer.stdout)

    def _python_with(self, package: str) -> str | None:
        if importlib.util.find_spec(package) is not None:
            return sys.executable
        for python in self._peer_pythons:
            asked = [str(python), "-c", f"import importlib.util as u; assert u.find_spec({package!r})"]
            if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
                return str(python)
        return None


def fingerprint(*paths: Path) -> str:
    """The beginning of the SHA-256 over the files' contents, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
