"""Page images as the file that a scanner writes: PDF or TIFF, the same bytes for the same images. Pure."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Sequence

from PIL import Image

from benchmarks.ocr.truth import Grey
from benchmarks.shift.day import PaperPage, ScannerFile
from benchmarks.shift.paper import DPI, drawn

_MADE_AT = time.gmtime(0)  # the clock of the day is no part of a file
_JPEG_QUALITY = 80


def file_bytes(file: ScannerFile, *, seed: int) -> bytes:
    """The file with all its pages."""
    images = [_picture(drawn(page, scanner=file.scanner, seed=seed), file.scanner) for page in file.pages]
    return _as_tiff(images) if file.is_tiff else _as_pdf(images)


def rescan_bytes(page: PaperPage, *, scanner: str, seed: int) -> bytes:
    """The page scanned again, alone and well."""
    return _as_pdf([_picture(drawn(page, scanner=scanner, seed=seed, again=True), scanner)])


def sidecar_bytes(file: ScannerFile) -> bytes:
    """What lies beside the file."""
    return json.dumps(dict(file.claims)).encode()


def _picture(grey: Grey, scanner: str) -> Image.Image:
    image = Image.fromarray(grey)
    return image.convert("1", dither=Image.Dither.NONE) if scanner == "scanner-1" else image


def _as_pdf(images: Sequence[Image.Image]) -> bytes:
    written = io.BytesIO()
    images[0].save(
        written,
        "PDF",
        save_all=True,
        append_images=list(images[1:]),
        resolution=DPI,
        **({} if images[0].mode == "1" else {"quality": _JPEG_QUALITY}),
        creationDate=_MADE_AT,
        modDate=_MADE_AT,
    )
    return written.getvalue()


def _as_tiff(images: Sequence[Image.Image]) -> bytes:
    written = io.BytesIO()
    images[0].save(
        written,
        "TIFF",
        save_all=True,
        append_images=list(images[1:]),
        dpi=(DPI, DPI),
        compression="jpeg",
        quality=_JPEG_QUALITY,
    )
    return written.getvalue()
