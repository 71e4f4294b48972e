from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import ocr
from ocr.engine import EngineInterruptedError, EngineWord
from ocr.options import OcrOptions
from ocr.page import Page, page_text
from ocr.read_document import read_document
from tests.doubles.ocr_engines import (
    CannedEngine,
    FailingEngine,
    engine_that_crashes,
    engine_that_is_stopped,
    engine_that_times_out,
)
from tests.ocr.charts import (
    DPI,
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


def only_page(source: bytes) -> Page:
    (read,) = read_document(source, options=OPTIONS).pages
    return read.page


def words_of(page: Page) -> list[str]:
    return [word.text for word in page.words()]


def ink_under_words(page: Page, image: Image.Image) -> bool:
    """Whether there is print under the middle half of every word's box."""
    grey = np.asarray(image.convert("L"))
    return all(
        (grey[w.box.top : w.box.bottom, w.box.left : w.box.right] < 128).any()
        and w.box.width < page.width / 2
        for w in page.words()
    )


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_is_read_whichever_way_up_it_was_scanned(rotation: int) -> None:
    scan = typed_page().rotate(-rotation, expand=True, fillcolor=255)
    page = only_page(image_bytes(scan))
    assert words_of(page) == NOTE_WORDS
    assert page.rotation_deg == rotation
    assert (page.width, page.height) == scan.size
    assert ink_under_words(page, scan)
    first, *_, last = page.words()
    assert (first.box.top < last.box.top) == (rotation == 90)


def test_a_page_scanned_askew_is_straightened_and_boxes_lead_back() -> None:
    scan = typed_page(size=(1500, 1000)).rotate(-7, expand=False, fillcolor=255)
    page = only_page(image_bytes(scan))
    assert words_of(page) == NOTE_WORDS
    assert page.skew_deg == pytest.approx(7, abs=0.3)
    assert ink_under_words(page, scan)


def test_white_on_black_and_coarse_scans_are_read() -> None:
    negative = typed_page().point(lambda value: 255 - value)
    assert words_of(only_page(image_bytes(negative))) == NOTE_WORDS
    coarse = typed_page().resize((650, 400))
    assert words_of(only_page(image_bytes(coarse, dpi=(100, 100)))) == NOTE_WORDS


def test_print_in_a_shadow_is_read() -> None:
    print_px = np.asarray(typed_page(), dtype=np.float64)
    shadow = np.linspace(1.0, 0.3, print_px.shape[1])
    faded = Image.fromarray(((60 + print_px * 195 / 255) * shadow).astype(np.uint8))
    assert words_of(only_page(image_bytes(faded))) == NOTE_WORDS


def test_blank_pages_are_recorded_as_blank_and_not_as_losses() -> None:
    rng = np.random.default_rng(1)
    noisy = Image.fromarray(rng.integers(238, 255, (800, 1300), dtype=np.uint8))
    reading = read_document(tiff_of([noisy, typed_page(("p.1",))]), options=OPTIONS)
    blank, small = (read.page for read in reading.pages)
    assert blank.is_blank
    assert blank.deficiencies == ()
    assert not small.is_blank


def test_ink_that_yields_no_words_is_flagged() -> None:
    (read,) = read_document(image_bytes(typed_page()), options=OPTIONS, engine=CannedEngine()).pages
    assert [loss.kind for loss in read.page.deficiencies] == ["ink_without_words"]
    few = CannedEngine(words=(EngineWord("two", 10, 10, 50, 30, 0.9, 1, 0),))
    (read,) = read_document(image_bytes(typed_page()), options=OPTIONS, engine=few).pages
    assert [loss.kind for loss in read.page.deficiencies] == ["ink_with_few_words"]


@pytest.mark.parametrize(
    ("engine", "kind"),
    [(engine_that_times_out(), "engine_timeout"), (engine_that_crashes(), "engine_failed")],
)
def test_a_page_on_which_the_engine_fails_is_kept_as_a_deficiency(engine: FailingEngine, kind: str) -> None:
    reading = read_document(tiff_of([typed_page()] * 2), options=OPTIONS, engine=engine)
    assert [[loss.kind for loss in read.page.deficiencies] for read in reading.pages] == [[kind]] * 2
    assert [read.page.deficiencies[0].page_number for read in reading.pages] == [1, 2]
    assert all(read.image_jpeg for read in reading.pages)


def test_an_engine_stopped_from_outside_leaves_the_page_for_later() -> None:
    with pytest.raises(EngineInterruptedError):
        read_document(image_bytes(typed_page()), options=OPTIONS, engine=engine_that_is_stopped())


def test_an_unreadable_page_does_not_cost_the_others() -> None:
    source = tiff_of([typed_page(("small",), size=(300, 200)), typed_page()])
    reading = read_document(source, options=OcrOptions(max_pixels=100_000), engine=CannedEngine())
    lost = reading.pages[1]
    assert [loss.kind for loss in lost.page.deficiencies] == ["page_too_large"]
    assert (lost.page.width, lost.page.height) == (1300, 800)
    assert lost.image_jpeg is None
    assert reading.pages[0].image_jpeg is not None


def test_a_born_digital_page_is_read_from_its_own_text() -> None:
    page = only_page(typed_pdf([NOTE]))
    assert page_text(page).split() == NOTE_WORDS
    assert page.engine.name == "text-layer"
    assert {word.confidence for word in page.words()} == {None}


@pytest.mark.parametrize("rotate", [90, 180, 270])
@pytest.mark.parametrize("crop", [None, (20, 20, 448, 288)])
def test_the_text_of_a_turned_or_cropped_pdf_page_lies_on_its_print(
    rotate: int, crop: tuple[int, int, int, int] | None
) -> None:
    (read,) = read_document(
        changed_pdf(typed_pdf([NOTE]), rotate=rotate, crop=crop), options=OPTIONS, engine=CannedEngine()
    ).pages
    page = read.page
    assert words_of(page) == NOTE_WORDS
    assert page.rotation_deg == rotate
    assert read.image_jpeg is not None
    picture = Image.open(io.BytesIO(read.image_jpeg)).resize((page.width, page.height))
    assert ink_under_words(page, picture)


def test_a_junk_text_layer_is_refused_and_the_image_read() -> None:
    # a scan with a stray letter for a text layer, as poor scanners make them
    page = only_page(with_stray_text(scanned_pdf(typed_page()), "x"))
    assert words_of(page) == NOTE_WORDS
    assert page.engine.name == "tesseract"


def test_pictures_with_print_on_a_born_digital_page_are_read_too() -> None:
    page = only_page(pdf_with_picture(NOTE[:3], typed_page(("Stamped in the laboratory",), size=(700, 300))))
    assert page.engine.name == "text-layer+tesseract"
    assert words_of(page) == [*" ".join(NOTE[:3]).split(), "Stamped", "in", "the", "laboratory"]


def test_a_chart_of_scanned_and_born_digital_pages_is_read_page_by_page() -> None:
    told: list[tuple[int, int]] = []
    source = joined_pdf(typed_pdf([NOTE]), scanned_pdf(typed_page(NOTE[:2])))
    reading = read_document(source, options=OPTIONS, progress=lambda done, total: told.append((done, total)))
    assert [read.page.engine.name for read in reading.pages] == ["text-layer", "tesseract"]
    assert [words_of(read.page)[-1] for read in reading.pages] == ["weeks.", "breath"]
    assert told == [(1, 2), (2, 2)]
    assert reading.media_type == "application/pdf"


def test_two_columns_of_print_are_read_one_after_the_other() -> None:
    page = Image.new("L", (1700, 800), 255)
    page.paste(typed_page(NOTE, size=(850, 800), left=40, height_px=24), (0, 0))
    page.paste(typed_page(NOTE[::-1], size=(800, 800), left=40, height_px=24), (860, 0))
    assert words_of(only_page(image_bytes(page))) == [*NOTE_WORDS, *" ".join(NOTE[::-1]).split()]


def test_word_ids_name_page_reading_and_place() -> None:
    page = only_page(typed_pdf([NOTE[:1]]))
    assert [word.id for word in page.words()] == [f"page-1:1:{n}" for n in range(6)]


def test_pictures_for_people_are_small_and_not_turned() -> None:
    scan = typed_page(size=(3000, 1000)).rotate(90, expand=True)
    (read,) = read_document(image_bytes(scan), options=OPTIONS, engine=CannedEngine()).pages
    assert read.image_jpeg is not None
    assert read.thumbnail_jpeg is not None
    assert Image.open(io.BytesIO(read.image_jpeg)).size == (733, 2200)
    assert max(Image.open(io.BytesIO(read.thumbnail_jpeg)).size) == 320


def test_a_g4_chart_of_several_pages_is_read() -> None:
    source = tiff_of([typed_page(NOTE[n : n + 2]).convert("1") for n in (0, 2)], compression="group4")
    reading = read_document(source, options=OPTIONS)
    assert [words_of(read.page) for read in reading.pages] == [
        " ".join(NOTE[n : n + 2]).split() for n in (0, 2)
    ]
    assert {read.page.dpi for read in reading.pages} == {DPI}


def test_reading_needs_neither_speech_nor_language_libraries() -> None:
    heavy = ("spacy", "faster_whisper", "av")
    check = f"import sys, ocr.read_document; print([name for name in {heavy} if name in sys.modules])"
    root = str(Path(str(ocr.__file__)).parent.parent)
    said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, cwd=root, check=True)
    assert said.stdout.strip() == "[]"
