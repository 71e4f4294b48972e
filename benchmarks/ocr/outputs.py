"""Bar 8: are the words of a searchable PDF where they are on the page, how large is it, and who can open it?

Own clean pages are stored the four ways scanners store them, read by `chartscribe ocr`, and its PDF is opened
by PDFium and by pdfminer (through pdfplumber), which share no code. A position is the distance between a side
of a word's box in the PDF and in the JSON of the same run, in pixels at 300 dpi.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import img2pdf
import pdfplumber
import pikepdf
import pypdfium2
from PIL import Image

from benchmarks.ocr.bench import Bench
from benchmarks.ocr.pages import LAYOUTS, clean_page
from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.ocr.truth import Grey

DPI = 300
MOST_GROWTH, MOST_MORE_BYTES = 1.15, 12_000
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


@dataclass(frozen=True)
class Outcome:
    """What one page became: worst side of any word (px), bytes in and out, words found by both readers."""

    layout: str
    stored: str
    words: int
    found_by_pdfminer: int
    found_by_pdfium: int
    worst_off_px: float
    received_bytes: int
    written_bytes: int
    is_pdfa: bool

    @property
    def is_small_enough(self) -> bool:
        """At most 1.15 of the input or 12 kB more, whichever is larger."""
        return self.written_bytes <= max(
            MOST_GROWTH * self.received_bytes, self.received_bytes + MOST_MORE_BYTES
        )


def _written(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, dpi=(DPI, DPI), **options)
    return stream.getvalue()


def _fax_tiff(grey: Grey) -> bytes:
    return _written(
        Image.fromarray(grey).convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4"
    )


def _jpeg(grey: Grey) -> bytes:
    return _written(Image.fromarray(grey), "JPEG", quality=80)


def _jpeg_tiff(grey: Grey) -> bytes:
    return _written(Image.fromarray(grey), "TIFF", compression="jpeg", quality=80)


STORED: dict[str, tuple[str, Callable[[Grey], bytes]]] = {
    "fax TIFF": (".tif", _fax_tiff),
    "JPEG": (".jpg", _jpeg),
    "JPEG TIFF": (".tif", _jpeg_tiff),
    "fax PDF": (".pdf", lambda grey: img2pdf.convert(_fax_tiff(grey))),
    "JPEG PDF": (".pdf", lambda grey: img2pdf.convert(_jpeg(grey))),
}


def _outcomes(layouts: list[str], folder: Path, *, seed: int) -> list[Outcome]:
    """One outcome for each layout and way of storing."""
    outcomes = []
    for layout in layouts:
        grey = clean_page(layout, seed).grey
        for stored, (suffix, store) in STORED.items():
            source = folder / f"{layout}-{stored.replace(' ', '-')}{suffix}"
            source.write_bytes(store(grey))
            outcomes.append(_outcome(layout, stored, source))
    return outcomes


def _outcome(layout: str, stored: str, source: Path) -> Outcome:
    page = json.loads(_read(source, "json"))["pages"][0]
    content = _read(source, "pdf")
    printed = [word for word in page["words"] if not word["handwritten"]]
    by_pdfminer = _placed_by_pdfminer(content)
    by_pdfium = _text_by_pdfium(content).split()
    worst, found = 0.0, 0
    px_per_point = DPI / 72
    for word in printed:
        expected = [side * DPI / page["dpi"] for side in word["box"]]
        candidates = by_pdfminer.get(word["text"], [])
        offsets = [
            max(abs(side * px_per_point - wanted) for side, wanted in zip(sides, expected, strict=True))
            for sides in candidates
        ]
        found += bool(offsets)
        if offsets and any(char.isalnum() for char in word["text"]):
            worst = max(worst, min(offsets))
    known = set(by_pdfium)
    return Outcome(
        layout=layout,
        stored=stored,
        words=len(printed),
        found_by_pdfminer=found,
        found_by_pdfium=sum(word["text"] in known for word in printed),
        worst_off_px=round(worst, 2),
        received_bytes=source.stat().st_size,
        written_bytes=len(content),
        is_pdfa=_claims_pdfa_2b(content),
    )


def _read(source: Path, form: str) -> bytes:
    """What the command line wrote for the file in one format."""
    folder = source.with_suffix(".out")
    command = [sys.executable, "-m", "chartscribe", "ocr", str(source), "--engine", "tesseract"]
    subprocess.run([*command, "--format", form, "-o", str(folder)], capture_output=True, check=True)
    (written,) = folder.glob(f"*.{form}")
    return written.read_bytes()


def _placed_by_pdfminer(content: bytes) -> dict[str, list[tuple[float, ...]]]:
    placed: dict[str, list[tuple[float, ...]]] = {}
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for word in pdf.pages[0].extract_words():
            sides = tuple(float(word[side]) for side in ("x0", "top", "x1", "bottom"))
            placed.setdefault(word["text"], []).append(sides)
    return placed


def _text_by_pdfium(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = str(document[0].get_textpage().get_text_range())
    document.close()
    return text


def _claims_pdfa_2b(content: bytes) -> bool:
    """Whether the metadata says PDF/A-2b and the output intent that it asks for is there."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if "/Metadata" not in pdf.Root or "/OutputIntents" not in pdf.Root:
            return False
        xmp = ElementTree.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - we wrote it
    found = (xmp.findtext(f".//{_PDFA}part"), xmp.findtext(f".//{_PDFA}conformance"))
    return found == ("2", "B")


def measure(bench: Bench) -> PartResult:
    """The table and the bars."""
    outcomes = _outcomes(list(LAYOUTS)[: bench.limit], bench.folder("outputs"), seed=bench.seeds[0])
    headings = ("page", "stored as", "words", "pdfminer", "PDFium", "worst px", "bytes in", "bytes out", "2b")
    rows = tuple(
        (
            one.layout,
            one.stored,
            one.words,
            one.found_by_pdfminer,
            one.found_by_pdfium,
            one.worst_off_px,
            one.received_bytes,
            one.written_bytes,
            "yes" if one.is_pdfa else "no",
        )
        for one in outcomes
    )
    found = sum(one.found_by_pdfminer == one.found_by_pdfium == one.words for one in outcomes)
    return PartResult(
        "outputs",
        tables=[Table("searchable PDF: words found by two readers, places, size", headings, rows)],
        bars=[
            Bar.at_most(
                "8: worst side of any word, px at 300 dpi", max(o.worst_off_px for o in outcomes), 3.0
            ),
            Bar.at_least("8: PDFs with every word found by both readers", found, len(outcomes)),
            Bar.at_least(
                "8: PDFs within 1.15 or 12 kB", sum(o.is_small_enough for o in outcomes), len(outcomes)
            ),
            Bar.at_least(
                "8: PDFs marked PDF/A-2b with intent", sum(o.is_pdfa for o in outcomes), len(outcomes)
            ),
        ],
    )
