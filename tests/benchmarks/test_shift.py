"""The simulated day: its paper, its score sheet, and what it keeps."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.shift.board import page_sums
from benchmarks.shift.day import Day, PaperPage
from benchmarks.shift.kept import Journal, OtherDayError, check_same_day
from benchmarks.shift.make_day import make_day
from benchmarks.shift.problems import OF_A_FILE, OF_A_PAGE, Problem, how_many
from benchmarks.shift.scanner_files import rescan_bytes
from benchmarks.shift.score import Row, score_day, score_filed, sheet_counts
from benchmarks.shift.wall import score_walls
from ocr.options import OcrOptions
from ocr.scan_check import check_document


@pytest.fixture(scope="module")
def day() -> Day:
    return make_day(120, 3)


def test_the_same_seed_makes_the_same_day_and_another_seed_another(day: Day) -> None:
    assert make_day(120, 3) == day
    assert make_day(120, 4) != day


def test_a_full_day_has_sixty_batches_of_three_scanners_and_about_two_thousand_images() -> None:
    full = make_day(2000, 7)

    assert len(full.batches) == 60
    assert {batch.scanner for batch in full.batches} == {"scanner-1", "scanner-2", "scanner-3"}
    assert 1900 <= full.page_count <= 2200


def test_every_problem_is_injected_as_often_as_said(day: Day) -> None:
    of_pages = Counter(page.problem for page in day.pages() if page.problem)
    of_files = Counter(file.problem for file in day.files.values() if file.problem)

    assert of_pages == {problem: how_many(problem, 120) for problem in OF_A_PAGE}
    assert of_files == {problem: how_many(problem, 120) for problem in OF_A_FILE}
    assert sum(chart.has_wrong_type for chart in day.charts.values()) == how_many(Problem.WRONG_TYPE, 120)
    assert sum(len(chart.missing) for chart in day.charts.values()) == how_many(Problem.MISSING_SHEET, 120)


def test_every_page_of_a_chart_is_scanned_once_and_has_an_id_of_its_own(day: Day) -> None:
    scanned = Counter(page.id for page in day.pages())

    assert set(scanned.values()) == {1}
    assert {page.id for chart in day.charts.values() for page in chart.pages} <= set(scanned)


def test_the_sheets_of_a_batch_are_those_scanned_and_those_that_stayed_in_the_feeder(day: Day) -> None:
    for batch in day.batches:
        images = sum(page.sort in ("page", "blank") for file in batch.files for page in file.pages)
        missing = sum(len(chart.missing) for chart in batch.charts)
        double = sum(bool(page.copy_of) for chart in batch.charts for page in chart.pages)
        assert batch.sheets == images + missing - double


def test_a_page_scanned_again_wants_no_other_scan(day: Day) -> None:
    cut = _page(day, Problem.CUT_OFF)

    content = rescan_bytes(cut, scanner="scanner-3", seed=3)

    assert [check.rescan for check in check_document(content, options=OcrOptions())] == [()]


def test_an_alarm_counts_on_the_page_that_has_the_problem_and_nowhere_else(day: Day) -> None:
    streak = _page(day, Problem.STREAK)
    clean = next(page for page in day.pages() if page.sort == "page" and page.problem is None)
    note = "Lines run through the whole page: clean the rollers"

    row = _row(
        day, Problem.STREAK, _sighting("rescan_wanted", streak, note), _sighting("rescan_wanted", clean, note)
    )

    assert (row.found, len(row.missed), row.false_alarms) == (1, row.injected - 1, (clean.id,))


def test_of_two_scans_of_one_sheet_either_may_be_named(day: Day) -> None:
    again = _page(day, Problem.DOUBLE_PAGE)
    first = next(page for page in day.pages() if page.id == again.copy_of)

    row = _row(day, Problem.DOUBLE_PAGE, _sighting("duplicate_page", first))

    assert (row.found, row.false_alarms) == (1, ())


def test_a_missing_sheet_is_found_at_any_page_of_its_document(day: Day) -> None:
    document = next(chart.missing[0][0] for chart in day.charts.values() if chart.missing)
    here = next(page for page in day.pages() if page.document == document)

    row = _row(day, Problem.MISSING_SHEET, _sighting("page_count_note", here))

    assert (row.found, row.false_alarms) == (1, ())


def test_pages_that_were_filed_twice_nowhere_or_under_somebody_else_are_named(day: Day) -> None:
    pages = [page for page in day.pages() if page.sort == "page"]
    filed = [(page.id, page.patient.mrn) for page in pages[2:]]
    filed += [(pages[1].id, "other"), (pages[2].id, pages[2].patient.mrn)]

    ended = score_filed(day, filed)

    assert pages[0].id in ended.nowhere
    assert ended.under_another == (pages[1].id,)
    assert ended.twice == (pages[2].id,)


def test_a_full_disk_counts_only_when_the_file_waited_and_somebody_was_told(day: Day) -> None:
    silent = {"step": Problem.FULL_DISK, "stayed": 1, "taken": 0, "said": False}

    rows = {row.problem: row for row in score_day(day, [silent])}
    told = {row.problem: row for row in score_day(day, [silent | {"said": True}])}

    assert rows[Problem.FULL_DISK].missed
    assert told[Problem.FULL_DISK].found == 1


def test_the_sum_on_the_page_is_read_with_its_parts() -> None:
    html = "<p>In <strong>2,014</strong> = <a href='x'>filed 1,950</a> + working 42 + waiting 22.</p>"

    assert page_sums(html) == (2014, 2014)
    assert page_sums("<p>nothing</p>") == (None, None)


def test_half_a_line_left_by_a_kill_is_passed_over_and_the_day_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    Journal(path).note("scanned b01.pdf", sha256=hashlib.sha256(b"").hexdigest())
    with path.open("a") as file:
        file.write('{"step": "scanned b0')

    again = Journal(path)
    again.note("scanned b02.pdf")

    assert again.did("scanned b01.pdf")
    assert [line["step"] for line in Journal(path).lines] == ["scanned b01.pdf", "scanned b02.pdf"]


def test_a_folder_holds_one_day(tmp_path: Path) -> None:
    check_same_day(tmp_path, seed=1, pages=100)
    check_same_day(tmp_path, seed=1, pages=100)

    with pytest.raises(OtherDayError):
        check_same_day(tmp_path, seed=2, pages=100)


def _page(day: Day, problem: Problem) -> PaperPage:
    return next(page for page in day.pages() if page.problem is problem)


def _sighting(kind: str, page: PaperPage, note: str = "") -> dict[str, dict[str, str]]:
    return {"sighting": {"kind": kind, "page": page.id, "document_id": "d", "note": note, "file": ""}}


def _row(day: Day, problem: Problem, *lines: dict[str, dict[str, str]]) -> Row:
    return next(row for row in score_day(day, lines) if row.problem is problem)


def test_starts_and_types_on_the_wall_are_held_against_the_paper(day: Day) -> None:
    pages = [page for page in day.pages() if page.sort == "page" and page.problem is None]
    first = next(page for page in pages if page.starts_document)
    second = next(page for page in pages if not page.starts_document)
    shown = [
        {"page": first.id, "starts": True, "types": [first.type], "sure": True},
        {"page": second.id, "starts": True, "types": ["Consent"], "sure": False},
    ]

    walls = score_walls(day, [{"step": "wall d", "pages": shown}])

    assert (walls.true, walls.proposed, walls.both, walls.types_right) == (1, 2, 1, 1)


def test_the_gap_that_the_site_says_is_read_from_its_words(day: Day) -> None:
    batch = next(one for one in day.batches if any(chart.missing for chart in one.charts))
    words = "27 sheets counted, 26 images came: 26 pages of 26 sheets: one sheet is missing."
    step = f"checked {batch.id}"

    (count,) = sheet_counts(day, {step: {"step": step, "words": words}})

    assert count.said == 1
    assert count.true_gap != 0
