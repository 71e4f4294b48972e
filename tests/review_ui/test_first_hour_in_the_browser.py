"""A clinic's first hour and a nurse's box of charts, in a real browser and by keyboard alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from ingest.index_fields import parse_index_fields
from ingest.patients.matching import ensure_patient
from ingest.settings import IngestSettings
from ingest.stations.watching import StationsWatch
from ocr.options import OcrOptions
from review_ui.app import create_app
from review_ui.archive_call import ArchiveAnswer, answer_path, take_call, write_answer
from review_ui.settings import WebSettings
from storage.accounts import Role, add_user, issue_welcome_link
from storage.audit.record import Actor
from storage.first_hour import Question, keep_answer
from storage.ledger.document_states import DocumentState
from storage.tables import Document
from tests.browser import Serve, axe_violations
from tests.ocr.charts import typed_page
from tests.review_ui.chart import chart_to_check
from tests.review_ui.site import ADMIN, PASSWORD, WebSite, web_site
from tests.review_ui.test_first_hour import GIVEN, begin, type_back
from tests.review_ui.test_in_the_browser import ready
from tests.small_site import SmallSite

SHOTS = os.environ.get("FIRST_HOUR_SHOTS")  # a folder to keep pictures of every step in
PAPER = (
    "Progress Note",
    "Patient: Marigold Fernsby",
    "Date of birth: 03/14/1958",
    "Date of service: 06/12/1998",
    "The patient reports less shortness of breath",
    "and denies chest pain since the last visit.",
    "Continue metoprolol 25 mg twice every day.",
)


class Hand:
    """Somebody at the keyboard who looks at each page with axe's eyes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0
        self._shots = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.page.keyboard.type(text)

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        ready(self.page)

    def looks(self) -> None:
        assert axe_violations(self.page) == []
        if SHOTS:
            self._shots += 1
            self.page.screenshot(path=Path(SHOTS) / f"{self._shots:02d}.png")


def _new_person(site: SmallSite, login: str) -> str:
    with site.belt.database.write() as session:
        person = add_user(session, login=login, display_name="Clinic", roles=list(Role), actor=ADMIN)
        return f"/welcome/{issue_welcome_link(session, person, actor=ADMIN)}"


def _welcomed(hand: Hand) -> None:
    expect(hand.page.get_by_text("Nothing is sent anywhere.").first).to_be_visible()
    ready(hand.page)
    hand.looks()
    hand.type(PASSWORD)
    hand.press("Tab")
    hand.type(PASSWORD)
    hand.press("Enter")


def _scan(folder: Path, name: str) -> None:
    """What a scanner's program does: write beside the folder's name, then give it its own."""
    folder.mkdir(parents=True, exist_ok=True)
    sheet = Image.new("L", (1700, 2200), 255)
    sheet.paste(typed_page(PAPER), (150, 200))
    sheet.save(folder / f".{name}", "PDF", resolution=200)
    two_seconds_ago = (folder / f".{name}").stat().st_mtime - 2
    os.utime(folder / f".{name}", (two_seconds_ago, two_seconds_ago))
    (folder / f".{name}").rename(folder / name)


def _taken_in(page: Page, watch: StationsWatch) -> None:
    for _ in range(600):
        if watch.sweep():
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was taken from the scanner's folder")


def _five_answers(hand: Hand) -> None:
    hand.sees("What is the practice called?")
    hand.looks()
    hand.type("Hill Road Family Practice")
    hand.press("Enter")
    hand.sees("How do you know a patient?")
    hand.press("ArrowDown", "ArrowUp", "Enter")
    hand.sees("Have you got a list of your patients as a file?")
    hand.looks()
    hand.press("Alt+b")
    hand.sees("How do you know a patient?")
    expect(hand.page.get_by_label("By name and birth date")).to_be_checked()
    hand.press("Enter")
    hand.sees("Have you got a list of your patients as a file?")
    hand.press("Enter")
    hand.sees("What are you doing?")
    expect(hand.page.get_by_label("An archive of old charts")).to_be_checked()
    hand.press("Enter")
    hand.sees("Where does the second copy go?")
    hand.press("Enter")


def _sheet_typed_back(hand: Hand) -> None:
    hand.sees("Recovery sheet")
    hand.looks()
    words = hand.page.locator(".recovery-words li").all_inner_texts()
    numbers = str(hand.page.locator("[name=numbers]").get_attribute("value")).split()
    for number in numbers:
        hand.type(words[int(number) - 1].lstrip("0123456789")[:4])
        hand.press("Tab" if number != numbers[-1] else "Enter")


def _from_the_demo(hand: Hand, demo_address: str, demo: SmallSite, archive: ArchiveAnswer) -> None:
    hand.page.goto(demo_address + _new_person(demo, "demo"))
    _welcomed(hand)
    hand.sees("Welcome, Clinic")
    hand.looks()
    hand.press("Enter")  # "Start our archive" has the focus
    hand.sees("Starting your archive")
    hand.looks()
    assert take_call(demo.belt.settings.home)
    write_answer(answer_path(demo.belt.settings.home), archive)
    hand.page.wait_for_url(f"{archive.url}/welcome/*")


def _set_up(hand: Hand, drop: Path) -> None:
    _welcomed(hand)
    _five_answers(hand)
    _sheet_typed_back(hand)
    hand.sees("Save as PDF into this folder")
    hand.looks()
    _scan(drop / "Scanner 1", "test.pdf")
    hand.sees("A good scan arrived")
    hand.looks()
    hand.press("Enter")  # "Use this folder" has the focus
    hand.sees("Scan")
    hand.looks()


def _first_chart(hand: Hand, site: SmallSite, drop: Path, ingest: IngestSettings) -> None:
    _scan(drop / "Scanner 1", "first.pdf")
    _taken_in(hand.page, StationsWatch(drop, belt=site.belt, settings=ingest))
    site.run_belt()
    hand.sees("Who is this?")
    hand.press("n")
    expect(hand.page.get_by_label("Record number")).to_be_visible()
    ready(hand.page)
    hand.looks()
    hand.press("Alt+n")
    if not hand.page.get_by_label("Name", exact=True).input_value():
        hand.type("Fernsby, Marigold")
        hand.press("Tab")
        hand.type("1958-03-14")
    hand.press("Enter")
    expect(hand.page.get_by_text("Every chart that waits has its patient.")).to_be_visible()
    ready(hand.page)
    hand.press("g", "n")
    hand.sees("Check")
    hand.press("n")
    expect(hand.page.get_by_role("button", name="Verify and file")).to_be_visible()
    ready(hand.page)
    hand.press("v")
    hand.sees("Scan")
    site.run_belt()


def test_from_the_welcome_link_to_the_first_filed_chart_without_a_mouse(
    tmp_path: Path, serve: Serve, watched_page: Page
) -> None:
    hand = Hand(watched_page)
    (tmp_path / "demo").mkdir()
    (tmp_path / "archive").mkdir()
    drop = tmp_path / "drop"
    ingest = IngestSettings(min_free_disk_bytes=0, stations_folder=drop, stations_poll_s=0.01)
    with web_site(tmp_path / "demo", demo=True) as demo, web_site(tmp_path / "archive") as archive:
        belt = replace(archive.site.belt, engine_options={"ocr": OcrOptions(second_engine="never").as_json()})
        site = SmallSite(belt)
        with belt.database.write() as session:
            keep_answer(session, Question.BEGUN, True, actor=Actor.program("test"))
        of_archive = serve(create_app(ingest=ingest, web=WebSettings(live_update_s=0.2), belt=belt))

        archived = ArchiveAnswer(url=of_archive, welcome=_new_person(site, "clinic"))
        _from_the_demo(hand, serve(demo.app), demo.site, archived)
        _set_up(hand, drop)
        _first_chart(hand, site, drop, ingest)
        with belt.database.read() as session:
            (filed,) = session.query(Document).all()
            assert (filed.state, filed.route) == (DocumentState.FILED, "archive")


_BOX = "Quint Marlow Ostrom Falk Sand Tully Hale Brandt Kern Lodge Norris Pratt"
NAMES = tuple(f"Abel {family}" for family in _BOX.split())


def _box_of_charts(site: SmallSite) -> None:
    """Twelve charts that were read, of patients whom the clinic's list knows."""
    for number, name in enumerate(NAMES, start=1):
        born = f"19{40 + number}-0{1 + number % 9}-15"
        with site.belt.database.write() as session:
            fields = parse_index_fields({"name": name, "dob": born})
            ensure_patient(session, fields, mrn_required=False)
        text = f"Progress Note\nPatient: {name}\nDate of birth: {born}\nstable"
        chart_to_check(
            site, text, route="archive", mrn="", name="", dob="", encounter="", encounter_type="",
            document_type="Progress note", date_of_service="1998-06-12",
        )  # fmt: skip


def test_a_box_of_twelve_charts_takes_at_most_six_keys_a_chart(
    web: WebSite, serve: Serve, watched_page: Page
) -> None:
    hand = Hand(watched_page)
    _box_of_charts(web.site)
    person = web.signed_in(*Role)
    begin(web)
    for number, answer in enumerate(GIVEN, start=1):
        person.post(f"/start/question/{number}", answer=answer)
    type_back(web, person)
    person.post("/start/folder", act="skip")
    watched_page.goto(serve(web.app) + "/sign-in")
    watched_page.get_by_label("Sign-in name").fill("pat")
    watched_page.get_by_label("Password").fill(PASSWORD)
    watched_page.keyboard.press("Enter")
    hand.sees("Who is this?")
    hand.press("n")
    for left in range(len(NAMES), 0, -1):
        expect(
            watched_page.get_by_text(f"{left} chart{'s' if left > 1 else ''} without a patient")
        ).to_be_visible()
        ready(watched_page)
        hand.press("Enter")
    expect(watched_page.get_by_text("Every chart that waits has its patient.")).to_be_visible()
    ready(watched_page)
    hand.press("g", "n")
    hand.sees("Check")
    hand.press("n")
    for number, name in enumerate(NAMES, start=1):
        expect(watched_page.get_by_role("button", name="Verify and file")).to_be_visible()
        expect(watched_page.get_by_text(name).first).to_be_visible()
        ready(watched_page)
        hand.press("V" if number < len(NAMES) else "v")
    hand.sees("Scan")
    with web.site.belt.database.read() as session:
        states = {document.state for document in session.query(Document)}
    assert states == {DocumentState.VERIFIED}
    assert hand.pressed <= 6 * len(NAMES)
