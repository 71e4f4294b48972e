"""The day itself: scanners, people and faults around a running `chartscribe up`. Touches the world."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from benchmarks.drill_service import Service, is_alive, wait_until
from benchmarks.shift.board import read_board
from benchmarks.shift.day import Day, PaperBatch, ScannerFile
from benchmarks.shift.duties import Duties
from benchmarks.shift.kept import Journal
from benchmarks.shift.problems import Problem
from benchmarks.shift.processor_time import processor_seconds
from benchmarks.shift.scanned_files import ScannedFiles
from benchmarks.shift.scanners import Scanners
from benchmarks.shift.site_now import WORKING, S, SiteNow
from benchmarks.shift.staff import ROLES, SUPERVISOR, Person, hire
from benchmarks.shift.stations import Stations
from benchmarks.shift.waits import seconds_to_verdict
from chartscribe.options import EngineSettings, snapshot
from ingest.belt import open_belt
from storage.settings import StorageSettings

_POLL_S = 1.0
_NO_DISK = str(2**62)
_MOST_UNDER_WAY = 8  # documents that the belt has in hand before the next file is scanned
_IDLE_LIMIT_S = 1800.0
_DONE = "day ended"
Say = Callable[[str], None]


class Shift:
    """One day in a folder: runs it from where it stands to its end."""

    def __init__(self, folder: Path, day: Day, say: Say) -> None:
        self.folder, self.day, self._say = folder, day, say
        self.journal = Journal(folder / "journal.jsonl")
        self.files = ScannedFiles(folder / "scans", day)
        self._home, self._drop = folder / "home", folder / "drop"
        self._home.mkdir(mode=0o700, exist_ok=True)
        self._drop.mkdir(exist_ok=True)
        self._began_s = time.monotonic()
        self._run = f"{time.time_ns():x}"
        self._service = self._made_service({})

    def _made_service(self, more: Mapping[str, str]) -> Service:
        environment = {
            "CHARTSCRIBE_STATIONS_FOLDER": str(self._drop),
            "CHARTSCRIBE_STATIONS_POLL_S": str(_POLL_S),
            "CHARTSCRIBE_OCR_ENGINE": "tesseract",
            "CHARTSCRIBE_MIN_FREE_DISK_BYTES": "0",
            "CHARTSCRIBE_SAMPLE_BEFORE_FILING": "true",
            "OMP_THREAD_LIMIT": "1",
            **more,
        }
        return Service(self._home, environment)

    def go_on(self) -> None:
        """Everything that is left of the day; returns at once when it has ended."""
        end_orphans(self._home)
        self._start()
        try:
            self._all_day()
        finally:
            self._note_processor_time()
            self._service.kill_everything()

    def _start(self, **more: str) -> None:
        self._service = self._made_service(more)
        self._service.start()
        self._run = f"{time.time_ns():x}"
        belt = open_belt(StorageSettings(home=self._home), snapshot(EngineSettings(ocr_engine="tesseract")))
        self.site = SiteNow(belt, self.files)
        hire(belt.database, self.site.logins())
        address = str(self._service.url)
        people = {login: Person.signed_in(address, login) for login in ROLES}
        self.stations = Stations(self.day, self.site, self.files, self.journal, people, self._drop)
        self.stations.set_up()
        self.duties = Duties(self.day, self.site, self.files, self.journal, people, self.stations)
        self.scanners = Scanners(self._drop, self.files, self.site, self.journal, _POLL_S)

    def _all_day(self) -> None:
        if self.journal.did(_DONE):
            return
        for batch in self.day.batches:
            if not self.journal.did(f"laid in {batch.id}"):
                self._one_batch(batch)
        self._until(self._is_done, "everything is done")
        self._end()

    def _is_done(self) -> bool:
        checked = all(map(self.stations.is_checked, self.day.batches))
        return checked and not self._under_way() and not self.duties_left()

    def _one_batch(self, batch: PaperBatch) -> None:
        """The operator lays a stack in as soon as the one before it in this scanner may be put away."""
        if not self.stations.batch_id(batch):
            self._until(lambda: self.stations.free(batch.scanner), f"{batch.scanner} is free")
            self.stations.sit_down(batch)
        for file in batch.files:
            self._one_file(file)
        self._until(lambda: not self.scanners.waiting(), "the stack is taken")
        self.journal.note(f"laid in {batch.id}")

    def _one_file(self, file: ScannerFile) -> None:
        if self.journal.did(f"scanned {file.name}"):
            return
        share = list(self.day.files).index(file.name) / len(self.day.files)
        self._fill_the_disk(share, file)
        self.scanners.scan(file)
        self._say(f"{self._elapsed()} scanned {file.name}: {len(file.pages)} images")
        self._kill_something(share)
        self._until(lambda: self._under_way() <= _MOST_UNDER_WAY, "the next file is wanted")

    def duties_left(self) -> int:
        """How many documents wait for somebody."""
        unseen = [one for one in self.site.documents(S.REJECTED) if not self.journal.did(f"done {one.id}")]
        waiting = (S.AWAITING_REVIEW, S.IN_REVIEW, S.NEEDS_ATTENTION, S.VERIFIED)
        return self.site.count(*waiting) + len(unseen)

    def _under_way(self) -> int:
        return self.site.count(*WORKING) + self.scanners.waiting()

    def _until(self, true: Callable[[], bool], what: str) -> None:
        """Let everybody work until it is so.

        Raises:
            TimeoutError: nothing happened for half an hour.
        """
        last, since_s = None, time.monotonic()
        while True:
            acts = self.duties.round()
            self._note_processor_time()
            if true():
                return
            now = (self.site.pages_read(), self.site.count(S.FILED, S.WITHDRAWN), acts)
            time.sleep(0.3 if acts else 1.0)
            if now != last:
                last, since_s = now, time.monotonic()
            elif time.monotonic() - since_s > _IDLE_LIMIT_S:
                raise TimeoutError(f"nothing moves any more: {what}")

    def _fill_the_disk(self, share: float, file: ScannerFile) -> None:
        """The disk is full once, a quarter into the day, when a plain file comes."""
        if share >= 0.25 and file.problem is None and not self.journal.did(Problem.FULL_DISK):
            self._full_disk(file)

    def _kill_something(self, share: float) -> None:
        """A worker at half the day, the whole service at three quarters, each while there is work in hand."""
        if share >= 0.5 and not self.journal.did(Problem.KILLED_WORKER):
            self._kill(Problem.KILLED_WORKER, "ocr-1")
        if share >= 0.75 and not self.journal.did(Problem.KILLED_SERVICE):
            self._kill(Problem.KILLED_SERVICE, "up")

    def _full_disk(self, file: ScannerFile) -> None:
        """The disk is full when the next file comes, and has room again some looks later."""
        self._restart(CHARTSCRIBE_MIN_FREE_DISK_BYTES=_NO_DISK)
        before = self.site.taken()
        self.scanners.scan(ScannerFile(file.name, file.scanner, file.pages, file.claims))
        time.sleep(_POLL_S * 6)
        stayed, taken = self.scanners.waiting(), self.site.taken() - before
        said = "nearly full" in (self._home / "logs" / "dispatcher.log").read_text(errors="replace")
        self._restart()
        self.journal.note(Problem.FULL_DISK, stayed=stayed, taken=taken, said=said)
        self._say(f"{self._elapsed()} full disk: {stayed} waited, {taken} taken, said: {said}")

    def _restart(self, **more: str) -> None:
        self._note_processor_time()
        self._service.kill_everything()
        self._start(**more)

    def _kill(self, problem: Problem, target: str) -> None:
        """Kill -9 while there is work in hand, then ask whether all is still there."""
        give_up = time.monotonic() + 60
        while not self.site.count(S.READING) and time.monotonic() < give_up:
            time.sleep(0.2)
        before, at_work = self.site.taken(), self.site.count(*WORKING)
        self._note_processor_time()
        self._service.kill(target)
        if target == "up":
            self._start()
        else:
            wait_until("the worker is back", lambda: is_alive(self._service.pids()[target]), limit_s=60)
        board = read_board(self._home, self.duties.people[SUPERVISOR])
        kept = self.site.taken() >= before
        self.journal.note(problem, target=target, at_work=at_work, files_kept=kept, **board.as_json())
        self._say(f"{self._elapsed()} {problem}: {at_work} at work, {board.said}")

    def _note_processor_time(self) -> None:
        process = getattr(self._service, "_process", None)
        if process is not None:
            seconds = processor_seconds(process.pid)
            if sum(seconds.values()) > 0:
                (self.folder / f"processor-{self._run}.json").write_text(json.dumps(seconds))

    def _end(self) -> None:
        board = read_board(self._home, self.duties.people[SUPERVISOR])
        log = self._home / "logs" / "up.log"
        restarts = len(re.findall(r"restarts [1-9]", log.read_text(errors="replace")))
        answers = {login: person.answers for login, person in self.duties.people.items()}
        self.journal.note(
            _DONE,
            board=board.as_json(),
            restarts=restarts,
            answers=answers,
            filed_pages=self.site.filed_pages(),
            wrong_types=self.site.wrong_types(),
            waits=seconds_to_verdict(self.site.belt),
        )
        self._say(f"{self._elapsed()} {board.said}")

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self._began_s:6.0f} s"


def end_orphans(home: Path) -> None:
    """End a service on this home whose day was killed: it is ours, and nobody else knows it."""
    for process in psutil.process_iter():
        try:
            if process.environ().get("CHARTSCRIBE_HOME") == str(home) and process.cmdline()[-3:] == [
                "-m",
                "chartscribe",
                "up",
            ]:
                os.kill(process.pid, signal.SIGKILL)
                process.wait(timeout=30)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
