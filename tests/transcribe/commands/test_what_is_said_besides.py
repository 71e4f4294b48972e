"""Header, splits, notes, sections, blocks, blanks, spelled names: everything that is not plain text."""

from __future__ import annotations

import pytest

from storage.errors import Deficiency
from tests.transcribe.speech import words_of
from transcribe.commands import REQUIRED_HEADINGS, Normal, known_worktype
from transcribe.report import DraftReport, draft_report, report_text

CHEST = Normal("chest exam", "Clear to auscultation.\nNo wheezes.")


def draft(text: str, *, worktype: str = "", normals: tuple[Normal, ...] = ()) -> DraftReport:
    return draft_report(words_of(text), worktype=worktype, normals=normals)


def header_of(text: str) -> dict[str, str]:
    return {field.name: field.value for field in draft(text).header}


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("Patient name Margaret Holloway. New paragraph.", "patient_name", "Margaret Holloway"),
        ("Patient named Margaret Holloway, date of birth", "patient_name", "Margaret Holloway"),
        ("patient name colon Margaret Holloway period", "patient_name", "Margaret Holloway"),
        ("Patient name is Mr. John Smith. He", "patient_name", "John Smith"),
        ("Patient name, Smith, John. He", "patient_name", "John Smith"),
        ("Patient name John Smith spelled S-M-Y-T-H. He", "patient_name", "John Smyth"),
        ("patient name john smith date of birth", "patient_name", "john smith"),
        ("Medical record number four four one seven two nine. He", "mrn", "441729"),
        ("Medical record number 4-41729. He", "mrn", "441729"),
        ("MRN is 44 17 29. He", "mrn", "441729"),
        ("MRN number forty four seventeen twenty nine period", "mrn", "441729"),
        ("MRN A B 1 2 3. He", "mrn", "AB123"),
        ("Medical record number oh oh five. He", "mrn", "005"),
        ("Date of birth March fourth, nineteen fifty eight. He", "date_of_birth", "1958-03-04"),
        ("Date of birth March 4, 1958, medical", "date_of_birth", "1958-03-04"),
        ("Date of birth 03/04/1958. He", "date_of_birth", "1958-03-04"),
        ("Date of birth 3-4-58. He", "date_of_birth", "1958-03-04"),
        ("DOB 3 slash 4 slash 58 period", "date_of_birth", "1958-03-04"),
        ("Data birth the fourth of March 1958. He", "date_of_birth", "1958-03-04"),
        ("date of birth june second nineteen oh five period", "date_of_birth", "1905-06-02"),
        ("date of birth three four nineteen fifty eight period", "date_of_birth", "1958-03-04"),
        ("Date of service May twenty first two thousand twenty five.", "date_of_service", "2025-05-21"),
        ("Date of service May 21st, 2025.", "date_of_service", "2025-05-21"),
        ("Date of visit two thousand", "date_of_service", ""),
        ("Date of birth February thirtieth nineteen fifty. He", "date_of_birth", ""),
        ("Dictated by Doctor Jane Ames. He", "author", "Doctor Jane Ames"),
        ("This is Dr. Ames dictating a progress note on patient John Smith. He", "worktype", "progress note"),
        ("This is Dr. Ames dictating a note on patient John Smith. He", "patient_name", "John Smith"),
        ("Operative report. Preoperative diagnosis", "worktype", "operative report"),
        ("Cardiology consultation, period. He", "worktype", "consultation"),
        ("Worktype discharge summary. He", "worktype", "discharge summary"),
        ("Account number 12345. He", "encounter", "12345"),
        ("The consultation was long. He", "worktype", ""),
        ("He was born in Boston.", "date_of_birth", ""),
    ],
)
def test_the_spoken_header_gives_index_fields(said: str, name: str, value: str) -> None:
    assert header_of(said).get(name, "") == value


def test_the_header_stays_in_the_text_and_leads_to_its_words() -> None:
    report = draft("Patient name John Smith. He is well.")
    assert report_text(report) == "Patient name John Smith. He is well."
    assert [field.word_ids for field in report.header] == [("a:1:1", "a:1:2", "a:1:3", "a:1:4")]


FIRST = "Patient name John Smith, MRN 1234. He has a cough and a fever today. "


@pytest.mark.parametrize(
    ("said", "starts"),
    [
        (FIRST + "Next patient. Patient name Mary Jones. She is well.", [("Patient", "next patient")]),
        (FIRST + "End of dictation. Patient name Mary Jones. She", [("Patient", "end of dictation")]),
        (FIRST + "Patient name Mary Jones. She is well.", [("Patient", "another patient name")]),
        (FIRST + "MRN 9999. She is well.", [("MRN", "another record number")]),
        (FIRST + "Patient name John Smith again.", []),
        (FIRST + "End of dictation.", []),
        ("Next patient. " + FIRST, []),
        ("Patient name John Smith. Patient name Mary Jones. She is well and at home now.", []),
        (FIRST + "Next patient. She is well. Next patient. He is ill.",
         [("She", "next patient"), ("He", "next patient")]),
    ],
)  # fmt: skip
def test_another_patient_is_proposed_as_a_split(said: str, starts: list[tuple[str, str]]) -> None:
    words = {word.id: word.text for word in words_of(said)}
    report = draft(said)
    assert [(words[one.word_id], one.reason) for one in report.splits] == starts
    assert [one.kind for one in report.deficiencies] == ["another_patient"] * len(starts)


def test_each_split_carries_its_own_header() -> None:
    report = draft(FIRST + "Next patient. Patient name Mary Jones, MRN 99. She is well.")
    assert {field.name: field.value for field in report.header} == {
        "patient_name": "John Smith",
        "mrn": "1234",
    }
    assert [(one.name, one.value) for one in report.splits[0].header] == [
        ("patient_name", "Mary Jones"),
        ("mrn", "99"),
    ]


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("He is well. Operator, please check the name. He sleeps.", "aside", "Please check the name."),
        ("He is well. Note to typist, it is late. Really. End of note. He", "aside", "It is late. Really."),
        ("He is well. CC Doctor Smith and Doctor Jones.", "cc", "Doctor Smith and Doctor Jones."),
        ("He is well period cc doctor smith comma doctor jones period", "cc", "Doctor smith, doctor jones."),
        ("He is well. Leave a blank.", "aside", "Leave a blank"),
        ("He is well. Leave a blank for the date. He", "aside", "Leave a blank For the date."),
        ("He is well. Operator.", "aside", "Operator."),
        ("He is well. Operator, leave a blank for the date.", "aside", "For the date. (leave a blank)"),
    ],
)  # fmt: skip
def test_asides_and_copies_become_notes(said: str, kind: str, text: str) -> None:
    notes = draft(said).notes
    assert [(note.kind, note.text) for note in notes] == [(kind, text)]


@pytest.mark.parametrize(
    ("said", "headings"),
    [
        ("chief complaint colon cough period impression colon flu period", ["chief complaint", "impression"]),
        ("Chief Complaint. Cough. New paragraph. Assessment and Plan. Rest.",
         ["chief complaint", "assessment and plan"]),
        ("Assessment and plan, number one, rest period", ["assessment and plan"]),
        ("Past medical history new line diabetes", ["past medical history"]),
        ("history of present illness she has a cough comma", ["history of present illness"]),
        ("Plan is to rest. The plan: rest.", []),
        ("Plan: rest. Neck: supple. Lungs: clear.", ["plan", "neck", "lungs"]),
        ("She had a long history. Allergies", []),
    ],
)  # fmt: skip
def test_headings_become_sections(said: str, headings: list[str]) -> None:
    assert [section.heading for section in draft(said).sections] == headings


def test_a_missing_required_heading_is_a_deficiency_that_names_it() -> None:
    said = "Technique colon CT period findings colon none period impression colon normal period"
    assert draft(said, worktype="Radiology report").deficiencies == (
        Deficiency("section_missing", "the heading “indications” is missing"),
    )
    assert draft(said).deficiencies == ()
    assert draft(said, worktype="letter").deficiencies == ()
    assert draft(said, worktype="grocery list").deficiencies == ()


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("H&P", "history and physical"),
        ("h and p", "history and physical"),
        ("Op Note", "operative report"),
        ("poem", ""),
    ],
)
def test_a_worktype_is_known_by_its_usual_names(given: str, known: str) -> None:
    assert known_worktype(given) == known
    assert set(REQUIRED_HEADINGS) >= {"radiology", "letter"}


def test_a_block_is_inserted_where_it_is_called_and_marked_as_template_text() -> None:
    report = draft("Lungs colon insert my normal chest exam period Heart colon fine period", normals=(CHEST,))
    assert report_text(report) == "Lungs: Clear to auscultation.\nNo wheezes. Heart: Fine."
    template = [token for token in report.tokens if token.origin == "template"]
    assert [token.text for token in template] == ["Clear", "to", "auscultation.", "No", "wheezes."]
    assert {token.sources for token in template} == {("a:1:3", "a:1:4", "a:1:5", "a:1:6", "a:1:7")}
    assert DraftReport.from_json(report.as_json()) == report


@pytest.mark.parametrize(
    "called",
    [
        "insert my normal chest exam.",
        "Please insert my normal chest examination.",
        "insert normal chest exam.",
        "use my standard chest exam here.",
        "insert my normal chess exam.",
        "and cert my normal chest exam.",
    ],
)
def test_a_block_is_found_by_a_name_that_is_nearly_right(called: str) -> None:
    assert report_text(draft(called, normals=(CHEST,))).startswith("Clear to auscultation.")


def test_an_unknown_block_leaves_a_blank_with_its_reason() -> None:
    elsewhere = Normal("knee exam", "Stable.", worktype="operative report")
    for normals in ((CHEST,), (elsewhere,), (), (Normal("knee exam", "A."), Normal("Knee Exam", "B."))):
        report = draft("Insert my normal knee exam. Fine.", normals=normals)
        assert report_text(report) == "____ Fine."
        assert [one.kind for one in report.deficiencies] == ["normal_unknown"]
        assert [blank.reason for blank in report.blanks] == ["no block of this name is known"]
    with pytest.raises(ValueError, match="name and a text"):
        Normal("", "x")
    assert Normal.from_json(CHEST.as_json()) == CHEST


def test_missed_speech_leaves_a_blank_at_its_time() -> None:
    words = words_of("alpha beta ... ... ... ... gamma")
    report = draft_report(words, missed=[(0.6, 2.5), (9.0, 12.0)])
    assert report_text(report) == "Alpha beta ____ gamma ____"
    assert [(blank.start_s, blank.end_s) for blank in report.blanks] == [(0.6, 2.5), (9.0, 12.0)]
    assert [token.sources for token in report.tokens if token.origin == "blank"] == [(), ()]


def test_a_spelled_name_says_what_was_heard_and_what_it_became() -> None:
    report = draft("Margaret Holoway spelled H-O-L-L-O-W-A-Y. She is well.")
    assert [(one.heard, one.text, one.applied) for one in report.spelled] == [("Holoway", "Holloway", True)]
    assert set(report.spelled[0].word_ids) <= set(report.review)
    name = next(token for token in report.tokens if token.text == "Holloway.")
    assert name.sources[0] == "a:1:2"


def test_letters_that_are_far_from_what_was_heard_are_a_suggestion_only() -> None:
    report = draft("Mary Castellano spelled C-A-S-T-D-L-L-L-A. She is well.")
    assert report_text(report) == "Mary Castellano. She is well."
    assert [(one.text, one.applied) for one in report.spelled] == [("Castdllla", False)]
    assert "a:1:2" in report.review


def test_a_correction_that_is_not_certain_keeps_both_and_asks_for_a_person() -> None:
    report = draft("He takes atenolol, correction, warfarin today.")
    assert report_text(report) == "He takes atenolol, warfarin today."
    assert [one.kind for one in report.deficiencies] == ["correction_unclear"]
    assert {"a:1:3", "a:1:5"} <= set(report.review)
    assert [command.sure for command in report.commands] == [False]


def test_what_was_struck_is_kept_and_marked() -> None:
    report = draft("no fever comma chills comma scratch that cough period")
    assert report.struck_by_author == ("a:1:4", "a:1:5")
    assert "scratch that" in [command.name for command in report.commands]
    nothing = draft("scratch that fever")
    assert [command.sure for command in nothing.commands] == [False]


def test_a_draft_stored_before_there_were_notes_is_read() -> None:
    token = {"id": "t1", "text": "Well", "space_after": " ", "sources": ["w1"]}
    old = {"schema_version": 1, "tokens": [token], "commands": [], "struck": []}
    report = DraftReport.from_json(old)
    assert report.tokens[0].origin == "machine"
    assert (report.notes, report.splits, report.header) == ((), (), ())
