from __future__ import annotations

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image

from ocr.image_document import ImageDocument
from ocr.image_pdf import add_image_page
from ocr.jpeg_strips import joined_jpeg
from ocr.kept_image import kept_png, kept_tiff_jpeg
from ocr.options import OcrOptions
from tests.ocr.charts import typed_page

PAGE = typed_page(("Amoxicillin 500 mg", "twice daily"), size=(603, 700)).convert("RGB")


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def as_pdf(source: bytes, media_type: str) -> bytes:
    pdf = pikepdf.Pdf.new()
    with ImageDocument(source, media_type=media_type, options=OcrOptions()) as document:
        pdf.pages.append(add_image_page(pdf, document, 0))
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def shown(pdf: bytes, size: tuple[int, int]) -> NDArray[np.int_]:
    document = pypdfium2.PdfDocument(pdf)
    width_pt, _ = document[0].get_size()
    image = document[0].render(scale=size[0] / width_pt).to_pil().convert("L")
    document.close()
    return np.asarray(image, dtype=int)


@pytest.mark.parametrize("rows_per_strip", [16, 64, 700])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_the_strips_of_a_tiff_become_one_jpeg_with_the_same_pixels(mode: str, rows_per_strip: int) -> None:
    source = written(PAGE.convert(mode), "TIFF", compression="jpeg", tiffinfo={278: rows_per_strip})
    frame = Image.open(io.BytesIO(source))
    kept = kept_tiff_jpeg(source, frame)
    assert kept is not None
    assert len(kept.encoded) <= len(source)
    joined = np.asarray(Image.open(io.BytesIO(kept.encoded)).convert(mode), dtype=int)
    assert np.array_equal(joined, np.asarray(frame.convert(mode), dtype=int))


@pytest.mark.parametrize(
    ("source", "media_type"),
    [
        (written(PAGE, "JPEG"), "image/jpeg"),
        (written(PAGE, "TIFF", compression="jpeg", tiffinfo={278: 64}), "image/tiff"),
        (written(PAGE, "PNG"), "image/png"),
        (written(PAGE.convert("L"), "PNG"), "image/png"),
        (written(PAGE.convert("1"), "PNG"), "image/png"),
        (written(PAGE.convert("P"), "PNG"), "image/png"),
        (written(PAGE.convert("L"), "TIFF", compression="tiff_lzw"), "image/tiff"),
        (written(PAGE.convert("RGBA"), "PNG"), "image/png"),
        (written(PAGE.convert("CMYK"), "JPEG"), "image/jpeg"),
    ],
    ids=["jpeg", "tiff jpeg", "png", "grey png", "bilevel png", "palette png", "lzw", "alpha png", "cmyk"],
)
def test_a_filed_page_shows_what_was_received(source: bytes, media_type: str) -> None:
    with Image.open(io.BytesIO(source)) as image:
        expected = np.asarray(image.convert("RGB").convert("L"), dtype=int)
    found = shown(as_pdf(source, media_type), (expected.shape[1], expected.shape[0]))
    rows = min(found.shape[0], expected.shape[0])
    assert float(np.abs(found[:rows] - expected[:rows]).mean()) < 2.0


@pytest.mark.parametrize(
    ("source", "media_type"),
    [
        (written(PAGE, "JPEG", quality=80), "image/jpeg"),
        (written(PAGE, "TIFF", compression="jpeg"), "image/tiff"),
        (written(PAGE.convert("1"), "TIFF", compression="group4"), "image/tiff"),
        (written(PAGE.convert("1"), "PNG"), "image/png"),
    ],
    ids=["jpeg", "tiff jpeg", "fax", "png"],
)
def test_a_filed_page_is_hardly_larger_than_what_was_received(source: bytes, media_type: str) -> None:
    assert len(as_pdf(source, media_type)) < max(1.15 * len(source), len(source) + 4_000)


@pytest.mark.parametrize(
    "source",
    [
        written(PAGE.convert("RGBA"), "PNG"),
        written(Image.fromarray(np.zeros((4, 4), np.uint16)), "PNG"),
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["transparent", "16 bits", "no header"],
)
def test_a_png_that_a_pdf_cannot_hold_as_it_is_is_left_to_be_decoded(source: bytes) -> None:
    assert kept_png(source) is None


def test_a_tiff_page_without_jpeg_samples_is_left_to_be_decoded() -> None:
    source = written(PAGE.convert("L"), "TIFF", compression="tiff_lzw")
    assert kept_tiff_jpeg(source, Image.open(io.BytesIO(source))) is None


def _strip(**options: object) -> bytes:
    return written(PAGE.convert("L").crop((0, 0, 64, 16)), "JPEG", **options)


@pytest.mark.parametrize(
    "strips",
    [
        [],
        [b"no picture"],
        [_strip()[:40]],
        [_strip(progressive=True)],
        [_strip(restart_marker_blocks=1)],
        [written(PAGE.convert("L").crop((0, 0, 64, 13)), "JPEG")] * 2,
        [_strip(), written(PAGE.convert("L").crop((0, 0, 32, 16)), "JPEG"), _strip()],
    ],
    ids=["none", "garbage", "cut off", "progressive", "own restarts", "part of a row", "different widths"],
)
def test_strips_that_cannot_be_joined_without_loss_are_left_alone(strips: list[bytes]) -> None:
    assert joined_jpeg(strips, tables=b"", height=32) is None


def test_broken_shared_tables_leave_the_strips_alone() -> None:
    assert joined_jpeg([_strip()], tables=b"garbage", height=16) is None
