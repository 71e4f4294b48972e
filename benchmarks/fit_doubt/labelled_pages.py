"""Touches the world: turns the benchmark's labelled documents into pages to fit on; reads their images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rapidfuzz import fuzz

from benchmarks.fit_doubt.training_words import TrainingPage
from benchmarks.ocr.labelled import LabelledDocument
from ocr.cleanup import dark_on_light
from ocr.engine import EngineWord
from ocr.quality import measure_quality
from ocr.transform import turn_right_angle
from ocr.word import WordReading

# A line that comes again on another page this much alike is a running one, whatever its place on the page.
_ALIKE = 85.0
_LONG_ENOUGH = 8


def training_pages(document: LabelledDocument) -> list[TrainingPage]:
    """The document's pages, words upright in reading order; wrong words of running lines teach nothing."""
    lines = [_line_texts(page) for page in document.pages]
    made = []
    for number, page in enumerate(document.pages):
        if page:
            elsewhere = [text for other, found in enumerate(lines) if other != number for text in found]
            running = _words_of_running_lines(page, elsewhere)
            verdicts = [
                None if right is False and place in running else right
                for place, right in enumerate(document.verdicts[number])
            ]
            made.append(_page(document, page, document.images[number], verdicts))
    return made


def _line_texts(page: dict[str, Any]) -> list[str]:
    if not page:
        return []
    words = [word["text"] for word in page["words"]]
    return [" ".join(words[start:end]) for start, end in (line["words"] for line in page["lines"])]


def _words_of_running_lines(page: dict[str, Any], elsewhere: Sequence[str]) -> set[int]:
    places: set[int] = set()
    for line, text in zip(page["lines"], _line_texts(page), strict=True):
        if len(text) >= _LONG_ENOUGH and any(fuzz.ratio(text, other) >= _ALIKE for other in elsewhere):
            places.update(range(*line["words"]))
    return places


def _page(
    document: LabelledDocument, page: dict[str, Any], image: Path, verdicts: Sequence[bool | None]
) -> TrainingPage:
    grey = np.asarray(cv2.imread(str(image), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    return TrainingPage(
        name=f"{document.name} {image.stem}",
        template=document.template,
        dpi=page["dpi"],
        quality=measure_quality(dark_on_light(grey), page["dpi"]),
        words=tuple(_upright_words(page)),
        wrong=tuple(None if right is None else not right for right in verdicts),
    )


def _upright_words(page: dict[str, Any]) -> list[EngineWord]:
    upright = turn_right_angle(-page["rotation_deg"], width=page["width"], height=page["height"])
    words = []
    for stored in page["words"]:
        left, top, right, bottom = stored["box"]
        first, second = upright.point(left, top), upright.point(right, bottom)
        (x0, x1), (y0, y1) = sorted((first[0], second[0])), sorted((first[1], second[1]))
        readings = tuple(WordReading.from_json(reading) for reading in stored["readings"])
        words.append(
            EngineWord(
                text=stored["text"],
                left=x0,
                top=y0,
                right=x1,
                bottom=y1,
                confidence=stored["confidence"],
                block_no=0,
                line_no=0,
                readings=readings,
                handwritten=stored["handwritten"],
            )
        )
    return words
