from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from ocr.open_document import open_document
from ocr.options import OcrOptions
from ocr.page import Page
from ocr.searchable_pdf import FiledPage, searchable_pdf
from storage.errors import EngineInfo
from tests.ocr.charts import NOTE, typed_pdf

OPTIONS = OcrOptions()
WICKED = ("/JavaScript", "/Launch", "/URI", "/SubmitForm", "/EmbeddedFile")


def script(text: str = "app.alert('canary')") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(text))


def armed() -> bytes:
    """A PDF that runs, starts, sends and holds things in every place where a viewer looks for them."""
    pdf = pikepdf.open(io.BytesIO(typed_pdf([NOTE])))
    page = pdf.pages[0].obj
    pdf.attachments["inside.txt"] = b"canary inside"
    pdf.Root.OpenAction = pdf.make_indirect(script())
    pdf.Root.AA = Dictionary(WC=script())
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), script()]))
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("<canary/>"))
    page.AA = Dictionary(O=script())
    link: dict[str, Any] = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 9, 9])}
    launch = Dictionary(S=Name.Launch, F=String("canary.exe"))
    beacon = Dictionary(S=Name.URI, URI=String("http://canary.example"))
    stays = Dictionary(S=Name.GoTo, D=Array([page, Name.Fit]))
    page.Annots = Array(
        [
            Dictionary(**link, A=launch),
            pdf.make_indirect(Dictionary(**link, A=beacon)),
            pdf.make_indirect(Dictionary(**link, A=stays)),
        ]
    )
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_files_inside_a_pdf_and_a_form_that_nobody_draws_are_said_as_losses() -> None:
    with open_document(armed(), options=OPTIONS) as document:
        assert [one.kind for one in document.deficiencies] == ["files_inside_unread"]
        assert "1 other file(s)" in document.deficiencies[0].note
    pdf = pikepdf.open(io.BytesIO(typed_pdf([NOTE])))
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("<form/>"))
    pdf.Root.NeedsRendering = True
    written = io.BytesIO()
    pdf.save(written)
    with open_document(written.getvalue(), options=OPTIONS) as document:
        assert [one.kind for one in document.deficiencies] == ["form_not_drawn"]


@pytest.mark.parametrize("engine", ["pdf text layer", "none"])
def test_the_copy_that_is_filed_runs_starts_sends_and_unpacks_nothing(engine: str) -> None:
    page = Page("p", 612, 792, 72.0, (), EngineInfo(engine, "1"))
    made = searchable_pdf(armed(), [FiledPage(0, page, ())], options=OPTIONS)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        kept = "\n".join(repr(one) for one in pdf.objects)
        assert "canary" not in kept
        for wicked in WICKED:
            assert wicked not in kept, wicked
        if "/Annots" in pdf.pages[0].obj:
            inside = [one.get("/A") for one in pdf.pages[0].obj.Annots]
            assert [one.S for one in inside if one is not None] == [Name.GoTo]
