"""A file list through the front desk, as `chartscribe add --manifest` runs it. Touches the world."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartscribe.file_results import OutputUnwritableError, print_json_line
from chartscribe.progress import progress_bar

if TYPE_CHECKING:
    from ingest.belt import Belt
    from ingest.file_lists import OpenedList, TakeReport

_SAY_EVERY_S = 10.0
_SHOWN_PROBLEMS = 20
_PIECE = 500
_GIB = 2**30
_EXIT_REFUSED = 2
# An archive is looked at by its images and index, and waits behind the day's own work
LIST_DEFAULTS: dict[str, str | None] = {"route": "archive", "priority": "bulk"}
Write = Callable[[tuple[str, ...], str, str], None]


@dataclass(frozen=True)
class ListOrder:
    """What a person asked for: the list, what its rows leave open, and where refused rows are written."""

    path: Path
    defaults: Mapping[str, str | None]
    skip_columns: frozenset[str]
    refused: Path | None
    most_waiting: int
    as_json: bool

    @property
    def refused_file(self) -> Path:
        """The file of refused rows: as named, else beside the list."""
        return self.refused or self.path.with_name(f"{self.path.stem}.refused.csv")


def check_only(order: ListOrder) -> int:
    """Look through the list, say what would be taken in and what not; nothing is taken in. 2 if any is not.

    Raises:
        ServiceError: the list cannot be read.
    """
    from ingest.file_lists import CheckReport, check_list, open_list
    from ingest.settings import IngestSettings

    listed = open_list(order.path, skip_columns=order.skip_columns)
    report, shown = CheckReport(), 0
    with _refused_rows(order, listed) as write, progress_bar("checking", unit="rows") as advance:
        for row, trouble, report in check_list(  # noqa: B007 - the last report is the whole one
            listed,
            defaults=order.defaults,
            max_bytes=IngestSettings().max_upload_bytes,
            seen=lambda number: advance(number, listed.rows),
        ):
            if trouble is None:
                continue
            write(row.cells, trouble.code, trouble.message)
            shown += 1
            if shown <= _SHOWN_PROBLEMS and not order.as_json:
                print(f"row {row.number}: {trouble.message}. [{trouble.code}]")
    refused = report.refused.total()
    if order.as_json:
        print_json_line(
            {
                "list": str(order.path),
                "rows": report.rows,
                "usable": report.usable,
                "size_bytes": report.size_bytes,
                "refused": dict(report.refused),
            }
        )
    else:
        _say_checked(order, report.usable, report.size_bytes, refused)
    return _EXIT_REFUSED if refused else 0


def _say_checked(order: ListOrder, usable: int, size_bytes: int, refused: int) -> None:
    if refused > _SHOWN_PROBLEMS:
        print(f"… and {refused - _SHOWN_PROBLEMS} more")
    print(f"{usable:,} files can come in ({size_bytes / _GIB:,.1f} GiB); nothing was taken in yet.")
    if refused:
        print(f"{refused:,} rows cannot: they are in {order.refused_file}, each with its reason.")


def take_in(order: ListOrder, belt: Belt) -> int:
    """Take the list in, showing rate and end; 2 when rows were refused.

    Raises:
        ServiceError: it had to stop; the same command goes on from there.
    """
    from ingest.file_lists import open_list, take_list
    from ingest.settings import IngestSettings
    from storage.audit.record import Actor

    listed = open_list(order.path, skip_columns=order.skip_columns)
    list_id, report = take_list(
        listed,
        belt=belt,
        settings=IngestSettings(),
        actor=Actor.program("command line"),
        defaults=order.defaults,
        most_waiting=order.most_waiting,
        see=_Shown(order),
    )
    refused = _write_refused(order, listed, belt, list_id)
    counts = {name: report.counts.get(name, 0) for name in ("accepted", "already_here", "refused")}
    if order.as_json:
        print_json_line({"list": str(order.path), "list_id": list_id, "rows": report.rows} | counts)
    else:
        print(
            f"{report.rows:,} rows: {counts['accepted']:,} taken in, {counts['already_here']:,} were here "
            f"already, {counts['refused']:,} refused."
        )
        if refused:
            print(f"Refused rows, each with its reason: {order.refused_file}")
            print("Correct them or the files, and give the list again: only these are tried again.")
    return _EXIT_REFUSED if refused else 0


class _Shown:
    """Says every ten seconds how far the list is, how fast it goes and when it will be done."""

    def __init__(self, order: ListOrder) -> None:
        self._order = order
        self._began_s = time.monotonic()
        self._said_s = self._began_s
        self._said_waiting = False

    def __call__(self, report: TakeReport) -> None:
        from ingest.file_lists import Pace

        now_s = time.monotonic()
        is_news = report.is_waiting and not self._said_waiting
        if not is_news and now_s - self._said_s < _SAY_EVERY_S:
            return
        self._said_s, self._said_waiting = now_s, report.is_waiting
        pace = Pace(report.taken_now, report.left, now_s - self._began_s)
        said = f"{report.looked_at:,} of {report.rows:,} files, {pace.words(datetime.now().astimezone())}"
        if report.is_waiting:
            said += "; waiting until those before them are read (is `chartscribe up` running?)"
        print(said, file=sys.stderr, flush=True)


def _write_refused(order: ListOrder, listed: OpenedList, belt: Belt, list_id: str) -> int:
    """How many rows of the list stand refused; they are written to their file, which is made anew."""
    from ingest.file_lists.progress_rows import outcome_counts, refusals

    with belt.database.read() as session:
        count = outcome_counts(session, list_id).get("refused", 0)
    if not count:
        order.refused_file.unlink(missing_ok=True)
        return 0
    with _refused_rows(order, listed) as write:
        known: dict[int, tuple[str, str]] = {}
        for row in listed.read():
            if row.number % _PIECE == 1:
                with belt.database.read() as session:
                    known = refusals(session, list_id, row.number, row.number + _PIECE - 1)
            if row.number in known:
                write(row.cells, *known[row.number])
    return count


@contextmanager
def _refused_rows(order: ListOrder, listed: OpenedList) -> Iterator[Write]:
    """Writes rows as they stand in the list, with code and reason; the file is made with its first row.

    Its own two columns are skipped by whoever gives it back as a list.
    """
    state: dict[str, Any] = {}

    def write(cells: tuple[str, ...], code: str, reason: str) -> None:
        if "file" not in state:
            state["file"] = order.refused_file.open("w", encoding="utf-8", newline="")
            state["csv"] = csv.writer(state["file"], delimiter=listed.separator)
            state["csv"].writerow((*listed.headings, "refused_code", "refused_reason"))
        state["csv"].writerow((*cells, code, reason))

    try:
        yield write
    except OSError as failure:
        raise OutputUnwritableError(
            "The refused rows cannot be written", where=failure.strerror or ""
        ) from failure
    finally:
        if "file" in state:
            state["file"].close()
