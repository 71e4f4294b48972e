"""Touches the world: turns the benchmark's labelled documents into pages to fit on; reads their images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.fit_doubt.training_words import TrainingPage
from benchmarks.ocr.cross_fitting_hook import LabelledDocument
from ocr.cleanup import dark_on_light
from ocr.engine import EngineWord
from ocr.quality import measure_quality
from ocr.transform import turn_right_angle
from ocr.word import WordReading


def training_pages(document: LabelledDocument) -> list[TrainingPage]:
    """The document's pages, words upright in reading order."""
    return [
        _page(document, page, image, verdicts)
        for page, image, verdicts in zip(document.pages, document.images, document.verdicts, strict=True)
        if page
    ]


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
