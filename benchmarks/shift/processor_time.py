"""Seconds of processor time that a running service has taken, by the kind of work. Touches the world."""

from __future__ import annotations

from collections import defaultdict

import psutil

_ROLES = (
    ("ingest.worker scan", "looking at images"),
    ("ingest.worker ocr", "reading"),
    ("ingest.worker filing", "filing"),
    ("ingest.worker", "other workers"),
    ("valkey", "broker"),
    ("dispatcher", "watching and sending"),
    ("chartscribe.web", "web"),
)
_OWN = "front door"


def processor_seconds(process_id: int) -> dict[str, float]:
    """Seconds by kind of work of the process, of all below it, and of all below it that have ended."""
    seconds: defaultdict[str, float] = defaultdict(float)
    try:
        root = psutil.Process(process_id)
        seconds[_OWN] += _of(root)
        for child in root.children():
            role = _role(" ".join(child.cmdline()))
            seconds[role] += sum(_of(one) for one in [child, *child.children(recursive=True)])
    except psutil.NoSuchProcess:
        return {}  # it ended while it was looked at: the last look counts
    return dict(seconds)


def _of(process: psutil.Process) -> float:
    """Its own seconds, and those of its children that ended."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def _role(command: str) -> str:
    return next((role for mark, role in _ROLES if mark in command), _OWN)
