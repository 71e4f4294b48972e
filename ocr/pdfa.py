"""Marks a PDF as PDF/A-2b where it is one, and says what stands in the way where it is not. No files here.

Source: ISO 19005-2 (PDF/A-2), level B; the clause stands beside each rule. What can be mended without
touching what is seen is mended; what cannot (fonts that are not embedded, CMYK colour, a locked file) leaves
the PDF unmarked: a claim that is not true is worth less than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <pdf:Producer>Chartscribe</pdf:Producer>
   <xmp:CreatorTool>Chartscribe</xmp:CreatorTool>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
# bytes 24–35 of an ICC profile are its making's date: held still, so that equal pages give equal files
_ICC_DATE, _FIXED_DATE = slice(24, 36), bytes((7, 232, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
_CMYK_OPERATOR = re.compile(rb"(?:[\d.]+\s+){4}[kK]\b")
_MOST_SIDE_PT, _LEAST_SIDE_PT = 14_400, 3
_HINTS = ("/Interpolate", "/Alternates", "/OPI", "/PresSteps", "/TR", "/TR2", "/HTP", "/NeedAppearances")
_SHOWN, _HIDDEN = 4, 1 | 2 | 32  # annotation flags: print; invisible, hidden, no view
_SILENT_ANNOTATIONS = ("/Popup", "/Link")
_FORBIDDEN_ANNOTATIONS = ("/3D", "/Sound", "/Screen", "/Movie", "/FileAttachment", "/RichMedia")


def mark_as_pdfa(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """What stands in the way of PDF/A-2b after mending `pdf` as far as may be; marked where nothing does."""
    parts = list(_reachable(pdf))
    _mend(pdf, parts)
    found = sorted({obstacle for part in parts for rule in _RULES for obstacle in rule(part)})
    if pdf.is_encrypted:
        found.append("the file is locked")
    if "/OCProperties" in pdf.Root:
        found.append("it has layers that can be switched")
    if found:
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]  # it may claim what is no longer true
        return tuple(found)
    del pdf.docinfo
    metadata = pikepdf.Stream(pdf, _XMP.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    profile = pikepdf.Stream(pdf, _srgb(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        Info=pikepdf.String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    return ()


def _srgb() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = _FIXED_DATE
    return bytes(profile)


def _reachable(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream that the catalog leads to, each once; nested ones too."""
    pending: list[Any] = [pdf.Root]
    seen: set[tuple[int, int]] = set()
    while pending:
        part = pending.pop()
        if getattr(part, "is_indirect", False):
            if part.objgen in seen:
                continue
            seen.add(part.objgen)
        if isinstance(part, pikepdf.Array):
            pending.extend(child for child in part if _holds_more(child))
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            pending.extend(child for _, child in part.items() if _holds_more(child))


def _holds_more(part: Any) -> bool:
    return isinstance(part, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)


def _mend(pdf: pikepdf.Pdf, parts: list[Any]) -> None:
    """Take out what may go without changing what is seen: hints to viewers and other presentations."""
    for key in ("/NeedsRendering", "/Requirements", "/Perms"):
        if key in pdf.Root:
            del pdf.Root[key]
    for part in parts:
        for key in _HINTS:
            if key in part:
                del part[key]
        if isinstance(part, pikepdf.Stream) and "/LZWDecode" in str(part.get("/Filter", "")):
            _rewrite(part)


def _rewrite(stream: Any) -> None:
    """§6.1.7.2: LZW is forbidden; what cannot be decoded stays, and is an obstacle."""
    with suppress(pikepdf.PdfError):
        stream.write(stream.read_bytes())


def _fonts(part: Any) -> Iterator[str]:
    """§6.2.11.4: the program of every font is embedded; Type 3 fonts are drawn, composite ones look below."""
    if part.get("/Type") != "/Font" or part.get("/Subtype") in ("/Type3", "/Type0"):
        return
    descriptor: Any = part.get("/FontDescriptor")
    programs = ("/FontFile", "/FontFile2", "/FontFile3")
    if not isinstance(descriptor, pikepdf.Dictionary) or not any(key in descriptor for key in programs):
        yield "a font is not embedded"


def _colours(part: Any) -> Iterator[str]:
    """§6.2.4.3: our output intent is RGB, so device CMYK has no meaning."""
    spaces: list[Any] = [part.get("/ColorSpace"), part.get("/CS")]
    named: Any = part.get("/ColorSpace")
    if isinstance(named, pikepdf.Dictionary):
        spaces.extend(value for _, value in named.items())
    for space in spaces:
        first = space[0] if isinstance(space, pikepdf.Array) and len(space) else space
        base = space[1] if isinstance(space, pikepdf.Array) and len(space) > 1 else None
        if "/DeviceCMYK" in (first, base) or "/DeviceN" in (first, base):
            yield "it has CMYK colour"
    if part.get("/Type") == "/Page" and _CMYK_OPERATOR.search(_drawing_of(part)):
        yield "it has CMYK colour"


def _drawing_of(page: Any) -> bytes:
    contents: Any = page.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    try:
        return b"\n".join(one.read_bytes() for one in streams if isinstance(one, pikepdf.Stream))
    except pikepdf.PdfError:
        return b""  # cannot be decoded: what is drawn is decided by the viewer, and _streams speaks of it


def _streams(part: Any) -> Iterator[str]:
    """§6.1.7: no stream lies in another file; qpdf rewrites LZW, and what it cannot decode stays."""
    if isinstance(part, pikepdf.Stream):
        if "/F" in part:
            yield "a part lies in another file"
        filters = str(part.get("/Filter", ""))
        if "/Crypt" in filters or "/LZWDecode" in filters:
            yield "a part is stored in a way that PDF/A forbids"
        if part.get("/Subtype") == "/PS" or "/Ref" in part:
            yield "a part is drawn by a program"


def _annotations(part: Any) -> Iterator[str]:
    """§6.3: annotations are of the plain kinds, are printed, and bring their own appearance."""
    if part.get("/Type") != "/Annot" and "/Rect" not in part:
        return
    kind = part.get("/Subtype")
    if kind in _FORBIDDEN_ANNOTATIONS:
        yield "it has sound, films or attachments"
    elif kind is not None and kind not in _SILENT_ANNOTATIONS:
        flags = int(part.get("/F", 0))
        if not flags & _SHOWN or flags & _HIDDEN or "/AP" not in part:
            yield "a note or form field does not bring its own appearance"


def _sizes(part: Any) -> Iterator[str]:
    """§6.1.13: no side of a page is shorter than 3 or longer than 14,400 units."""
    box: Any = part.get("/MediaBox")
    if isinstance(box, pikepdf.Array) and len(box) == 4:
        left, bottom, right, top = (float(side) for side in box)
        sides = (abs(right - left), abs(top - bottom))
        if min(sides) < _LEAST_SIDE_PT or max(sides) > _MOST_SIDE_PT:
            yield "a page is too large or too small"


_RULES: tuple[Callable[[Any], Iterator[str]], ...] = (_fonts, _colours, _streams, _annotations, _sizes)
