"""When people work at this PC, and reading charts at low priority meanwhile. The hours are pure.

Linux and macOS let any program lower its priority, and only root raise it again. So a worker that office
hours have made modest ends itself when they are over, handing its job back, and its supervisor starts it
anew.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

_log = logging.getLogger(__name__)
LOW_PRIORITY = 15  # of 19: it gets what nobody else wants, and still moves on a busy day
_LOOK_EVERY_S = 30.0
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(
    r"(?:(?P<first>[a-z]{3})(?:\s*-\s*(?P<last>[a-z]{3}))?\s+)?"
    r"(?P<begin>\d{1,2}:\d{2})\s*-\s*(?P<end>\d{1,2}:\d{2})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """Hours on some days of the week (0 is Monday), from `begin` up to but not including `end`."""

    days: frozenset[int]
    begin: time
    end: time


@dataclass(frozen=True)
class OfficeHours:
    """The hours in which people work at the PC; none: never."""

    spans: tuple[Span, ...] = ()

    def hold_at(self, moment: datetime) -> bool:
        """True when the moment, in the site's own time, lies in them."""
        return any(
            moment.weekday() in span.days and span.begin <= moment.time().replace(tzinfo=None) < span.end
            for span in self.spans
        )


def parse_office_hours(text: str) -> OfficeHours:
    """The hours of a text such as `Mon-Fri 08:00-12:30, Sat 09:00-12:00`; without days, every day.

    Raises:
        ValueError: it is no such text, or hours end before they begin.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return OfficeHours(tuple(_span(part) for part in parts))


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise ValueError(f"office hours read like 'Mon-Fri 08:00-18:00', not {part!r}")
    begin, end = (time.fromisoformat(found[name].rjust(5, "0")) for name in ("begin", "end"))
    if end <= begin:
        raise ValueError("office hours end after they begin, on the same day")
    return Span(_days(found["first"], found["last"]), begin, end)


def _days(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return frozenset(range(7))
    start, stop = (
        _DAYS.index(name.lower()) if name.lower() in _DAYS else -1 for name in (first, last or first)
    )
    if -1 in (start, stop):
        raise ValueError("days are Mon, Tue, Wed, Thu, Fri, Sat and Sun")
    return frozenset((start + step) % 7 for step in range((stop - start) % 7 + 1))


class Modesty:
    """Lowers this process group's priority in office hours, and asks for a fresh start when they are over."""

    def __init__(
        self, hours: OfficeHours, *, lower: Callable[[], None], start_anew: Callable[[], None]
    ) -> None:
        self._hours = hours
        self._lower = lower
        self._start_anew = start_anew
        self._is_low = False

    def look(self, moment: datetime) -> None:
        """Do what the moment asks for, if that is news."""
        holds = self._hours.hold_at(moment)
        if holds and not self._is_low:
            self._is_low = True
            _log.info("office hours: reading goes on at low priority")
            self._lower()
        elif self._is_low and not holds:
            self._is_low = False
            _log.info("office hours are over: starting anew at full priority")
            self._start_anew()


def watch_office_hours(hours: OfficeHours, clock: Callable[[], datetime]) -> None:
    """Keep this process modest in office hours, from a thread of its own; nothing to do without hours."""
    if not hours.spans:
        return
    modesty = Modesty(hours, lower=_lower_priority, start_anew=_end_gracefully)
    modesty.look(clock())  # before the first job

    def keep_looking() -> None:
        pause = threading.Event()
        while not pause.wait(_LOOK_EVERY_S):
            modesty.look(clock())

    threading.Thread(target=keep_looking, name="office hours", daemon=True).start()


def _lower_priority() -> None:
    # the whole group: on Linux a priority belongs to a thread, and engines have many
    with contextlib.suppress(PermissionError):  # an administrator gave it a lower one already
        os.setpriority(os.PRIO_PGRP, 0, LOW_PRIORITY)


def _end_gracefully() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
