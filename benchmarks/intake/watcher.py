"""Watches a folder until it is killed: `python -m benchmarks.intake.watcher FOLDER`. Touches the world.

What the dispatcher's chore does, without the dispatcher; the settings come from the environment.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ingest.belt import open_belt
from ingest.settings import IngestSettings
from ingest.watch_folder import WatchFolder
from storage.settings import StorageSettings


def main() -> None:
    """Sweep for ever; the first line says that it has begun."""
    settings = IngestSettings()
    watch = WatchFolder(Path(sys.argv[1]), belt=open_belt(StorageSettings()), settings=settings)
    print("watching", flush=True)
    while True:
        watch.sweep()
        time.sleep(settings.watch_poll_s)


if __name__ == "__main__":
    main()
