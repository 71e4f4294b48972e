"""Deeds done at the same moment, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """What each deed returned; they begin together. An exception of one is raised when all have ended."""
    gate = threading.Barrier(len(deeds))

    def begin(deed: Callable[[], T]) -> T:
        gate.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        futures = [pool.submit(begin, deed) for deed in deeds]
    return [future.result() for future in futures]
