"""A stage that is deep in C code for hours, for tests of stopping."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from ingest.conveyor import StageRun
from ingest.worker_belt import stage_task


@stage_task
def never_ends(_run: StageRun) -> None:
    """Say that it began, then one C call without end."""
    Path(os.environ["BEGAN_FILE"]).touch()
    hashlib.pbkdf2_hmac("sha256", b"p", b"s", 2_000_000_000)
