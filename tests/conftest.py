"""What every test shares: nothing of this machine's user, and one cache of what can be made again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# Set before any test module is imported and handed on to child processes: settings and libraries read them.
_CACHE = Path(tempfile.mkdtemp(prefix="chartscribe-cache-"))
os.environ["XDG_CACHE_HOME"] = str(_CACHE)
os.environ["OMP_THREAD_LIMIT"] = (
    "1"  # Tesseract's threads make it slower (measured: 8 s against 285 s a page)
)
for _name in [name for name in os.environ if name.startswith("CHARTSCRIBE_")]:
    del os.environ[_name]


def pytest_sessionfinish(session: pytest.Session) -> None:
    import shutil

    shutil.rmtree(_CACHE, ignore_errors=True)
