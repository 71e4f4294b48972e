"""Image data that a PDF can hold just as it was received: JPEG, PNG, and JPEG inside TIFF. Pure.

What cannot be held so (16-bit, interlaced, transparent, CMYK …) is left to be decoded: `None`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.jpeg_strips import joined_jpeg

if TYPE_CHECKING:
    from PIL import Image

_STRIP_OFFSETS, _STRIP_BYTES, _TABLES, _COMPRESSION, _PHOTOMETRIC, _PLANAR = 273, 279, 347, 259, 262, 284
_TIFF_JPEG, _YCBCR, _RGB, _BLACK_IS_ZERO = 7, 6, 2, 1
_GREY, _COLOUR, _PALETTE = 0, 2, 3


@dataclass(frozen=True)
class KeptImage:
    """Encoded samples and how a PDF names them.

    `channels` is 1 or 3, `filter_name` "/DCTDecode" or "/FlateDecode"; `predictor` is PNG's row filters;
    `palette` are the RGB triples of an indexed image; `is_ycc` False marks a JPEG whose samples are RGB.
    """

    encoded: bytes
    width: int
    height: int
    channels: int
    bits: int
    filter_name: str
    predictor: bool = False
    palette: bytes = b""
    is_ycc: bool = True


def kept_png(source: bytes) -> KeptImage | None:
    """The compressed rows of a plain PNG (ISO/IEC 15948): grey, RGB or palette, up to 8 bits, no alpha."""
    chunks = _png_chunks(source)
    header = chunks.get(b"IHDR", [b""])[0]
    if len(header) != 13 or b"tRNS" in chunks or b"IDAT" not in chunks:
        return None
    width, height, bits, colour, *_, interlaced = struct.unpack(">IIBBBBB", header)
    palette = chunks.get(b"PLTE", [b""])[0] if colour == _PALETTE else b""
    if (
        bits > 8
        or interlaced
        or colour not in (_GREY, _COLOUR, _PALETTE)
        or (colour == _PALETTE) != bool(palette)
    ):
        return None
    channels = 3 if colour == _COLOUR else 1
    rows = b"".join(chunks[b"IDAT"])
    return KeptImage(rows, width, height, channels, bits, "/FlateDecode", predictor=True, palette=palette)


def kept_tiff_jpeg(source: bytes, frame: Image.Image) -> KeptImage | None:
    """The JPEG samples of a TIFF page that is stored so, its strips joined without touching them."""
    tags = getattr(frame, "tag_v2", {})
    if (
        tags.get(_COMPRESSION) != _TIFF_JPEG
        or tags.get(_PLANAR, 1) != 1
        or frame.mode not in ("L", "RGB", "YCbCr")
    ):
        return None
    offsets, sizes = tags.get(_STRIP_OFFSETS, ()), tags.get(_STRIP_BYTES, ())
    photometric = tags.get(_PHOTOMETRIC)
    if not offsets or len(offsets) != len(sizes) or photometric not in (_YCBCR, _RGB, _BLACK_IS_ZERO):
        return None
    strips = [source[start : start + size] for start, size in zip(offsets, sizes, strict=True)]
    jpeg = joined_jpeg(strips, tables=bytes(tags.get(_TABLES, b"")), height=frame.height)
    if jpeg is None:
        return None
    channels = 1 if photometric == _BLACK_IS_ZERO else 3
    return KeptImage(jpeg, frame.width, frame.height, channels, 8, "/DCTDecode", is_ycc=photometric != _RGB)


def _png_chunks(source: bytes) -> dict[bytes, list[bytes]]:
    chunks: dict[bytes, list[bytes]] = {}
    at = 8
    while at + 12 <= len(source):
        length, kind = struct.unpack_from(">I4s", source, at)
        chunks.setdefault(kind, []).append(source[at + 8 : at + 8 + length])
        at += 12 + length
    return chunks
