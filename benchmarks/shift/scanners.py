"""Scanners writing into the watch folder, well and badly; each file goes in once however the day is stopped.

Touches the disk and waits.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.shift.day import ScannerFile
from benchmarks.shift.kept import Journal
from benchmarks.shift.problems import Problem
from benchmarks.shift.scanned_files import ScannedFiles
from benchmarks.shift.scanner_files import sidecar_bytes
from benchmarks.shift.site_now import SiteNow

_SLOW_PIECES = 5
_STALL_POLLS = 4.0
_TAKEN_WITHIN_S = 120.0


@dataclass
class Scanners:
    """The three scanners and the folder that they write into, looked at every `poll_s` seconds."""

    folder: Path
    files: ScannedFiles
    site: SiteNow
    journal: Journal
    poll_s: float

    def scan(self, file: ScannerFile) -> None:
        """Bring a file in, with what goes wrong; a step done before the day was stopped is not done again."""
        step = f"scanned {file.name}"
        if self.journal.did(step):
            return
        content, path = self.files.content(file), self.folder / file.scanner / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        sha256 = hashlib.sha256(content).hexdigest()
        facts: dict[str, object] = {}
        if not self.site.is_known(sha256) and not path.exists():
            facts = self._written(file, content, path)
        if file.problem is Problem.DOUBLE_FILE:
            facts["noted_again"] = self._twice(file, content, path, sha256)
        self.journal.note(step, sha256=sha256, **facts)

    def _twice(self, file: ScannerFile, content: bytes, path: Path, sha256: str) -> bool:
        """True when the second delivery of the same bytes was noted at the document that is here already."""
        self._wait(lambda: self.site.is_known(sha256))
        if self.site.times_taken(sha256) < 2:
            self._put(file, content, path.with_name(f"again-{file.name}"))
        self._wait(lambda: self.site.times_taken(sha256) >= 2)
        return self.site.noted_again(sha256) > 0

    def _written(self, file: ScannerFile, content: bytes, path: Path) -> dict[str, object]:
        if file.problem is Problem.SLOW_FILE:
            return self._slowly(file, content, path)
        if file.problem is Problem.STALLED_FILE:
            return self._with_a_stall(file, content, path)
        facts = {"taken": self._vanished(content, path)} if file.problem is Problem.VANISHING_FILE else {}
        self._put(file, content, path)
        return dict(facts)

    def _put(self, file: ScannerFile, content: bytes, path: Path) -> None:
        """The usual way: sidecar first, then the file under a name that says unfinished, then its own."""
        self._put_sidecar(file, path)
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_bytes(content)
        unfinished.rename(path)

    def _put_sidecar(self, file: ScannerFile, path: Path) -> None:
        if file.claims:
            path.with_name(f"{path.name}.json").write_bytes(sidecar_bytes(file))

    def _slowly(self, file: ScannerFile, content: bytes, path: Path) -> dict[str, object]:
        """Under its own name from the start, a piece at a time, no pause as long as the folder waits."""
        self._put_sidecar(file, path)
        before, step = self.site.taken(), len(content) // _SLOW_PIECES + 1
        with path.open("wb") as target:
            for start in range(0, len(content), step):
                target.write(content[start : start + step])
                target.flush()
                time.sleep(self.poll_s * 0.6)
        return {"taken_early": self.site.taken() > before and not self._is_whole(content)}

    def _with_a_stall(self, file: ScannerFile, content: bytes, path: Path) -> dict[str, object]:
        """Half of it, a pause much longer than the folder waits, then the rest through the same handle.

        What was written to a file that is gone from the folder is lost: then the operator scans it again.
        """
        self._put_sidecar(file, path)
        with path.open("wb") as target:
            target.write(content[: len(content) // 2])
            target.flush()
            time.sleep(self.poll_s * _STALL_POLLS)
            target.write(content[len(content) // 2 :])
        gone = not path.exists() and not self._is_whole(content)
        half = hashlib.sha256(content[: len(content) // 2]).hexdigest()
        if gone:
            self._put(file, content, path)
        return {"half_taken": self.site.is_known(half), "half_sha256": half}

    def _vanished(self, content: bytes, path: Path) -> bool:
        """True when a file that was taken away again before it rested came in all the same."""
        vanishing = path.with_name(f"gone-{path.name}")
        vanishing.write_bytes(content + b"%gone")
        time.sleep(self.poll_s * 0.5)
        vanishing.unlink(missing_ok=True)
        time.sleep(self.poll_s * 2)
        return self.site.is_known(hashlib.sha256(content + b"%gone").hexdigest())

    def _is_whole(self, content: bytes) -> bool:
        return self.site.is_known(hashlib.sha256(content).hexdigest())

    def _wait(self, true: Callable[[], bool]) -> None:
        give_up = time.monotonic() + _TAKEN_WITHIN_S
        while not true() and time.monotonic() < give_up:
            time.sleep(0.2)

    def waiting(self) -> int:
        """How many files lie in the folder."""
        return sum(path.is_file() and path.suffix in (".pdf", ".tif") for path in self.folder.rglob("*"))

    def notes(self) -> list[str]:
        """What the site wrote beside files that it did not take."""
        return [path.read_text() for path in sorted(self.folder.rglob("*.error.txt"))]
