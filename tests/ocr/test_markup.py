from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

from ocr.alto import alto
from ocr.confidence import doubtful_words, needs_review
from ocr.hocr import hocr
from ocr.output import document_as_json, document_text, pages_from_json
from ocr.page import Block, Line, Page, WordReading
from ocr.read_document import DocumentReading, PageReading
from ocr.xml_text import printable
from tests.ocr.pages import page_of

PAGE = page_of(("Aspirin 81 mg", "q.d. & p.r.n."), ("<50 µg",))
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
HTML = "{http://www.w3.org/1999/xhtml}"


def test_hocr_holds_every_word_with_box_and_confidence() -> None:
    root = ElementTree.fromstring(hocr([PAGE, page_of()]))  # noqa: S314 - our own output
    spans = [span for span in root.iter(f"{HTML}span") if span.get("class") == "ocrx_word"]
    assert [span.text for span in spans] == [word.text for word in PAGE.words()]
    assert spans[0].get("title") == "bbox 10 10 50 30; x_wconf 95"
    pages = [div for div in root.iter(f"{HTML}div") if div.get("class") == "ocr_page"]
    assert [page.get("title") for page in pages] == [
        f"bbox 0 0 600 800; ppageno {number}; scan_res 100 100" for number in (0, 1)
    ]
    lines = [span for span in root.iter(f"{HTML}span") if span.get("class") == "ocr_line"]
    assert all(str(line.get("title")).endswith("textangle 270") for line in lines)


def test_alto_holds_every_word_with_place_and_confidence() -> None:
    root = ElementTree.fromstring(alto([PAGE]))  # noqa: S314 - our own output
    strings = list(root.iter(f"{ALTO}String"))
    assert [string.get("CONTENT") for string in strings] == [word.text for word in PAGE.words()]
    assert (strings[1].get("HPOS"), strings[1].get("WIDTH"), strings[1].get("WC")) == ("60", "40", "0.9500")
    assert {block.get("ROTATION") for block in root.iter(f"{ALTO}TextBlock")} == {"270"}
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))


def doubted_page() -> Page:
    """One word that two engines read differently, and one that a hand wrote."""
    readings = (WordReading("tesseract", "40-56", 0.8), WordReading("rapidocr", "4.0-5.6", 0.9))
    page = page_of(("4.0-5.6 seen",))
    doubted, written = page.words()
    words = (
        replace(doubted, p_wrong=0.25, needs_review=True, readings=readings),
        replace(written, handwritten=True),
    )
    return replace(page, blocks=(Block((Line(words),)),))


def test_hocr_and_alto_carry_the_certainty_the_other_reading_and_the_hand() -> None:
    root = ElementTree.fromstring(hocr([doubted_page()]))  # noqa: S314 - our own output
    first, second = (span for span in root.iter(f"{HTML}span") if span.get("class") == "ocrx_word")
    assert "".join(first.itertext()) == "4.0-5.6"
    assert first.get("data-alternatives") == "40-56"
    assert str(first.get("title")).endswith("x_wconf 75")
    assert str(second.get("title")).endswith("x_handwritten 1")
    root = ElementTree.fromstring(alto([doubted_page()]))  # noqa: S314 - our own output
    doubted, written = root.iter(f"{ALTO}String")
    assert doubted.get("WC") == "0.7500"
    assert [one.text for one in doubted] == ["40-56"]
    tags = {tag.get("ID"): tag.get("LABEL") for tag in root.iter(f"{ALTO}OtherTag")}
    assert tags[written.get("TAGREFS")] == "handwritten"


def test_no_confidence_is_left_out_rather_than_made_up() -> None:
    upright = replace(page_of(("word",), confidence=None), rotation_deg=0)
    assert "WC=" not in alto([upright])
    assert "ROTATION" not in alto([upright])
    assert "x_wconf" not in hocr([upright])
    assert "textangle" not in hocr([upright])


def test_what_xml_cannot_hold_is_marked_not_dropped() -> None:
    assert printable("a\x00b\x0bc\ud800") == "a\ufffdb\ufffdc\ufffd"
    assert printable("≥ 5 µg 😀") == "≥ 5 µg 😀"


def test_the_command_line_json_has_exactly_the_keys_of_its_contract() -> None:
    reading = DocumentReading("image/png", (PageReading(PAGE, None, None, 1.23456),), ())
    document = json.loads(json.dumps(document_as_json("a.png", "ab" * 32, reading)))
    assert set(document) == {"file", "sha256", "text", "pages", "deficiencies", "document_starts"}
    (page,) = document["pages"]
    contract = "number width height dpi rotation_deg skew_deg words lines deficiencies seconds engine"
    assert set(page) == {*contract.split(), "id", "blank", "structure", "cleanup", "expected_errors"}
    assert page["number"] == 1
    assert page["seconds"] == 1.235
    assert set(page["words"][0]) == {
        *("id", "text", "box", "confidence", "needs_review", "handwritten", "p_wrong", "readings")
    }
    assert [line["text"] for line in page["lines"]] == ["Aspirin 81 mg", "q.d. & p.r.n.", "<50 µg"]
    assert document["text"] == "Aspirin 81 mg\nq.d. & p.r.n.\n\n<50 µg"


def test_pages_come_back_from_the_command_line_json() -> None:
    blank = replace(page_of(), is_blank=True)
    reads = tuple(PageReading(page, None, None, 0.0) for page in (PAGE, blank))
    reading = DocumentReading("image/png", reads, ())
    back: tuple[Page, ...] = pages_from_json(json.loads(json.dumps(document_as_json("a", "b", reading))))
    assert back == (PAGE, blank)
    assert not re.search(r"\n$", document_text(reading))


def test_words_below_the_threshold_are_for_a_person() -> None:
    assert doubtful_words(page_of(("a b c",), confidence=0.5)) == 3
    assert doubtful_words(PAGE) == 0
    assert not any(needs_review(word) for word in page_of(("a",), confidence=None).words())
