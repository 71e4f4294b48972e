from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import ClassVar

import psutil
import pytest

import ocr.page_pool
from ocr.open_document import UnknownFormatError
from ocr.options import OcrOptions
from ocr.page_pool import PagePool, PageTask, SourceChangedError
from ocr.read_document import PageReading, read_document
from tests.ocr.charts import typed_pdf

OPTIONS = OcrOptions()


def chart(folder: Path, pages: int) -> Path:
    path = folder / f"{pages}.pdf"
    path.write_bytes(typed_pdf([(f"Page {number}", "of a chart") for number in range(1, pages + 1)]))
    return path


def tasks_of(path: Path, pages: int) -> list[PageTask]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return [PageTask(path, sha256, index) for index in range(pages)]


def page_of(outcome: PageReading | Exception) -> object:
    assert isinstance(outcome, PageReading)
    return outcome.page


class ExecutorInPlace:
    """Reads when it is asked for a result, and dies on the pages that the test names, as often as it says."""

    deaths: ClassVar[dict[int, int]]
    under_way = 0
    most_under_way = 0
    started = 0
    ended = 0

    def __init__(
        self, *_: object, initializer: Callable[..., None], initargs: tuple[OcrOptions], **__: object
    ) -> None:
        del initializer
        type(self).started += 1
        self._reader = ocr.page_pool._Reader(*initargs)
        self._dead = False

    def submit(self, _: object, task: PageTask) -> Future[PageReading]:
        if self._dead:
            raise BrokenProcessPool
        cls = type(self)
        cls.under_way += 1
        cls.most_under_way = max(cls.most_under_way, cls.under_way)
        future: Future[PageReading] = Future()
        if self.deaths.get(task.page_index, 0):
            self.deaths[task.page_index] -= 1
            self._dead = True
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(self._reader.read(task))
        taken = future.result

        def result(timeout: float | None = None) -> PageReading:
            cls.under_way -= 1
            return taken(timeout)

        future.result = result  # type: ignore[method-assign]
        return future

    def shutdown(self, *, cancel_futures: bool) -> None:
        assert cancel_futures
        type(self).ended += 1


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch) -> type[ExecutorInPlace]:
    class Fresh(ExecutorInPlace):
        deaths: ClassVar[dict[int, int]] = {}

    monkeypatch.setattr(ocr.page_pool, "ProcessPoolExecutor", Fresh)
    return Fresh


def test_pages_read_by_several_processes_are_those_that_are_read_in_turn(tmp_path: Path) -> None:
    path = chart(tmp_path, 3)
    with PagePool(OPTIONS, workers=2) as pool:
        read = list(pool.read(tasks_of(path, 3)))
    assert [task.page_index for task, _ in read] == [0, 1, 2]
    in_turn = read_document(path.read_bytes(), options=OPTIONS)
    assert [page_of(outcome) for _, outcome in read] == [one.page for one in in_turn.pages]
    assert all(outcome.image_jpeg is None for _, outcome in read if isinstance(outcome, PageReading))


def test_a_single_page_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.page_pool, "ProcessPoolExecutor", None)
    path = chart(tmp_path, 1)
    with PagePool(OPTIONS, workers=4) as pool:
        ((_, outcome),) = pool.read(tasks_of(path, 1))
    assert isinstance(outcome, PageReading)


def test_a_file_that_changed_or_went_away_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path, gone, broken = chart(tmp_path, 2), tmp_path / "gone.pdf", tmp_path / "broken.pdf"
    broken.write_bytes(b"no chart")
    tasks = [
        PageTask(path, "another", 0),
        PageTask(gone, "x", 0),
        *tasks_of(broken, 1),
        *tasks_of(path, 2),
    ]
    with PagePool(OPTIONS, workers=1) as pool:
        outcomes = [outcome for _, outcome in pool.read(tasks)]
    assert [type(outcome) for outcome in outcomes] == [
        SourceChangedError,
        SourceChangedError,
        UnknownFormatError,
        PageReading,
        PageReading,
    ]


def test_a_page_that_kills_its_worker_every_time_is_lost_alone(
    tmp_path: Path, executor: type[ExecutorInPlace]
) -> None:
    executor.deaths = {1: 99}
    path = chart(tmp_path, 4)
    with PagePool(OPTIONS, workers=2) as pool:
        pages = [
            outcome.page for _, outcome in pool.read(tasks_of(path, 4)) if isinstance(outcome, PageReading)
        ]
    assert [[loss.kind for loss in page.deficiencies] for page in pages] == [[], ["page_crashed"], [], []]
    assert [bool(list(page.words())) for page in pages] == [True, False, True, True]


def test_a_worker_that_died_once_costs_no_page(tmp_path: Path, executor: type[ExecutorInPlace]) -> None:
    executor.deaths = {0: 1, 2: 1}
    path = chart(tmp_path, 3)
    with PagePool(OPTIONS, workers=2) as pool:
        pages = [
            outcome.page for _, outcome in pool.read(tasks_of(path, 3)) if isinstance(outcome, PageReading)
        ]
    assert [page.deficiencies for page in pages] == [(), (), ()]


def test_only_a_few_pages_are_under_way_and_tasks_are_taken_as_they_are_needed(
    tmp_path: Path, executor: type[ExecutorInPlace]
) -> None:
    path = chart(tmp_path, 1)
    taken: list[int] = []

    def tasks() -> Iterator[PageTask]:
        for number in range(50):
            taken.append(number)
            yield tasks_of(path, 1)[0]

    with PagePool(OPTIONS, workers=2) as pool:
        for done, _ in enumerate(pool.read(tasks())):
            assert len(taken) <= done + 4
    assert executor.most_under_way <= 3


def test_workers_give_way_to_fresh_ones_after_their_pages_and_no_page_is_lost(
    tmp_path: Path, executor: type[ExecutorInPlace]
) -> None:
    path = chart(tmp_path, 1)
    tasks = [tasks_of(path, 1)[0]] * 11
    with PagePool(OPTIONS, workers=2, pages_a_worker=2) as pool:
        read = [page_of(outcome) for _, outcome in pool.read(tasks)]
    assert len(read) == 11
    assert all(page == read[0] for page in read)
    assert (executor.started, executor.ended) == (3, 3)


_READS_FOR_EVER = """
import sys
from itertools import cycle
from pathlib import Path
from ocr.options import OcrOptions
from ocr.page_pool import PagePool, PageTask

if __name__ == "__main__":
    path, sha256 = Path(sys.argv[1]), sys.argv[2]
    with PagePool(OcrOptions(), workers=2) as pool:
        for _ in pool.read(cycle([PageTask(path, sha256, 0), PageTask(path, sha256, 1)])):
            print("read", flush=True)
"""


def test_workers_end_when_the_program_that_started_them_is_killed(tmp_path: Path) -> None:
    path = chart(tmp_path, 2)
    program = tmp_path / "reads_for_ever.py"
    program.write_text(_READS_FOR_EVER)
    command = [sys.executable, str(program), str(path), tasks_of(path, 1)[0].sha256]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    ) as run:
        assert run.stdout is not None
        run.stdout.readline()
        workers = psutil.Process(run.pid).children(recursive=True)
        run.kill()

        _, left = psutil.wait_procs(workers, timeout=20)

    assert len(workers) >= 2
    assert not left
