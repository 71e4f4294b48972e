from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ocr.engine import EngineWord
from ocr.options import OcrOptions
from ocr.page import Box
from ocr.read_document import read_document
from ocr.searchable_pdf import FiledPage, PlacedWord, placed_words, searchable_pdf
from tests.doubles.ocr_engines import CannedEngine
from tests.ocr.charts import (
    NOTE,
    NOTE_WORDS,
    changed_pdf,
    image_bytes,
    joined_pdf,
    pdf_with_picture,
    scanned_pdf,
    tiff_of,
    typed_page,
    typed_pdf,
    with_stray_text,
)

OPTIONS = OcrOptions()
PDFIUM: Any = pypdfium2  # its binding carries no types
# What the canned engine reads, in pixels of the upright page at 200 dpi: two lines of three words.
CANNED = tuple(
    EngineWord(
        text,
        100 + 210 * (n % 3),
        100 + 90 * (n // 3),
        300 + 210 * (n % 3),
        140 + 90 * (n // 3),
        0.95,
        1,
        n // 3,
    )
    for n, text in enumerate(("Aspirin", "gabapentin", "q.d.", "Aspirin", "≥", "50µg"))
)
CORRECTED = "Amoxicillin–α"


def filed(source: bytes, *, correct: bool = True) -> tuple[bytes, list[FiledPage]]:
    """The searchable PDF of `source`, the first word of each page corrected."""
    reading = read_document(source, options=OPTIONS, engine=CannedEngine(words=CANNED))
    pages = []
    for index, read in enumerate(reading.pages):
        words = list(placed_words(read.page))
        if correct and words:
            words[0] = replace(words[0], text=CORRECTED)
        pages.append(FiledPage(index, read.page, words))
    return searchable_pdf(source, pages, options=OPTIONS), pages


def found_by_pdfplumber(pdf: bytes, index: int = 0) -> list[dict[str, float | str]]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return list(document.pages[index].extract_words())


def text_by_pdfium(pdf: bytes, index: int = 0) -> str:
    document = PDFIUM.PdfDocument(pdf)
    text = document[index].get_textpage().get_text_range()
    document.close()
    return str(text)


def picture(pdf: bytes, index: int = 0) -> Image.Image:
    document = PDFIUM.PdfDocument(pdf)
    image: Image.Image = document[index].render(scale=1).to_pil().convert("L")
    document.close()
    return image


def assert_words_in_place(pdf: bytes, page: FiledPage, index: int = 0) -> None:
    """Every corrected word is found by two readers, once for each time it stands there, at its place."""
    expected = Counter(word.text for word in page.words)
    found = found_by_pdfplumber(pdf, index)
    assert Counter(str(word["text"]) for word in found) == expected
    assert Counter(text_by_pdfium(pdf, index).split()) == expected
    points = 72 / page.page.dpi
    for word in page.words:
        box = word.box
        assert any(
            one["text"] == word.text
            and float(one["x0"]) == pytest.approx(box.left * points, abs=1.5)
            and float(one["x1"]) == pytest.approx(box.right * points, abs=1.5)
            and float(one["top"]) <= box.top * points + 1.5
            and float(one["bottom"]) >= box.bottom * points - 1.5
            for one in found
        ), word


@pytest.mark.parametrize(
    "source",
    [
        scanned_pdf(typed_page()),
        changed_pdf(scanned_pdf(typed_page()), rotate=90),
        changed_pdf(scanned_pdf(typed_page()), rotate=180),
        changed_pdf(scanned_pdf(typed_page()), rotate=270, crop=(30, 10, 468, 288)),
        image_bytes(typed_page()),
        image_bytes(typed_page().convert("RGB"), "JPEG"),
        image_bytes(typed_page().convert("CMYK"), "JPEG"),
        tiff_of([typed_page().convert("1")], compression="group4"),
        tiff_of([typed_page().resize((1300, 400)).convert("1")], compression="group4", dpi=(204, 98)),
        with_stray_text(scanned_pdf(typed_page()), "stray"),
    ],
    ids=["scan", "rot90", "rot180", "rot270crop", "png", "jpeg", "cmyk", "g4", "fax", "junk layer"],
)
def test_corrected_words_are_found_at_their_places_and_the_page_looks_the_same(source: bytes) -> None:
    pdf, (page,) = filed(source)
    assert_words_in_place(pdf, page)
    reading = read_document(source, options=OPTIONS, engine=CannedEngine(words=CANNED))
    assert reading.pages[0].image_jpeg is not None
    shown = picture(pdf)
    scanned = Image.open(io.BytesIO(reading.pages[0].image_jpeg)).convert("L").resize(shown.size)
    assert np.abs(np.asarray(shown, int) - np.asarray(scanned, int)).mean() < 8


def test_the_same_input_gives_the_same_bytes() -> None:
    source = image_bytes(typed_page())
    assert filed(source)[0] == filed(source)[0]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_words_of_a_page_scanned_on_its_side_are_found_whole(turn: int) -> None:
    scan = typed_page().rotate(-turn, expand=True, fillcolor=255)
    reading = read_document(image_bytes(scan), options=OPTIONS, engine=CannedEngine(words=CANNED))
    page = reading.pages[0].page
    upright = list(placed_words(page))
    width, height = typed_page().size
    turns: dict[int, Callable[[Box], Box]] = {
        90: lambda b: Box(height - b.bottom, b.left, height - b.top, b.right),
        180: lambda b: Box(width - b.right, height - b.bottom, width - b.left, height - b.top),
        270: lambda b: Box(b.top, width - b.right, b.bottom, width - b.left),
    }
    turned = turns[turn]
    words = [
        PlacedWord(word.text, turned(Box(int(w.left), int(w.top), int(w.right), int(w.bottom))), word.line_no)
        for word, w in zip(upright, CANNED, strict=True)
    ]
    lying = FiledPage(0, page, words)
    assert_words_in_place(searchable_pdf(image_bytes(scan), [lying], options=OPTIONS), lying)


@pytest.mark.parametrize("orientation", [1, 2, 3, 6, 8])
def test_a_photo_is_shown_the_right_way_up_and_kept_as_it_came(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    source = image_bytes(typed_page(), "JPEG", exif=exif)
    pdf, (page,) = filed(source)
    reading = read_document(source, options=OPTIONS, engine=CannedEngine(words=CANNED))
    assert reading.pages[0].image_jpeg is not None
    shown = picture(pdf)
    upright = Image.open(io.BytesIO(reading.pages[0].image_jpeg)).convert("L").resize(shown.size)
    assert np.abs(np.asarray(shown, int) - np.asarray(upright, int)).mean() < 8
    assert (source[2:2000] in pdf) == (orientation != 2)
    assert page.words[0].text == CORRECTED


def test_a_born_digital_page_that_nobody_corrected_is_kept_as_it_is() -> None:
    source = typed_pdf([NOTE])
    pdf, _ = filed(source, correct=False)
    with pikepdf.open(io.BytesIO(source)) as before, pikepdf.open(io.BytesIO(pdf)) as after:
        assert after.pages[0].Contents.read_bytes() == before.pages[0].Contents.read_bytes()
    assert text_by_pdfium(pdf).split() == NOTE_WORDS


def test_a_corrected_born_digital_page_no_longer_holds_its_old_words() -> None:
    pdf, (page,) = filed(typed_pdf([NOTE]))
    assert_words_in_place(pdf, page)
    assert "Progress" not in text_by_pdfium(pdf)


def test_words_read_from_a_picture_are_added_to_the_page_that_holds_it() -> None:
    source = pdf_with_picture(NOTE[:2], typed_page(("Stamped",), size=(700, 300)))
    pdf, (page,) = filed(source, correct=False)
    assert page.page.engine.name == "text-layer+canned"
    assert sorted(text_by_pdfium(pdf).split()) == sorted(word.text for word in page.words)


def test_pages_can_be_filed_in_another_order_and_in_part() -> None:
    source = joined_pdf(typed_pdf([("first",)]), typed_pdf([("second",)]), typed_pdf([("third",)]))
    _, pages = filed(source, correct=False)
    pdf = searchable_pdf(source, [pages[2], pages[0]], options=OPTIONS)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 2
    assert [text_by_pdfium(pdf, n).strip() for n in (0, 1)] == ["third", "first"]


def test_a_page_that_nobody_can_decode_is_filed_with_a_notice() -> None:
    small = OcrOptions(max_pixels=100_000)
    source = tiff_of([typed_page(("one",), size=(300, 200)), typed_page()])
    reading = read_document(source, options=small, engine=CannedEngine())
    pages = [FiledPage(n, read.page, ()) for n, read in enumerate(reading.pages)]
    pdf = searchable_pdf(source, pages, options=small)
    assert "Page 2 could not be decoded" in text_by_pdfium(pdf, 1)


def test_a_word_without_letters_cannot_be_placed() -> None:
    with pytest.raises(ValueError, match="placed word"):
        PlacedWord(" ", Box(0, 0, 1, 1), 0)


def test_words_of_different_heights_keep_their_boxes_and_their_line() -> None:
    page = read_document(tiff_of([typed_page()]), options=OPTIONS, engine=CannedEngine()).pages[0].page
    tops = {"Range": (100, 140), "4.0": (102, 130), "-": (114, 119), "5.6": (102, 130), "mg/dL": (98, 142)}
    words: list[PlacedWord] = []
    for text, (top, bottom) in tops.items():
        left = words[-1].box.right + 14 if words else 100
        words.append(PlacedWord(text, Box(left, top, left + 20 * len(text), bottom), 0))
    pdf = searchable_pdf(tiff_of([typed_page()]), [FiledPage(0, page, words)], options=OPTIONS)
    assert text_by_pdfium(pdf).strip() == "Range 4.0 - 5.6 mg/dL"
    points_per_px = 72 / page.dpi
    found = {str(word["text"]): word for word in found_by_pdfplumber(pdf)}
    for word in words:
        if word.text == "-":
            continue  # a sign reaches over the line, see text_layer_writer
        sides = [float(found[word.text][side]) / points_per_px for side in ("x0", "top", "x1", "bottom")]
        assert sides == pytest.approx(word.box.as_json(), abs=1.1)
