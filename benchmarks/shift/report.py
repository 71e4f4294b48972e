"""The score sheet of a day as tables and bars. Touches the disk: reads what the day kept."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.shift.day import Day
from benchmarks.shift.kept import Journal
from benchmarks.shift.score import FiledPages, Row, said_of_clean, score_day, score_filed, sheet_counts
from benchmarks.shift.waits import in_words
from benchmarks.shift.wall import WallScore, score_walls

_MOST_NAMED = 6
_MOST_FALSE = 0.01  # of what is clean


def report(day: Day, journal: Journal, folder: Path, *, wall_s: float) -> PartResult:
    """Everything that the day showed."""
    rows = score_day(day, journal.lines)
    end = journal.facts("day ended")
    board = end.get("board", {})
    filed = score_filed(day, end.get("filed_pages", []))
    seconds = processor_seconds(folder)
    pages, waits = day.page_count, end.get("waits", [])
    return PartResult(
        "shift",
        tables=[
            _problems(rows),
            _named_table(rows),
            _filed_table(filed, tuple(end.get("wrong_types", ()))),
            _wall_table(score_walls(day, journal.lines)),
            _counts_table(day, journal),
            _samples_table(journal),
            Table(
                "said of pages with which nothing is wrong",
                ("said", "pages"),
                tuple(said_of_clean(day, journal.lines).most_common(12)),
            ),
            _seconds_table(seconds, pages),
            Table("seconds until all images of a file were looked at", ("", "s"), tuple(in_words(waits))),
            _acts_table(end.get("answers", {})),
            *_refusals(journal),
        ],
        bars=[
            *(Bar.at_least(f"1: found, {row.problem}", row.found, row.injected) for row in rows),
            *(
                Bar.at_most(f"1: false alarms, {row.problem}", len(row.false_alarms) / row.clean, _MOST_FALSE)
                for row in rows
                if row.clean
            ),
            Bar.at_least("1: the board balances at the end", int(board.get("balances", False)), 1),
            Bar.at_most("1: documents not in a final place", _left_over(board), 0),
            Bar.at_most("1: pages that are nowhere", len(filed.nowhere), 0),
            Bar.at_most("1: pages filed under another patient", len(filed.under_another), 0),
        ],
        remarks=[
            f"{len(day.batches)} batches, {len(day.files)} files, {len(day.charts)} charts, {pages} images; "
            f"this run took {wall_s:.0f} s",
            f"board: {board.get('classes')}, accepted {board.get('accepted')}, on the page "
            f"{board.get('page_accepted')} = {board.get('page_sum')}",
        ],
    )


def _left_over(board: dict[str, dict[str, int]]) -> int | None:
    classes = board.get("classes")
    return classes["in_progress"] + classes["waiting"] if classes else None


def _problems(rows: list[Row]) -> Table:
    return Table(
        "problems: found by the part meant for them",
        ("problem", "injected", "found", "missed", "false alarms", "on clean", "by"),
        tuple(
            (
                row.problem.value,
                row.injected,
                row.found,
                len(row.missed),
                len(row.false_alarms),
                row.clean,
                row.by,
            )
            for row in rows
        ),
    )


def _named_table(rows: list[Row]) -> Table:
    named = [
        (row.problem.value, what, _some(names))
        for row in rows
        for what, names in (("missed", row.missed), ("false alarm", row.false_alarms))
        if names
    ]
    return Table("which they were", ("problem", "", "pages, charts or files"), tuple(named))


def _wall_table(walls: WallScore) -> Table:
    rows = (
        ("true starts", walls.true),
        ("proposed starts", walls.proposed),
        ("F1 of starts", walls.f1),
        ("types of true starts: right", walls.types_right),
        ("wrong", walls.types_wrong),
        ("not sure", walls.types_unsure),
    )
    return Table("document starts and types on the wall of pages", ("", "number"), rows)


def _counts_table(day: Day, journal: Journal) -> Table:
    steps = {line["step"]: line for line in journal.lines if "step" in line}
    counts = sheet_counts(day, steps)
    rows = (
        ("batches checked", len(counts)),
        ("with a gap, and the site says the same gap", sum(one.said == one.true_gap != 0 for one in counts)),
        ("without a gap, and the site says none", sum(one.said == one.true_gap == 0 for one in counts)),
        ("the site says another gap", sum(one.said not in (None, one.true_gap) for one in counts)),
        ("nothing was said", sum(one.said is None for one in counts)),
    )
    return Table("sheets counted against images", ("", "batches"), rows)


def _samples_table(journal: Journal) -> Table:
    lots = [line for line in journal.lines if str(line.get("step", "")).startswith("sample ")]
    ends = Counter(lot["state"] for lot in lots)
    rows = (
        *((f"ended: {state}", number) for state, number in sorted(ends.items())),
        ("pages of all", sum(lot["pages"] for lot in lots)),
        ("pages drawn", sum(lot["drawn"] for lot in lots)),
        ("wrong ones among them", sum(lot["wrong"] or 0 for lot in lots)),
    )
    return Table("drawn samples", ("", "number"), rows)


def _filed_table(filed: FiledPages, wrong_types: tuple[str, ...]) -> Table:
    rows = (
        ("nowhere", filed.nowhere),
        ("in two records", filed.twice),
        ("under another patient", filed.under_another),
        ("first of a document under a wrong type", wrong_types),
    )
    said = tuple((what, len(pages), _some(pages)) for what, pages in rows)
    return Table("pages that are filed wrongly", ("", "pages", "which"), said)


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def processor_seconds(folder: Path) -> Counter[str]:
    """Seconds by kind of work over all services of the day."""
    seconds: Counter[str] = Counter()
    for path in folder.glob("processor-*.json"):
        seconds.update(json.loads(path.read_text()))
    return seconds


def _seconds_table(seconds: Counter[str], pages: int) -> Table:
    rows = [(name, round(value, 1), round(value / pages, 3)) for name, value in seconds.most_common()]
    whole = sum(seconds.values())
    return Table(
        "processor time",
        ("work", "seconds", "a page"),
        (*rows, ("together", round(whole, 1), round(whole / pages, 3))),
    )


def _acts_table(answers: dict[str, int]) -> Table:
    return Table(
        "requests of each person since the last start", ("person", "requests"), tuple(answers.items())
    )


def _refusals(journal: Journal) -> list[Table]:
    refused = Counter(line["refused"][:140] for line in journal.lines if "refused" in line)
    if not refused:
        return []
    return [Table("what the site refused to people", ("said", "times"), tuple(refused.most_common(12)))]
