from __future__ import annotations

import random

import pytest

from ocr.options import OcrOptions
from ocr.read_document import read_document
from ocr.searchable_pdf import FiledPage, placed_words, searchable_pdf
from storage.errors import ServiceError
from tests.doubles.ocr_engines import CannedEngine
from tests.ocr.charts import NOTE, image_bytes, scanned_pdf, tiff_of, typed_page, typed_pdf

SMALL = typed_page(("one two",), size=(400, 200))
COARSE = OcrOptions(render_dpi=72)
WHOLE = {
    "pdf": typed_pdf([NOTE[:2]]),
    "scan": scanned_pdf(SMALL),
    "tiff": tiff_of([SMALL] * 2, compression="raw"),
    "g4": tiff_of([SMALL.convert("1")] * 2, compression="group4"),
    "png": image_bytes(SMALL),
    "jpeg": image_bytes(SMALL, "JPEG"),
}


def damaged(whole: bytes, draw: random.Random) -> bytes:
    wounded = bytearray(whole)
    reach = len(wounded) if draw.random() < 0.5 else min(len(wounded), 600)
    for _ in range(draw.choice([1, 3, 20])):
        wounded[draw.randrange(reach)] = draw.randrange(256)
    return bytes(wounded[: draw.randrange(len(wounded))] if draw.random() < 0.2 else wounded)


@pytest.mark.parametrize("kind", sorted(WHOLE))
def test_damaged_bytes_are_refused_by_a_code_or_read_and_filed(kind: str) -> None:
    draw = random.Random(kind)  # noqa: S311 - seeded damage, not a secret
    codes: list[str] = []
    for _ in range(12):
        source = damaged(WHOLE[kind], draw)
        try:
            reading = read_document(source, options=COARSE, engine=CannedEngine())
        except ServiceError as error:
            codes.append(error.code)
            continue
        pages = [FiledPage(n, read.page, placed_words(read.page)) for n, read in enumerate(reading.pages)]
        assert searchable_pdf(source, pages, options=COARSE).startswith(b"%PDF")
    assert all(code.startswith("ocr.") for code in codes)
