from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pdfplumber
import pytest

from chartscribe.chart_queue import ChartQueue
from chartscribe.progress import silent
from ocr.engine import EngineInterruptedError
from ocr.options import OcrOptions
from ocr.page_pool import Outcome, PagePool, PageTask
from ocr.read_document import PageReading, read_document
from tests.chartscribe.conftest import Command
from tests.ocr.charts import image_bytes, scanned_pdf, typed_page, typed_pdf
from tests.ocr.pages import page_of

LINES = ("PROGRESS NOTE", "The patient has type 2 diabetes mellitus.", "No chest pain today.")
WORD_KEYS = {"text", "box", "confidence", "needs_review", "handwritten"}
PAGE_KEYS = {
    *("number", "width", "height", "dpi", "rotation_deg", "skew_deg", "words", "lines"),
    *("deficiencies", "seconds", "engine"),
}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    path.write_bytes(image_bytes(typed_page(LINES)))
    return path


def test_the_json_of_a_page_keeps_its_contract(command: Command, scan: Path) -> None:
    said = command("ocr", scan)
    assert said.code == 0
    result = said.line
    assert list(result)[:2] == ["file", "sha256"]
    assert {"file", "sha256", "text", "pages"} <= set(result)
    assert result["file"] == str(scan)
    assert result["sha256"] == hashlib.sha256(scan.read_bytes()).hexdigest()
    assert "type 2 diabetes mellitus" in result["text"]
    (page,) = result["pages"]
    assert set(page) >= PAGE_KEYS
    assert page["number"] == 1
    assert page["engine"]["name"].startswith("tesseract")
    for word in page["words"]:
        assert set(word) >= WORD_KEYS
        left, top, right, bottom = word["box"]
        assert 0 <= left < right <= page["width"]
        assert 0 <= top < bottom <= page["height"]
        assert 0 <= word["confidence"] <= 1


def test_a_file_that_cannot_be_read_stands_in_its_place_and_the_next_is_read(
    command: Command, scan: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.pdf"
    wrong.write_text("this is text")
    said = command("ocr", wrong, tmp_path / "absent.tif", scan)
    assert said.code == 2
    assert [line["file"] for line in said.lines] == [str(wrong), str(tmp_path / "absent.tif"), str(scan)]
    codes = [line.get("error", {}).get("code") for line in said.lines]
    assert codes == ["ocr.unknown_format", "chartscribe.file_unreadable", None]
    assert all(set(line) == {"file", "error"} for line in said.lines[:2])


@pytest.mark.parametrize(
    ("form", "suffix", "looks_right"),
    [
        ("json", ".json", lambda made: made.startswith(b'{"file"')),
        ("text", ".txt", lambda made: b"PROGRESS NOTE" in made),
        ("hocr", ".hocr", lambda made: b"ocrx_word" in made),
        ("alto", ".alto.xml", lambda made: b"<alto" in made),
    ],
)
def test_each_format_is_one_file_in_the_folder_asked_for(
    command: Command,
    tmp_path: Path,
    form: str,
    suffix: str,
    looks_right: Callable[[bytes], bool],
) -> None:
    source = tmp_path / "typed.pdf"
    source.write_bytes(typed_pdf([LINES]))
    said = command("ocr", source, "--format", form, "-o", tmp_path / "out")
    assert said.code == 0
    written = tmp_path / "out" / f"typed.pdf{suffix}"
    assert said.line == {"file": str(source), "written": str(written)}
    assert looks_right(written.read_bytes())


def test_the_searchable_pdf_of_a_scan_holds_its_words(command: Command, tmp_path: Path) -> None:
    source = tmp_path / "scan.pdf"
    source.write_bytes(scanned_pdf(typed_page(LINES)))
    said = command("ocr", source, "--format", "pdf", "-o", tmp_path)
    with pdfplumber.open(io.BytesIO(Path(said.line["written"]).read_bytes())) as pdf:
        assert "diabetes" in (pdf.pages[0].extract_text() or "")
    assert source.read_bytes()[:5] == b"%PDF-"


def test_a_pdf_needs_a_folder_to_go_to(command: Command, scan: Path) -> None:
    said = command("ocr", scan, "--format", "pdf")
    assert said.code == 2
    assert "-o DIR" in said.err


def test_a_chart_comes_through_standard_input(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").write_bytes(typed_pdf([LINES]))
    with (tmp_path / "in").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        said = command("ocr", "-", "--format", "text")
    assert said.out.startswith("PROGRESS NOTE")


def test_the_engine_named_on_the_command_line_reads_every_page(command: Command, tmp_path: Path) -> None:
    source = tmp_path / "typed.pdf"
    source.write_bytes(typed_pdf([LINES]))
    routed = command("ocr", source).line["pages"][0]["engine"]["name"]
    tesseract = command("ocr", source, "--engine", "tesseract").line["pages"][0]["engine"]["name"]
    assert not routed.startswith("tesseract")
    assert tesseract.startswith("tesseract")


def test_pages_of_several_files_read_at_the_same_time_come_out_in_order(tmp_path: Path) -> None:
    files = []
    for count in (3, 1, 2):
        files.append(tmp_path / f"{count}.pdf")
        files[-1].write_bytes(typed_pdf([(f"PAGE {number} OF {count}", *LINES) for number in range(count)]))
    options = OcrOptions()
    seen: list[tuple[float, float]] = []
    with ChartQueue(
        [str(file) for file in files],
        options=options,
        workers=2,
        advance=lambda done, total: seen.append((done, total)),
    ) as charts:
        for file in files:
            read = charts.next_chart()
            assert (read.file, read.source()) == (str(file), file.read_bytes())
            in_turn = read_document(file.read_bytes(), options=options)
            assert [one.page for one in read.reading.pages] == [one.page for one in in_turn.pages]
    assert [done for done, _ in seen] == [1, 2, 3, 4, 5, 6]
    assert seen[-1] == (6, 6)


def test_pages_need_at_least_one_worker(command: Command, scan: Path) -> None:
    assert command("ocr", scan, "--workers", "0").code == 2


def test_a_file_whose_reading_is_stopped_costs_its_other_pages_and_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, short = tmp_path / "long.pdf", tmp_path / "short.pdf"
    long.write_bytes(typed_pdf([LINES] * 9))
    short.write_bytes(typed_pdf([LINES]))
    asked: list[int] = []

    def read(pool: PagePool, tasks: Iterator[PageTask]) -> Iterator[tuple[PageTask, Outcome]]:
        for task in tasks:
            asked.append(task.page_index)
            stopped = EngineInterruptedError("the engine was stopped")
            yield task, stopped if task.path == long else PageReading(page_of(LINES), None, None, 0.0)

    monkeypatch.setattr(PagePool, "read", read)
    with ChartQueue([str(long), str(short)], options=OcrOptions(), workers=2, advance=silent) as charts:
        with pytest.raises(EngineInterruptedError):
            charts.next_chart()
        assert len(charts.next_chart().reading.pages) == 1
    assert len(asked) < 9


def test_what_came_through_standard_input_is_gone_from_the_disk_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").write_bytes(typed_pdf([LINES, LINES]))
    with (tmp_path / "in").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        with ChartQueue(["-"], options=OcrOptions(), workers=1, advance=silent) as charts:
            chart = charts.next_chart()
            assert chart.path.exists()
            assert chart.path.parent.stat().st_mode & 0o077 == 0
    assert not chart.path.parent.exists()
