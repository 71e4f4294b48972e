"""A real worker process on a real broker is told to stop, and loses its broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chartscribe.broker_child import broker_child, broker_socket, broker_url
from chartscribe.supervisor import Supervisor
from ingest.celery_app import make_celery_app, send
from storage.ledger.jobs import JobState
from tests.small_site import SmallSite, small_site

WORKER = """
import sys
from ingest import worker
from ingest.logs import configure_logging
configure_logging()
worker.TASK_MODULES["ocr"] = "tests.doubles.slow_stage"
worker.run_worker("ocr", broker_url=sys.argv[1])
"""


@dataclass
class Bench:
    site: SmallSite
    url: str
    began: Path
    broker: Supervisor

    def start_worker(self) -> subprocess.Popen[str]:
        """A worker that is ready for messages."""
        home = str(self.site.belt.settings.home)
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, self.url],
            env={**os.environ, "CHARTSCRIBE_HOME": home, "BEGAN_FILE": str(self.began)},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert worker.stderr is not None
        for line in worker.stderr:
            if line.endswith("ready.\n"):
                return worker
        raise AssertionError("the worker ended before it was ready")

    def ring(self, task: str) -> tuple[str, str]:
        """Send the one job that is ready; its id and token."""
        [(job_id, token)] = self.site.next_messages()
        send(f"tests.doubles.slow_stage.{task}", "ocr", job_id, token, celery_app=make_celery_app(self.url))
        return job_id, token

    def kill_broker(self) -> None:
        """Kill -9; it is gone, and back within a second."""
        child = self.broker.children["broker"]
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        self.wait_until(lambda: not child.is_running)

    def await_broker(self) -> None:
        """Return when the one that was killed has a successor that answers."""
        child = self.broker.children["broker"]
        self.wait_until(lambda: child.restarts == 1)
        assert child.spec.is_ready is not None
        self.wait_until(child.spec.is_ready)

    def wait_until(self, true: Callable[[], object]) -> None:
        deadline_s = time.monotonic() + 30
        while not true():
            assert time.monotonic() < deadline_s
            time.sleep(0.02)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with small_site(tmp_path) as site:
        home = site.belt.settings.home
        listens_at = broker_socket(home)
        broker = Supervisor([broker_child(home, listens_at)], log_folder=home / "logs")
        broker.start()
        try:
            yield Bench(site, broker_url(listens_at), tmp_path / "began", broker)
        finally:
            broker.stop()


def stopped(worker: subprocess.Popen[str]) -> tuple[int, float, str]:
    """Exit code, seconds and log of a worker that is told to stop."""
    began_s = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    _, log = worker.communicate(timeout=30)
    return worker.returncode, time.monotonic() - began_s, log


def test_a_worker_at_work_hands_its_job_back_with_its_attempt_within_seconds(bench: Bench) -> None:
    document_id = bench.site.receive().document_id
    worker = bench.start_worker()
    job_id, token = bench.ring("never_ends")
    bench.wait_until(bench.began.exists)

    code, seconds, log = stopped(worker)

    assert code == 0
    assert seconds < 5
    [job] = bench.site.jobs(document_id)
    assert (job.state, job.attempts, job.token) == (JobState.READY, 0, None)
    assert f"job {job_id} handed back" in log
    assert token not in log


def test_a_worker_whose_broker_died_during_a_job_hears_the_next_message(bench: Bench) -> None:
    first = bench.site.receive().document_id
    worker = bench.start_worker()
    bench.ring("waits_for_the_world")
    bench.wait_until(bench.began.exists)

    bench.kill_broker()
    bench.began.unlink()
    bench.wait_until(lambda: bench.site.jobs(first)[0].state == JobState.DONE)
    bench.await_broker()
    bench.site.receive(b"%PDF-1.7\n%another\n")
    bench.ring("waits_for_the_world")
    bench.wait_until(bench.began.exists)

    stopped(worker)


def test_an_idle_worker_stops_within_seconds(bench: Bench) -> None:
    code, seconds, _ = stopped(bench.start_worker())
    assert code == 0
    assert seconds < 5
