"""What is lost when the browser or the server is killed, when the network goes, when two people save at once.

Touches the world: kills real processes. Bars (issue 6): no change older than two seconds is lost while the
server answered, none at all when the page stays open, none is made twice; two reviewers lose no update.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.review.bench import Bench
from benchmarks.review.editing_session import Verdict, killable_server
from benchmarks.review.fault_sessions import (
    PROSE,
    Bed,
    editing_session,
    kill_the_browser,
    kill_the_server,
    network_loss,
)
from benchmarks.review.interleavings import Counted, Interleaving
from review_ui.auth import CurrentUser
from review_ui.permissions import permissions_of
from storage.accounts import Role
from storage.tables.base import DEFAULT_SITE
from tests.review_ui.chart import chart_to_check
from tests.review_ui.site import WebSite, web_site

# as long as a line of a made chart may be
_LINES = "\n\n".join(PROSE.replace("~", "")[start : start + 60].strip() for start in range(0, 240, 60))
_KILLS, _CUTS, _INTERLEAVINGS, _SAVES_EACH = 50, 20, 200, 12


def measure(bench: Bench) -> PartResult:
    """The table of what was lost and doubled, by fault, and the bars."""
    kills = bench.limit or _KILLS
    with tempfile.TemporaryDirectory(prefix="chartscribe-faults-") as folder, fault_bed(Path(folder)) as bed:
        # every other one, so that each kind meets the same machine
        faults = [kill_the_server if number % 2 else kill_the_browser for number in range(kills)]
        ended = [editing_session(bed, fault, seed=seed) for seed, fault in enumerate(faults)]
        cuts = [network_loss(bed, seed=seed) for seed in range(min(_CUTS, kills))]
        both = two_reviewers(bed.web, count=bench.limit or _INTERLEAVINGS, saves=_SAVES_EACH)
    at_once = [verdict for verdict, _ in ended]
    later = [verdict for _, verdict in ended if verdict is not None]
    rows = (
        _row("killed, changes older than 2 s", at_once),
        _row("server killed and back, all changes", later),
        _row("network lost and back, all changes", cuts),
        ("two reviewers, all saves", both.saves, len(both.lost), len(both.doubled)),
    )
    told = f"{both.conflicts} saves met another's change, {both.sent_twice} were sent twice"
    return PartResult(
        part="faults",
        remarks=(f"{kills} kills, {len(cuts)} network losses, {both.saves} saves of two reviewers: {told}",),
        tables=(Table("what became of changes", ("fault", "changes", "lost", "doubled"), rows),),
        bars=tuple(
            Bar.at_most(f"{fault}: {what}", count, 0)
            for fault, _changes, lost, doubled in rows
            for what, count in (("lost", lost), ("doubled", doubled))
        ),
    )


def _row(fault: str, verdicts: list[Verdict]) -> tuple[str, int, int, int]:
    return (
        fault,
        sum(verdict.wanted for verdict in verdicts),
        sum(len(verdict.lost) for verdict in verdicts),
        sum(len(verdict.doubled) for verdict in verdicts),
    )


@contextmanager
def fault_bed(folder: Path) -> Iterator[Bed]:
    """A site with a server and a browser that may be killed, and a transcriptionist "tom"."""
    with web_site(folder) as web:
        web.person("tom", Role.TRANSCRIPTIONIST, name="Tom Reed")
        with killable_server(folder / "home") as server, sync_playwright() as made:
            bed = Bed(web, server, made)
            yield bed
            bed.browser.close()


def two_reviewers(web: WebSite, *, count: int, saves: int) -> Counted:
    """The sum of this many sessions of two people who amend one filed chart."""
    users = tuple(_technician(web, login) for login in ("ana", "ben"))
    total = Counted()
    for seed in range(count):
        made = chart_to_check(web.site, _LINES)
        web.change(made.document_id, state="filed")
        one = Interleaving(web.app.state.workplace, made.document_id, users, seed=seed).run(saves)
        total.saves += one.saves
        total.conflicts += one.conflicts
        total.sent_twice += one.sent_twice
        total.lost += one.lost
        total.doubled += one.doubled
    return total


def _technician(web: WebSite, login: str) -> CurrentUser:
    roles = frozenset({Role.TECHNICIAN})
    allowed = permissions_of(roles, one_person_may_do_all=False)
    user_id = web.person(login, Role.TECHNICIAN)
    return CurrentUser(user_id, DEFAULT_SITE, login, login, roles, allowed, "")
