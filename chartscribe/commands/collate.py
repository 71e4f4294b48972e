"""`chartscribe collate`: fronts and backs that were scanned one after the other, in order. Needs no site."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from chartscribe.commands import Commands
from chartscribe.file_results import read_input
from storage.errors import Disposition, ServiceError


class CollatedNotWrittenError(ServiceError):
    """The collated PDF cannot be written where it was asked for, or a file of that name is there already."""

    code = "chartscribe.collated_not_written"
    disposition = Disposition.ASK_HUMAN
    remedy = "Name a new file in a folder that exists and that you may write to"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "collate",
        parents=[home],
        help="put fronts and backs that were scanned one after the other into order",
        description=(
            "Puts the pages of a two-sided stack into order: all fronts were scanned first, then, with the "
            "stack turned over, all backs. Blank backs stay: they are marked when the chart is read."
        ),
    )
    parser.add_argument("fronts", metavar="FRONTS", help="scan of all fronts, or of fronts and then backs")
    parser.add_argument("backs", metavar="BACKS", nargs="?", help="scan of all backs, if it is another file")
    parser.add_argument(
        "--same-order", action="store_true", help="the backs were scanned first to last, not last to first"
    )
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="PDF file to write")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the PDF and say how many pages it has."""
    from ocr.collation import collate, collate_one_file
    from ocr.open_document import open_document
    from ocr.options import OcrOptions
    from ocr.part_of_file import joined_pdf, pages_alone

    options = OcrOptions()
    sources = [read_input(name) for name in (arguments.fronts, arguments.backs) if name is not None]
    counts = []
    for source in sources:
        with open_document(source, options=options) as document:
            counts.append(document.page_count)
    is_reversed = not arguments.same_order
    if len(counts) == 1:
        order = collate_one_file(counts[0], is_back_reversed=is_reversed)
        content = pages_alone(sources[0], order, options=options)
    else:
        order = collate(counts[0], counts[1], is_back_reversed=is_reversed)
        passes = [
            pages_alone(source, range(count), options=options)
            for source, count in zip(sources, counts, strict=True)
        ]
        content = pages_alone(joined_pdf(passes), order, options=options)
    _write_new(arguments.out, content)
    print(f"{arguments.out}: {len(order)} page(s) in order")
    return 0


def _write_new(target: Path, content: bytes) -> None:
    """Write a file that was not there: a scan is never written over."""
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as failure:
        raise CollatedNotWrittenError("the PDF cannot be written", where=str(target)) from failure
