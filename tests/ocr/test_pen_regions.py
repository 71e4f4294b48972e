from __future__ import annotations

from ocr.box import Box
from ocr.engine import EngineWord
from ocr.handwriting import WorkingRegion
from ocr.page_structure import PageStructure, Region
from ocr.pen_regions import with_pen_regions


def word(left: float, *, handwritten: bool) -> EngineWord:
    return EngineWord("word", left, 100, left + 40, 120, 0.6, 0, 0, handwritten=handwritten)


def test_the_pen_s_regions_name_their_words_and_lie_inside_the_page() -> None:
    words = [word(10, handwritten=False), word(60, handwritten=True), word(110, handwritten=False)]
    region = WorkingRegion("handwriting", (-5, 90.4, 300.2, 130), 0.91234)
    (found,) = with_pen_regions(PageStructure(), [region], words, width=250, height=400).regions
    assert (found.kind, found.box, found.words) == ("handwriting", Box(0, 90, 250, 130), (1,))
    assert found.confidence == 0.9123


def test_what_a_pen_explains_is_not_unread_and_a_signature_is_listed_once() -> None:
    before = PageStructure(
        regions=(
            Region(kind="unread", box=Box(10, 10, 100, 40)),
            Region(kind="signature", box=Box(12, 12, 90, 38)),
            Region(kind="unread", box=Box(300, 300, 400, 330)),
            Region(kind="picture", box=Box(20, 20, 80, 38)),
        )
    )
    pen = WorkingRegion("signature", (8, 8, 102, 42), 0.8)
    after = with_pen_regions(before, [pen], [], width=500, height=500)
    assert [(region.kind, region.box.left) for region in after.regions] == [
        ("unread", 300),
        ("picture", 20),
        ("signature", 8),
    ]
