"""Touches the world: the files of one `chartscribe ocr`, read ahead, and given out in order.

Pages of the next files are read while the last pages of one are: a batch of single-page files keeps every
core busy, as one long file does.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from chartscribe.file_results import STDIN, read_input
from chartscribe.progress import Advance
from ocr.open_document import open_document
from ocr.options import OcrOptions
from ocr.page_pool import Outcome, PagePool, PageTask
from ocr.read_document import DocumentReading, PageReading
from storage.errors import Deficiency


@dataclass(frozen=True)
class ReadChart:
    """One file as read: its name as given, where its bytes lie, their SHA-256, its pages."""

    file: str
    path: Path
    sha256: str
    reading: DocumentReading

    def source(self) -> bytes:
        """The file's bytes."""
        return self.path.read_bytes()


@dataclass
class _Chart:
    """A file under way; `error` is why it failed, once it did."""

    file: str
    path: Path = Path()
    sha256: str = ""
    media_type: str = ""
    page_count: int = 0
    deficiencies: tuple[Deficiency, ...] = ()
    pages: list[PageReading] = field(default_factory=list)
    done: int = 0
    error: Exception | None = None


class ChartQueue:
    """Files read by a pool of workers; a context manager. `next_chart` gives them in the order of `files`."""

    def __init__(self, files: Sequence[str], *, options: OcrOptions, workers: int, advance: Advance) -> None:
        self._files = files
        self._options = options
        self._advance = advance
        self._pool = PagePool(options, workers=workers)
        self._opened: list[_Chart] = []
        self._owners: list[_Chart] = []  # of the tasks handed out, in order
        self._given = self._done = self._known = 0
        self._outcomes = self._pool.read(self._tasks())
        self._kept: list[tempfile.TemporaryDirectory[str]] = []

    def next_chart(self) -> ReadChart:
        """The next file, when its last page is read.

        Raises:
            ServiceError: the file cannot be read or opened, or reading it was stopped.
        """
        while len(self._opened) <= self._given or self._is_under_way(self._opened[self._given]):
            outcome = next(self._outcomes, None)
            if outcome is None:
                break
            self._take(outcome[1])
        chart = self._opened[self._given]
        self._opened[self._given] = _Chart(chart.file)  # its pages are given out: let go of them
        self._given += 1
        if chart.error is not None:
            raise chart.error
        reading = DocumentReading(chart.media_type, tuple(chart.pages), chart.deficiencies)
        return ReadChart(chart.file, chart.path, chart.sha256, reading)

    def _is_under_way(self, chart: _Chart) -> bool:
        return chart.done < chart.page_count

    def _take(self, outcome: Outcome) -> None:
        chart = self._owners.pop(0)
        chart.done += 1
        self._done += 1
        if isinstance(outcome, Exception):
            chart.error = chart.error or outcome
        else:
            chart.pages.append(outcome)
        self._advance(self._done, self._known)

    def _tasks(self) -> Iterator[PageTask]:
        for file in self._files:
            chart = _Chart(file)
            try:
                self._open(chart)
            except Exception as error:  # kept, and raised where this file's turn has come
                chart.error = error
            self._opened.append(chart)
            for index in range(chart.page_count):
                if chart.error is not None:
                    chart.page_count = index  # reading was stopped: its other pages are not begun
                    break
                self._owners.append(chart)
                yield PageTask(chart.path, chart.sha256, index)

    def _open(self, chart: _Chart) -> None:
        source = read_input(chart.file)
        chart.path = self._on_disk(source) if chart.file == STDIN else Path(chart.file)
        chart.sha256 = hashlib.sha256(source).hexdigest()
        with open_document(source, options=self._options) as document:
            chart.media_type = document.media_type
            chart.deficiencies = document.deficiencies
            chart.page_count = document.page_count
        self._known += chart.page_count

    def _on_disk(self, source: bytes) -> Path:
        """What came through standard input, where workers can read it; only this user can, until the end."""
        folder = tempfile.TemporaryDirectory(prefix="chartscribe-")
        self._kept.append(folder)
        path = Path(folder.name) / "stdin"
        path.write_bytes(source)
        return path

    def __enter__(self) -> Self:
        """This queue."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the workers."""
        self._pool.__exit__(kind, error, trace)
        for folder in self._kept:
            folder.cleanup()
