"""Touches the world: puts page images into a PDF without re-encoding what need not be."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

from ocr.image_document import ImageDocument
from ocr.kept_image import KeptImage
from ocr.raster import Raster

_JPEG_QUALITY = 85
# Where EXIF orientation puts the unit square's axes (PDF matrix a b c d e f, y up); the mirrored
# orientations are rare enough to be decoded instead.
_TURNS = {1: "1 0 0 1 0 0", 3: "-1 0 0 -1 1 1", 6: "0 -1 1 0 0 1", 8: "0 1 -1 0 1 0"}
_STRIP_OFFSETS, _STRIP_BYTES, _ROWS_PER_STRIP, _PHOTOMETRIC = 273, 279, 278, 262


def add_image_page(pdf: pikepdf.Pdf, document: ImageDocument, page_index: int) -> pikepdf.Page:
    """A new page of `pdf` that shows page `page_index` of an image file in its displayed size.

    JPEG, PNG and JPEG inside TIFF go in as they came; black-and-white pages as lossless CCITT G4; the rest as
    lossless Flate.

    Raises:
        PageUnreadableError, TooManyPixelsError: the page cannot be decoded.
    """
    loaded = document.load_page(page_index)
    raster = loaded.raster
    kept = document.kept_image(page_index) if not loaded.deficiencies else None
    if kept is not None and kept[1] in _TURNS:
        return _page_with(pdf, _kept_drawing(pdf, kept[0]), raster, turn=_TURNS[kept[1]])
    if document.bilevel is not None:
        return _page_with(pdf, _fax_drawing(pdf, document.bilevel), raster)
    return _page_with(pdf, _lossless_drawing(pdf, raster), raster)


def add_rendered_page(pdf: pikepdf.Pdf, raster: Raster) -> pikepdf.Page:
    """A new page of `pdf` that shows a rendered page as a JPEG."""
    written = io.BytesIO()
    image = Image.fromarray(raster.pixels)
    image.save(written, "JPEG", quality=_JPEG_QUALITY)
    return _page_with(pdf, _jpeg_drawing(pdf, written.getvalue(), image), raster)


def add_notice_page(pdf: pikepdf.Pdf, notice: str, *, width_pt: float, height_pt: float) -> pikepdf.Page:
    """A new page of `pdf` that shows `notice`, in place of a page that nobody can show.

    It is a picture: PDF/A asks for every font to be embedded, and this page needs no more than one line.
    """
    dpi = 150.0
    size = (max(round(width_pt * dpi / 72), 1), max(round(height_pt * dpi / 72), 1))
    image = Image.new("1", size, 1)
    ImageDraw.Draw(image).text((75, 150), notice, fill=0, font=ImageFont.load_default(28))
    raster = Raster(np.asarray(image.convert("L"), dtype=np.uint8), dpi)
    return _page_with(pdf, _fax_drawing(pdf, image), raster)


def _page_with(
    pdf: pikepdf.Pdf, drawing: pikepdf.Stream, raster: Raster, *, turn: str = _TURNS[1]
) -> pikepdf.Page:
    width_pt, height_pt = raster.width * 72 / raster.dpi, raster.height * 72 / raster.dpi
    content = f"q {width_pt:.4f} 0 0 {height_pt:.4f} 0 0 cm {turn} cm /Scan Do Q".encode("ascii")
    return _new_page(pdf, content, Dictionary(XObject=Dictionary(Scan=drawing)), (width_pt, height_pt))


def _new_page(
    pdf: pikepdf.Pdf, content: bytes, resources: pikepdf.Dictionary, size_pt: tuple[float, float]
) -> pikepdf.Page:
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(size_pt[0], 4), round(size_pt[1], 4)]),
        Resources=resources,
        Contents=pdf.make_stream(content),
    )
    return pikepdf.Page(pdf.make_indirect(page))


def _kept_drawing(pdf: pikepdf.Pdf, kept: KeptImage) -> pikepdf.Stream:
    """The image as received: nothing is decoded and nothing is lost."""
    space: object = Name.DeviceGray if kept.channels == 1 else Name.DeviceRGB
    if kept.palette:
        space = Array(
            [Name.Indexed, Name.DeviceRGB, len(kept.palette) // 3 - 1, pikepdf.String(kept.palette)]
        )
    entries = {"ColorSpace": space, "BitsPerComponent": kept.bits, "Filter": Name(kept.filter_name)}
    if kept.predictor:
        entries["DecodeParms"] = Dictionary(
            Predictor=15, Colors=kept.channels, BitsPerComponent=kept.bits, Columns=kept.width
        )
    elif not kept.is_ycc:
        entries["DecodeParms"] = Dictionary(ColorTransform=0)
    return _drawing(pdf, kept.encoded, (kept.width, kept.height), **entries)


def _jpeg_drawing(pdf: pikepdf.Pdf, jpeg: bytes, image: Image.Image) -> pikepdf.Stream:
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    return _drawing(pdf, jpeg, image.size, ColorSpace=space, BitsPerComponent=8, Filter=Name.DCTDecode)


def _lossless_drawing(pdf: pikepdf.Pdf, raster: Raster) -> pikepdf.Stream:
    space = Name.DeviceGray if raster.pixels.ndim == 2 else Name.DeviceRGB
    packed = zlib.compress(raster.pixels.tobytes(), 6)
    size = (raster.width, raster.height)
    return _drawing(pdf, packed, size, ColorSpace=space, BitsPerComponent=8, Filter=Name.FlateDecode)


def _fax_drawing(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    """A 1-bit image as one CCITT G4 strip, which Pillow's TIFF writer makes."""
    from PIL.TiffImagePlugin import TiffImageFile

    pixels = Image.new("1", image.size)
    pixels.paste(image)  # without the received file's tags, which the writer would copy and trip over
    written = io.BytesIO()
    pixels.save(written, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.height})
    tags = TiffImageFile(io.BytesIO(written.getvalue())).tag_v2
    start, length = tags[_STRIP_OFFSETS][0], tags[_STRIP_BYTES][0]
    parameters = Dictionary(
        K=-1, Columns=image.width, Rows=image.height, BlackIs1=tags[_PHOTOMETRIC] == 1, EndOfBlock=True
    )
    return _drawing(
        pdf,
        written.getvalue()[start : start + length],
        image.size,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=parameters,
    )


def _drawing(pdf: pikepdf.Pdf, encoded: bytes, size: tuple[int, int], **entries: object) -> pikepdf.Stream:
    width, height = size
    fixed = {"Type": Name.XObject, "Subtype": Name.Image, "Width": width, "Height": height}
    return pikepdf.Stream(pdf, encoded, **fixed, **entries)
