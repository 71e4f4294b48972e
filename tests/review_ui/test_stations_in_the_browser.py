"""A batch by the keyboard alone: sit down, hear of the bad sheet, scan it again, and all is filed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from ingest.conveyor import Work
from ingest.stages import JobKind
from ingest.stations.watching import advance_batches
from storage.accounts import Role
from storage.database import database_now
from storage.tables import UserSession
from tests.browser import Serve, axe_violations
from tests.ingest.stations.room import Room
from tests.ocr.scan_check.scans import DPI, Grey, written
from tests.review_ui.site import WebSite
from tests.review_ui.test_in_the_browser import ready, sign_in
from tests.review_ui.test_stations import scanning_room

NOT_READ: dict[JobKind, Work] = {
    JobKind.READ_PAGES: lambda _: None,
    JobKind.SUGGEST_CODES: lambda _: None,
}


def tiff(*pages: Grey) -> bytes:
    first, *rest = [Image.fromarray(page) for page in pages]
    made = io.BytesIO()
    first.save(made, "TIFF", save_all=True, append_images=rest, dpi=(DPI, DPI), compression="tiff_lzw")
    return made.getvalue()


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[tuple[WebSite, Room]]:
    with scanning_room(tmp_path) as made:
        yield made


def both_modes_are_accessible(page: Page) -> None:
    for mode in ("dark", "light"):
        page.emulate_media(color_scheme=mode)
        assert axe_violations(page) == []


def scanner_writes(room: Room, name: str, *pages: Grey) -> None:
    room.put(name, tiff(*pages))
    assert room.settle() == 1
    room.site.run_belt(NOT_READ)


def sits_down(page: Page) -> None:
    """From the worklists to the batch's page, by key."""
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Where do you sit?")).to_be_visible()
    ready(page)
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Sit down at Scanner 2")).to_be_visible()
    ready(page)
    page.keyboard.type("A-C 1998")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("one")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Box A-C 1998")).to_be_visible()
    ready(page)


def hears_of_the_bad_sheet(page: Page, web: WebSite, room: Room) -> None:
    """On the screen, while the person's session sleeps."""
    page.keyboard.press("v")
    expect(page.get_by_text("No sheet to scan again so far")).to_be_visible()
    scanner_writes(room, "stack.tif", written(1), written(2)[:, 140:], written(3))
    bad = page.get_by_text("Sheet 2 of 3, in Letter: print runs over the edge of the image")
    expect(bad).to_be_visible()
    expect(page.get_by_alt_text("What sheet 2 looks like")).to_be_visible()
    assert axe_violations(page) == []
    with web.site.belt.database.write() as session:
        session.query(UserSession).update({"locked_at": database_now(session)})
    page.reload()
    expect(bad).to_be_visible()
    with web.site.belt.database.write() as session:
        session.query(UserSession).update({"locked_at": None, "last_seen_at": database_now(session)})
    ready(page)


def scans_it_again(page: Page, room: Room) -> None:
    """Asked for on the batch's page, told on the screen."""
    page.keyboard.press("b")
    expect(page.get_by_text("3 sheets counted, 3 images came: 3 pages of 3 sheets")).to_be_visible()
    ready(page)
    both_modes_are_accessible(page)
    page.keyboard.press("r")
    expect(page.get_by_text("Lay sheet 2 into the scanner now.")).to_be_visible()
    ready(page)
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="Lay sheet 2 into the scanner now")).to_be_visible()
    ready(page)
    assert axe_violations(page) == []
    scanner_writes(room, "again.tif", written(2))
    expect(page.get_by_text("No sheet to scan again so far")).to_be_visible()


def test_a_stack_goes_from_the_box_to_filed_by_keyboard_alone(
    at_work: tuple[WebSite, Room], serve: Serve, watched_page: Page
) -> None:
    web, room = at_work
    room.watch.sweep()
    web.person("mira", Role.SCANNER, name="Mira Sol")
    page, address = watched_page, serve(web.app)
    sign_in(page, address, "mira")
    sits_down(page)
    hears_of_the_bad_sheet(page, web, room)
    scans_it_again(page, room)

    page.keyboard.press("b")
    expect(page.get_by_text("4 images came: 3 pages of 3 sheets, 1 page scanned again: all")).to_be_visible()
    ready(page)
    page.keyboard.press("d")
    expect(page.get_by_role("button", name="The counts are right")).to_be_visible()
    ready(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The documents wait to be looked at")).to_be_visible()
    (document,) = room.documents()
    web.change(document.id, state="filed")
    assert advance_batches(web.site.belt.database) == 1
    page.reload()
    expect(page.get_by_text("Every document of this batch is filed")).to_be_visible()
    expect(page.get_by_text("a new scan took its page's place (page 2)")).to_be_visible()
