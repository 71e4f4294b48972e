"""Touches the world: opens PDFs with pikepdf, renders pages with PDFium, reads text layers with pdfplumber.

pikepdf goes first: it alone tells a password from damage, and repairs what is cut off. PDFium is not
thread-safe: one process reads one page at a time.
"""

from __future__ import annotations

import io
import math
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ocr.open_document import LoadedPage, PageUnreadableError, TooManyPagesError
from ocr.options import OcrOptions
from ocr.pdf_extras import losses_beside_pages, remove_actions
from ocr.pdf_limits import check_page_limits
from ocr.pdf_scans import scanned_image
from ocr.raster import Raster
from storage.errors import Deficiency, Disposition, ServiceError

if TYPE_CHECKING:
    import pikepdf

_POINTS_PER_INCH = 72.0
_LOWEST_RENDER_DPI = 30.0


class PdfEncryptedError(ServiceError):
    """The PDF opens only with its password."""

    code = "ocr.pdf_encrypted"
    disposition = Disposition.ASK_HUMAN
    remedy = "Ask the sender for a copy without a password, or print and scan it"


class PdfDamagedError(ServiceError):
    """The PDF cannot be opened or repaired, or holds no page."""

    code = "ocr.pdf_damaged"
    disposition = Disposition.REJECT
    remedy = "Export or scan the document again: the file is broken beyond repair"


class PdfDocument:
    """A PDF as an `OpenDocument`; pages come as a viewer shows them (crop box, /Rotate applied)."""

    media_type = "application/pdf"

    def __init__(self, source: bytes, *, options: OcrOptions) -> None:
        self._options = options
        self._pdf = _open_pdf(source)
        self.page_count = _count_pages(self._pdf)
        if self.page_count > options.max_pages:
            raise TooManyPagesError(f"the PDF has {self.page_count} pages, more than {options.max_pages}")
        readable, repairs = _readable_bytes(self._pdf, source)
        self.deficiencies = (*repairs, *losses_beside_pages(self._pdf))
        self._rendering = _open_rendering(readable)
        self._readable = readable
        self._layers: list[Any] | None = None

    def load_page(self, page_index: int) -> LoadedPage:
        """Page `page_index` rendered, with its text layer if it carries one; see `OpenDocument`."""
        import pypdfium2

        from ocr.text_layer_engine import TextLayerUnreadableError, read_text_layer

        check_page_limits(self._pdf.pages[page_index], page_number=page_index + 1, options=self._options)
        raster = self._render(page_index)
        try:
            layer, image_coverage = read_text_layer(self._layer_page(page_index), raster)
        except (TextLayerUnreadableError, pypdfium2.PdfiumError):
            layer, image_coverage = None, 1.0  # nothing is lost: the page is read from its image
        return LoadedPage(raster=raster, text_layer=layer, image_coverage=image_coverage)

    def load_image(self, page_index: int) -> LoadedPage:
        """Page `page_index` rendered no finer than it was scanned, without its text; see `OpenDocument`."""
        import pypdfium2

        check_page_limits(self._pdf.pages[page_index], page_number=page_index + 1, options=self._options)
        try:
            image_coverage, scan_dpi = scanned_image(self._rendering[page_index])
        except pypdfium2.PdfiumError:
            image_coverage, scan_dpi = 1.0, None
        return LoadedPage(raster=self._render(page_index, finest_dpi=scan_dpi), image_coverage=image_coverage)

    def page_size(self, page_index: int) -> tuple[int, int, float]:
        """(width, height, dpi) of the page's box at 72 dpi, or of a letter page."""
        import pypdfium2

        try:
            width, height = self._rendering.get_page_size(page_index)
        except pypdfium2.PdfiumError:
            return 612, 792, _POINTS_PER_INCH
        return max(round(width), 1), max(round(height), 1), _POINTS_PER_INCH

    def has_own_text(self, page_index: int) -> bool:
        """Whether the page carries any text that a reader could find in it; True where that is unknown."""
        import pypdfium2

        try:
            return bool(self._rendering[page_index].get_textpage().count_chars() > 0)
        except pypdfium2.PdfiumError:
            return True

    def writable_copy(self) -> pikepdf.Pdf:
        """The document as received (repaired, unlocked, without actions), to be changed and saved."""
        import pikepdf

        copy = pikepdf.open(io.BytesIO(self._readable))
        remove_actions(copy)
        return copy

    def close(self) -> None:
        """Let go of the readers."""
        self._rendering.close()
        self._pdf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _render(self, page_index: int, *, finest_dpi: float | None = None) -> Raster:
        import pypdfium2

        where = f"page {page_index + 1}"
        try:
            page = self._rendering[page_index]
            width_pt, height_pt = page.get_size()
            if max(width_pt, height_pt) > self._options.max_pdf_points or min(width_pt, height_pt) <= 0:
                raise PageUnreadableError(
                    f"the page measures {width_pt:.0f} × {height_pt:.0f} points", where=where
                )
            dpi = min(self._render_dpi(width_pt, height_pt), max(finest_dpi or math.inf, _LOWEST_RENDER_DPI))
            bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True)
            pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
            bitmap.close()
            page.close()
        except (pypdfium2.PdfiumError, MemoryError) as error:
            raise PageUnreadableError("the page cannot be rendered", where=where) from error
        if np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 1], pixels[..., 2]):
            pixels = np.ascontiguousarray(pixels[..., 0])
        return Raster(pixels=pixels, dpi=dpi)

    def _render_dpi(self, width_pt: float, height_pt: float) -> float:
        """The asked-for resolution, or for a huge page the one that keeps its image within the limit."""
        area_in2 = width_pt * height_pt / _POINTS_PER_INCH**2
        within_limit = math.sqrt(self._options.max_render_pixels / area_in2)
        return max(min(float(self._options.render_dpi), math.floor(within_limit)), _LOWEST_RENDER_DPI)

    def _layer_page(self, page_index: int) -> Any:
        """The pdfplumber page, opened late: many charts are never asked for their text layer."""
        from ocr.text_layer_engine import TextLayerUnreadableError, layer_pages

        if self._layers is None:
            try:
                self._layers = layer_pages(self._readable)
            except TextLayerUnreadableError:
                self._layers = []
        if page_index >= len(self._layers):
            raise TextLayerUnreadableError("the page has no text layer that can be opened")
        return self._layers[page_index]


def _open_rendering(readable: bytes) -> Any:
    import pypdfium2

    # typed Any: PDFium's binding carries no types
    pdfium: Any = pypdfium2
    try:
        document = pdfium.PdfDocument(readable)
        document.init_forms()  # without this, filled form fields are not drawn
    except pypdfium2.PdfiumError as error:
        raise PdfDamagedError("the PDF cannot be opened for rendering") from error
    return document


def _open_pdf(source: bytes) -> pikepdf.Pdf:
    import pikepdf

    try:
        return pikepdf.open(io.BytesIO(source))
    except pikepdf.PasswordError as error:
        raise PdfEncryptedError("the PDF is locked with a password") from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise PdfDamagedError("the PDF cannot be opened") from error


def _count_pages(pdf: pikepdf.Pdf) -> int:
    import pikepdf

    try:
        count = len(pdf.pages)
    except (pikepdf.PdfError, ValueError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise PdfDamagedError("the PDF's list of pages cannot be read") from error
    if count == 0:
        raise PdfDamagedError("the PDF holds no page")
    return count


def _readable_bytes(pdf: pikepdf.Pdf, source: bytes) -> tuple[bytes, tuple[Deficiency, ...]]:
    """Bytes that every reader opens: the source, or a rewritten copy of a repaired or locked one."""
    repaired = bool(pdf.get_warnings())
    if not repaired and not pdf.is_encrypted:
        return source, ()
    import pikepdf

    rewritten = io.BytesIO()
    try:
        pdf.save(rewritten)
    except (pikepdf.PdfError, RuntimeError) as error:
        raise PdfDamagedError("the PDF cannot be repaired") from error
    if not repaired:
        return rewritten.getvalue(), ()
    note = "the PDF is cut off or damaged and was repaired for reading: pages or parts may be missing"
    return rewritten.getvalue(), (Deficiency("file_repaired", note),)
