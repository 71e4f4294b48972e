from __future__ import annotations

import io
import struct

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr.image_document import ImageDamagedError
from ocr.open_document import (
    EmptyFileError,
    PageUnreadableError,
    TooManyPagesError,
    TooManyPixelsError,
    UnknownFormatError,
    media_type_of,
    open_document,
)
from ocr.options import OcrOptions
from ocr.pdf_document import PdfDamagedError, PdfEncryptedError
from ocr.tiff_directories import TiffPages, count_tiff_pages
from storage.errors import Disposition, ServiceError
from tests.ocr.charts import (
    changed_pdf,
    image_bytes,
    joined_pdf,
    locked_pdf,
    scanned_pdf,
    tiff_header_claiming,
    tiff_of,
    typed_page,
    typed_pdf,
)
from tests.ocr.heic import heic_of

OPTIONS = OcrOptions()
SMALL = typed_page(("one",), size=(300, 200))


def refusal(source: bytes, options: OcrOptions = OPTIONS) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        open_document(source, options=options)
    return caught.value


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (b"", EmptyFileError),
        (b"Dear colleague, this is no PDF at all.", UnknownFormatError),
        (b"%PDF-1.7\nbut nothing else", PdfDamagedError),
        (b"II*\x00garbage", ImageDamagedError),
        (b"\x89PNG\r\n\x1a\ngarbage", ImageDamagedError),
        (b"\xff\xd8\xffgarbage", ImageDamagedError),
        (tiff_header_claiming(100_000, 100_000), TooManyPixelsError),
        (tiff_header_claiming(4_000_000_000, 4_000_000_000), TooManyPixelsError),
        (locked_pdf(typed_pdf([("secret",)]), user="pass"), PdfEncryptedError),
    ],
)
def test_each_kind_of_bad_file_is_refused_by_its_own_code(source: bytes, kind: type[ServiceError]) -> None:
    error = refusal(source)
    assert type(error) is kind
    assert error.code.startswith("ocr.")
    assert error.remedy


def test_a_locked_pdf_asks_for_a_person() -> None:
    assert refusal(locked_pdf(typed_pdf([("a",)]), user="x")).disposition is Disposition.ASK_HUMAN


def test_a_pdf_with_only_an_owner_password_opens() -> None:
    with open_document(locked_pdf(typed_pdf([("Hello world",)]), user=""), options=OPTIONS) as document:
        layer = document.load_page(0).text_layer
    assert layer is not None
    assert [word.text for word in layer.words] == ["Hello", "world"]
    assert document.deficiencies == ()


@pytest.mark.parametrize("source", [tiff_of([SMALL] * 4), typed_pdf([("a",)] * 4)])
def test_a_document_over_the_page_limit_is_refused(source: bytes) -> None:
    assert isinstance(refusal(source, OcrOptions(max_pages=3)), TooManyPagesError)
    with open_document(source, options=OcrOptions(max_pages=4)) as document:
        assert document.page_count == 4


def test_an_image_over_the_pixel_limit_is_refused_before_decoding() -> None:
    assert isinstance(refusal(image_bytes(SMALL), OcrOptions(max_pixels=100)), TooManyPixelsError)


def test_one_huge_page_does_not_cost_the_others() -> None:
    source = tiff_of([SMALL, typed_page(size=(1300, 800))])
    with open_document(source, options=OcrOptions(max_pixels=100_000)) as document:
        assert document.load_page(0).raster.width == 300
        with pytest.raises(TooManyPixelsError):
            document.load_page(1)
        assert document.page_size(1)[:2] == (1300, 800)


def test_a_pdf_page_with_a_hidden_huge_image_is_refused_before_rendering() -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(scanned_pdf(SMALL))) as pdf:
        image = next(iter(pdf.pages[0].get_images().values()))
        image.Width, image.Height = 100_000, 100_000
        form = pdf.make_stream(b"/Deep Do", Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0, 0, 9, 9]))
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Deep=image))
        pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Form=form))
        pdf.save(written)
    with open_document(written.getvalue(), options=OPTIONS) as document:
        with pytest.raises(TooManyPixelsError):
            document.load_page(0)
        assert document.page_size(0)[2] == 72
    with (
        open_document(
            written.getvalue(), options=OcrOptions(max_pdf_nesting=1, max_pixels=10**11)
        ) as document,
    ):
        document.load_page(0)


def test_a_pdf_page_larger_than_any_paper_is_that_pages_loss() -> None:
    source = joined_pdf(typed_pdf([("a",)]), typed_pdf([("b",)], size_pt=(20_000, 300)))
    with open_document(source, options=OPTIONS) as document:
        assert document.load_page(0).raster.dpi == 300
        with pytest.raises(PageUnreadableError):
            document.load_page(1)


def test_a_poster_is_rendered_coarser_rather_than_refused() -> None:
    with open_document(typed_pdf([("a",)], size_pt=(3000, 3000)), options=OPTIONS) as document:
        raster = document.load_page(0).raster
    assert raster.dpi < 200
    assert raster.width * raster.height <= OPTIONS.max_render_pixels


def test_a_cut_off_pdf_is_repaired_and_says_so() -> None:
    whole = joined_pdf(*(typed_pdf([(f"page {n}",)]) for n in range(3)))
    cut = typed_pdf([("page one",), ("page two",)])
    cut = cut[: cut.rindex(b"xref")]
    with open_document(cut, options=OPTIONS) as document:
        assert document.page_count == 2
        assert [loss.kind for loss in document.deficiencies] == ["file_repaired"]
        assert document.load_page(1).text_layer is not None
    assert isinstance(refusal(whole[:40]), PdfDamagedError)


def test_a_cut_off_tiff_keeps_its_whole_pages_and_says_what_is_missing() -> None:
    whole = tiff_of([typed_page(size=(600, 800)) for _ in range(3)], compression="raw")
    with open_document(whole[: len(whole) // 2], options=OPTIONS) as document:
        assert 1 <= document.page_count < 3
        assert [loss.kind for loss in document.deficiencies] == ["pages_missing"]
        assert document.load_page(0).deficiencies == ()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_cut_off_image_is_shown_as_far_as_it_goes(kind: str) -> None:
    how = {"compression": "raw"} if kind == "TIFF" else {}
    whole = image_bytes(typed_page(), kind, **how)
    with open_document(whole[: len(whole) * 2 // 3], options=OPTIONS) as document:
        page = document.load_page(0)
    assert [loss.kind for loss in page.deficiencies] == ["page_partly_unreadable"]
    assert page.deficiencies[0].page_number == 1
    assert (page.raster.grey()[100:160] < 100).any()


def test_a_cut_off_fax_is_shown_as_far_as_it_goes() -> None:
    whole = tiff_of([typed_page().convert("1")], compression="group4")
    start = whole.index(b"\x00" * 4, 8)  # damage in the middle of the strip, directory intact
    broken = bytearray(whole)
    middle = max(start, len(whole) // 2)
    broken[middle : middle + 200] = b"\x00" * len(broken[middle : middle + 200])
    with open_document(bytes(broken), options=OPTIONS) as document:
        try:
            page = document.load_page(0)
        except PageUnreadableError:
            return
    assert page.raster.width == 1300


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_pixel_kind_becomes_dark_on_white(mode: str) -> None:
    if mode == "I;16":
        deep = Image.fromarray(np.asarray(SMALL, dtype=np.uint16) * 257)
        source = image_bytes(deep, "PNG")
    elif mode in ("LA", "RGBA"):
        clear = Image.merge("LA", (Image.new("L", SMALL.size, 0), SMALL.point(lambda value: 255 - value)))
        source = image_bytes(clear.convert(mode), "PNG")
    else:
        source = image_bytes(SMALL.convert(mode), "TIFF")
    with open_document(source, options=OPTIONS) as document:
        grey = document.load_page(0).raster.grey()
    assert grey[5, 5] > 240
    assert grey[100:160, 100:250].min() < 60


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_exif_orientation_is_applied_as_viewers_do(kind: str, orientation: int) -> None:
    turns = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    stored = SMALL if orientation == 1 else SMALL.transpose(turns[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    how: dict[str, object] = {"tiffinfo": {0x0112: orientation}} if kind == "TIFF" else {"exif": exif}
    with open_document(image_bytes(stored, kind, **how), options=OPTIONS) as document:
        raster = document.load_page(0).raster
    assert (raster.width, raster.height) == SMALL.size
    difference = np.abs(raster.grey().astype(int) - np.asarray(SMALL).astype(int))
    assert difference.mean() < 3


def test_fax_pixels_are_squared_and_pages_of_a_fax_are_all_there() -> None:
    squeezed = typed_page().resize((1300, 400)).convert("1")
    source = tiff_of([squeezed] * 3, compression="group4", dpi=(204, 98))
    with open_document(source, options=OPTIONS) as document:
        assert document.page_count == 3
        raster = document.load_page(2).raster
    assert raster.dpi == 204
    assert (raster.width, raster.height) == (1300, round(400 * 204 / 98))


@pytest.mark.parametrize(("rotate", "size"), [(0, (468, 288)), (90, (288, 468)), (270, (288, 468))])
def test_a_turned_pdf_page_is_loaded_as_a_viewer_shows_it(rotate: int, size: tuple[int, int]) -> None:
    source = changed_pdf(typed_pdf([("Hello world",)]), rotate=rotate)
    with open_document(source, options=OPTIONS) as document:
        raster = document.load_page(0).raster
    # PDFium rounds up
    assert raster.width == pytest.approx(size[0] * 300 / 72, abs=1)
    assert raster.height == pytest.approx(size[1] * 300 / 72, abs=1)


def test_signatures_decide_not_names() -> None:
    assert media_type_of(b"\n\n%PDF-1.4") == "application/pdf"
    assert media_type_of(b"MM\x00*....") == "image/tiff"
    assert media_type_of(b"GIF89a") is None


@pytest.mark.parametrize("wrong", [{"max_pages": 0}, {"page_timeout_s": -1.0}, {"render_dpi": 5}])
def test_options_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        OcrOptions(**wrong)  # type: ignore[arg-type]


def test_options_survive_json_and_their_fingerprint_ignores_machine_paths() -> None:
    options = OcrOptions(render_dpi=200)
    assert OcrOptions.from_json(options.as_json()) == options
    assert OcrOptions(tesseract_path="/usr/bin/tesseract").fingerprint == OcrOptions().fingerprint
    assert options.fingerprint != OcrOptions().fingerprint


def test_a_tiff_chain_that_runs_in_a_circle_ends() -> None:
    source = bytearray(tiff_of([SMALL, SMALL]))
    (first,) = struct.unpack_from("<I", source, 4)
    (entries,) = struct.unpack_from("<H", source, first)
    (second,) = struct.unpack_from("<I", source, first + 2 + 12 * entries)
    (more,) = struct.unpack_from("<H", source, second)
    struct.pack_into("<I", source, second + 2 + 12 * more, first)
    assert count_tiff_pages(bytes(source), most=10) == TiffPages(2, is_complete=False)
    assert count_tiff_pages(bytes(source[: second + 2 + 12 * more]), most=10) == TiffPages(2, False)
    assert count_tiff_pages(tiff_of([SMALL] * 3), most=1) == TiffPages(2, True)
    assert count_tiff_pages(b"MM\x00+", most=1) == TiffPages(0, is_complete=False)


def test_a_telephones_photo_opens_the_way_it_was_taken() -> None:
    photo = typed_page(("Amoxicillin 500 mg",), size=(600, 400))
    with open_document(heic_of(photo), options=OPTIONS) as document:
        page = document.load_page(0)
    assert document.media_type == "image/heic"
    assert page.deficiencies == ()
    difference = page.raster.grey().astype(int) - np.asarray(photo.convert("L"), dtype=int)
    assert float(np.abs(difference).mean()) < 1.0


def test_a_telephones_photo_that_is_cut_off_says_what_is_lost() -> None:
    photo = heic_of(SMALL)
    with open_document(photo[: len(photo) // 2 + 300], options=OPTIONS) as document:
        page = document.load_page(0)
    assert [loss.kind for loss in page.deficiencies] == ["page_partly_unreadable"]
    assert type(refusal(photo[:200])) is ImageDamagedError
