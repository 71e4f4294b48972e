"""Touches the world: some pages of a received file alone, and PDFs put one behind the other.

A batch file holds several patients. What is filed or shown of one document may hold nothing of the others:
not their pages, and not what the file says about them elsewhere (outlines, form fields, shared resources).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf

from ocr.image_document import ImageDocument
from ocr.image_pdf import add_image_page, add_notice_page
from ocr.open_document import PageUnreadableError, TooManyPixelsError, open_document
from ocr.options import OcrOptions
from ocr.pdf_document import PdfDocument
from ocr.pdfa import mark_as_pdfa

# What leads from a page's annotation to the rest of its document (ISO 32000-1 §12.5.2, §12.7.3, §14.7.4)
_LEADS_AWAY = ("/Parent", "/P", "/Popup", "/IRT", "/Dest", "/A", "/StructParent", "/OC")
_OF_THE_DOCUMENT = ("/StructParents", "/B", "/PieceInfo", "/Metadata", "/AF", "/PresSteps", "/DPart")


def pages_alone(source: bytes, page_indexes: Sequence[int], *, options: OcrOptions) -> bytes:
    """These pages of `source` (from 0, in this order) as a PDF that holds nothing else of the file.

    Images keep their data; a page that cannot be decoded is a page that says so. The same input gives the
    same bytes.

    Raises:
        ServiceError: `source` cannot be opened; see `open_document`.
    """
    with open_document(source, options=options) as document, pikepdf.Pdf.new() as pdf:
        if isinstance(document, PdfDocument):
            with document.writable_copy() as received:
                for index in page_indexes:
                    page = received.pages[index]
                    _loosen(page)
                    pdf.pages.append(page)
                pdf.remove_unreferenced_resources()
                return _saved(pdf)
        assert isinstance(document, ImageDocument)  # noqa: S101 - what is not a PDF is an image file
        for index in page_indexes:
            pdf.pages.append(_image_page(pdf, document, index))
        return _saved(pdf)


def joined_pdf(parts: Sequence[bytes]) -> bytes:
    """The pages of all parts in one PDF, marked as PDF/A-2b where the whole is one."""
    if len(parts) == 1:
        return parts[0]
    with pikepdf.open(io.BytesIO(parts[0])) as pdf:
        for part in parts[1:]:
            with pikepdf.open(io.BytesIO(part)) as more:
                pdf.pages.extend(more.pages)
        mark_as_pdfa(pdf)
        return _saved(pdf)


def _image_page(pdf: pikepdf.Pdf, document: ImageDocument, index: int) -> pikepdf.Page:
    try:
        return add_image_page(pdf, document, index)
    except (PageUnreadableError, TooManyPixelsError):
        width, height, dpi = document.page_size(index)
        notice = f"Page {index + 1} could not be decoded. The received file is kept."
        return add_notice_page(pdf, notice, width_pt=width * 72 / dpi, height_pt=height * 72 / dpi)


def _loosen(page: pikepdf.Page) -> None:
    """Cut what leads from a page to the rest of its document; what is drawn stays."""
    _remove(page.obj, _OF_THE_DOCUMENT)
    annotations: Any = page.obj.get("/Annots")
    for one in annotations if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Dictionary):
            _remove(one, _LEADS_AWAY)


def _remove(branch: Any, keys: Sequence[str]) -> None:
    for key in keys:
        if key in branch:
            del branch[key]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()
