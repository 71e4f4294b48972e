"""One worker process of one queue: `python -m ingest.worker QUEUE`. Touches the world.

It imports its own queue's tasks and nothing of the other stages, works on one job at a time in this very
process (`--pool solo`: speech models hang when a process forks after loading them), and hands its job back
when it is told to stop.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest.celery_app import app, use_broker
from ingest.deaf_worker import watch_for_deafness
from ingest.logs import configure_logging
from ingest.office_hours import parse_office_hours, watch_office_hours
from ingest.settings import IngestSettings
from ingest.shutdown import watch_for_stop
from ingest.worker_belt import process_belt
from storage.settings import StorageSettings

TASK_MODULES = {
    "scan": "ocr.scan_check.tasks",
    "ocr": "ocr.tasks",
    "transcribe": "transcribe.tasks",
    "nlp": "nlp.tasks",
    "filing": "ingest.tasks",
}
# What people at the same machine would feel; only a worker that `chartscribe up` starts again may end itself
_MODEST_QUEUES = ("ocr", "transcribe", "nlp")


def run_worker(queue: str, *, broker_url: str) -> None:
    """Work on one queue until told to stop.

    Raises:
        ingest.celery_app.BrokerNotNamedError: there is no broker to listen to.
    """
    use_broker(app, broker_url)
    if queue in ("scan", "ocr"):  # measured on 2 busy cores: 8 s a page with one thread, minutes with two
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    importlib.import_module(TASK_MODULES[queue])
    watch_for_stop()
    watch_for_deafness(queue, process_belt, lease_s=StorageSettings().dispatched_lease_s)
    node = f"{queue}-{os.getpid()}@{socket.gethostname()}"  # RabbitMQ refuses two workers of one name
    app.worker_main(  # type: ignore[no-untyped-call]
        [
            *("--quiet", "worker", "--pool", "solo", "--concurrency", "1"),
            *("--queues", queue, "--hostname", node),
            *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"),
        ]
    )


def main(arguments: list[str]) -> None:
    """Start as a process of its own, logging to standard error."""
    configure_logging()
    if len(arguments) != 1 or arguments[0] not in TASK_MODULES:
        sys.exit(f"usage: python -m ingest.worker {'|'.join(TASK_MODULES)}")
    if arguments[0] in _MODEST_QUEUES:
        zone = ZoneInfo(StorageSettings().site_time_zone)
        hours = parse_office_hours(IngestSettings().office_hours)
        watch_office_hours(hours, lambda: datetime.now(zone))
    run_worker(arguments[0], broker_url=IngestSettings().broker_url)


if __name__ == "__main__":
    main(sys.argv[1:])
