"""A day at the desk in a real browser, on every real part: from a file on this machine to filed records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from samples.catalogue import Sample, sample_files
from storage.ledger.document_states import DocumentState
from storage.tables import Patient
from tests.journeys.clinic import Clinic, filed_rows, running_clinic

CANARY = "Canaryfeather"


@pytest.fixture(scope="module")
def clinic(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        running_clinic(tmp_path_factory.mktemp("clinic") / "home", chromium, monkeypatch) as clinic,
    ):
        clinic.sign_in_for_the_first_time("rosa", "Rosa Lindqvist")
        yield clinic


def _sample(file_name: str) -> Sample:
    return next(one for one in sample_files() if one.file_name == file_name)


def _fields(sample: Sample) -> dict[str, str]:
    """The sample's own index fields, with the canary for a name; everybody may sign it."""
    return {
        "mrn": sample.mrn,
        "name": f"{CANARY}, Marigold",
        "dob": sample.dob,
        "encounter": sample.encounter,
        "encounter_type": sample.encounter_type,
        "date_of_service": str(sample.date_of_service),
        "document_type": sample.document_type,
        "author": sample.author,
    }


def _look_at_losses(page: Page) -> None:
    """Say of everything that could not be read that it was seen; each answer renews the list."""
    expect(page.locator("[data-verify-form]")).to_be_visible()
    while button := next(iter(page.locator("#losses button").all()), None):
        before = page.locator("#losses button").count()
        button.click()
        expect(page.locator("#losses button")).to_have_count(before - 1)


def test_a_chart_goes_from_paper_to_a_filed_record_and_its_corrected_word_stands_in_its_place(
    clinic: Clinic,
) -> None:
    page = clinic.page
    sample = _sample("progress_note.pdf")
    document_id = clinic.add_file(sample.path, _fields(sample))
    page.get_by_role("link", name="Worklists").click()
    page.wait_for_selector("html.has-script")
    clinic.look()
    clinic.wait_for(
        "the reading of the chart",
        lambda: clinic.document(document_id).state == DocumentState.AWAITING_REVIEW,
    )
    page.keyboard.press("1")
    clinic.ready("Charts to verify")
    expect(page.get_by_role("link", name=sample.document_type)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    clinic.ready("Chart")
    clinic.look()

    word = page.locator("[data-token]", has_text="burning")
    source = page.locator(f'[data-box="{word.get_attribute("data-words")}"]')
    place = [float(str(source.get_attribute(name))) for name in ("x", "y", "width", "height")]
    paper = page.locator("[data-paper-view]")
    paper_width = float(str(paper.get_attribute("data-width")))
    word.dblclick()
    page.keyboard.type("stabbing")
    page.keyboard.press("Enter")
    expect(page.locator(".is-saving")).to_have_count(0)
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")

    page.keyboard.press("e")  # on a word Ctrl+Enter accepts the word: from the index it confirms the index
    page.keyboard.press("Control+Enter")
    _look_at_losses(page)
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    clinic.look()
    page.keyboard.press("v")
    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible()
    clinic.look()
    clinic.wait_for("the filing", lambda: clinic.document(document_id).state == DocumentState.FILED)

    with pdfplumber.open(BytesIO(clinic.file_over_http(document_id, "searchable_pdf"))) as pdf:
        found = [one for one in pdf.pages[0].extract_words() if one["text"] == "stabbing"]
        scale = float(pdf.pages[0].width) / paper_width
    assert len(found) == 1
    left, top, _, height = (scale * value for value in place)
    assert found[0]["x0"] == pytest.approx(left, abs=3)
    assert (found[0]["top"] + found[0]["bottom"]) / 2 == pytest.approx(top + height / 2, abs=6)
    assert b"stabbing" in clinic.file_over_http(document_id, "text")

    page.keyboard.press("/")
    page.keyboard.type(f"{CANARY} {sample.mrn}")
    page.keyboard.press("Enter")
    clinic.ready(f"{sample.document_type}, page 1")  # the only hit: its page, with the number in a box
    clinic.look()
    page.keyboard.press("o")
    clinic.ready("Chart")
    expect(page.get_by_text("It is filed: this is the text as it was checked.")).to_be_visible()
    clinic.look()


def test_a_dictation_is_heard_corrected_in_one_flowing_text_and_filed_as_preliminary(clinic: Clinic) -> None:
    page = clinic.page
    chart, dictation = _sample("progress_note.pdf"), _sample("emergency_note.opus")
    document_id = clinic.add_file(dictation.path, _fields(chart) | {"document_type": dictation.document_type})
    clinic.wait_for(
        "the hearing of the dictation",
        lambda: clinic.document(document_id).state == DocumentState.AWAITING_REVIEW,
    )
    page.goto(f"{clinic.url}/?shown=dictations")
    clinic.ready("Dictations to verify")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    clinic.ready("Dictation")
    report = page.get_by_role("textbox", name="Report")
    expect(report).not_to_have_value("")
    clinic.wait_for("the marks", lambda: page.evaluate("CSS.highlights.get('doubtful')?.size > 0"))
    clinic.look()

    report.focus()
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.type("Featherstonehaugh")
    expect(page.locator("[data-save-state]")).to_have_text("all changes saved")
    clinic.wait_for("the save", lambda: clinic.document(document_id).revision > 0)
    page.keyboard.press("Escape")
    clinic.wait_for("the sound", lambda: page.evaluate("CSS.highlights.get('said')?.size > 0"))
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Confirm").first.click()
    expect(page.locator("[data-index-part] .badge")).to_have_text("confirmed")
    _look_at_losses(page)
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_role("button", name="Verify and file").click()
    expect(page.get_by_text("Verified. It is being filed now.")).to_be_visible()
    clinic.wait_for("the filing", lambda: clinic.document(document_id).state == DocumentState.FILED)
    assert b"Featherstonehaugh" in clinic.file_over_http(document_id, "report_text")
    assert b"PRELIMINARY" in clinic.file_over_http(document_id, "report_text").upper()


def test_the_encounter_is_coded_from_evidence_one_click_away(clinic: Clinic) -> None:
    page = clinic.page
    page.goto(f"{clinic.url}/?shown=coding")
    clinic.ready("Coding")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    clinic.ready("Coding")
    case_id = page.url.rpartition("/")[2]
    clinic.look()

    page.keyboard.press("j")
    expect(page.locator("svg.evidence-page image")).to_be_visible()
    clinic.look()
    accepted, rejected = (
        str(page.locator("[data-code]:not([data-assigned])").nth(at).get_attribute("data-code"))
        for at in (0, 1)
    )
    page.keyboard.press("a")
    expect(page.locator(f'[data-assigned][data-code="{accepted}"]')).to_be_visible()
    expect(page.locator(f'[data-code="{rejected}"]')).to_be_focused()
    page.keyboard.press("r")
    page.locator("details.reject[open] [name=reason_text]").fill("said in passing")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-rejected][data-code="{rejected}"]')).to_be_attached()
    page.locator("a[data-place]:visible", has_text="♪").first.click()  # a passage that was heard
    expect(page.locator(".evidence-sound mark")).to_be_visible()
    clinic.look()

    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The coding is final and is being filed now.")).to_be_visible()
    clinic.wait_for("the filing of the coding", lambda: (case_id, 1) in filed_rows(clinic.belt.database))
    coding = json.loads(clinic.file_over_http(case_id, "coding"))
    assert [row["code"] for row in coding["codes"]] == [accepted]
    assert [(row["code"], row["action"]) for row in coding["decisions"]] == [
        (accepted, "accept"),
        (rejected, "reject"),
    ]

    page.goto(f"{clinic.url}/records/{case_id}")
    clinic.ready("Final coding")
    page.locator("a[data-place]").first.click()
    expect(page.locator("svg.evidence-page")).to_be_visible()
    original = coding["codes"][0]["evidence"][0]["document_id"]
    expect(page.locator(".evidence-foot")).to_contain_text(clinic.document(original).source_sha256)
    page.keyboard.press("v")
    expect(page.get_by_text("Every byte is what was filed.")).to_be_visible()
    clinic.look()


def test_the_author_signs_and_the_final_version_is_filed_beside_the_preliminary_one(clinic: Clinic) -> None:
    page = clinic.page
    page.goto(f"{clinic.url}/?shown=sign")
    clinic.ready("To sign")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    clinic.ready("Report")
    expect(page.get_by_role("textbox", name="Report")).not_to_have_value("")
    document_id = page.url.rpartition("/")[2]
    clinic.look()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Signed. The final version is being filed now.")).to_be_visible()
    clinic.wait_for(
        "the filing of the final version", lambda: (document_id, 2) in filed_rows(clinic.belt.database)
    )
    clinic.wait_for("the end of it", lambda: clinic.document(document_id).state == DocumentState.FILED)
    assert b"Rosa Lindqvist" in clinic.file_over_http(document_id, "report_text", version=2)
    page.goto(f"{clinic.url}/records/{document_id}")
    clinic.ready("Emergency note")
    expect(page.get_by_role("link", name="Report (PDF)")).to_be_visible()
    clinic.look()


def test_nothing_was_lost_and_nothing_got_out(clinic: Clinic) -> None:
    """Runs last: over everything that the journey left behind."""
    assert clinic.verify_all() >= 1
    assert clinic.troubles == []
    with clinic.belt.database.read() as session:
        names = list(session.scalars(select(Patient.name)))
    assert f"{CANARY}, Marigold" in names  # it went through everything
    assert clinic.leaks_of(CANARY) == []
    assert len(clinic.policies) == 1
    (policy,) = clinic.policies
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
