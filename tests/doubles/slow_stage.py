"""Stages that take their time, for tests of stopping and of outages."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from ingest.conveyor import StageRun
from ingest.worker_belt import stage_task


@stage_task
def never_ends(_run: StageRun) -> None:
    """Say that it began, then one C call without end."""
    Path(os.environ["BEGAN_FILE"]).touch()
    hashlib.pbkdf2_hmac("sha256", b"p", b"s", 2_000_000_000)


@stage_task
def waits_for_the_world(_run: StageRun) -> None:
    """Say that it began; end when the file that says so has gone."""
    began = Path(os.environ["BEGAN_FILE"])
    began.touch()
    while began.exists():
        time.sleep(0.02)
