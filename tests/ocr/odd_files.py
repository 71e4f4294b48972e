"""Files as scanners, fax servers and attackers really make them, each made here from one page."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

_STRIP_OFFSETS, _STRIP_BYTES, _ROWS_PER_STRIP, _PHOTOMETRIC = 273, 279, 278, 262


def fax_tiff(image: Image.Image, compression: str) -> bytes:
    """The page in one black-and-white strip: "group3", "group4", "tiff_ccitt" (RLE), "packbits" or "raw"."""
    stream = io.BytesIO()
    bilevel = image.convert("1", dither=Image.Dither.NONE)
    bilevel.save(
        stream, "TIFF", compression=compression, dpi=(200, 200), tiffinfo={_ROWS_PER_STRIP: image.height}
    )
    return stream.getvalue()


def jbig2_pdf(image: Image.Image) -> bytes:
    """A PDF with one JBIG2 page (ITU-T T.88): its one generic region is coded like a G4 fax (MMR)."""
    width, height = image.size
    written = fax_tiff(image, "group4")
    tiff = TiffImageFile(io.BytesIO(written))
    start, length = tiff.tag_v2[_STRIP_OFFSETS][0], tiff.tag_v2[_STRIP_BYTES][0]
    coded = written[start : start + length]
    page = _segment(0, 48, struct.pack(">IIIIBH", width, height, 0, 0, 0, 0))
    region = _segment(1, 38, struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + coded)
    # JBIG2 calls black 1, a TIFF of the kind "white is zero" as well
    decode = [0, 1] if tiff.tag_v2[_PHOTOMETRIC] == 1 else [1, 0]
    return _image_pdf(page + region, image.size, Filter=pikepdf.Name.JBIG2Decode, Decode=decode[::-1])


def _segment(number: int, kind: int, content: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(content)) + content


def _image_pdf(
    encoded: bytes, size: tuple[int, int], *, dpi: float = 200, bits: int = 1, **entries: object
) -> bytes:
    """A one-page PDF that shows encoded grey samples over its whole page."""
    pdf = pikepdf.Pdf.new()
    width_pt, height_pt = size[0] * 72 / dpi, size[1] * 72 / dpi
    pdf.add_blank_page(page_size=(width_pt, height_pt))
    image = pikepdf.Stream(
        pdf,
        encoded,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        BitsPerComponent=bits,
        ColorSpace=pikepdf.Name.DeviceGray,
        **entries,
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
    pdf.pages[0].Contents = pdf.make_stream(f"{width_pt} 0 0 {height_pt} 0 0 cm /Scan Do".encode())
    return _saved(pdf)


def fine_scan_pdf(image: Image.Image, *, dpi: int) -> bytes:
    """A small page scanned at a very high resolution."""
    grey = image.convert("L")
    packed = zlib.compress(grey.tobytes())
    return _image_pdf(packed, grey.size, dpi=dpi, bits=8, Filter=pikepdf.Name.FlateDecode)


def drawing_bomb_pdf(*, megabytes: int, in_a_form: bool = False) -> bytes:
    """A few kilobytes that become this many megabytes of drawing operators."""
    deflate = zlib.compressobj(9)
    packed = b"".join(deflate.compress(bytes([32]) * (1 << 20)) for _ in range(megabytes)) + deflate.flush()
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(300, 300))
    bomb = pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode)
    if in_a_form:
        bomb.Type, bomb.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        bomb.BBox = pikepdf.Array([0, 0, 300, 300])
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Form=bomb))
        pdf.pages[0].Contents = pdf.make_stream(b"/Form Do")
    else:
        pdf.pages[0].Contents = pdf.make_indirect(bomb)
    return _saved(pdf)


def circular_pages_pdf() -> bytes:
    """A page tree whose branch is its own parent's child: a reader that follows it never ends."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(300, 300))
    branch = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=1, Kids=pikepdf.Array([])))
    branch.Kids.append(branch)
    pdf.Root.Pages.Kids.append(branch)
    pdf.Root.Pages.Count = 2
    return _saved(pdf)


def large_page_pdf(*, inches: float) -> bytes:
    """A plan of this many inches along its longer side, with a line across it."""
    pdf = pikepdf.Pdf.new()
    side_pt = inches * 72
    pdf.add_blank_page(page_size=(300, 300))
    pdf.pages[0].MediaBox = pikepdf.Array([0, 0, side_pt, side_pt / 2])  # pikepdf itself makes no larger one
    pdf.pages[0].Contents = pdf.make_stream(f"4 w 0 0 m {side_pt} {side_pt / 2} l S".encode())
    return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return stream.getvalue()
