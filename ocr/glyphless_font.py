"""An invisible font for text layers: a glyph that paints nothing, every code mapped to Unicode.

Embedded, so that no reader looks for a substitute, and a few hundred bytes large. Glyphs are half an em
wide and the em box stands on the baseline, so a word's extracted box is exactly where it was drawn.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

GLYPH_WIDTH_EM = 0.5
_UNITS = 1000
_MOST_CODES = 65_000
# The CMap syntax allows at most 100 mappings in one bfchar section.
_SECTION = 100


@dataclass(frozen=True)
class TextFont:
    """A font object in a PDF and the two-byte code of each character it can write."""

    font: pikepdf.Object
    codes: dict[str, int]

    def encoded(self, text: str) -> bytes:
        """`text` as a PDF hex string."""
        return b"<" + "".join(f"{self.codes[char]:04X}" for char in text).encode() + b">"


def make_font(pdf: pikepdf.Pdf, characters: Iterable[str]) -> TextFont:
    """A font in `pdf` that can write these characters; the same characters give the same bytes.

    Raises:
        ValueError: more different characters than two-byte codes.
    """
    distinct = sorted({" ", *characters})
    if len(distinct) > _MOST_CODES:
        raise ValueError(f"{len(distinct)} different characters do not fit into one font")
    codes = {char: code for code, char in enumerate(distinct, start=1)}
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Glyphless,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        DW=int(GLYPH_WIDTH_EM * 1000),
        # every code shows glyph 1: PDF/A forbids glyph 0, ".notdef" (ISO 19005-2 §6.2.11.8)
        CIDToGIDMap=pdf.make_stream(b"\x00\x01" * (len(distinct) + 1)),
        FontDescriptor=pdf.make_indirect(_descriptor(pdf)),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.Glyphless,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(_unicode_map(codes)),
    )
    return TextFont(pdf.make_indirect(font), codes)


def _descriptor(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    program = _font_program()
    width = int(GLYPH_WIDTH_EM * _UNITS)
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.Glyphless,
        Flags=5,  # fixed pitch, symbolic
        FontBBox=Array([0, 0, width, _UNITS]),
        ItalicAngle=0,
        Ascent=_UNITS,
        Descent=0,
        CapHeight=_UNITS,
        StemV=80,
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )


def _unicode_map(codes: dict[str, int]) -> bytes:
    pairs = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    sections = [pairs[start : start + _SECTION] for start in range(0, len(pairs), _SECTION)]
    body = "\n".join(
        f"{len(section)} beginbfchar\n" + "\n".join(section) + "\nendbfchar" for section in sections
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _font_program() -> bytes:
    """A TrueType file with ".notdef" and one more glyph: what a PDF's CIDFontType2 needs (OpenType spec).

    Both are a single stroke from corner to corner: it encloses no area, so nothing can ever be painted,
    but they have a bounding box: PDFium takes equal words under each other for one when their boxes are
    empty.
    """
    width = int(GLYPH_WIDTH_EM * _UNITS)
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0, 0, 0, width, _UNITS, 0, 8, 2, 0, 0,
    )  # fmt: skip
    hhea = struct.pack(">IhhhHhhhhhh8xhH", 0x00010000, _UNITS, 0, 0, width, 0, 0, width, 1, 0, 0, 0, 1)
    maxp = struct.pack(">IH13H", 0x00010000, 2, 2, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
    # one contour of two on-curve points: (0, 0) and (width, 1000), as differences
    glyph = struct.pack(">hhhhhHHBBhhhh", 1, 0, 0, width, _UNITS, 1, 0, 1, 1, 0, width, 0, _UNITS)
    tables = {
        b"glyf": 2 * glyph,
        b"head": head,
        b"hhea": hhea,
        b"hmtx": struct.pack(">Hhh", width, 0, 0),
        b"loca": struct.pack(">HHH", 0, len(glyph) // 2, len(glyph)),
        b"maxp": maxp,
    }
    directory = struct.pack(">IHHHH", 0x00010000, len(tables), 64, 2, 16 * len(tables) - 64)
    offset = len(directory) + 16 * len(tables)
    body = b""
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag, checksum, offset + len(body), len(table))
        body += padded
    return directory + body
