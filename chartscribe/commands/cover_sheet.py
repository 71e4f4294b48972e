"""`chartscribe cover-sheet`: sheets to print that tell the scanner whose papers follow. Needs no site."""

from __future__ import annotations

import argparse
from pathlib import Path

from chartscribe.commands import Commands
from storage.errors import Disposition, ServiceError

_MOST_COPIES = 200


class SheetNotWrittenError(ServiceError):
    """The PDF cannot be written where it was asked for."""

    code = "chartscribe.sheet_not_written"
    disposition = Disposition.ASK_HUMAN
    remedy = "Name a file in a folder that exists and that you may write to"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "cover-sheet",
        parents=[home],
        help="make a cover sheet to print: patient, encounter and document type as barcodes",
        description="Makes cover sheets (PDF): what is scanned behind one belongs to its patient.",
    )
    parser.add_argument("--mrn", metavar="MRN", help="medical record number of the patient")
    parser.add_argument("--encounter", metavar="CODE", help="encounter or visit number")
    parser.add_argument("--type", dest="document_type", metavar="TYPE", help="document type")
    parser.add_argument(
        "--name", metavar="NAME", help="patient's name, printed for people; it stands in no barcode"
    )
    parser.add_argument("--copies", type=int, default=1, metavar="N", help="how many (default: 1)")
    parser.add_argument(
        "--patch", action="store_true", help="add a PATCH T sheet, which only begins a new document"
    )
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="PDF file to write")
    parser.set_defaults(run=run, usage_error=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Write the PDF and say what is in it."""
    from ocr.cover_sheet import PrintedSheet, cover_sheet_pdf
    from ocr.separators import CoverSheet

    values = (arguments.mrn, arguments.encounter, arguments.document_type)
    if not any(values) and not arguments.patch:
        arguments.usage_error("name --mrn, --encounter or --type, or ask for --patch")
    if not 1 <= arguments.copies <= _MOST_COPIES:
        arguments.usage_error(f"--copies counts from 1 to {_MOST_COPIES}")
    sheets = []
    if any(values):
        try:
            cover = CoverSheet(*values)
        except ValueError as wrong:
            arguments.usage_error(str(wrong))
        sheets = [PrintedSheet(cover, arguments.name)] * arguments.copies
    patches = arguments.copies if arguments.patch else 0
    pdf = cover_sheet_pdf(sheets, patch_sheets=patches)
    try:
        arguments.out.write_bytes(pdf)
    except OSError as failure:
        raise SheetNotWrittenError("the PDF cannot be written", where=str(arguments.out)) from failure
    print(f'{arguments.out}: {len(sheets) + patches} page(s). Print at 100 %, not "fit to page".')
    return 0
