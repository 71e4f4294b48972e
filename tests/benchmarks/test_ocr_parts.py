"""The parts' own arithmetic, without an engine, and what is said when data is absent."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ocr.__main__ import main
from benchmarks.ocr.handwriting_pages import handwriting_pages
from benchmarks.ocr.page_sets import FormPage
from benchmarks.ocr.part_forms import FormScore, score_form
from benchmarks.ocr.part_generated import score_page
from benchmarks.ocr.part_handwriting import HandScore, labelled_share, score_hand
from benchmarks.ocr.readings import ReadPage, ReadRegion, ReadWord
from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.ocr.truth import TruePage, TrueWord

FIRST, SECOND = (0.0, 0.0, 40.0, 10.0), (50.0, 0.0, 90.0, 10.0)
WORDS = (TrueWord("Name", FIRST), TrueWord("Ada", SECOND, handwritten=True))
PAGE = TruePage("form-0-0-clean", np.full((20, 100), 255, np.uint8), WORDS, rotation_deg=90)


def test_a_form_is_scored_in_visual_order_and_misses_are_omissions() -> None:
    form = FormPage("form", Path("form.png"), WORDS)
    whole = score_form(ReadPage((ReadWord("Ada", SECOND), ReadWord("Name", FIRST))), form)
    assert whole.f1.f1 == 1.0
    assert whole.characters.edits == whole.words.edits == whole.omitted.edits == 0
    half = score_form(ReadPage((ReadWord("Name", FIRST),)), form)
    assert half.omitted.edits == 1
    assert score_form(ReadPage((), regions=(ReadRegion("unread", SECOND),)), form).omitted.edits == 1
    assert (whole + half).f1.recall == 0.75
    assert (FormScore() + half).omitted.length == 2


def test_a_wrong_turn_counts_where_the_reader_says_how_the_page_stands() -> None:
    read = ReadPage((ReadWord("Name"), ReadWord("Ada")), rotation_deg=270)
    assert score_page(read, PAGE, degradation="rot90", layout="form").is_wrongly_turned
    unsaid = ReadPage(read.words)
    assert not score_page(unsaid, PAGE, degradation="rot90", layout="form").is_wrongly_turned
    assert score_page(ReadPage(), PAGE, degradation="rot90", layout="form").is_empty


def test_handwriting_is_labelled_by_word_or_region_and_doubtful_by_flag_or_unread_ink() -> None:
    def scored(*words: ReadWord, region: str = "") -> HandScore:
        regions = (ReadRegion(region, SECOND),) if region else ()
        return score_hand(ReadPage(words, 100, 20, regions=regions), PAGE)

    assert scored(ReadWord("Ada", SECOND, is_handwritten=True)) == HandScore(1, 1, 1, 1, 0)
    assert scored(region="signature") == HandScore(1, 1, 1, 1, 0)
    assert scored(region="unread") == HandScore(1, 0, 1, 1, 0)
    assert scored(ReadWord("Ada", SECOND, needs_review=True)) == HandScore(1, 0, 1, 1, 0)
    assert scored(ReadWord("Name", FIRST, is_handwritten=True)) == HandScore(1, 0, 0, 1, 1)
    assert (
        labelled_share([ReadPage((ReadWord("a", FIRST), ReadWord("b", FIRST, is_handwritten=True)))]) == 0.5
    )
    assert labelled_share([ReadPage()]) == 0.0


def test_every_filled_in_form_has_print_and_handwriting_that_lies_on_it() -> None:
    for page in handwriting_pages(0, 4):
        height, width = page.grey.shape
        written = [word for word in page.words if word.handwritten]
        assert 5 < len(written) < len(page.words) - 20
        for word in written:
            left, top, right, bottom = (round(side) for side in word.box)
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            assert page.grey[top:bottom, left:right].min() < 200


def test_a_table_lines_up_and_a_bar_says_whether_it_is_met() -> None:
    text = Table("t", ("set", "F1"), (("a", 0.5), ("longer", None))).as_text()
    assert text.splitlines()[1:] == ["  set        F1", "  a       0.500", "  longer      -"]
    bars = [Bar.at_least("x", 0.9, 0.8), Bar.at_most("y", 3, 1), Bar.at_most("z", None, 1)]
    assert [bar.said for bar in bars] == ["met", "NOT MET", "not measured"]
    stored = PartResult("p", [Table("t", ("set",), (("a",),))], bars).as_json()
    assert stored["tables"][0]["rows"] == [{"set": "a"}]
    assert [bar["met"] for bar in stored["bars"]] == [True, False, None]


def test_an_absent_set_is_said_and_not_an_accident(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert main(["--part", "forms", "--data", str(tmp_path), "--json", str(out)]) == 2
    printed = capsys.readouterr().out
    assert "holds no folder funsd" in printed
    assert "load_average" in printed
    assert json.loads(out.read_text(encoding="utf-8"))["parts"][0]["part"] == "forms"
