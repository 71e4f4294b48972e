"""Reads one loaded page: from its own text, from its image, or from both. No decoding, no files here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ocr.cleanup import CleanPage, dark_on_light, turned_upright
from ocr.engine import EngineFailedError, EngineTimeoutError, EngineWord
from ocr.engines import Engines, both, engines_for
from ocr.open_document import LoadedPage, TextLayer
from ocr.options import OcrOptions
from ocr.page import Page
from ocr.page_sense import PageSense, losses_of, make_sense
from ocr.page_structure import NO_STRUCTURE
from ocr.placed_words import OriginalFrame, placed_blocks
from ocr.quality import has_unread_ink, ink_map, ink_share, is_blank, unread_ink
from ocr.read_raster import read_raster
from ocr.text_detector import Corners
from ocr.text_layer_engine import is_trustworthy, text_layer_info
from ocr.transform import Transform
from storage.errors import Deficiency, EngineInfo


@dataclass(frozen=True)
class PageReader:
    """The choice for one loaded page: its own text, its image, or both."""

    loaded: LoadedPage
    page_id: str
    page_number: int
    reading_no: int
    options: OcrOptions

    def read(self, engines: Engines | None) -> Page:
        """The page; `engines` None means those that the options ask for, made only if an image is read."""
        layer = self.loaded.text_layer
        trusted = self.options.trust_text_layers and is_trustworthy(layer, self.loaded.image_coverage)
        if layer is not None and trusted:
            return self._from_text_layer(layer, engines)
        raster = self.loaded.raster
        grey = dark_on_light(raster.grey())
        if is_blank(grey, raster.dpi):
            info = EngineInfo(name="ink-map", version="1", options_hash=self.options.fingerprint)
            return self._page(engine=info, is_blank=not self.loaded.deficiencies)
        return self._from_image(engines or engines_for(self.options), ink_share(ink_map(grey, raster.dpi)))

    def _from_image(self, engines: Engines, ink: float) -> Page:
        raster = self.loaded.raster
        try:
            reading = read_raster(raster, engines)
        except (EngineTimeoutError, EngineFailedError) as error:
            lost = Deficiency(error.code.removeprefix("ocr."), error.what, page_number=self.page_number)
            return self._page(engine=engines.first.info, losses=(lost,))
        sense = self._sense(reading.words, reading.page, reading.unread)
        losses = losses_of(reading, sense, page_number=self.page_number)
        page = replace(
            self._page(
                engine=reading.engine, sense=sense, to_original=reading.page.to_original, losses=losses
            ),
            rotation_deg=reading.rotation_deg,
            skew_deg=reading.page.skew_deg,
            cleanup=reading.page.steps,
        )
        flag = unread_ink(page, ink, page_number=self.page_number)
        return page if flag is None else replace(page, deficiencies=(*page.deficiencies, flag))

    def _from_text_layer(self, layer: TextLayer, engines: Engines | None) -> Page:
        """The page's own words, with words read from its image where ink lies outside of them."""
        raster = self.loaded.raster
        shown = CleanPage(dark_on_light(raster.grey()), max(round(raster.dpi), 1))
        upright = turned_upright(shown, layer.rotation_deg)
        info = text_layer_info(self.options.fingerprint)
        sense = self._sense(layer.words, upright)
        page = replace(
            self._page(engine=info, sense=sense, to_original=upright.to_original),
            rotation_deg=layer.rotation_deg,
        )
        if not has_unread_ink(shown.grey, raster.dpi, [word.box for word in page.words()]):
            return page
        try:
            reading = read_raster(raster, engines or engines_for(self.options))
        except (EngineTimeoutError, EngineFailedError) as error:
            note = f"the pictures on the page were not read: {error.what}"
            return replace(
                page, deficiencies=(*page.deficiencies, Deficiency("picture_unread", note, self.page_number))
            )
        there = upright.to_original.inverse().after(reading.page.to_original)
        seen = _words_elsewhere(reading.words, there, layer.words)
        if not seen:
            return page
        sense = self._sense((*layer.words, *seen), upright)
        return replace(
            self._page(engine=both(info, reading.engine), sense=sense, to_original=upright.to_original),
            rotation_deg=layer.rotation_deg,
        )

    def _sense(
        self, words: tuple[EngineWord, ...], page: CleanPage, unread: tuple[Corners, ...] = ()
    ) -> PageSense:
        target = self.options.wrong_per_1000
        return make_sense(words, page, unread=unread, raster=self.loaded.raster, wrong_per_1000=target)

    def _page(
        self,
        *,
        engine: EngineInfo,
        sense: PageSense | None = None,
        to_original: Transform | None = None,
        is_blank: bool = False,
        losses: tuple[Deficiency, ...] = (),
    ) -> Page:
        raster = self.loaded.raster
        frame = OriginalFrame(to_original or Transform(), raster.width, raster.height)
        id_prefix = f"{self.page_id}:{self.reading_no}:"
        return Page(
            id=self.page_id,
            width=raster.width,
            height=raster.height,
            dpi=raster.dpi,
            blocks=() if sense is None else placed_blocks(sense.blocks, frame, id_prefix=id_prefix),
            engine=engine,
            is_blank=is_blank,
            deficiencies=(*self.loaded.deficiencies, *losses),
            structure=NO_STRUCTURE if sense is None else sense.structure,
            expected_errors=None if sense is None else sense.expected_errors,
        )


def _words_elsewhere(
    seen: tuple[EngineWord, ...], to_upright: Transform, known: tuple[EngineWord, ...]
) -> tuple[EngineWord, ...]:
    """The words seen in the image, in the upright frame, whose middle lies on none of the known words."""
    found = []
    for word in seen:
        if not any(char.isalnum() for char in word.text):
            continue
        first, second = to_upright.point(word.left, word.top), to_upright.point(word.right, word.bottom)
        (left, right), (top, bottom) = sorted((first[0], second[0])), sorted((first[1], second[1]))
        x, y = (left + right) / 2, (top + bottom) / 2
        if not any(k.left <= x <= k.right and k.top <= y <= k.bottom for k in known):
            found.append(replace(word, left=left, top=top, right=right, bottom=bottom))
    return tuple(found)
