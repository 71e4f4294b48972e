"""What turns a stage's function into a task of this worker process. Touches the world."""

from __future__ import annotations

from functools import lru_cache

from ingest.belt import Belt, open_belt
from ingest.celery_app import app
from ingest.conveyor import Work, run_stage
from storage.settings import StorageSettings


@lru_cache(maxsize=1)
def process_belt() -> Belt:
    """The belt that the environment's settings name, opened at this process's first job."""
    return open_belt(StorageSettings())


def stage_task(work: Work) -> Work:
    """`work` itself, also registered as the Celery task `<module>.<function>` that runs it as a stage.

    The task takes `(job_id, token)` and nothing else: no patient data reaches a broker.
    """

    def task(job_id: str, token: str) -> None:
        run_stage(process_belt(), job_id, token, work)

    app.task(name=f"{work.__module__}.{work.__qualname__}")(task)  # type: ignore[no-untyped-call]
    return work
