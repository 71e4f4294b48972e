"""Touches the world: the PDF that is filed: pages as received, with the verified words to search and copy.

What is seen stays what was scanned. A page that is only an image keeps it and gets an invisible text layer;
a born-digital page whose words nobody changed is kept as it is; a page whose own text was corrected or
refused is shown as an image of itself, so that the old words can no longer be found in it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from ocr.glyphless_font import TextFont, make_font
from ocr.image_document import ImageDocument
from ocr.image_pdf import add_image_page, add_notice_page, add_rendered_page
from ocr.open_document import OpenDocument, PageUnreadableError, TooManyPixelsError, open_document
from ocr.options import OcrOptions
from ocr.page import Box, Page
from ocr.pdf_document import PdfDocument
from ocr.pdfa import mark_as_pdfa
from ocr.text_layer_engine import ENGINE_NAME
from ocr.text_layer_writer import FONT_NAME, PlacedWord, text_layer
from ocr.transform import Transform, scaling, turn_right_angle

_DEEPEST_TREE = 50  # qpdf refuses deeper page trees

__all__ = ["FiledPage", "PlacedWord", "placed_words", "searchable_pdf"]


@dataclass(frozen=True)
class FiledPage:
    """A page to file: its place in the source (from 0), its reading, and its words as verified."""

    page_index: int
    page: Page
    words: Sequence[PlacedWord]


def placed_words(page: Page) -> tuple[PlacedWord, ...]:
    """The words of a page as the machine read them, ready to place; handwriting stays a picture."""
    return tuple(
        PlacedWord(word.text, word.box, line_no)
        for line_no, line in enumerate(page.lines())
        for word in line.words
        if not word.handwritten
    )


def searchable_pdf(source: bytes, pages: Sequence[FiledPage], *, options: OcrOptions) -> bytes:
    """The listed pages of `source`, in the given order, as one PDF with the verified words in it.

    The same input gives the same bytes. It is marked as PDF/A-2b where it is one (see `ocr.pdfa`): always for
    scans, for born-digital pages only if they bring their fonts.

    Raises:
        ServiceError: `source` cannot be opened; see `open_document`.
    """
    with open_document(source, options=options) as document:
        pdf = document.writable_copy() if isinstance(document, PdfDocument) else pikepdf.Pdf.new()
        received = list(pdf.pages)
        font = make_font(pdf, (char for filed in pages for word in filed.words for char in word.text))
        made = []
        for filed in pages:
            if isinstance(document, PdfDocument):
                made.append(_pdf_page(pdf, received[filed.page_index], filed, document=document, font=font))
            else:
                made.append(_scanned_page(pdf, filed, document=document, font=font))
        pdf = _with_pages(pdf, made)
        mark_as_pdfa(pdf)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        pdf.close()
    return written.getvalue()


def _with_pages(pdf: pikepdf.Pdf, made: list[pikepdf.Page]) -> pikepdf.Pdf:
    """The document with just these pages; a new document where the received one's page tree is broken."""
    try:
        del pdf.pages[:]
        pdf.pages.extend(made)
    except (pikepdf.PdfError, RuntimeError):
        pdf = pikepdf.Pdf.new()
        pdf.pages.extend(made)
    return pdf


def _scanned_page(
    pdf: pikepdf.Pdf, filed: FiledPage, *, document: OpenDocument, font: TextFont
) -> pikepdf.Page:
    assert isinstance(document, ImageDocument)  # noqa: S101 - what is not a PDF is an image file
    try:
        page = add_image_page(pdf, document, filed.page_index)
    except (PageUnreadableError, TooManyPixelsError):
        return _notice_page(pdf, filed)
    return _with_layer(page, filed.page, filed.words, font)


def _pdf_page(
    pdf: pikepdf.Pdf, received: pikepdf.Page, filed: FiledPage, *, document: PdfDocument, font: TextFont
) -> pikepdf.Page:
    corrected = list(filed.words) != list(placed_words(filed.page))
    if filed.page.engine.name.startswith(ENGINE_NAME) and not corrected:
        # its own words stay; only those read from its pictures (they carry a confidence) are added
        read = [word.confidence is not None for word in filed.page.words() if not word.handwritten]
        added = [word for word, was_read in zip(filed.words, read, strict=True) if was_read]
        return _with_layer(received, filed.page, added, font)
    if not document.has_own_text(filed.page_index):
        return _with_layer(received, filed.page, filed.words, font)
    try:
        raster = document.load_page(filed.page_index).raster
    except (PageUnreadableError, TooManyPixelsError):
        return received  # nobody can show it: what was received is all there is
    return _with_layer(add_rendered_page(pdf, raster), filed.page, filed.words, font)


def _notice_page(pdf: pikepdf.Pdf, filed: FiledPage) -> pikepdf.Page:
    """A picture of a notice, with the same words to find and copy."""
    frame = filed.page
    notice = f"Page {filed.page_index + 1} could not be decoded. The received file is kept."
    page = add_notice_page(
        pdf, notice, width_pt=frame.width * 72 / frame.dpi, height_pt=frame.height * 72 / frame.dpi
    )
    return _with_layer(page, frame, _spread_over(notice, frame), make_font(pdf, notice))


def _spread_over(notice: str, frame: Page) -> list[PlacedWord]:
    """The words of a notice side by side across the page, near its top."""
    texts = notice.split()
    step = max(frame.width // (len(texts) + 1), 2)
    top, bottom = frame.height // 12, max(frame.height // 10, frame.height // 12 + 1)
    return [
        PlacedWord(text, Box(n * step, top, (n + 1) * step - 1, bottom), 0) for n, text in enumerate(texts)
    ]


def _with_layer(page: pikepdf.Page, frame: Page, words: Sequence[PlacedWord], font: TextFont) -> pikepdf.Page:
    """The page with an invisible text layer over what it shows."""
    layer = text_layer(words, font=font, to_page=_to_user_space(page, frame))
    if not layer:
        return page
    # a copy: pages may share their resources with pages that are left alone
    page.obj["/Resources"] = pikepdf.Dictionary(dict((_inherited(page, "/Resources") or {}).items()))
    if "/Font" in page.obj["/Resources"]:
        fonts = page.obj["/Resources"]["/Font"]
        page.obj["/Resources"]["/Font"] = pikepdf.Dictionary(dict(fonts.items()))
    page.add_resource(font.font, pikepdf.Name.Font, pikepdf.Name(FONT_NAME))
    # whatever state the page's own stream leaves behind must not reach the layer
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" + layer)
    return page


def _to_user_space(page: pikepdf.Page, frame: Page) -> Transform:
    """From pixels of the displayed frame to user space: undo /Rotate, then the y axis and the origin."""
    left, bottom, right, top = (float(side) for side in page.cropbox)
    left, right, bottom, top = min(left, right), max(left, right), min(bottom, top), max(bottom, top)
    rotate_deg = int(_inherited(page, "/Rotate") or 0) % 360
    width, height = right - left, top - bottom
    shown = (height, width) if rotate_deg in (90, 270) else (width, height)
    to_points = scaling(shown[0] / frame.width, shown[1] / frame.height)
    unturned = turn_right_angle(-rotate_deg, width=shown[0], height=shown[1])
    to_user = Transform(1, 0, left, 0, -1, top)
    return to_user.after(unturned.after(to_points))


def _inherited(page: pikepdf.Page, key: str) -> Any:
    """A page's attribute, its own or inherited from the tree above it; None where there is none."""
    node: Any = page.obj
    for _ in range(_DEEPEST_TREE):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None
