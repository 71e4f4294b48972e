"""Touches the world: our own reader, as `chartscribe ocr` prints it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from benchmarks.ocr.peers import run
from benchmarks.ocr.readings import ReadPage, ReadRegion, ReadWord

_FILES_A_CALL = 60
_ENDED_AS_DESIGNED = (0, 2, 3, 4)  # 1 is a bug; the others speak of single files, which say it in their JSON


class Ours:
    """`chartscribe ocr --engine ENGINE --format json`, all files of a set in one call where they fit."""

    def __init__(self, engine: Literal["routed", "tesseract"]) -> None:
        self._engine = engine
        self.name = f"ours {engine}"

    def read(self, images: Sequence[Path]) -> list[ReadPage]:
        """The pages, in the order of the images (each image is a document of one page)."""
        pages: list[ReadPage] = []
        for start in range(0, len(images), _FILES_A_CALL):
            documents = self.read_documents(images[start : start + _FILES_A_CALL])
            pages += [document[0] if document else ReadPage() for document in documents]
        return pages

    def read_documents(self, files: Sequence[Path]) -> list[list[ReadPage]]:
        """The pages of each file."""
        with tempfile.TemporaryDirectory(prefix="ours-") as home:
            printed = run(
                self.command(files, home=home),
                {**os.environ, "OMP_THREAD_LIMIT": "1"},
                fine=_ENDED_AS_DESIGNED,
            )
        return pages_of(printed)

    def command(self, files: Sequence[Path], *, home: str) -> list[str]:
        """The command line that reads the files."""
        program = [sys.executable, "-m", "chartscribe", "ocr", "--home", home]
        return [*program, "--engine", self._engine, "--format", "json", *map(str, files)]


def pages_of(printed: str) -> list[list[ReadPage]]:
    """The pages of each file, out of what the command printed."""
    return [_pages(json.loads(line)) for line in printed.splitlines() if line.startswith("{")]


def _pages(document: dict[str, Any]) -> list[ReadPage]:
    if "error" in document:
        return [ReadPage(failure=document["error"]["code"])]
    return [_page(page) for page in document["pages"]]


def _page(page: dict[str, Any]) -> ReadPage:
    line_of = {
        place: number
        for number, line in enumerate(page["lines"])
        for place in range(line["words"][0], line["words"][1])
    }
    words = tuple(
        ReadWord(
            word["text"],
            _corners(word["box"]),
            line_of.get(place, 0),
            word["confidence"],
            word.get("p_wrong"),
            word["needs_review"],
            word["handwritten"],
        )
        for place, word in enumerate(page["words"])
    )
    regions = page.get("regions") or page.get("structure", {}).get("regions", [])
    expected = page.get("expected_errors")
    return ReadPage(
        words,
        page["width"],
        page["height"],
        page["rotation_deg"],
        tuple(ReadRegion(region["kind"], _corners(region["box"])) for region in regions),
        None if expected is None else (expected["low"], expected["expected"], expected["high"]),
        failure=", ".join(sorted({loss["kind"] for loss in page["deficiencies"]})),
        source=page,
    )


def _corners(box: Any) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return float(left), float(top), float(right), float(bottom)
