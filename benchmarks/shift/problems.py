"""What goes wrong in a day, and which part is meant to find it. Pure."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """A kind of injected problem."""

    FOREIGN_PAGE = "page of another patient"
    MISSING_SHEET = "missing sheet"
    DOUBLE_PAGE = "sheet scanned twice"
    DOUBLE_FILE = "file sent twice"
    WRONG_TYPE = "wrong type claimed"
    STREAK = "streak through the page"
    UPSIDE_DOWN = "page upside down"
    CUT_OFF = "print cut off"
    SLOW_FILE = "file written slowly"
    STALLED_FILE = "file half-written, then a stall"
    VANISHING_FILE = "file that vanishes"
    FULL_DISK = "full disk"
    KILLED_SERVICE = "kill -9 of the service"
    KILLED_WORKER = "kill -9 of a worker"


P = Problem
OF_A_PAGE = (P.FOREIGN_PAGE, P.DOUBLE_PAGE, P.STREAK, P.UPSIDE_DOWN, P.CUT_OFF)
OF_A_DOCUMENT = (P.MISSING_SHEET, P.WRONG_TYPE)
OF_A_FILE = (P.DOUBLE_FILE, P.SLOW_FILE, P.STALLED_FILE, P.VANISHING_FILE)
OF_THE_MACHINE = (P.FULL_DISK, P.KILLED_SERVICE, P.KILLED_WORKER)

MEANT = {
    P.FOREIGN_PAGE: "who is this?",
    P.MISSING_SHEET: "page numbers, sheet count",
    P.DOUBLE_PAGE: "look at the image",
    P.DOUBLE_FILE: "front desk",
    P.WRONG_TYPE: "type suggestion, drawn sample",
    P.STREAK: "look at the image",
    P.UPSIDE_DOWN: "reading",
    P.CUT_OFF: "look at the image",
    P.SLOW_FILE: "watch folder",
    P.STALLED_FILE: "watch folder",
    P.VANISHING_FILE: "watch folder",
    P.FULL_DISK: "front desk",
    P.KILLED_SERVICE: "balance",
    P.KILLED_WORKER: "balance",
}

# of 1,000 pages, how many have the problem; at least two of each stand in the smallest day
PER_THOUSAND_PAGES = {
    P.FOREIGN_PAGE: 12,
    P.MISSING_SHEET: 12,
    P.DOUBLE_PAGE: 12,
    P.WRONG_TYPE: 8,
    P.STREAK: 12,
    P.UPSIDE_DOWN: 12,
    P.CUT_OFF: 12,
    P.DOUBLE_FILE: 2,
    P.SLOW_FILE: 2,
    P.STALLED_FILE: 1,
    P.VANISHING_FILE: 2,
}
_FEWEST = {P.DOUBLE_FILE: 1, P.SLOW_FILE: 1, P.STALLED_FILE: 1, P.VANISHING_FILE: 1}


def how_many(problem: Problem, pages: int) -> int:
    """How many of a problem a day of so many pages has."""
    return max(_FEWEST.get(problem, 2), round(PER_THOUSAND_PAGES[problem] * pages / 1000))
