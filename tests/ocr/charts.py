"""Small charts that the tests make for themselves, with the words that stand on them."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pikepdf
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

DPI = 200
NOTE = (
    "Progress note for the cardiology clinic",
    "The patient reports less shortness of breath",
    "and denies chest pain since the last visit.",
    "Blood pressure was 128 over 76 this morning.",
    "Continue metoprolol 25 mg twice every day.",
    "Follow up with laboratory results in two weeks.",
)
NOTE_WORDS = " ".join(NOTE).split()


def font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), size_px)


def typed_page(
    lines: tuple[str, ...] = NOTE,
    *,
    size: tuple[int, int] = (1300, 800),
    left: int = 120,
    height_px: int = 34,
) -> Image.Image:
    """A grey page at 200 dpi with lines of print."""
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((left, 110 + number * 90), line, fill=10, font=font(height_px))
    return page


def image_bytes(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **{"dpi": (DPI, DPI), **how})
    return written.getvalue()


def tiff_of(pages: list[Image.Image], **how: object) -> bytes:
    return image_bytes(pages[0], "TIFF", save_all=True, append_images=pages[1:], **how)


def scanned_pdf(page: Image.Image) -> bytes:
    """A PDF that is only an image."""
    written = io.BytesIO()
    page.convert("RGB").save(written, "PDF", resolution=DPI)
    return written.getvalue()


def typed_pdf(pages: list[tuple[str, ...]], *, size_pt: tuple[int, int] = (468, 288)) -> bytes:
    """A born-digital PDF."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=size_pt, invariant=1)
    for lines in pages:
        canvas.setFont("Helvetica", 12)
        for number, line in enumerate(lines):
            canvas.drawString(40, size_pt[1] - 50 - 30 * number, line)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def changed_pdf(source: bytes, *, rotate: int = 0, crop: tuple[int, int, int, int] | None = None) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as pdf:
        for page in pdf.pages:
            if rotate:
                page.obj["/Rotate"] = rotate
            if crop is not None:
                page.obj["/CropBox"] = pikepdf.Array(list(crop))
        pdf.save(written)
    return written.getvalue()


def joined_pdf(*sources: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        for source in sources:
            with pikepdf.open(io.BytesIO(source)) as part:
                pdf.pages.extend(part.pages)
        pdf.save(written)
    return written.getvalue()


def locked_pdf(source: bytes, *, user: str, owner: str = "owner") -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(user=user, owner=owner))
    return written.getvalue()


def tiff_header_claiming(width: int, height: int) -> bytes:
    """A TIFF of a few bytes whose header claims an image of any size."""
    tags = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 200),
        (277, 3, 1, 1),
        (278, 4, 1, height),
        (279, 4, 1, min(width * height, 2**32 - 1)),
    ]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\x00" + struct.pack("<I", 8) + directory + bytes(4) + bytes(100)


def with_stray_text(source: bytes, text: str) -> bytes:
    """A PDF with invisible text of somebody's making over its first page."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as pdf:
        page = pdf.pages[0]
        face = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.add_resource(pdf.make_indirect(face), pikepdf.Name.Font, pikepdf.Name.Old)
        page.contents_add(f"BT 3 Tr /Old 10 Tf 50 50 Td ({text}) Tj ET".encode())
        pdf.save(written)
    return written.getvalue()


def pdf_with_picture(lines: tuple[str, ...], picture: Image.Image) -> bytes:
    """A born-digital page with a picture of print under its text."""
    from reportlab.lib.utils import ImageReader

    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(468, 288), invariant=1)
    canvas.setFont("Helvetica", 12)
    for number, line in enumerate(lines):
        canvas.drawString(40, 238 - 30 * number, line)
    width, height = (72 * side / DPI for side in picture.size)
    canvas.drawImage(ImageReader(picture), 40, 20, width, height)
    canvas.save()
    return written.getvalue()
