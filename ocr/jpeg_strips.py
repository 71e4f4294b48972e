"""A TIFF page that is stored as JPEG, as one JPEG file with the very same compressed samples. Pure.

Sources: TIFF Technical Note 2 (strips and shared tables), ITU-T T.81 Annex B (markers). Strips are joined by
restart markers, which is lossless wherever each strip holds whole rows of minimum coded units.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SOI, _EOI, _SOS, _DRI = b"\xff\xd8", b"\xff\xd9", 0xDA, 0xDD
_BASELINE_FRAMES = (0xC0, 0xC1)
_MOST_UNITS = 0xFFFF  # a restart interval is a 16-bit number


def joined_jpeg(strips: Sequence[bytes], *, tables: bytes, height: int) -> bytes | None:
    """One JPEG of `height` rows from the strips of a page, or None where they cannot be joined losslessly.

    `tables` is the abbreviated JPEG of shared tables (TIFF tag 347), empty where the strips carry their own.
    """
    parts = [_parts_of(strip) for strip in strips]
    if not parts or any(part is None for part in parts):
        return None
    headers, scans = zip(*(part for part in parts if part is not None), strict=True)
    shared = _segments_between(tables) if tables else b""
    first = headers[0]
    if shared is None or any(_without_height(header) != _without_height(first) for header in headers[:-1]):
        return None
    units = _units_in(first, has_more=len(strips) > 1)
    if units is None or units > _MOST_UNITS:
        return None
    restart = struct.pack(">BBHH", 0xFF, _DRI, 4, units) if len(strips) > 1 else b""
    frame = _with_height(first, height)
    joined = b"".join(
        scan + (bytes((0xFF, 0xD0 + number % 8)) if number + 1 < len(scans) else b"")
        for number, scan in enumerate(scans)
    )
    head, scan_header = frame
    return _SOI + shared + head + restart + scan_header + joined + _EOI


def _parts_of(strip: bytes) -> tuple[bytes, bytes] | None:
    """(segments up to and with the scan's header, compressed samples) of a one-scan JPEG."""
    if not strip.startswith(_SOI):
        return None
    at = 2
    while at + 4 <= len(strip):
        if strip[at] != 0xFF:
            return None
        marker, (length,) = strip[at + 1], struct.unpack_from(">H", strip, at + 2)
        if marker == _DRI:
            return None  # has restart markers of its own
        if marker == _SOS:
            start = at + 2 + length
            end = strip.rfind(_EOI)
            return strip[2:start], strip[start : end if end > start else len(strip)]
        at += 2 + length
    return None


def _segments_between(tables: bytes) -> bytes | None:
    if not tables.startswith(_SOI) or not tables.rstrip(b"\0").endswith(_EOI):
        return None
    return tables[2 : tables.rfind(_EOI)]


def _frame_at(header: bytes) -> int | None:
    """Where the frame header's marker stands; None for progressive and other rare kinds."""
    at = 0
    while at + 4 <= len(header):
        if header[at + 1] in _BASELINE_FRAMES:
            return at
        at += 2 + int(struct.unpack_from(">H", header, at + 2)[0])
    return None


def _without_height(header: bytes) -> bytes:
    at = _frame_at(header)
    return header if at is None else header[: at + 5] + header[at + 7 :]


def _units_in(header: bytes, *, has_more: bool) -> int | None:
    """The minimum coded units of a strip; None where a strip does not end with a whole row of them."""
    at = _frame_at(header)
    if at is None:
        return None
    frame: tuple[int, int, int] = struct.unpack_from(">HHB", header, at + 5)
    rows, columns, components = frame
    samplings = [header[at + 11 + 3 * number] for number in range(components)]
    across = 8 * max(one >> 4 for one in samplings) if components > 1 else 8
    down = 8 * max(one & 15 for one in samplings) if components > 1 else 8
    if has_more and rows % down:
        return None
    return -(-columns // across) * -(-rows // down)


def _with_height(header: bytes, height: int) -> tuple[bytes, bytes]:
    """(segments with the frame's height set, the scan's header)."""
    at = _frame_at(header)
    assert at is not None  # noqa: S101 - _units_in has found it
    scan_at = at
    while header[scan_at + 1] != _SOS:
        scan_at += 2 + int(struct.unpack_from(">H", header, scan_at + 2)[0])
    frame = header[: at + 5] + struct.pack(">H", height) + header[at + 7 : scan_at]
    return frame, header[scan_at:]
