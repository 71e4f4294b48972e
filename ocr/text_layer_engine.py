"""Touches the world: reads the words that a PDF page carries itself, with pdfplumber, and judges them.

A text layer can be junk: fonts without Unicode maps, an old invisible OCR under a scan, one stray letter.
`is_trustworthy` decides; a refused layer costs nothing but the time to read the page's image.
"""

from __future__ import annotations

import importlib.metadata
import io
import math
import unicodedata
from collections import Counter
from typing import Any

import numpy as np

from ocr.engine import EngineWord
from ocr.open_document import TextLayer
from ocr.raster import Raster
from ocr.transform import Transform, scaling, turn_right_angle
from storage.errors import Disposition, EngineInfo, ServiceError

ENGINE_NAME = "text-layer"
# A layer whose text stands in several directions is left to the image reader.
_ONE_DIRECTION_SHARE = 0.95
_LEAST_PRINTABLE_SHARE = 0.97
# English words of four letters and more without any vowel are rare; shifted encodings have few vowels.
_LEAST_WORDLIKE_SHARE = 0.6
# A page mostly covered by an image is a scan: its layer is somebody's old OCR, of unknown quality.
_MOST_IMAGE_COVERAGE = 0.6
_VOWELS = frozenset("aeiouyAEIOUY")
_UNPRINTABLE_CATEGORIES = frozenset({"Cc", "Co", "Cn", "Cs"})


class TextLayerUnreadableError(ServiceError):
    """pdfplumber cannot make sense of the page; the page is read from its image instead."""

    code = "ocr.text_layer_unreadable"
    disposition = Disposition.REJECT
    remedy = "Nothing to do: the page is read from its image"


def text_layer_info(options_hash: str) -> EngineInfo:
    """The engine stamp of pages taken from their own text layer."""
    version = importlib.metadata.version("pdfplumber")
    return EngineInfo(name=ENGINE_NAME, version=version, options_hash=options_hash)


def layer_pages(source: bytes) -> list[Any]:
    """The pdfplumber pages of `source`.

    Raises:
        TextLayerUnreadableError: pdfplumber cannot open it.
    """
    import pdfplumber

    try:
        return list(pdfplumber.open(io.BytesIO(source)).pages)
    except Exception as error:  # adapter edge: pdfminer raises whatever a broken file makes it trip over
        raise TextLayerUnreadableError("the text layers cannot be opened") from error


def read_text_layer(page: Any, raster: Raster) -> tuple[TextLayer | None, float]:
    """The page's own words (None if it has none) and the share of the page that images cover (0–1).

    Raises:
        TextLayerUnreadableError: pdfplumber cannot read the page.
    """
    try:
        left, top, width, height = _shown_part(page)
        chars = [char for char in page.dedupe_chars().chars if char["text"]]
        images = [(i["x0"] - left, i["top"] - top, i["x1"] - left, i["bottom"] - top) for i in page.images]
        page.close()
        coverage = _coverage(images, width=width, height=height)
        for char in chars:
            for key, origin in (("x0", left), ("x1", left), ("top", top), ("bottom", top)):
                char[key] -= origin
        layer = _layer_of(chars, width=width, height=height, raster=raster)
    except Exception as error:  # adapter edge, as above
        raise TextLayerUnreadableError("the page's text layer cannot be read") from error
    return layer, coverage


def is_trustworthy(layer: TextLayer | None, image_coverage: float) -> bool:
    """Whether a text layer may stand for the page, by its characters, its words and the images under it."""
    return (
        layer is not None
        and bool(layer.words)
        and layer.printable_share >= _LEAST_PRINTABLE_SHARE
        and layer.wordlike_share >= _LEAST_WORDLIKE_SHARE
        and image_coverage <= _MOST_IMAGE_COVERAGE
    )


def printable_share(text: str) -> float:
    """The share (0–1) of readable characters; "(cid:12)" is what an unmapped glyph becomes."""
    unmapped = text.count("(cid:")
    rest = text.replace("(cid:", "")
    bad = unmapped + sum(
        char == "\ufffd" or unicodedata.category(char) in _UNPRINTABLE_CATEGORIES for char in rest
    )
    return 1.0 - bad / max(len(rest) + unmapped, 1)


def wordlike_share(words: list[str]) -> float:
    """The share (0–1) of words of four letters and more that hold a vowel; 1.0 where there are under five."""
    long_words = [word for word in words if len(word) >= 4 and word.isalpha()]
    if len(long_words) < 5:
        return 1.0
    return sum(bool(_VOWELS & set(word)) for word in long_words) / len(long_words)


def _shown_part(page: Any) -> tuple[float, float, float, float]:
    """(left, top, width, height) of the crop box in pdfplumber's frame, the media box turned by /Rotate.

    Worked out from the boxes as stored: pdfplumber's own crop box is wrong at 180 and 270 degrees.
    """
    media, crop = (
        (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for x0, y0, x1, y1 in (page.page_obj.mediabox, page.page_obj.cropbox or page.page_obj.mediabox)
    )
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    origins = {
        0: (x0 - media[0], media[3] - y1),
        90: (y0 - media[1], x0 - media[0]),
        180: (media[2] - x1, y0 - media[1]),
        270: (media[3] - y1, media[2] - x1),
    }
    turned = page.rotation % 360
    width, height = (y1 - y0, x1 - x0) if turned in (90, 270) else (x1 - x0, y1 - y0)
    return (*origins[turned], width, height)


def _layer_of(
    chars: list[dict[str, Any]], *, width: float, height: float, raster: Raster
) -> TextLayer | None:
    from pdfplumber.utils.text import extract_words

    inside = [c for c in chars if c["x1"] > 0 and c["bottom"] > 0 and c["x0"] < width and c["top"] < height]
    if not any(char["text"].strip() for char in inside):
        return None
    rotation_deg, share = _main_direction(inside)
    if share < _ONE_DIRECTION_SHARE:
        return None
    upright = turn_right_angle(-rotation_deg, width=raster.width, height=raster.height)
    to_pixels = upright.after(scaling(raster.width / width, raster.height / height))
    turned = [_turned(char, to_pixels) for char in inside]
    found = extract_words(turned, x_tolerance_ratio=0.15, y_tolerance=raster.dpi / 24)
    text = "".join(char["text"] for char in inside if char["text"].strip())
    words = tuple(
        EngineWord(part, word["x0"], word["top"], word["x1"], word["bottom"], None, 0, 0)
        for word in found
        for part in _cleaned(word["text"]).split()
    )
    return TextLayer(words, rotation_deg, printable_share(text), wordlike_share([w.text for w in words]))


def _cleaned(text: str) -> str:
    """Text without control characters and lone surrogates, which XML and JSON readers choke on."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cs") or char.isspace())


def _main_direction(chars: list[dict[str, Any]]) -> tuple[int, float]:
    """The right angle that most characters stand turned clockwise by, and their share (0–1)."""
    counts: Counter[int] = Counter()
    for char in chars:
        a, b = char["matrix"][:2]
        angle_deg = -math.degrees(math.atan2(b, a))  # PDF's y axis points up
        nearest = round(angle_deg / 90) * 90
        counts[nearest % 360 if abs(angle_deg - nearest) <= 10 else -1] += 1
    direction, count = counts.most_common(1)[0]
    return (direction, count / len(chars)) if direction >= 0 else (0, 0.0)


def _turned(char: dict[str, Any], to_pixels: Transform) -> dict[str, Any]:
    first = to_pixels.point(char["x0"], char["top"])
    second = to_pixels.point(char["x1"], char["bottom"])
    (x0, x1), (top, bottom) = sorted((first[0], second[0])), sorted((first[1], second[1]))
    turned = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, "upright": True}
    return {**char, **turned, "width": x1 - x0, "height": bottom - top, "size": bottom - top}


def _coverage(images: list[tuple[float, float, float, float]], *, width: float, height: float) -> float:
    """The share of the page under images, on a 100 × 100 grid."""
    grid = np.zeros((100, 100), dtype=bool)
    for left, top, right, bottom in images:
        x0, x1 = (round(min(max(x / width, 0.0), 1.0) * 100) for x in (left, right))
        y0, y1 = (round(min(max(y / height, 0.0), 1.0) * 100) for y in (top, bottom))
        grid[y0:y1, x0:x1] = True
    return float(grid.mean())
