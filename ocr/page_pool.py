"""Touches the world: reads pages in worker processes, one page at a time each, and gives them back in order.

A worker loads its engines once and keeps one document open. No more than a few pages are under way, however
long the documents are. A page that kills its worker is lost alone.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Self

from ocr.open_document import OpenDocument, open_document
from ocr.options import OcrOptions
from ocr.read_document import PageReading, crashed_page, read_page
from storage.errors import Disposition, ServiceError

# Pages under way for each worker: the one it reads, and half a one that waits for it.
_AHEAD = 1.5
# Workers give way to fresh ones after so many pages each, so that nothing a library keeps of its pages can
# add up over an archive; a fresh one costs about 3 s.
PAGES_A_WORKER = 500


class SourceChangedError(ServiceError):
    """The file changed, or went away, while its pages were read."""

    code = "ocr.source_changed"
    disposition = Disposition.RETRY
    remedy = "Read the file again when nothing writes to it"


@dataclass(frozen=True)
class PageTask:
    """One page to read: the file, the SHA-256 that its bytes had when its pages were counted, the place."""

    path: Path
    sha256: str
    page_index: int


Outcome = PageReading | Exception


class PagePool:
    """Worker processes that read pages with the options; a context manager.

    A single page is read in this process: starting workers would take longer than reading it.
    """

    def __init__(self, options: OcrOptions, *, workers: int, pages_a_worker: int = PAGES_A_WORKER) -> None:
        self._options = options
        self._workers = workers
        self._pages_a_worker = pages_a_worker
        self._executor: ProcessPoolExecutor | None = None

    def read(self, tasks: Iterable[PageTask]) -> Iterator[tuple[PageTask, Outcome]]:
        """Each task with its page, or with the error that ended it, in the order of the tasks.

        Tasks are taken from the iterable only as pages are done: it may open documents as it goes.
        """
        coming = iter(tasks)
        first = list(islice(coming, 2))
        if len(first) < 2 or self._workers == 1:
            reader = _Reader(self._options)
            for task in chain(first, coming):
                yield task, _outcome_of(partial(reader.read, task))
            reader.close()
            return
        waiting: deque[tuple[PageTask, Future[PageReading]]] = deque()
        for number, task in enumerate(chain(first, coming), start=1):
            waiting.append((task, self._submit(task)))
            is_last_turn = number % (self._pages_a_worker * self._workers) == 0
            while waiting and (is_last_turn or len(waiting) >= max(round(self._workers * _AHEAD), 2)):
                yield self._finish(*waiting.popleft())
            if is_last_turn:
                self._end_workers()
        while waiting:
            yield self._finish(*waiting.popleft())

    def _submit(self, task: PageTask) -> Future[PageReading]:
        try:
            return self._running().submit(_read, task)
        except BrokenProcessPool:
            self._executor = None
            return self._running().submit(_read, task)

    def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # Started afresh, not forked: the engines' own threads do not survive a fork.
            fresh = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(
                self._workers, mp_context=fresh, initializer=_start_worker, initargs=(self._options,)
            )
        return self._executor

    def _finish(self, task: PageTask, future: Future[PageReading]) -> tuple[PageTask, Outcome]:
        outcome = _outcome_of(future.result)
        if not isinstance(outcome, BrokenProcessPool):
            return task, outcome
        # A worker died, perhaps of this page, perhaps of another one: once more, with nothing beside it.
        outcome = _outcome_of(self._submit(task).result)
        if isinstance(outcome, BrokenProcessPool):
            self._executor = None
            outcome = _outcome_of(partial(_Reader(self._options).give_up, task))
        return task, outcome

    def __enter__(self) -> Self:
        """This pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the workers; pages that nobody has begun are not begun any more."""
        self._end_workers()

    def _end_workers(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None


class _Reader:
    """Reads pages in this process, keeping the last document open."""

    def __init__(self, options: OcrOptions) -> None:
        self._options = options
        self._document: OpenDocument | None = None
        self._sha256 = ""

    def read(self, task: PageTask) -> PageReading:
        """The page.

        Raises:
            SourceChangedError: it is not there as it was.
            ServiceError: as `open_document` and `read_page` say.
        """
        return read_page(
            self._opened(task),
            task.page_index,
            page_id=f"page-{task.page_index + 1}",
            options=self._options,
            pictures=False,
        )

    def give_up(self, task: PageTask) -> PageReading:
        """The page without words, because reading it ended the program."""
        with self._opened(task) as document:
            return crashed_page(
                document, task.page_index, page_id=f"page-{task.page_index + 1}", options=self._options
            )

    def close(self) -> None:
        """Let go of the document."""
        if self._document is not None:
            self._document.close()
            self._document, self._sha256 = None, ""

    def _opened(self, task: PageTask) -> OpenDocument:
        if self._document is not None and self._sha256 == task.sha256:
            return self._document
        self.close()
        try:
            source = task.path.read_bytes()
        except OSError as error:
            raise SourceChangedError("the file cannot be read any more") from error
        if hashlib.sha256(source).hexdigest() != task.sha256:
            raise SourceChangedError("the file has changed since its pages were counted")
        self._document, self._sha256 = open_document(source, options=self._options), task.sha256
        return self._document


_worker: list[_Reader] = []  # one in a worker process, none elsewhere


def _start_worker(options: OcrOptions) -> None:
    # Ctrl-C reaches every process of the terminal: the parent alone decides, and ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import cv2

    cv2.setNumThreads(1)  # pages are read in parallel, not their parts
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker.append(_Reader(options))


def _end_with_parent() -> None:
    # A parent that is killed says no good-bye, and its queue has another end in every worker: without this
    # they would wait for pages for ever, with all their memory.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(task: PageTask) -> PageReading:
    return _worker[0].read(task)


def _outcome_of(reading: Callable[[], PageReading]) -> Outcome:
    """The page, or what went wrong: raised again by whoever the page belongs to, so that others go on."""
    try:
        return reading()
    except Exception as error:
        return error
