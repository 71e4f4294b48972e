from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from ocr.open_document import PageUnreadableError, open_document
from ocr.options import OcrOptions
from ocr.read_document import read_document
from storage.errors import ServiceError
from tests.doubles.ocr_engines import CannedEngine
from tests.ocr.charts import typed_page
from tests.ocr.odd_files import (
    circular_pages_pdf,
    drawing_bomb_pdf,
    fax_tiff,
    fine_scan_pdf,
    jbig2_pdf,
    large_page_pdf,
)

OPTIONS = OcrOptions()
PAGE = typed_page(("Amoxicillin 500 mg",), size=(600, 400)).convert("L")


def shown(source: bytes) -> np.ndarray:  # type: ignore[type-arg]
    with open_document(source, options=OPTIONS) as document:
        return np.asarray(document.load_page(0).raster.grey(), dtype=int)


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt", "packbits", "raw"])
def test_every_compression_of_a_fax_shows_the_same_page(compression: str) -> None:
    bilevel = np.asarray(PAGE.convert("1", dither=Image.Dither.NONE).convert("L"), dtype=int)
    assert np.array_equal(shown(fax_tiff(PAGE, compression)), bilevel)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg", "zstd", "lzma"])
def test_every_compression_of_a_scan_shows_the_same_page(compression: str) -> None:
    colour = PAGE.convert("RGB")
    difference = np.abs(shown(written(colour, "TIFF", compression=compression)) - np.asarray(PAGE, dtype=int))
    assert float(difference.mean()) < 2.0


def test_a_jbig2_page_is_shown() -> None:
    found = shown(jbig2_pdf(PAGE))
    wanted = np.asarray(PAGE.resize((found.shape[1], found.shape[0])), dtype=int)
    assert float(np.abs(found - wanted).mean()) < 6.0


def test_a_page_scanned_at_2400_dpi_is_read_at_a_sensible_size() -> None:
    found = shown(fine_scan_pdf(PAGE.resize((2400, 1600)), dpi=2400))
    assert max(found.shape) <= 2400 * OPTIONS.render_dpi / 2400 + 2


def test_palette_and_inverted_cmyk_pages_are_shown_dark_on_light() -> None:
    for source in (written(PAGE.convert("P"), "PNG"), written(PAGE.convert("CMYK"), "JPEG")):
        found = shown(source)
        assert float(np.abs(found - np.asarray(PAGE, dtype=int)).mean()) < 4.0


def test_a_plan_of_117_inches_is_shown_within_the_memory_of_a_page() -> None:
    found = shown(large_page_pdf(inches=117))
    assert found.size <= OPTIONS.max_render_pixels * 1.01
    assert found.min() < 128


@pytest.mark.parametrize("in_a_form", [False, True])
def test_a_drawing_that_grows_without_end_is_that_pages_loss(in_a_form: bool) -> None:
    source = drawing_bomb_pdf(megabytes=400, in_a_form=in_a_form)
    assert len(source) < 1_000_000
    with (
        open_document(source, options=OPTIONS) as document,
        pytest.raises(PageUnreadableError, match="too large"),
    ):
        document.load_page(0)
    (page,) = read_document(source, options=OPTIONS, engine=CannedEngine()).pages
    assert [loss.kind for loss in page.page.deficiencies] == ["page_unreadable"]


@pytest.mark.parametrize("make", [circular_pages_pdf, lambda: large_page_pdf(inches=201)])
def test_a_hostile_file_ends_with_a_result_or_its_own_error(make: Callable[[], bytes]) -> None:
    try:
        reading = read_document(make(), options=OPTIONS, engine=CannedEngine())
    except ServiceError as error:
        codes = {error.code.partition(".")[0]}
    else:
        codes = {"ocr"} if all(page.page.deficiencies for page in reading.pages) else set()
    assert codes == {"ocr"}
