"""`chartscribe ocr`: charts in; words with boxes, text, hOCR, ALTO or searchable PDF out. Needs no site."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from chartscribe.commands import Commands
from chartscribe.commands.file_arguments import add_file_arguments, sink_for
from chartscribe.file_results import Content, Unit, give_out
from chartscribe.progress import progress_bar

if TYPE_CHECKING:
    from chartscribe.chart_queue import ChartQueue, ReadChart
    from ocr.options import OcrOptions

_FORMATS = ("json", "text", "hocr", "alto", "pdf")


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "ocr", parents=[home], help="read charts: PDF, TIFF, JPEG, PNG, HEIC", description="Reads charts."
    )
    add_file_arguments(parser, formats=_FORMATS)
    parser.add_argument(
        "--engine",
        choices=("routed", "tesseract"),
        help="routed: a page's own text where it can be trusted, else Tesseract, RapidOCR where it helps; "
        "tesseract: always Tesseract alone",
    )
    parser.add_argument(
        "--workers", type=int, metavar="N", help="pages read at the same time (default: one a processor core)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read every file, in order; the worst of what became of them."""
    from chartscribe.chart_queue import ChartQueue
    from chartscribe.options import EngineSettings, ocr_options
    from ingest.settings import usable_cores

    sink = sink_for(arguments)
    options = ocr_options(EngineSettings(), engine=arguments.engine)
    workers = arguments.workers if arguments.workers is not None else usable_cores()
    if workers < 1:
        arguments.usage_error("--workers counts from 1")
    with (
        progress_bar("reading", unit="pages") as advance,
        ChartQueue(arguments.files, options=options, workers=workers, advance=advance) as charts,
    ):
        convert = partial(_converted, charts, format_name=arguments.format, options=options)
        return give_out([Unit(file, convert) for file in arguments.files], sink)


def _converted(charts: ChartQueue, *, format_name: str, options: OcrOptions) -> Content:
    return _written(charts.next_chart(), format_name=format_name, options=options)


def _written(chart: ReadChart, *, format_name: str, options: OcrOptions) -> Content:
    from ocr.output import document_as_json, document_text

    if format_name == "json":
        return document_as_json(chart.file, chart.sha256, chart.reading)
    if format_name == "text":
        return document_text(chart.reading)
    pages = [read.page for read in chart.reading.pages]
    if format_name == "hocr":
        from ocr.hocr import hocr

        return hocr(pages)
    if format_name == "alto":
        from ocr.alto import alto

        return alto(pages)
    return _as_searchable_pdf(chart, options)


def _as_searchable_pdf(chart: ReadChart, options: OcrOptions) -> bytes:
    from ocr.searchable_pdf import FiledPage, placed_words, searchable_pdf

    pages = [
        FiledPage(index, read.page, placed_words(read.page)) for index, read in enumerate(chart.reading.pages)
    ]
    return searchable_pdf(chart.source(), pages, options=options)
