"""The checks of a run of pages of one document, drawn small and without reading any text. Pure."""

from __future__ import annotations

from dataclasses import replace

from ocr.open_document import OpenDocument, PageUnreadableError, TooManyPixelsError, open_document
from ocr.options import OcrOptions
from ocr.scan_check.check_page import check_page
from ocr.scan_check.page_check import CheckOptions, PageCheck, RescanReason

# A page of which less than this is an image was written by a program, not scanned.
_SCANNED_FROM = 0.5


def check_document(
    source: bytes,
    *,
    options: OcrOptions,
    first: int = 0,
    count: int | None = None,
    check: CheckOptions | None = None,
) -> tuple[PageCheck, ...]:
    """The checks of `count` pages (None: all that follow) from page index `first`, in order.

    A page that cannot be loaded has a check that says so; the others go on.

    Raises:
        ServiceError: the document cannot be opened, as `open_document` says.
    """
    chosen = check or CheckOptions()
    small = replace(options, render_dpi=min(options.render_dpi, chosen.render_dpi))
    with open_document(source, options=small) as document:
        end = document.page_count if count is None else min(first + count, document.page_count)
        return tuple(_checked(document, index, chosen) for index in range(first, end))


def _checked(document: OpenDocument, page_index: int, options: CheckOptions) -> PageCheck:
    try:
        loaded = document.load_image(page_index)
    except (PageUnreadableError, TooManyPixelsError):
        note = "the page's image cannot be read: scan it again"
        return PageCheck(
            page_index=page_index,
            width=0,
            height=0,
            dpi=0,
            rescan=(RescanReason(kind="unreadable", note=note),),
        )
    is_scan = loaded.image_coverage >= _SCANNED_FROM
    checked = check_page(loaded.raster, options=options, page_index=page_index, is_scan=is_scan)
    if not loaded.deficiencies:
        return checked
    note = "part of the page's image is lost: scan it again"
    damaged = RescanReason(kind="damaged_image", note=note)
    return checked.model_copy(update={"rescan": (damaged, *checked.rescan)})
