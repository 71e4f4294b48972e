"""The kill drill: real samples over the real belt while its processes are killed one after the other.

After each kill the ledger must balance with every document somewhere exactly once; at the end every page was
read into its record once, every acknowledged correction is there, every document is filed once and re-hashes.
Touches the world.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.drill_clinic import Clinic
from benchmarks.drill_service import Service, lease_environment, wait_until
from ingest.guard import child_environment
from storage.ledger.document_states import DocumentState
from storage.settings import StorageSettings

KILLS_A_ROUND = 8
S = DocumentState


@dataclass(frozen=True)
class DrillPlan:
    """A seeded drill. `lease_share` scales every lease, heartbeat and retry time."""

    seed: int
    rounds: int
    lease_share: float
    files: tuple[str, ...]
    clip_s: float
    pauses_s: tuple[float, float]  # between two kills
    limit_s: float  # for a round's documents to be read, and again to be filed


@dataclass
class DrillReport:
    """What happened, and what was found wrong (nothing, when all is well)."""

    kills: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    flush_resent_s: list[float] = field(default_factory=list)
    start_s: list[float] = field(default_factory=list)
    documents: int = 0
    corrections: int = 0
    sent_again: int = 0  # messages that waited or were lost for longer than their lease
    seconds: float = 0.0
    stop_s: float = 0.0


class Scribe:
    """The person at the keyboard: a process that is killed too; what it saved is remembered."""

    def __init__(self, clinic: Clinic) -> None:
        self._command = [
            *(sys.executable, "-m", "ingest.guard", "-m", "benchmarks.drill_scribe"),
            *(str(clinic.belt.settings.home), clinic.reviewer.user_id),
        ]
        self._process: subprocess.Popen[str] | None = None
        self.saved: list[tuple[str, str]] = []

    def start(self) -> None:
        """Begin to type."""
        environment = {**os.environ, **child_environment()}
        self._process = subprocess.Popen(
            self._command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def kill(self) -> None:
        """Kill -9; every whole line that was printed is an acknowledged save."""
        if self._process is not None:
            self._process.kill()
            printed, _ = self._process.communicate()
            lines = printed.splitlines(keepends=True)
            pairs = [line.split() for line in lines if line.endswith("\n")]
            self.saved += [(document_id, word) for document_id, word in pairs]
            self._process = None


class Drill:
    """One drill on one home."""

    def __init__(self, home: Path, plan: DrillPlan, say: Callable[[str], None]) -> None:
        self._plan = plan
        self._say = say
        self._random = random.Random(plan.seed)
        leases = lease_environment(StorageSettings(home=home), plan.lease_share)
        self._service = Service(home, {**leases, "CHARTSCRIBE_OCR_SLOTS": "1"})
        self._clinic: Clinic
        self._scribe: Scribe
        self._began_s = time.monotonic()
        self.report = DrillReport()

    def run(self) -> DrillReport:
        """Everything, to the end."""
        try:
            self.report.start_s.append(self._service.start())
            self._clinic = Clinic.open(self._service.home)
            with closing(self._clinic.belt):
                self._scribe = Scribe(self._clinic)
                try:
                    for number in range(self._plan.rounds):
                        self._round(number)
                    self._judge()
                finally:
                    self._scribe.kill()
            self.report.stop_s = self._service.stop()
        finally:
            self._service.kill_everything()
        self.report.seconds = time.monotonic() - self._began_s
        return self.report

    def _round(self, number: int) -> None:
        plan = self._plan
        self._clinic.send(plan.files, clip_s=plan.clip_s, number=number)
        self._scribe.start()
        targets = ["ocr-1", "dispatcher", "broker", "web", "up", ("transcribe-1", "nlp-1")[number % 2]]
        self._random.shuffle(targets)
        for target in targets:
            self._await_work_of(target)
            time.sleep(self._random.uniform(*plan.pauses_s))
            self._kill(target)
        self._flush()
        self._wait("reading", S.AWAITING_REVIEW, S.FILED)
        wait_until("corrections", self._some_saved, limit_s=30)
        self._clinic.approve_everything()
        for target in (self._random.choice(["ocr-1", "scan-1", "dispatcher"]), "filing-1"):
            time.sleep(self._random.uniform(0, 0.5))  # rendering and filing take less than a second
            self._kill(target)
        self._wait("filing", S.FILED)

    def _some_saved(self) -> bool:
        """Kill the scribe, who may be in the middle of a save; go on if nothing was saved yet."""
        time.sleep(1)
        self._scribe.kill()
        if not self._scribe.saved:
            self._scribe.start()
        return bool(self._scribe.saved)

    def _await_work_of(self, target: str) -> None:
        """So that a kill hits work in hand; a worker whose queue is empty by now is killed idle."""
        queue = target.partition("-")[0] if target.endswith("-1") else None

        def at_work_or_done() -> bool:
            return self._clinic.at_work(queue) or not self._clinic.has_work(queue)

        wait_until(f"work for {target}", at_work_or_done, limit_s=self._plan.limit_s)

    def _kill(self, target: str) -> None:
        self._service.kill(target)
        self.report.kills.append(target)
        if target == "up":
            self._check(target)
            self.report.start_s.append(self._service.start())
        self._check(target)
        at_s = time.monotonic() - self._began_s
        self._say(f"{at_s:5.0f} s kill {len(self.report.kills)}: {target}; {dict(self._clinic.states())}")

    def _check(self, target: str) -> None:
        found = self._clinic.balance_faults()
        self.report.faults += [f"after kill {len(self.report.kills)} of {target}: {fault}" for fault in found]

    def _flush(self) -> None:
        out = self._clinic.messages_out()
        self._service.flush_broker()
        waited_s = wait_until(
            "everything sent again", lambda: not out & self._clinic.messages_out(), limit_s=120
        )
        self.report.flush_resent_s.append(waited_s)
        self._say(f"broker flushed: {len(out)} messages came again within {waited_s:.1f} s")

    def _wait(self, what: str, *states: DocumentState) -> None:
        took_s = wait_until(what, lambda: self._clinic.all_in(*states), limit_s=self._plan.limit_s)
        self._say(f"{what} done {took_s:.1f} s after the last kill")

    def _judge(self) -> None:
        clinic, report = self._clinic, self.report
        report.documents = len(clinic.sent)
        report.corrections = len(self._scribe.saved)
        report.sent_again = clinic.messages_sent_again()
        report.faults += clinic.balance_faults() + clinic.reading_faults()
        report.faults += clinic.text_faults(self._scribe.saved) + clinic.filing_faults()


def run_drill(home: Path, plan: DrillPlan, *, say: Callable[[str], None] = lambda _: None) -> DrillReport:
    """What a drill in a new home found.

    Raises:
        TimeoutError: something did not come back, or documents did not get through, in time.
    """
    home.mkdir(mode=0o700)
    return Drill(home, plan, say).run()
