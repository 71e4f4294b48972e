"""Which bytes a Range header asks for (RFC 9110 §14). Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class ByteRange(NamedTuple):
    """Half-open: the bytes from `start` to before `end`; empty when none of what was asked for exists."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        """True when the range cannot be satisfied (status 416)."""
        return self.start >= self.end


def byte_range(header: str | None, size_bytes: int) -> ByteRange | None:
    """The range to send with status 206, or None to send everything with status 200.

    A header that is malformed or asks for several ranges is ignored, as the RFC allows.
    """
    asked = _ONE_RANGE.fullmatch(header.strip()) if header else None
    if asked is None or asked[1] == asked[2] == "":
        return None
    if not asked[1]:  # the last N bytes
        start, end = max(size_bytes - int(asked[2]), 0), size_bytes
    else:
        start = int(asked[1])
        end = min(int(asked[2]) + 1, size_bytes) if asked[2] else size_bytes
        if asked[2] and int(asked[2]) < start:
            return None
    return ByteRange(start, end)
