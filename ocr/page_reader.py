"""Reads one loaded page: from its own text, from its image, or from both. No decoding, no files here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ocr.cleanup import dark_on_light
from ocr.engine import EngineFailedError, EngineTimeoutError, EngineWord, OcrEngine
from ocr.open_document import LoadedPage, TextLayer
from ocr.options import OcrOptions
from ocr.page import Block, Line, Page, Word
from ocr.quality import has_unread_ink, ink_map, ink_share, is_blank, unread_ink
from ocr.read_raster import read_raster
from ocr.reading_order import order_words
from ocr.tesseract_engine import engine_for
from ocr.text_layer_engine import is_trustworthy, text_layer_info
from ocr.transform import Transform, turn_right_angle
from storage.errors import Deficiency, EngineInfo


@dataclass(frozen=True)
class PageReader:
    """The choice for one loaded page: its own text, its image, or both."""

    loaded: LoadedPage
    page_id: str
    page_number: int
    reading_no: int
    options: OcrOptions

    def read(self, engine: OcrEngine | None) -> Page:
        """The page; `engine` None means the one that the options ask for, made only if an image is read."""
        layer = self.loaded.text_layer
        trusted = self.options.trust_text_layers and is_trustworthy(layer, self.loaded.image_coverage)
        if layer is not None and trusted:
            return self._from_text_layer(layer, engine)
        raster = self.loaded.raster
        grey = dark_on_light(raster.grey())
        if is_blank(grey, raster.dpi):
            info = EngineInfo(name="ink-map", version="1", options_hash=self.options.fingerprint)
            return self._page(blocks=(), engine=info, is_blank=not self.loaded.deficiencies)
        return self._from_image(engine or engine_for(self.options), ink_share(ink_map(grey, raster.dpi)))

    def _from_image(self, engine: OcrEngine, ink: float) -> Page:
        try:
            reading = read_raster(self.loaded.raster, engine)
        except (EngineTimeoutError, EngineFailedError) as error:
            lost = Deficiency(error.code.removeprefix("ocr."), error.what, page_number=self.page_number)
            return self._page(blocks=(), engine=engine.info, losses=(lost,))
        page = self._page(
            blocks=self._blocks(_engine_lines(reading.words), reading.to_original),
            engine=engine.info,
            rotation_deg=reading.rotation_deg,
            skew_deg=reading.skew_deg,
        )
        flag = unread_ink(page, ink, page_number=self.page_number)
        return page if flag is None else replace(page, deficiencies=(*page.deficiencies, flag))

    def _from_text_layer(self, layer: TextLayer, engine: OcrEngine | None) -> Page:
        """The page's own words, with words read from its image where ink lies outside of them."""
        raster = self.loaded.raster
        upright = turn_right_angle(-layer.rotation_deg, width=raster.width, height=raster.height)
        info = text_layer_info(self.options.fingerprint)
        page = self._page(
            blocks=self._blocks(order_words(layer.words), upright.inverse()),
            engine=info,
            rotation_deg=layer.rotation_deg,
        )
        boxes = [word.box for word in page.words()]
        if not has_unread_ink(dark_on_light(raster.grey()), raster.dpi, boxes):
            return page
        engine = engine or engine_for(self.options)
        try:
            reading = read_raster(raster, engine)
        except (EngineTimeoutError, EngineFailedError) as error:
            note = f"the pictures on the page were not read: {error.what}"
            return replace(
                page, deficiencies=(*page.deficiencies, Deficiency("picture_unread", note, self.page_number))
            )
        seen = _words_elsewhere(reading.words, upright.after(reading.to_original), layer.words)
        if not seen:
            return page
        return replace(
            page,
            blocks=self._blocks(order_words([*layer.words, *seen]), upright.inverse()),
            engine=_both(info, engine.info),
        )

    def _blocks(self, blocks: list[list[list[EngineWord]]], to_original: Transform) -> tuple[Block, ...]:
        """Engine words as the page's blocks, boxes carried to the original frame, ids given in order."""
        raster = self.loaded.raster
        count = 0
        made = []
        for lines in blocks:
            made_lines = []
            for words in lines:
                made_words = []
                for word in words:
                    corners = (word.left, word.top, word.right, word.bottom)
                    box = to_original.carry(corners, width=raster.width, height=raster.height)
                    word_id = f"{self.page_id}:{self.reading_no}:{count}"
                    made_words.append(Word(word_id, word.text, box, word.confidence))
                    count += 1
                made_lines.append(Line(tuple(made_words)))
            made.append(Block(tuple(made_lines)))
        return tuple(made)

    def _page(
        self,
        *,
        blocks: tuple[Block, ...],
        engine: EngineInfo,
        rotation_deg: int = 0,
        skew_deg: float = 0.0,
        is_blank: bool = False,
        losses: tuple[Deficiency, ...] = (),
    ) -> Page:
        raster = self.loaded.raster
        return Page(
            id=self.page_id,
            width=raster.width,
            height=raster.height,
            dpi=raster.dpi,
            blocks=blocks,
            engine=engine,
            rotation_deg=rotation_deg,
            skew_deg=skew_deg,
            is_blank=is_blank,
            deficiencies=(*self.loaded.deficiencies, *losses),
        )


def _engine_lines(words: tuple[EngineWord, ...]) -> list[list[list[EngineWord]]]:
    """Words as blocks of lines in the engine's own order."""
    blocks: dict[int, dict[int, list[EngineWord]]] = {}
    for word in words:
        blocks.setdefault(word.block_no, {}).setdefault(word.line_no, []).append(word)
    return [list(lines.values()) for lines in blocks.values()]


def _words_elsewhere(
    seen: tuple[EngineWord, ...], to_upright: Transform, known: tuple[EngineWord, ...]
) -> list[EngineWord]:
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
    return found


def _both(layer: EngineInfo, engine: EngineInfo) -> EngineInfo:
    return EngineInfo(
        name=f"{layer.name}+{engine.name}",
        version=f"{layer.version}+{engine.version}",
        model_sha256=engine.model_sha256,
        options_hash=engine.options_hash,
    )
