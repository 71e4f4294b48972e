"""What a running service writes about itself: ids, counts and code positions, never what was in a document.

An exception of ours (`ServiceError`) is printed with its message, which by contract holds no patient text. Of
any other exception only the type and the places in the code are printed: its message may quote a page.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from storage.errors import ServiceError

_ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)  # as logging has it


class IdsAndCountsFormatter(logging.Formatter):
    """One line an event; tracebacks without messages and without values."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: _ExcInfo) -> str:
        """The chain of exceptions, newest first: type (and message of ours), then its frames."""
        lines: list[str] = []
        exception = ei[1]
        while exception is not None:
            lines.append(_described(exception))
            lines.extend(
                f"  {frame.filename}:{frame.lineno} in {frame.name}"
                for frame in traceback.extract_tb(exception.__traceback__)
            )
            exception = exception.__cause__ or (
                None if exception.__suppress_context__ else exception.__context__
            )
        return "\n".join(lines)


def _described(exception: BaseException) -> str:
    kind = type(exception)
    if isinstance(exception, ServiceError):
        return f"{exception.code}: {exception.message}"
    return f"{kind.__module__}.{kind.__qualname__}"


def configure_logging() -> None:
    """Send this process's log to its standard error; the supervisor keeps it in a file.

    Exceptions that nobody caught are written the same way.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(IdsAndCountsFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught


def _log_uncaught(kind: type[BaseException], exception: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("chartscribe").critical("stopped by a bug", exc_info=(kind, exception, trace))
