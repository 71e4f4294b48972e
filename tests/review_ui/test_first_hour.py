from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ingest.settings import IngestSettings
from review_ui.app import create_app
from review_ui.archive_call import ArchiveAnswer, answer_path, take_call, write_answer
from review_ui.box_labels import box_labels_pdf, box_name
from review_ui.qr_code import qr_svg
from review_ui.recovery_sheet import recovery_sheet_pdf
from review_ui.scan_test import Remark, newest_arrival, put_aside, remarks_on
from review_ui.settings import WebSettings
from storage.accounts import Role
from storage.audit.record import Actor
from storage.first_hour import QUESTIONS, Question, keep_answer, read_first_hour
from storage.objects.recovery_words import recovery_words
from storage.objects.site_keys import load_site_keys
from storage.tables import Station
from tests.ocr.barcodes.sheets import text_page
from tests.review_ui.site import PASSWORD, SignedInClient, WebSite, web_site

GIVEN = ("Hill Road Family Practice", "name_birth_date", "later", "archive", "")


def begin(web: WebSite) -> None:
    """Make the site one that was begun as a clinic."""
    with web.site.belt.database.write() as session:
        keep_answer(session, Question.BEGUN, True, actor=Actor.program("test"))


def words_of(web: WebSite) -> tuple[str, ...]:
    folder = web.site.belt.settings.effective_keys_dir
    return recovery_words(load_site_keys(folder, allow_create=False).keys)


def type_back(web: WebSite, person: SignedInClient) -> None:
    page = person.get("/start/recovery").text
    found = re.search(r'name="numbers" value="([\d ]+)"', page)
    assert found, page
    words = words_of(web)
    fields = {f"word_{number}": words[int(number) - 1] for number in found[1].split()}
    assert person.post("/start/recovery", numbers=found[1], **fields).status_code == 303


def test_five_questions_are_kept_one_by_one_and_go_on_where_they_stopped(web: WebSite) -> None:
    person = web.signed_in(*Role)
    begin(web)
    for number, answer in enumerate(GIVEN, start=1):
        assert person.get("/").headers["location"] == f"/start/question/{number}"
        assert f"Question {number} of 5" in person.get(f"/start/question/{number}").text
        person.post(f"/start/question/{number}", answer=answer)
    assert person.get("/").headers["location"] == "/start/recovery"
    back = person.get("/start/question/1").text
    assert 'value="Hill Road Family Practice"' in back
    assert "Hill Road Family Practice</title>" in back, "the practice's name stands on every page"
    refused = person.post("/start/question/4", answer="everything")
    assert refused.status_code == 422
    with web.site.belt.database.read() as session:
        assert read_first_hour(session).route == "archive"
    assert person.get("/start/question/9").status_code >= 400


def test_other_sites_and_other_people_see_nothing_of_a_first_hour(web: WebSite) -> None:
    person = web.signed_in(Role.TECHNICIAN)
    assert person.get("/").status_code == 200
    assert person.get("/start/question/1").status_code == 403
    assert person.get("/start/recovery").status_code == 403
    begin(web)
    assert person.get("/").headers["location"] == "/home"
    assert person.get("/?lists=1").status_code == 200


def test_the_sheet_is_shown_until_three_of_its_words_are_typed_back(web: WebSite) -> None:
    person = web.signed_in(*Role)
    begin(web)
    words = words_of(web)
    page = person.get("/start/recovery").text
    assert all(f"</span>{word}</li>" in page for word in words)
    wrong = person.post("/start/recovery", numbers="1 2 3", word_1=words[0], word_2="zebra!", word_3=words[2])
    assert wrong.status_code == 422
    assert "Word 2: not what the sheet says" in wrong.text
    assert person.get("/start/recovery.pdf").content.startswith(b"%PDF")
    type_back(web, person)

    assert words[5] not in person.get("/start/recovery").text
    assert person.get("/start/recovery.pdf").status_code >= 400
    assert person.get("/start/recovery.svg").status_code >= 400
    assert person.post("/start/recovery/show", password="not this one").status_code == 401
    shown = person.post("/start/recovery/show", password=PASSWORD)
    assert f"</span>{words[5]}</li>" in shown.text
    assert {"site.recovery_sheet_printed", "site.recovery_sheet_shown", "site.answered"} <= set(web.actions())


def test_nothing_is_typed_back_by_numbers_that_are_not_on_the_sheet(web: WebSite) -> None:
    person = web.signed_in(*Role)
    begin(web)
    for numbers in ("", "1 1 1", "0 1 2", "1 2 99", "1 2"):
        assert person.post("/start/recovery", numbers=numbers).status_code == 422
    with web.site.belt.database.read() as session:
        assert Question.RECOVERY_SHEET not in read_first_hour(session).answers


def test_the_square_and_the_sheet_hold_the_words(web: WebSite) -> None:
    import zxingcpp

    words = words_of(web)
    assert b"viewBox" in qr_svg(" ".join(words))
    from datetime import date

    from ocr.open_document import open_document
    from ocr.options import OcrOptions

    pdf = recovery_sheet_pdf(words, site_name="Hill Road", printed_on=date(2026, 11, 22))
    with open_document(pdf, options=OcrOptions(render_dpi=150)) as document:
        assert document.page_count == 1
        (code,) = zxingcpp.read_barcodes(document.load_image(0).raster.grey())
    assert code.text.split() == list(words)


def test_in_the_demo_the_archive_is_called_for_and_the_page_leads_there(tmp_path: Path) -> None:
    with web_site(tmp_path, demo=True) as web:
        person = web.signed_in(*Role)
        home = web.site.belt.settings.home
        assert "Nothing is sent anywhere" in person.get("/start").text
        assert "Card 3 of 3" in person.get("/start/look/3").text
        assert person.post("/start/archive").headers["location"] == "/start/archive"
        assert take_call(home)
        assert person.get("/start/archive/answer").json() == {"ready": False, "href": ""}
        write_answer(answer_path(home), ArchiveAnswer(url="http://127.0.0.1:8080", welcome="/welcome/abc"))
        assert person.get("/start/archive/answer").json()["href"] == "http://127.0.0.1:8080/welcome/abc"
        assert "http://127.0.0.1:8080/welcome/abc" in person.get("/start/archive").text
        write_answer(answer_path(home), ArchiveAnswer(problem="The disk is full."))
        assert "The disk is full." in person.get("/start/archive").text


def test_an_archive_starts_no_other_archive(web: WebSite) -> None:
    person = web.signed_in(*Role)
    assert person.post("/start/archive").status_code >= 400
    assert not take_call(web.site.belt.settings.home)
    assert person.get("/start").headers["location"] == "/"


def _sized(grey: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _scan(path: Path, grey: NDArray[np.uint8], dpi: int = 200) -> bytes:
    Image.fromarray(grey).save(path, "PDF", resolution=dpi)
    return path.read_bytes()


def _tones(remarks: list[Remark]) -> set[str]:
    return {remark.tone for remark in remarks}


def test_a_test_page_is_judged_in_plain_words(tmp_path: Path) -> None:
    page = _sized(text_page(), 1700, 2200)
    good = remarks_on(_scan(tmp_path / "good.pdf", page))
    assert _tones(good) == {"good"}, good
    assert any("200 dots an inch" in remark.words for remark in good)
    blank = remarks_on(_scan(tmp_path / "blank.pdf", np.full((2200, 1700), 255, np.uint8)))
    assert [remark.tone for remark in blank] == ["bad"]
    assert "blank" in blank[0].words
    coarse = remarks_on(_scan(tmp_path / "coarse.pdf", _sized(page, 850, 1100), dpi=100))
    assert coarse[0].tone == "bad"
    assert any("300 dpi" in remark.words for remark in coarse)
    leaning = Image.fromarray(page).rotate(4, Image.Resampling.BILINEAR, fillcolor=255)
    leans = remarks_on(_scan(tmp_path / "lean.pdf", np.asarray(leaning)))
    assert any("leans by 4" in remark.words for remark in leans)
    assert remarks_on(b"no picture at all")[0].tone == "bad"


def test_only_a_whole_scan_at_rest_is_looked_at_and_it_is_put_aside_not_deleted(tmp_path: Path) -> None:
    folder, aside = tmp_path / "in", tmp_path / "aside"
    folder.mkdir()
    (folder / "notes.txt").write_text("no scan")
    (folder / ".hidden.pdf").write_bytes(b"%PDF")
    scan = folder / "page.pdf"
    scan.write_bytes(b"%PDF-1.7")
    written_s = scan.stat().st_mtime
    assert newest_arrival(folder, now_s=written_s + 0.5) is None
    found = newest_arrival(folder, now_s=written_s + 2)
    assert found is not None
    assert found.path == scan
    assert put_aside(folder, aside) == 1
    assert [one.read_bytes() for one in aside.iterdir()] == [b"%PDF-1.7"]
    assert {one.name for one in folder.iterdir()} == {"notes.txt", ".hidden.pdf"}


@pytest.fixture
def clinic(tmp_path: Path, web: WebSite) -> WebSite:
    """A site with a drop folder."""
    drop = tmp_path / "drop"
    ingest = IngestSettings(min_free_disk_bytes=0, max_upload_bytes=2_000_000, stations_folder=drop)
    return WebSite(web.site, create_app(ingest=ingest, web=WebSettings(), belt=web.site.belt))


def test_using_the_folder_makes_a_station_that_says_what_the_clinic_answered(
    clinic: WebSite, tmp_path: Path
) -> None:
    person = clinic.signed_in(*Role)
    begin(clinic)
    for number, answer in enumerate(GIVEN, start=1):
        person.post(f"/start/question/{number}", answer=answer)
    type_back(clinic, person)
    assert person.get("/").headers["location"] == "/start/folder"
    folder = tmp_path / "drop" / "Scanner 1"
    assert str(folder) in person.get("/start/folder").text
    assert person.get("/start/folder/arrival?seen=").status_code == 204
    assert person.post("/start/folder", act="use").headers["location"].startswith("/home")
    person.post("/start/folder", act="use")
    with clinic.site.belt.database.read() as session:
        (station,) = session.query(Station).all()
    assert (station.folder, station.defaults["route"]) == ("Scanner 1", "archive")
    home = person.get("/home").text
    assert "Everything that came in is filed" in home
    assert "There is no second copy yet" in home
    assert len(QUESTIONS) == 5


def test_labels_and_separators_are_drawn_so_that_our_readers_know_them(web: WebSite) -> None:
    import zxingcpp

    from ocr.barcodes import find_patch_code
    from ocr.open_document import open_document
    from ocr.options import OcrOptions

    person = web.signed_in(Role.SCANNER)
    assert "Box labels" in person.get("/start/labels").text
    boxes = person.get("/start/labels/boxes.pdf?first=9&last=20").content
    assert boxes == box_labels_pdf(9, 20, site_name="Chartscribe")
    with open_document(boxes, options=OcrOptions(render_dpi=200)) as document:
        assert document.page_count == 2
        read = {code.text for code in zxingcpp.read_barcodes(document.load_image(0).raster.grey())}
    assert read == {box_name(number) for number in range(9, 19)}
    sheets = person.get("/start/labels/separators.pdf?count=2").content
    with open_document(sheets, options=OcrOptions(render_dpi=200)) as document:
        assert document.page_count == 2
        assert find_patch_code(document.load_image(1).raster.grey(), dpi=200) is not None
    assert person.get("/start/labels/boxes.pdf?first=5&last=2").status_code >= 400
    assert person.get("/start/labels/separators.pdf?count=9999").status_code >= 400
