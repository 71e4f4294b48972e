"""Touches the world: reads own generated pages with both engines and keeps what they said, a file a page.

The pages are those of `benchmarks.ocr.pages` under the degradations that cost characters, alone and two at a
time, and worn ones; every page has a text of its own (seeds 100 and up, which no other benchmark uses).

    nice python -m benchmarks.fit_doubt.own_pages CACHE_DIR
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.fit_doubt.worn import worn
from benchmarks.ocr.pages import LAYOUTS, clean_page, degraded
from benchmarks.ocr.truth import Corners, TruePage, scaled
from ocr.cleanup import clean
from ocr.engine import EngineWord
from ocr.options import OcrOptions
from ocr.quality import measure_quality
from ocr.rapid_engine import rapid_engine_for
from ocr.raster import Raster
from ocr.tesseract_engine import engine_for

_FIRST_SEED, _FIRST_WORN_SEED = 100, 300
# What is done to a page, in order; a resampling comes last because it changes the resolution.
_CONDITIONS = (
    ("clean",),
    ("dpi100",),
    ("fax",),
    ("photocopy", "dpi100"),
    ("dpi75",),
    ("snp8",),
    ("stain", "dpi100"),
    ("halftone",),
    ("blur4",),
    ("bleed", "dpi75"),
    ("combo",),
    ("faint", "dpi75"),
    ("stamp",),
    ("blur2", "dpi75"),
    ("photocopy",),
    ("jpeg15", "dpi100"),
    ("stain",),
    ("snp2", "dpi75"),
)


# Wear and resolution: from hardly a slip to one word in seven (second engine).
_WORN = ((0.1, 110), (0.2, 120), (0.3, 130), (0.4, 140), (0.15, 100), (0.25, 110), (0.35, 120), (0.2, 150))
_DEGRADED_TURNS = 2


@dataclass(frozen=True)
class OwnPage:
    """What page to draw: layout, seed of its text, and what happened to it (names, or wear and dpi)."""

    layout: str
    seed: int
    degradations: tuple[str, ...] = ()
    wear: float = 0.0
    dpi: int = 300

    @property
    def condition(self) -> str:
        """What happened to the page, in a word."""
        return "+".join(self.degradations) or f"worn{round(100 * self.wear)}at{self.dpi}"

    @property
    def name(self) -> str:
        """Layout, condition and seed: unique."""
        return f"{self.layout}-{self.condition}-{self.seed}"

    def drawn(self) -> TruePage:
        """The page image with what is on it."""
        page = clean_page(self.layout, self.seed)
        for degradation in self.degradations:
            page = degraded(page, degradation, seed=self.seed)
        if self.degradations:
            return page
        by = self.dpi / 300
        words = tuple(replace(word, box=scaled(word.box, by_x=by, by_y=by)) for word in page.words)
        grey = worn(page.grey, wear=self.wear, dpi=self.dpi, seed=self.seed)
        return replace(page, grey=grey, dpi=(float(self.dpi), float(self.dpi)), words=words)


def own_pages() -> list[OwnPage]:
    """36 degraded pages, then 64 worn ones; any beginning is a balanced sample of layouts."""
    layouts = list(LAYOUTS)
    planned = []
    for turn in range(_DEGRADED_TURNS):
        for number, condition in enumerate(_CONDITIONS):
            layout = layouts[(number + turn) % len(layouts)]
            planned.append(OwnPage(layout, _FIRST_SEED + turn * len(_CONDITIONS) + number, condition))
    for turn in range(len(layouts)):
        for number, layout in enumerate(layouts):
            wear, dpi = _WORN[(number + turn) % len(_WORN)]
            seed = _FIRST_WORN_SEED + turn * len(layouts) + number
            planned.append(OwnPage(layout, seed, wear=wear, dpi=dpi))
    return planned


def squared(page: TruePage) -> tuple[Raster, list[tuple[str, Corners]]]:
    """The page with square pixels, as an opened document gives it, and its words with their boxes."""
    across, down = page.dpi
    by_x, by_y = max(down / across, 1.0), max(across / down, 1.0)
    height, width = page.grey.shape
    grey = page.grey
    if max(by_x, by_y) > 1.05:
        size = (round(width * by_x), round(height * by_y))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    words = [(word.text, scaled(word.box, by_x=by_x, by_y=by_y)) for word in page.words]
    return Raster(grey, max(across, down)), words


def read_both(own: OwnPage, options: OcrOptions) -> dict[str, Any]:
    """What both engines read on the cleaned page (working pixels) and its true words (original pixels)."""
    raster, words = squared(own.drawn())
    page = clean(raster)
    first = engine_for(options).read_words(page.grey, dpi=page.dpi)
    second = rapid_engine_for(options).read_words(page.grey, dpi=page.dpi)
    to = page.to_original
    return {
        "name": own.name,
        "dpi": page.dpi,
        "original_dpi": raster.dpi,
        "to_original": [to.a, to.b, to.c, to.d, to.e, to.f],
        "quality": asdict(measure_quality(raster.grey(), raster.dpi)),
        "truth": words,
        "tesseract": [_stored(word) for word in first],
        "rapid": [_stored(word) for word in second],
    }


def _stored(word: EngineWord) -> dict[str, Any]:
    names = ("text", "left", "top", "right", "bottom", "confidence", "block_no", "line_no")
    return {name: getattr(word, name) for name in names}


def main() -> None:
    """Read every page that has no file yet."""
    parser = argparse.ArgumentParser(description="Read own pages with both engines.")
    parser.add_argument("cache", type=Path)
    asked = parser.parse_args()
    asked.cache.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    options = OcrOptions()
    for own in own_pages():
        path = asked.cache / f"{own.name}.json"
        if not path.exists():
            path.write_text(json.dumps(read_both(own, options)), "utf-8")
            print(own.name, flush=True)


if __name__ == "__main__":
    main()
