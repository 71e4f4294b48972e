from __future__ import annotations

import io
from collections.abc import Callable
from xml.etree import ElementTree

import pikepdf
import pytest
from PIL import ImageCms

from ocr.pdfa import mark_as_pdfa
from tests.ocr.charts import scanned_pdf, tiff_of, typed_page, typed_pdf
from tests.ocr.test_searchable_pdf import filed

_ID = "{http://www.aiim.org/pdfa/ns/id/}"
SCAN = typed_page(("Amoxicillin 500 mg",), size=(600, 400))


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def claim(pdf: pikepdf.Pdf) -> tuple[str | None, str | None]:
    if "/Metadata" not in pdf.Root:
        return None, None
    root = ElementTree.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - we wrote it
    return root.findtext(f".//{_ID}part"), root.findtext(f".//{_ID}conformance")


@pytest.mark.parametrize("source", [tiff_of([SCAN]), scanned_pdf(SCAN)], ids=["tiff", "scanned pdf"])
def test_a_filed_scan_claims_pdf_a_2b_and_brings_what_the_claim_asks_for(source: bytes) -> None:
    pdf = opened(filed(source)[0])
    assert claim(pdf) == ("2", "B")
    intent = pdf.Root.OutputIntents[0]
    assert intent.S == "/GTS_PDFA1"
    profile = ImageCms.ImageCmsProfile(io.BytesIO(intent.DestOutputProfile.read_bytes()))
    assert profile.profile.xcolor_space.strip() == "RGB"
    assert pdf.pdf_version >= "1.5"
    assert not pdf.is_encrypted


def test_no_word_of_a_filed_scan_is_written_with_the_undefined_glyph() -> None:
    pdf = opened(filed(tiff_of([SCAN]))[0])
    (font,) = pdf.pages[0].Resources.Font.values()
    glyphs = font.DescendantFonts[0].CIDToGIDMap.read_bytes()
    assert set(zip(glyphs[::2], glyphs[1::2], strict=True)) == {(0, 1)}


def test_a_typed_pdf_without_its_fonts_is_filed_but_claims_nothing() -> None:
    pdf = opened(typed_pdf([("Hello world",)]))
    assert mark_as_pdfa(pdf) == ("a font is not embedded",)
    assert claim(pdf) == (None, None)


def _with_cmyk(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"\n0.1 0.2 0.3 0.4 k 10 10 20 20 re f\n")


def _with_cmyk_picture(pdf: pikepdf.Pdf) -> None:
    picture = pikepdf.Stream(pdf, bytes(4), Width=1, Height=1, BitsPerComponent=8)
    picture.Subtype, picture.ColorSpace = pikepdf.Name.Image, pikepdf.Name.DeviceCMYK
    pdf.pages[0].Resources.XObject["/Ink"] = picture


def _with_layers(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = pikepdf.Dictionary(D=pikepdf.Dictionary())


def _with_a_note(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], F=4)
    pdf.pages[0].Annots = pikepdf.Array([note])


def _with_a_film(pdf: pikepdf.Pdf) -> None:
    film = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Movie, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = pikepdf.Array([film])


def _with_a_huge_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 15_000, 100])


def _with_a_part_elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Elsewhere = pikepdf.Stream(pdf, b"", F=pikepdf.String("other.bin"))


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        (_with_cmyk, "it has CMYK colour"),
        (_with_cmyk_picture, "it has CMYK colour"),
        (_with_layers, "it has layers that can be switched"),
        (_with_a_note, "a note or form field does not bring its own appearance"),
        (_with_a_film, "it has sound, films or attachments"),
        (_with_a_huge_page, "a page is too large or too small"),
        (_with_a_part_elsewhere, "a part lies in another file"),
    ],
)
def test_what_pdf_a_forbids_is_named_and_the_claim_left_out(
    change: Callable[[pikepdf.Pdf], None], obstacle: str
) -> None:
    pdf = opened(scanned_pdf(SCAN))
    change(pdf)
    pdf.Root.Metadata = pikepdf.Stream(pdf, b"<x/>")
    assert mark_as_pdfa(pdf) == (obstacle,)
    assert "/Metadata" not in pdf.Root


def test_what_can_be_mended_without_changing_the_page_is_mended() -> None:
    def age(pdf: pikepdf.Pdf) -> None:
        (picture,) = pdf.pages[0].Resources.XObject.values()
        picture.Interpolate = True
        pdf.Root.Requirements = pikepdf.Array([])

    pdf = opened(scanned_pdf(SCAN))
    age(pdf)
    assert mark_as_pdfa(pdf) == ()
    (picture,) = pdf.pages[0].Resources.XObject.values()
    assert "/Interpolate" not in picture
    assert "/Requirements" not in pdf.Root
