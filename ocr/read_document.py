"""Read this first: bytes of a chart in, pages of words with boxes out.

`read_document` is `open_document`, then `read_page` for each page, then `assemble`. A worker that reads
a few pages of a long chart calls the same three. A page that cannot be read is kept as a page with a
deficiency; only a document that cannot be opened raises.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ocr.engine import OcrEngine
from ocr.engines import Engines, as_engines, engines_for
from ocr.free_memory import return_free_memory
from ocr.open_document import OpenDocument, PageUnreadableError, TooManyPixelsError, open_document
from ocr.options import OcrOptions
from ocr.page import Page
from ocr.page_image import review_jpeg, thumbnail_jpeg
from ocr.page_reader import PageReader
from storage.errors import Deficiency, EngineInfo

__all__ = [
    "DocumentReading",
    "OpenDocument",
    "PageReading",
    "assemble",
    "engines_for",
    "open_document",
    "read_document",
    "read_page",
]


@dataclass(frozen=True)
class PageReading:
    """A page as read, its pictures for people (None: not rendered or not asked for), the time it took."""

    page: Page
    image_jpeg: bytes | None
    thumbnail_jpeg: bytes | None
    seconds: float


@dataclass(frozen=True)
class DocumentReading:
    """Every page of a document in order, and what was lost about the document as a whole."""

    media_type: str
    pages: tuple[PageReading, ...]
    deficiencies: tuple[Deficiency, ...]


def read_document(
    source: bytes,
    *,
    options: OcrOptions,
    engine: OcrEngine | Engines | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DocumentReading:
    """Every page of the PDF, TIFF, PNG or JPEG in `source`.

    `progress` is told (pages done, pages in all) after each page.

    Raises:
        ServiceError: the document cannot be opened (see `open_document`) or the engine cannot run.
    """
    with open_document(source, options=options) as document:
        readings = []
        for index in range(document.page_count):
            page_id = f"page-{index + 1}"
            readings.append(read_page(document, index, page_id=page_id, options=options, engine=engine))
            if progress is not None:
                progress(index + 1, document.page_count)
        return assemble(document, readings)


def assemble(document: OpenDocument, readings: Iterable[PageReading]) -> DocumentReading:
    """The reading of the whole document from the readings of its pages, in order."""
    return DocumentReading(document.media_type, tuple(readings), document.deficiencies)


def read_page(
    document: OpenDocument,
    page_index: int,
    *,
    page_id: str,
    options: OcrOptions,
    engine: OcrEngine | Engines | None = None,
    reading_no: int = 1,
    pictures: bool = True,
) -> PageReading:
    """Page `page_index` (from 0) of an open document.

    Word ids are `page_id:reading_no:n`, n from 0 in reading order. A page that cannot be decoded, or on
    which the engine fails or takes too long, comes back without words and with a deficiency. `engine` None
    means those that the options ask for; `pictures` are what people see on a screen.

    Raises:
        TesseractMissingError, LanguageDataMissingError: the engine cannot run here.
        EngineInterruptedError: it was stopped.
    """
    started = time.perf_counter()
    try:
        loaded = document.load_page(page_index)
    except (PageUnreadableError, TooManyPixelsError) as error:
        kind = "page_too_large" if isinstance(error, TooManyPixelsError) else "page_unreadable"
        lost = Deficiency(kind, error.what, page_number=page_index + 1)
        page = _page_without_words(document, page_index, page_id=page_id, lost=lost, options=options)
        return PageReading(page, None, None, time.perf_counter() - started)
    reader = PageReader(
        loaded, page_id=page_id, page_number=page_index + 1, reading_no=reading_no, options=options
    )
    page = reader.read(None if engine is None else as_engines(engine))
    review = thumbnail = None
    if pictures:
        review = review_jpeg(loaded.raster, longest_side_px=options.page_image_side_px)
        thumbnail = thumbnail_jpeg(loaded.raster, longest_side_px=options.thumbnail_side_px)
    del reader, loaded
    return_free_memory()
    return PageReading(page, review, thumbnail, seconds=time.perf_counter() - started)


def crashed_page(
    document: OpenDocument, page_index: int, *, page_id: str, options: OcrOptions
) -> PageReading:
    """A page whose reading ended the process that read it: without words, and with a deficiency."""
    lost = Deficiency("page_crashed", "reading the page ended the program", page_number=page_index + 1)
    page = _page_without_words(document, page_index, page_id=page_id, lost=lost, options=options)
    return PageReading(page, None, None, seconds=0.0)


def _page_without_words(
    document: OpenDocument, page_index: int, *, page_id: str, lost: Deficiency, options: OcrOptions
) -> Page:
    width, height, dpi = document.page_size(page_index)
    return Page(
        id=page_id,
        width=width,
        height=height,
        dpi=dpi,
        blocks=(),
        engine=EngineInfo(name="none", version="0", options_hash=options.fingerprint),
        deficiencies=(lost,),
    )
