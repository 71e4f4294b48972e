"""What `ocr`, `transcribe` and `suggest` share: files, format and where results go."""

from __future__ import annotations

import argparse
from pathlib import Path

from chartscribe.file_results import FolderOutput, JsonLines, Sink, TextOutput

_SUFFIX = {
    "json": ".json",
    "text": ".txt",
    "hocr": ".hocr",
    "alto": ".alto.xml",
    "pdf": ".searchable.pdf",
    "vtt": ".vtt",
}


def add_file_arguments(parser: argparse.ArgumentParser, *, formats: tuple[str, ...]) -> None:
    """Add FILE…, --format and -o; the first format is the default."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="file to read; - reads standard input")
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help="form of the result (default: %(default)s)"
    )
    parser.add_argument(
        "-o",
        "--out",
        type=Path,
        metavar="DIR",
        help="write each result into this folder as NAME.SUFFIX, and say so in a JSON line",
    )
    # `run` finds what only the whole command line shows, and reports it as argparse does
    parser.set_defaults(usage_error=parser.error)


def sink_for(arguments: argparse.Namespace) -> Sink:
    """Where the results of this command line go; ends the program on one that cannot work."""
    if arguments.out is not None:
        if arguments.out.exists() and not arguments.out.is_dir():
            arguments.usage_error(f"-o takes a folder, and {arguments.out} is none")
        return FolderOutput(arguments.out, _SUFFIX[arguments.format])
    if arguments.format == "pdf":
        arguments.usage_error("--format pdf writes files: name a folder with -o DIR")
    if arguments.format == "json":
        return JsonLines()
    return TextOutput(several=len(arguments.files) > 1)
