"""Makes sense of the words of one page image: order, structure, doubt, and what nobody read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr.barcodes import read_barcodes
from ocr.broken_words import with_broken_dates_joined
from ocr.cleanup import CleanPage, dark_on_light
from ocr.doubt import estimate_doubt
from ocr.engine import EngineWord, Pixels
from ocr.handwriting import HandwritingLabels, label_handwriting
from ocr.page import ErrorEstimate
from ocr.page_structure import Barcode, PageStructure
from ocr.pen_regions import with_pen_regions
from ocr.placed_words import OrderedWords
from ocr.quality import measure_quality
from ocr.raster import Raster
from ocr.read_raster import RasterReading
from ocr.reading_order import order_words
from ocr.structure import carried, find_grids, find_structure
from ocr.text_detector import Corners
from storage.errors import Deficiency

_BARCODES_AT_DPI = 200
# Fewer can be read off a page either way up.
_WORDS_WITH_A_WAY_UP = 5


@dataclass(frozen=True)
class PageSense:
    """Words in reading order, in the reading's working frame; the structure, in the original frame."""

    blocks: OrderedWords
    structure: PageStructure
    expected_errors: ErrorEstimate | None = None


def make_sense(
    words: tuple[EngineWord, ...],
    page: CleanPage,
    *,
    unread: tuple[Corners, ...],
    raster: Raster,
    wrong_per_1000: float,
) -> PageSense:
    """What the words of an upright page are, beyond themselves.

    `words` and `unread`, the places of text that nobody read, are pixels of `page`; `raster` is the page as
    it was scanned. Of 1,000 words `wrong_per_1000` may stay wrong once all that is marked has been reviewed.
    """
    labels = _labelled(words, page, unread)
    grids = find_grids(page.grey, dpi=page.dpi, words=labels.words)
    whole = with_broken_dates_joined(labels.words, grids)
    blocks = order_words(whole, gutter_x=page.gutter_x, grids=grids)
    structure = find_structure(page.grey, dpi=page.dpi, blocks=blocks, unread=unread, grids=grids)
    ordered = [word for lines in blocks for line in lines for word in line]
    height, width = page.grey.shape
    structure = with_pen_regions(structure, labels.regions, ordered, width=width, height=height)
    scan = dark_on_light(raster.grey())
    doubt = estimate_doubt(
        ordered,
        dpi=page.dpi,
        quality=measure_quality(scan, raster.dpi),
        wrong_per_1000=wrong_per_1000,
    )
    found = carried(structure, page.to_original, width=raster.width, height=raster.height)
    return PageSense(
        blocks=_in_their_places(blocks, doubt.words),
        structure=found.model_copy(update={"barcodes": _barcodes(scan, raster.dpi)}),
        expected_errors=doubt.expected_errors,
    )


def _labelled(
    words: tuple[EngineWord, ...], page: CleanPage, unread: tuple[Corners, ...]
) -> HandwritingLabels:
    """The words with those that a pen wrote marked; those of a page's own text layer are never among them."""
    labels = label_handwriting(page.grey, words, dpi=page.dpi, unread=unread)
    if all(word.confidence is not None for word in words):
        return labels
    marked = [replace(word, handwritten=False) if word.confidence is None else word for word in labels.words]
    signed = [region for region in labels.regions if region.kind == "signature"]
    return HandwritingLabels(tuple(marked), tuple(signed))


def _in_their_places(blocks: OrderedWords, words: Sequence[EngineWord]) -> list[list[list[EngineWord]]]:
    """The words, given in reading order, in the blocks and lines of `blocks`."""
    coming = iter(words)
    return [[[next(coming) for _ in line] for line in lines] for lines in blocks]


def losses_of(reading: RasterReading, sense: PageSense, *, page_number: int) -> tuple[Deficiency, ...]:
    """What the reading of the page lost, for a person to see."""
    losses = []
    if reading.second_failure is not None:
        note = f"the second engine did not read this page: {reading.second_failure}"
        losses.append(Deficiency("second_engine_failed", note, page_number))
    if not reading.is_upright and len(reading.words) >= _WORDS_WITH_A_WAY_UP:
        note = "it is not sure which way up the page belongs"
        losses.append(Deficiency("orientation_unsure", note, page_number))
    count = sum(region.kind == "unread" for region in sense.structure.regions)
    if count:
        places = "1 place" if count == 1 else f"{count} places"
        losses.append(Deficiency("ink_not_read", f"there is text in {places} that was not read", page_number))
    return tuple(losses)


def _barcodes(scan: Pixels, dpi: float) -> tuple[Barcode, ...]:
    """What can be read at once: the scanning room's check has looked for labels and separators harder."""
    return read_barcodes(scan, dpi=dpi, finest_dpi=_BARCODES_AT_DPI, retries=False)
