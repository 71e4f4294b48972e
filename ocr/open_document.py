"""Opens what was received, by its signature, as a document whose pages load one at a time.

`open_document` refuses what can never be read before anything is decoded; what goes wrong with one page
is that page's own `PageUnreadableError`, and the document goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from ocr.engine import EngineWord
from ocr.options import OcrOptions
from ocr.raster import Raster
from storage.errors import Deficiency, Disposition, ServiceError

# The PDF reference lets a reader find the header anywhere in the first 1,024 bytes.
_PDF_HEADER_WITHIN = 1024
# ISO/IEC 23008-12 §10: the brands of still pictures coded with HEVC, after the box type "ftyp"
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")
_TIFF_SIGNATURES = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


class EmptyFileError(ServiceError):
    """The file holds no bytes."""

    code = "ocr.empty_file"
    disposition = Disposition.REJECT
    remedy = "Scan or copy the file again: it arrived with 0 bytes"


class UnknownFormatError(ServiceError):
    """The bytes are none of the formats that can be read, whatever the file's name says."""

    code = "ocr.unknown_format"
    disposition = Disposition.REJECT
    remedy = "Send a PDF, TIFF, JPEG, PNG or HEIC; a changed file name does not change the format"


class TooManyPagesError(ServiceError):
    """The document has more pages than the limit."""

    code = "ocr.too_many_pages"
    disposition = Disposition.REJECT
    remedy = "Split the document, or raise max_pages in the settings"


class TooManyPixelsError(ServiceError):
    """An image claims more pixels than the limit; refused from its header, before decoding."""

    code = "ocr.too_many_pixels"
    disposition = Disposition.REJECT
    remedy = "Scan at 300 or 600 dpi, or raise max_pixels in the settings"


class PageUnreadableError(ServiceError):
    """One page cannot be turned into an image; the document goes on and the page is a deficiency."""

    code = "ocr.page_unreadable"
    disposition = Disposition.REJECT
    remedy = "Scan the page again"


@dataclass(frozen=True)
class TextLayer:
    """The words that a PDF page carries itself, in pixels of its raster's frame.

    Word boxes are in the original frame; `rotation_deg` says how far the text stands turned clockwise.
    `printable_share` and `wordlike_share` (0–1) are about its characters and its longer words.
    """

    words: tuple[EngineWord, ...]
    rotation_deg: int
    printable_share: float
    wordlike_share: float


@dataclass(frozen=True)
class LoadedPage:
    """A page's image in the original frame, its own text if it has any, and what was lost in loading."""

    raster: Raster
    text_layer: TextLayer | None = None
    image_coverage: float = 1.0
    deficiencies: tuple[Deficiency, ...] = ()


class OpenDocument(Protocol):
    """A document that can be read page by page; use it as a context manager."""

    media_type: str
    page_count: int
    deficiencies: tuple[Deficiency, ...]

    def load_page(self, page_index: int) -> LoadedPage:
        """Page `page_index` (from 0), decoded now.

        Raises:
            PageUnreadableError, TooManyPixelsError: this page cannot be had; others may.
        """

    def load_image(self, page_index: int) -> LoadedPage:
        """Page `page_index` for a quick look: no finer than it was scanned, and without its text layer.

        Raises:
            PageUnreadableError, TooManyPixelsError: this page cannot be had; others may.
        """

    def page_size(self, page_index: int) -> tuple[int, int, float]:
        """(width, height, dpi) of a page that cannot be loaded, as far as its headers say."""

    def close(self) -> None:
        """Let go of the decoder."""

    def __enter__(self) -> Self:
        """This document."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the document."""


def media_type_of(source: bytes) -> str | None:
    """The media type that the first bytes prove, or None if it is none that can be read."""
    if source.startswith(_TIFF_SIGNATURES):
        return "image/tiff"
    if source.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if source.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if source[4:8] == b"ftyp" and source[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if b"%PDF-" in source[:_PDF_HEADER_WITHIN]:
        return "application/pdf"
    return None


def open_document(source: bytes, *, options: OcrOptions) -> OpenDocument:
    """The document in `source`, ready to load pages.

    Raises:
        EmptyFileError, UnknownFormatError, TooManyPagesError, TooManyPixelsError: as their classes say.
        ocr.pdf_document.PdfEncryptedError, PdfDamagedError: a PDF that needs its password, or is broken.
        ocr.image_document.ImageDamagedError: an image whose header cannot be read.
    """
    if not source:
        raise EmptyFileError("the file is empty")
    media_type = media_type_of(source)
    if media_type is None:
        raise UnknownFormatError("the file is not a PDF, TIFF, JPEG, PNG or HEIC")
    if media_type == "application/pdf":
        from ocr.pdf_document import PdfDocument

        return PdfDocument(source, options=options)
    from ocr.image_document import ImageDocument

    return ImageDocument(source, media_type=media_type, options=options)
