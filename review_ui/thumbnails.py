"""Small pictures of pages, turned upright. Pure, and loads Pillow only for a page that lies."""

from __future__ import annotations

import io


def upright_jpeg(jpeg: bytes, rotation_deg: int) -> bytes:
    """The picture with its content upright; `rotation_deg` is how far the content stands turned clockwise.

    A page that stands already comes back byte for byte.
    """
    if rotation_deg % 360 == 0:
        return jpeg
    from PIL import Image

    written = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as lying:
        # Pillow turns anticlockwise, which undoes a clockwise turn
        lying.rotate(rotation_deg, expand=True).save(written, "JPEG", quality=80)
    return written.getvalue()
