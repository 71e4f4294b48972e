"""Touches the world: decodes TIFF (all frames), PNG, JPEG, HEIC with Pillow; sizes are checked first."""

from __future__ import annotations

import io
import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ocr.kept_image import KeptImage, kept_png, kept_tiff_jpeg
from ocr.open_document import LoadedPage, PageUnreadableError, TooManyPagesError, TooManyPixelsError
from ocr.options import OcrOptions
from ocr.raster import believable_dpi, raster_of_image, resolution_of
from ocr.tiff_directories import count_tiff_pages
from storage.errors import Deficiency, Disposition, ServiceError

if TYPE_CHECKING:
    from PIL import Image, ImageFile

_ORIENTATION_TAG = 0x0112
_SIDEWAYS_ORIENTATIONS = (5, 6, 7, 8)
# What Pillow raises on bytes that break their own format, by its documentation and by trial.
_DECODE_ERRORS = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, TypeError, OverflowError, IndexError,
)  # fmt: skip
_PILLOW_SETTINGS = threading.RLock()


class ImageDamagedError(ServiceError):
    """The image's header cannot be read, so not even its size is known."""

    code = "ocr.image_damaged"
    disposition = Disposition.REJECT
    remedy = "Scan or export the image again: its header is broken"


class ImageDocument:
    """A TIFF, PNG, JPEG or HEIC as an `OpenDocument`; a TIFF frame is a page.

    `bilevel` is the page loaded last where it is black and white, its pixels as stored (not yet squared).
    """

    def __init__(self, source: bytes, *, media_type: str, options: OcrOptions) -> None:
        self._source = source
        self._options = options
        self.media_type = media_type
        self.bilevel: Image.Image | None = None
        self._image = self._open()
        self.page_count, self.deficiencies = self._count_pages()
        if self.page_count == 1:
            self._check_size(self._image)

    def load_page(self, page_index: int) -> LoadedPage:
        """Page `page_index` decoded, turned by its EXIF orientation, squared; see `OpenDocument`."""
        self.bilevel = None
        try:
            upright, dpi = self._decoded(page_index, keep_truncated=False)
            raster = raster_of_image(upright, declared_dpi=dpi)
        except TooManyPixelsError:
            raise
        except _DECODE_ERRORS:
            return self._salvaged(page_index)
        self.bilevel = upright if upright.mode == "1" else None
        return LoadedPage(raster=raster)

    def kept_image(self, page_index: int) -> tuple[KeptImage, int] | None:
        """(samples as received, EXIF orientation) of a page that a PDF can hold as it is."""
        frame = self._at_page(page_index)
        orientation = int(frame.getexif().get(_ORIENTATION_TAG, 1))
        if self.media_type == "image/tiff":
            kept = kept_tiff_jpeg(self._source, frame)
        elif self.media_type == "image/png":
            kept = kept_png(self._source)
        elif self.media_type == "image/jpeg" and frame.mode in ("L", "RGB"):
            channels = 1 if frame.mode == "L" else 3
            kept = KeptImage(self._source, frame.width, frame.height, channels, 8, "/DCTDecode")
        else:
            kept = None
        return None if kept is None else (kept, orientation)

    def load_image(self, page_index: int) -> LoadedPage:
        """The same: an image carries no text of its own; see `OpenDocument`."""
        return self.load_page(page_index)

    def page_size(self, page_index: int) -> tuple[int, int, float]:
        """(width, height, dpi) from the header; a letter page at 100 dpi where even that is unreadable."""
        try:
            image = self._at_page(page_index)
            width, height = image.size
            x_dpi, y_dpi = believable_dpi(width, height, resolution_of(image))
        except _DECODE_ERRORS:
            return 850, 1100, 100.0
        return max(width, 1), max(height, 1), max(x_dpi, y_dpi)

    def close(self) -> None:
        """Let go of the decoder."""
        self._image.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> ImageFile.ImageFile:
        try:
            with _pillow_settings(keep_truncated=False):
                return _reader_of(self.media_type)(io.BytesIO(self._source))
        except _DECODE_ERRORS as error:
            raise ImageDamagedError(f"the {self.media_type} header cannot be read") from error

    def _count_pages(self) -> tuple[int, tuple[Deficiency, ...]]:
        if self.media_type != "image/tiff":
            return 1, ()
        limit = self._options.max_pages
        found = count_tiff_pages(self._source, most=limit)
        if found.count > limit:
            raise TooManyPagesError(f"the TIFF has more than {limit} pages")
        if found.count == 0:
            raise ImageDamagedError("the TIFF has no whole page directory")
        if found.is_complete:
            return found.count, ()
        note = f"the file is cut off or damaged after page {found.count}: later pages are missing"
        return found.count, (Deficiency("pages_missing", note, page_number=found.count),)

    def _at_page(self, page_index: int) -> ImageFile.ImageFile:
        if self.media_type == "image/tiff":
            with _pillow_settings(keep_truncated=False):
                self._image.seek(page_index)
            return self._image
        return self._open()

    def _check_size(self, image: ImageFile.ImageFile) -> None:
        width, height = image.size
        if width * height > self._options.max_pixels:
            raise TooManyPixelsError(f"the image claims {width} × {height} pixels")

    def _decoded(
        self, page_index: int, *, keep_truncated: bool
    ) -> tuple[Image.Image, tuple[float, float] | None]:
        """A page's pixels the way up that viewers show them, and its (x, y) dpi that way up."""
        image = self._at_page(page_index)
        self._check_size(image)
        dpi = resolution_of(image)
        with _pillow_settings(keep_truncated=keep_truncated):
            # Pillow forgets a TIFF's orientation when it loads, and finds a PNG's only then
            before = image.getexif().get(_ORIENTATION_TAG) if self.media_type != "image/png" else None
            try:
                image.load()
            except OSError:
                if not keep_truncated:
                    raise
                image.load()  # libtiff reports the break, and keeps the rows before it
            orientation = before or image.getexif().get(_ORIENTATION_TAG)
            upright = _upright(image)
        if dpi is not None and orientation in _SIDEWAYS_ORIENTATIONS:
            dpi = (dpi[1], dpi[0])
        return upright, dpi

    def _salvaged(self, page_index: int) -> LoadedPage:
        """The part of a damaged page that can still be decoded, with a deficiency that says so."""
        try:
            self._image = self._open()
            upright, dpi = self._decoded(page_index, keep_truncated=True)
            raster = raster_of_image(upright, declared_dpi=dpi)
        except _DECODE_ERRORS as error:
            where = f"page {page_index + 1}"
            raise PageUnreadableError("the page's pixels cannot be decoded", where=where) from error
        note = "the image data is cut off or damaged: what could be decoded is shown, the rest is lost"
        return LoadedPage(
            raster=raster,
            deficiencies=(Deficiency("page_partly_unreadable", note, page_number=page_index + 1),),
        )


def _reader_of(media_type: str) -> Callable[[io.BytesIO], ImageFile.ImageFile]:
    """The format's own reader, not Image.open: our limits come from the options, not from a global."""
    from PIL import JpegImagePlugin, PngImagePlugin, TiffImagePlugin

    if media_type == "image/heic":
        from pi_heif.as_plugin import HeifImageFile

        reader: Callable[[io.BytesIO], ImageFile.ImageFile] = HeifImageFile
        return reader
    return {
        "image/tiff": TiffImagePlugin.TiffImageFile,
        "image/png": PngImagePlugin.PngImageFile,
        "image/jpeg": JpegImagePlugin.JpegImageFile,
    }[media_type]


def _upright(image: ImageFile.ImageFile) -> Image.Image:
    from PIL import ImageOps

    if image.format == "TIFF":
        return image  # Pillow has already turned it while loading
    return ImageOps.exif_transpose(image)


@contextmanager
def _pillow_settings(*, keep_truncated: bool) -> Iterator[None]:
    """Pillow's module-wide switches, set for one decode and put back.

    The size has been held against our own limit, so Pillow's is lifted; a cut-off file is decoded as far
    as it goes only when asked for. Its warnings about damage are silenced: we report damage ourselves.
    """
    from PIL import Image, ImageFile

    with _PILLOW_SETTINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, truncated = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
        Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = None, keep_truncated
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = limit, truncated
