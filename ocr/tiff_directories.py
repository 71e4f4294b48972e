"""How many pages a TIFF has, from its chain of directories alone. Pure.

Pillow only warns about a directory that is cut off and ends the image there: pages would be lost in silence.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass


@dataclass(frozen=True)
class TiffPages:
    """Whole directories found, and whether the chain ended as it should."""

    count: int
    is_complete: bool


def count_tiff_pages(source: bytes, *, most: int) -> TiffPages:
    """The directories of a TIFF or BigTIFF (TIFF 6.0, section 2), counted no further than `most` + 1.

    A chain that runs out of the file, or in a circle, is not complete.
    """
    order = "<" if source[:2] == b"II" else ">"
    is_big = source[2:4] in (b"+\x00", b"\x00+")
    number, entry_size, pointer, first_at = ("Q", 20, "Q", 8) if is_big else ("H", 12, "I", 4)
    number_size, pointer_size = struct.calcsize(order + number), struct.calcsize(order + pointer)
    seen: set[int] = set()
    next_at = first_at
    while True:
        try:
            (directory_at,) = struct.unpack_from(order + pointer, source, next_at)
            if directory_at == 0:
                return TiffPages(len(seen), is_complete=bool(seen))
            if directory_at in seen:
                return TiffPages(len(seen), is_complete=False)
            (entries,) = struct.unpack_from(order + number, source, directory_at)
        except struct.error:
            return TiffPages(len(seen), is_complete=False)
        next_at = directory_at + number_size + entries * entry_size
        if next_at + pointer_size > len(source):
            # all entries may be there though the link to the next directory is cut off
            whole = next_at <= len(source)
            return TiffPages(len(seen) + int(whole), is_complete=False)
        seen.add(directory_at)
        if len(seen) > most:
            return TiffPages(len(seen), is_complete=True)
