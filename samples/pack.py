"""Page images and drawn pages packed into PDF, TIFF, PNG and JPEG bytes, without a clock in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image

from samples.degrade import GreyImage


@dataclass(frozen=True)
class ScannedSheet:
    """A page image inside a PDF, at `dpi` dots an inch."""

    image: GreyImage
    dpi: int


@dataclass(frozen=True)
class PrintedSheet:
    """A one-page PDF with real text; `sideways` stores it on its side, with a /Rotate to show it upright."""

    pdf: bytes
    sideways: bool = False


def rasterise(pdf: bytes, *, dpi: int) -> GreyImage:
    """The first page of a PDF as a grey image of `dpi` dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image: GreyImage = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()
        return image.reshape(image.shape[:2]).copy()
    finally:
        document.close()


def jpeg(image: GreyImage, *, dpi: int, quality: int) -> bytes:
    """The image as a grey JPEG file."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()


def png(image: GreyImage, *, dpi: int) -> bytes:
    """The image as a PNG file of 16 greys: half the size, and the steps are finer than a scanner's noise."""
    levels = Image.fromarray(image >> 4, mode="P")
    levels.putpalette([grey * 17 for grey in range(16) for _ in "RGB"])
    buffer = io.BytesIO()
    levels.save(buffer, "PNG", dpi=(dpi, dpi), optimize=True)
    return buffer.getvalue()


def group4_tiff(images: Sequence[GreyImage], *, dpi: tuple[int, int]) -> bytes:
    """Two-tone images as one CCITT Group 4 TIFF file with a page each."""
    pages = [Image.fromarray(image).convert("1", dither=Image.Dither.NONE) for image in images]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", compression="group4", dpi=dpi, save_all=True, append_images=pages[1:])
    return buffer.getvalue()


def pdf(sheets: Sequence[ScannedSheet | PrintedSheet], *, quality: int) -> bytes:
    """One PDF of scanned sheets (JPEG images without text) and printed sheets (text), in order."""
    with pikepdf.new() as document:
        for sheet in sheets:
            if isinstance(sheet, ScannedSheet):
                _add_scan(document, sheet, quality=quality)
            else:
                with pikepdf.open(io.BytesIO(sheet.pdf)) as printed:
                    document.pages.append(printed.pages[0])
                if sheet.sideways:
                    _lay_on_side(document.pages[-1])
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return buffer.getvalue()


def _lay_on_side(page: pikepdf.Page) -> None:
    _, _, width, height = (float(edge) for edge in page.mediabox)
    page.contents_add(f"q 0 1 -1 0 {height} 0 cm".encode(), prepend=True)  # a quarter turn counter-clockwise
    page.contents_add(b"Q")
    page.mediabox = pikepdf.Array([0, 0, height, width])
    page.rotate(90, relative=False)


def _add_scan(document: pikepdf.Pdf, sheet: ScannedSheet, *, quality: int) -> None:
    height, width = sheet.image.shape
    width_pt, height_pt = width * 72 / sheet.dpi, height * 72 / sheet.dpi
    page = document.add_blank_page(page_size=(width_pt, height_pt))
    scan = pikepdf.Stream(
        document,
        jpeg(sheet.image, dpi=sheet.dpi, quality=quality),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=scan))
    page.obj.Contents = pikepdf.Stream(document, f"q {width_pt} 0 0 {height_pt} 0 0 cm /Scan Do Q".encode())
