"""Small files that look like charts, each with other bytes, from a seed. Pure."""

from __future__ import annotations

import hashlib
import random


def chart_bytes(pick: random.Random, number: int, size_bytes: int = 3000) -> bytes:
    """A few kilobytes that begin and end as a PDF does."""
    return b"%PDF-1.7\n" + str(number).encode() + b"\n" + pick.randbytes(size_bytes) + b"\n%%EOF\n"


def sha256_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
