"""The six charts: which pages, on which paper, in which file. Pure but for the fonts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from samples import chart_texts, packet_texts
from samples.catalogue import Priority
from samples.degrade import GreyImage, black_and_white, copier_marks, fax, paper, skew
from samples.draw_page import DrawnPage, draw_page
from samples.pack import PrintedSheet, ScannedSheet, group4_tiff, jpeg, pdf, png, rasterise
from samples.page_parts import PageSpec

FAX_DPI = (204, 98)


@dataclass(frozen=True)
class MadeChart:
    """A file's bytes, its pages' text (form feed between pages), and what makes it worth having."""

    file_name: str
    content: bytes
    text: str
    pages: tuple[PageSpec, ...]
    document_type: str
    author: str
    date_of_service: str
    priority: Priority
    notes: str


def _draw(*specs: PageSpec) -> tuple[DrawnPage, ...]:
    return tuple(draw_page(spec, number=n, of=len(specs)) for n, spec in enumerate(specs, start=1))


def _text(drawn: tuple[DrawnPage, ...]) -> str:
    return "\f".join("\n".join(page.lines) + "\n" for page in drawn)


def _scan(page: DrawnPage, rng: Generator, *, dpi: int, angle_deg: float, shade: float = 10.0) -> GreyImage:
    return paper(skew(rasterise(page.pdf, dpi=dpi), angle_deg=angle_deg), rng, shade=shade)


def progress_note(rng: Generator) -> MadeChart:
    """A typed note, scanned a little askew at 200 dpi: a PDF that is an image only."""
    drawn = _draw(chart_texts.PROGRESS_NOTE)
    sheet = ScannedSheet(_scan(drawn[0], rng, dpi=200, angle_deg=0.7), 200)
    return MadeChart(
        file_name="progress_note.pdf",
        content=pdf([sheet], quality=45),
        text=_text(drawn),
        pages=(chart_texts.PROGRESS_NOTE,),
        document_type="Progress note",
        author="Ines Calloway, MD",
        date_of_service="2026-09-14",
        priority="routine",
        notes="typed page, PDF with an image only, 0.7 degrees askew",
    )


def lab_results(rng: Generator) -> MadeChart:
    """A ruled table with numbers, scanned with a shadow at the edge: PNG."""
    drawn = _draw(chart_texts.LAB_RESULTS)
    scan = _scan(drawn[0], rng, dpi=150, angle_deg=-0.4, shade=34)
    return MadeChart(
        file_name="lab_results.png",
        content=png(scan, dpi=150),
        text=_text(drawn),
        pages=(chart_texts.LAB_RESULTS,),
        document_type="Laboratory report",
        author="Ines Calloway, MD",
        date_of_service="2026-09-14",
        priority="routine",
        notes="ruled table of numbers and units, 150 dpi, shadow at the edge",
    )


def intake_form(rng: Generator) -> MadeChart:
    """A form in two columns with ticked boxes: JPEG at 200 dpi."""
    drawn = _draw(chart_texts.INTAKE_FORM)
    scan = _scan(drawn[0], rng, dpi=200, angle_deg=1.2)
    return MadeChart(
        file_name="intake_form.jpg",
        content=jpeg(scan, dpi=200, quality=45),
        text=_text(drawn),
        pages=(chart_texts.INTAKE_FORM,),
        document_type="History form",
        author="Ngaio Whitlock, MD",
        date_of_service="2026-10-05",
        priority="routine",
        notes="form in two columns with marked boxes, 1.2 degrees askew",
    )


def fax_referral(rng: Generator) -> MadeChart:
    """A letter as a standard-resolution fax delivers it: one Group 4 page, 204 x 98 dots an inch."""
    drawn = _draw(chart_texts.FAX_REFERRAL)
    received = fax(skew(rasterise(drawn[0].pdf, dpi=204), angle_deg=-0.3), rng)
    return MadeChart(
        file_name="fax_referral.tif",
        content=group4_tiff([received], dpi=FAX_DPI),
        text=_text(drawn),
        pages=(chart_texts.FAX_REFERRAL,),
        document_type="Referral letter",
        author="Pavel Orrin, PA-C",
        date_of_service="2026-09-18",
        priority="stat",
        notes="standard-resolution fax: dots that are not square, noise, repeated lines",
    )


def discharge_packet(rng: Generator) -> MadeChart:
    """Four pages: printed, scanned sideways, scanned upside down, and a printed one stored sideways."""
    drawn = _draw(*packet_texts.DISCHARGE_PACKET)
    sideways = np.ascontiguousarray(np.rot90(_scan(drawn[1], rng, dpi=200, angle_deg=0.5)))
    upside_down = np.ascontiguousarray(np.rot90(_scan(drawn[2], rng, dpi=200, angle_deg=-0.6), 2))
    sheets: list[ScannedSheet | PrintedSheet] = [
        PrintedSheet(drawn[0].pdf),
        ScannedSheet(sideways, 200),
        ScannedSheet(upside_down, 200),
        PrintedSheet(drawn[3].pdf, sideways=True),
    ]
    return MadeChart(
        file_name="discharge_packet.pdf",
        content=pdf(sheets, quality=45),
        text=_text(drawn),
        pages=packet_texts.DISCHARGE_PACKET,
        document_type="Hospital packet",
        author="Ines Calloway, MD",
        date_of_service="2026-09-22",
        priority="routine",
        notes="printed and scanned pages; page 2 on its side, page 3 upside down, page 4 stored sideways",
    )


def emergency_record(rng: Generator) -> MadeChart:
    """Three pages from a two-tone copier at 200 dpi: one Group 4 TIFF."""
    drawn = _draw(*packet_texts.EMERGENCY_RECORD)
    images = []
    for page, angle_deg in zip(drawn, (0.3, -0.8, 0.5), strict=True):
        copied = copier_marks(skew(rasterise(page.pdf, dpi=200), angle_deg=angle_deg), rng, specks=70)
        images.append(black_and_white(copied))
    return MadeChart(
        file_name="emergency_record.tif",
        content=group4_tiff(images, dpi=(200, 200)),
        text=_text(drawn),
        pages=packet_texts.EMERGENCY_RECORD,
        document_type="Emergency record",
        author="Ngaio Whitlock, MD",
        date_of_service="2026-10-05",
        priority="routine",
        notes="three two-tone pages with specks, punch holes and a streak",
    )


CHARTS = (progress_note, lab_results, intake_form, fax_referral, discharge_packet, emergency_record)
