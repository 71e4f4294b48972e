from __future__ import annotations

import logging
import subprocess
import sys

from ingest.logs import IdsAndCountsFormatter
from storage.errors import Disposition, ServiceError

CANARY = "Zzyzx, Quilliam"


class _BrokenError(ServiceError):
    code = "test.broken"
    disposition = Disposition.RETRY
    remedy = "Try again"


def record_of(exception: BaseException) -> str:
    record = logging.LogRecord(
        "belt", logging.ERROR, __file__, 1, "job %s failed", ("j1",), (type(exception), exception, None)
    )
    return IdsAndCountsFormatter().format(record)


def test_a_bugs_message_which_may_quote_a_page_is_not_written() -> None:
    try:
        try:
            int(CANARY)
        except ValueError as cause:
            raise RuntimeError(f"could not read {CANARY}") from cause
    except RuntimeError as bug:
        written = record_of(bug)
    assert CANARY not in written
    assert "builtins.RuntimeError" in written
    assert "builtins.ValueError" in written
    assert "test_logs.py" in IdsAndCountsFormatter().formatException((ValueError, _raised(), None))


def _raised() -> ValueError:
    try:
        int(CANARY)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_failure_of_ours_is_written_with_its_code_and_place() -> None:
    assert "test.broken: The store is away (page 3)" in record_of(
        _BrokenError("The store is away", where="page 3")
    )


def test_an_exception_that_nobody_caught_is_written_without_its_message() -> None:
    script = (
        "from ingest.logs import configure_logging; configure_logging(); raise ValueError('Zzyzx, Quilliam')"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert CANARY not in ended.stderr
    assert "builtins.ValueError" in ended.stderr
