"""Words to fit on: each with its page's measures and whether it was wrong. Kept small enough to be committed.

`own_words.json.xz` holds what both engines made of the pages of `own_pages`, so that the fit can be repeated
without reading a hundred pages again: run `python -m benchmarks.fit_doubt.training_words CACHE_DIR` after it.
Touches the world: reads and writes that file.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.fit_doubt.truth import wrong_by_boxes
from ocr.engine import EngineWord
from ocr.fusion import fuse
from ocr.quality import PageQuality
from ocr.transform import Transform
from ocr.word import WordReading

_OWN_WORDS = Path(__file__).parent / "own_words.json.xz"


@dataclass(frozen=True)
class TrainingPage:
    """The words of a page in the working frame and whether each is wrong (None: not to be learnt from).

    `template` is what must not be on both sides of a cross-fit.
    """

    name: str
    template: str
    dpi: float
    quality: PageQuality
    words: tuple[EngineWord, ...]
    wrong: tuple[bool | None, ...]


def own_training_pages() -> list[TrainingPage]:
    """The committed words of own pages, each page once read by both engines and once by the first alone."""
    return [_from_json(stored) for stored in json.loads(lzma.decompress(_OWN_WORDS.read_bytes()))]


def pages_of_cache(cache: Path) -> Iterator[TrainingPage]:
    """The pages that `own_pages` read, fused and from the first engine alone."""
    for path in sorted(cache.glob("*.json")):
        stored = json.loads(path.read_text("utf-8"))
        first = tuple(EngineWord(**word) for word in stored["tesseract"])
        second = tuple(EngineWord(**word) for word in stored["rapid"])
        truth = [(text, tuple(corners)) for text, corners in stored["truth"]]
        quality = PageQuality(**stored["quality"])
        to_original = Transform(*stored["to_original"])
        for words in (fuse(first, second), first):
            wrong = tuple(wrong_by_boxes(words, truth, to_original))
            yield TrainingPage(stored["name"], stored["name"], stored["dpi"], quality, words, wrong)


def _as_json(page: TrainingPage) -> dict[str, Any]:
    words = [
        [
            word.text,
            *(round(edge) for edge in (word.left, word.top, word.right, word.bottom)),
            word.confidence,
            [reading.as_json() for reading in word.readings],
            wrong,
        ]
        for word, wrong in zip(page.words, page.wrong, strict=True)
    ]
    return {"name": page.name, "dpi": page.dpi, "quality": asdict(page.quality), "words": words}


def _from_json(stored: dict[str, Any]) -> TrainingPage:
    words, wrong = [], []
    for text, left, top, right, bottom, confidence, readings, is_wrong in stored["words"]:
        known = tuple(WordReading.from_json(reading) for reading in readings)
        words.append(EngineWord(text, left, top, right, bottom, confidence, 0, 0, known))
        wrong.append(is_wrong)
    quality = PageQuality(**stored["quality"])
    return TrainingPage(stored["name"], stored["name"], stored["dpi"], quality, tuple(words), tuple(wrong))


def write_own_words(pages: Sequence[TrainingPage]) -> None:
    """Keeps the pages beside this module."""
    said = json.dumps([_as_json(page) for page in pages], separators=(",", ":")).encode()
    _OWN_WORDS.write_bytes(lzma.compress(said, preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(pages)} readings, {_OWN_WORDS.stat().st_size:,} bytes")


def main() -> None:
    """Turn a cache of engine outputs into the committed file."""
    parser = argparse.ArgumentParser(description="Keep the words of own pages for the fit.")
    parser.add_argument("cache", type=Path)
    write_own_words(list(pages_of_cache(parser.parse_args().cache)))


if __name__ == "__main__":
    main()
