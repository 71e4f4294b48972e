from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

import pytest
from pydantic import ValidationError

from ingest.office_hours import LOW_PRIORITY, Modesty, parse_office_hours
from ingest.settings import IngestSettings

MONDAY, SATURDAY, SUNDAY = ("2026-11-23", "2026-11-28", "2026-11-29")


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+01:00")


@pytest.mark.parametrize(
    ("text", "day", "clock", "holds"),
    [
        ("Mon-Fri 08:00-18:00", MONDAY, "08:00", True),
        ("Mon-Fri 08:00-18:00", MONDAY, "18:00", False),
        ("Mon-Fri 08:00-18:00", SATURDAY, "09:00", False),
        ("mon-fri 8:00-12:30, sat 9:00-12:00", SATURDAY, "11:59", True),
        ("Sat-Mon 10:00-11:00", SUNDAY, "10:30", True),
        ("10:00-11:00", SUNDAY, "10:30", True),
        ("", MONDAY, "10:30", False),
    ],
)
def test_office_hours_hold_on_their_days_and_hours(text: str, day: str, clock: str, holds: bool) -> None:
    assert parse_office_hours(text).hold_at(at(day, clock)) is holds


@pytest.mark.parametrize(
    "text", ["always", "Mon 18:00-08:00", "Xyz 08:00-18:00", "Mon-Fri 8-18", "25:00-26:00"]
)
def test_hours_that_cannot_be_are_refused_when_the_settings_are_read(text: str) -> None:
    with pytest.raises(ValidationError):
        IngestSettings(office_hours=text)


def test_a_worker_is_modest_in_office_hours_and_starts_anew_after_them_once() -> None:
    done: list[str] = []
    hours = parse_office_hours("Mon-Fri 08:00-18:00")
    modesty = Modesty(hours, lower=lambda: done.append("low"), start_anew=lambda: done.append("anew"))
    for clock in ("07:00", "08:00", "12:00", "18:00", "20:00"):
        modesty.look(at(MONDAY, clock))
    assert done == ["low", "anew"]


def test_the_priority_of_all_threads_and_children_falls() -> None:
    program = (
        "import os, subprocess, sys, threading, time\n"
        "from ingest.office_hours import _lower_priority\n"
        "waiting = threading.Event()\n"
        "thread = threading.Thread(target=waiting.wait, daemon=True); thread.start()\n"
        "_lower_priority()\n"
        "tid = thread.native_id\n"
        "tell = [sys.executable, '-c', 'import os; print(os.nice(0))']\n"
        "child = subprocess.run(tell, capture_output=True)\n"
        "print(os.getpriority(os.PRIO_PROCESS, tid), child.stdout.decode().strip())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, start_new_session=True
    )
    assert ran.stdout.split() == [str(max(LOW_PRIORITY, os.nice(0)))] * 2
