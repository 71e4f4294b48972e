"""`chartscribe ocr`: charts in; words with boxes, text, hOCR, ALTO or searchable PDF out. Needs no site."""

from __future__ import annotations

import argparse
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from chartscribe.commands import Commands
from chartscribe.commands.file_arguments import add_file_arguments, sink_for
from chartscribe.file_results import Content, Unit, give_out, read_input
from chartscribe.progress import Advance, progress_bar

if TYPE_CHECKING:
    from ocr.open_document import LoadedPage, OpenDocument
    from ocr.options import OcrOptions
    from ocr.read_document import DocumentReading

_FORMATS = ("json", "text", "hocr", "alto", "pdf")


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "ocr", parents=[home], help="read charts: PDF, TIFF, JPEG, PNG", description="Reads charts."
    )
    add_file_arguments(parser, formats=_FORMATS)
    parser.add_argument(
        "--engine",
        choices=("routed", "tesseract"),
        help="routed: a page's own text where it can be trusted, else Tesseract; tesseract: always Tesseract",
    )
    parser.add_argument(
        "--workers", type=int, metavar="N", help="pages read at the same time (default: one a processor core)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read every file, in order; the worst of what became of them."""
    from chartscribe.options import EngineSettings, ocr_options
    from ingest.settings import usable_cores

    sink = sink_for(arguments)
    options = ocr_options(EngineSettings(), engine=arguments.engine)
    workers = arguments.workers if arguments.workers is not None else usable_cores()
    if workers < 1:
        arguments.usage_error("--workers counts from 1")
    with progress_bar("reading", unit="pages") as advance:
        convert = partial(
            _read_file, format_name=arguments.format, options=options, workers=workers, advance=advance
        )
        return give_out([Unit(file, partial(convert, file)) for file in arguments.files], sink)


def _read_file(
    file: str, *, format_name: str, options: OcrOptions, workers: int, advance: Advance
) -> Content:
    source = read_input(file)
    reading = read_in_parallel(source, options=options, workers=workers, advance=advance)
    return _written(file, source, reading, format_name=format_name, options=options)


def read_in_parallel(
    source: bytes, *, options: OcrOptions, workers: int, advance: Advance
) -> DocumentReading:
    """What `ocr.read_document` gives, with up to `workers` pages read at the same time.

    Threads are enough: nearly all the time goes into the OCR engine's own processes and into image code that
    lets other threads run.

    Raises:
        ServiceError: as `read_document`.
    """
    from ocr.read_document import assemble, open_document, read_page

    with _OneAtATime(open_document(source, options=options)) as document:
        done = 0
        advance(0, document.page_count)
        pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="page")
        try:
            pages = []
            for reading in pool.map(
                lambda index: read_page(document, index, page_id=f"page-{index + 1}", options=options),
                range(document.page_count),
            ):
                pages.append(
                    replace(reading, image_jpeg=None, thumbnail_jpeg=None)
                )  # nobody asked for pictures
                done += 1
                advance(done, document.page_count)
        finally:
            # on a failure or Ctrl-C the pages that nobody has begun are not begun any more
            pool.shutdown(cancel_futures=True)
        return assemble(document, pages)


class _OneAtATime:
    """An open document whose pages load one at a time: PDFium must not be entered by two threads at once."""

    def __init__(self, document: OpenDocument) -> None:
        self._document = document
        self._lock = threading.Lock()
        self.media_type = document.media_type
        self.page_count = document.page_count
        self.deficiencies = document.deficiencies

    def load_page(self, page_index: int) -> LoadedPage:
        with self._lock:
            return self._document.load_page(page_index)

    def page_size(self, page_index: int) -> tuple[int, int, float]:
        with self._lock:
            return self._document.page_size(page_index)

    def close(self) -> None:
        self._document.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _written(
    file: str, source: bytes, reading: DocumentReading, *, format_name: str, options: OcrOptions
) -> Content:
    from ocr.output import document_as_json, document_text

    if format_name == "json":
        return document_as_json(file, hashlib.sha256(source).hexdigest(), reading)
    if format_name == "text":
        return document_text(reading)
    pages = [read.page for read in reading.pages]
    if format_name == "hocr":
        from ocr.hocr import hocr

        return hocr(pages)
    if format_name == "alto":
        from ocr.alto import alto

        return alto(pages)
    return _as_searchable_pdf(source, reading, options)


def _as_searchable_pdf(source: bytes, reading: DocumentReading, options: OcrOptions) -> bytes:
    from ocr.searchable_pdf import FiledPage, placed_words, searchable_pdf

    pages = [FiledPage(index, read.page, placed_words(read.page)) for index, read in enumerate(reading.pages)]
    return searchable_pdf(source, pages, options=options)
