"""What a PDF page claims to draw, held against the limits before anything is decoded.

A page can hide a huge image in nested forms, or a drawing of gigabytes in a few kilobytes: deflate shrinks
up to 1,032 times (zlib's technical notes). Counting what comes out costs no memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ocr.open_document import PageUnreadableError, TooManyPixelsError
from ocr.options import OcrOptions

if TYPE_CHECKING:
    import pikepdf

# A dense map drawn in lines has about 30 MB; readers need several times this in memory and time.
_MOST_DRAWING_BYTES = 200_000_000
_MOST_SHRUNK = 1_032
_STEP_BYTES = 1 << 20
_SHRINKING = ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")


def check_page_limits(page: pikepdf.Page, *, page_number: int, options: OcrOptions) -> None:
    """Nothing, for a page that can be decoded.

    Raises:
        TooManyPixelsError: an image on it claims too many pixels, however deep its forms hide it.
        PageUnreadableError: its forms are nested too deep, or its drawing is too large.
    """
    where = f"page {page_number}"
    for content in _contents(page):
        _check_drawing(content, where)
    for drawing in _all_drawings(page, where, most_nesting=options.max_pdf_nesting):
        if _claimed_pixels(drawing) > options.max_pixels:
            raise TooManyPixelsError("an image on the page is too large", where=where)
        if drawing.get("/Subtype") == "/Form":
            _check_drawing(drawing, where)


def _all_drawings(page: pikepdf.Page, where: str, *, most_nesting: int) -> Iterator[Any]:
    """Every image and form that the page can draw, each once."""
    pending = [(page.obj.get("/Resources", None) or page.resources, 0)]
    seen: set[tuple[int, int]] = set()
    while pending:
        resources, depth = pending.pop()
        if depth > most_nesting:
            raise PageUnreadableError("forms are nested too deep", where=where)
        for drawing in _drawings(resources):
            if drawing.objgen in seen:
                continue
            seen.add(drawing.objgen)
            yield drawing
            if "/Resources" in drawing:
                pending.append((drawing["/Resources"], depth + 1))


def _contents(page: pikepdf.Page) -> Iterator[Any]:
    import pikepdf

    contents: Any = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    yield from (part for part in parts if isinstance(part, pikepdf.Stream))


def _check_drawing(stream: Any, where: str) -> None:
    """Refuses a drawing that would grow past the limit when it is decoded."""
    import pikepdf

    try:
        raw = stream.read_raw_bytes()
    except pikepdf.PdfError:
        return  # cannot be read at all: its own reader says so
    filters = _filters(stream)
    shrinking = [name for name in filters if name in _SHRINKING]
    if len(raw) * _MOST_SHRUNK ** len(shrinking) <= _MOST_DRAWING_BYTES:
        return
    if len(filters) == 1 and filters[0] in ("/FlateDecode", "/Fl"):
        if _inflated_bytes(raw) <= _MOST_DRAWING_BYTES:
            return
    elif len(shrinking) <= 1 and len(raw) <= _STEP_BYTES:
        return  # rare filters: small enough to be decoded whatever they hold
    raise PageUnreadableError("the drawing of the page is too large", where=where)


def _filters(stream: Any) -> list[str]:
    import pikepdf

    named: Any = stream.get("/Filter")
    if named is None:
        return []
    return [str(name) for name in named] if isinstance(named, pikepdf.Array) else [str(named)]


def _inflated_bytes(raw: bytes) -> int:
    """How many bytes come out, counted no further than just past the limit; damage ends the count."""
    inflate, count, rest = zlib.decompressobj(), 0, raw
    with suppress(zlib.error):
        while rest and count <= _MOST_DRAWING_BYTES:
            out = inflate.decompress(rest, _STEP_BYTES)
            count += len(out)
            rest = inflate.unconsumed_tail
            if not out:
                break
    return count


def _drawings(resources: Any) -> list[Any]:
    """The images and forms that a resource dictionary names."""
    import pikepdf

    try:
        named = resources.get("/XObject", {})
        return [named[name] for name in named.keys() if isinstance(named[name], pikepdf.Stream)]  # noqa: SIM118 - a pikepdf dictionary
    except (AttributeError, TypeError, ValueError, KeyError, pikepdf.PdfError):
        return []  # not a dictionary: nothing that could be drawn


def _claimed_pixels(drawing: Any) -> int:
    with suppress(TypeError, ValueError):
        return int(drawing.get("/Width", 0)) * int(drawing.get("/Height", 0))
    return 0
