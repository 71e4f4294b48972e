from __future__ import annotations

import pytest

from tests.transcribe.speech import words_of
from transcribe.report import draft_report, report_text

_SPOKEN = "She rests comma sleeps comma eats period " * 5
_WRITTEN = "She rests, sleeps, eats. " * 5


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("No fever, or cough, comma, no pain, period.", "No fever or cough, no pain."),
        ("Type 2 diabetes, mellitus period", "Type 2 diabetes mellitus."),
        ("She has pain. And swelling period", "She has pain and swelling."),
        ("She has a history of. Hypertension period", "She has a history of Hypertension."),
        ("He takes the drug. Twice daily period", "He takes the drug twice daily."),
        ("She saw. Margaret today period", "She saw Margaret today."),
        ("She takes. NSAIDs daily period", "She takes NSAIDs daily."),
        ("Dr. Smith, saw her at 3 p.m. yesterday, period.", "Dr. Smith saw her at 3 p.m. yesterday."),
        ("Seen March 4, 1958, in clinic period", "Seen March 4, 1958 in clinic."),
        ("Values were 4, 5 and 6, today period", "Values were 4, 5 and 6 today."),
        ("Impression, colon. Chest pain, resolved period", "Impression: Chest pain resolved."),
        ("She rests, e.g., daily period", "She rests e.g., daily."),
        ("Signed by Ann Smith, MD period", "Signed by Ann Smith, MD."),
        ("Chest pain, resolved, new line She rests.", "Chest pain resolved\nShe rests."),
    ],
)
def test_marks_that_nobody_spoke_go_where_punctuation_is_spoken(said: str, written: str) -> None:
    assert report_text(draft_report(words_of(_SPOKEN + said))) == _WRITTEN + written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "No fever, no cough. She has pain, and swelling.",
            "No fever, no cough. She has pain, and swelling.",
        ),
        ("No fever, no cough, period. She rests, well.", "No fever, no cough. She rests, well."),
        (
            "She rests, and sleeps period She walks, and talks period She is well, period.",
            "She rests, and sleeps. She walks, and talks. She is well.",
        ),
        (
            "No fever, comma, no cough, comma, no pain. " + "She rests, and sleeps. " * 30,
            "No fever, no cough, no pain. " + ("She rests, and sleeps. " * 30).strip(),
        ),
    ],
)
def test_the_engines_marks_stay_where_the_author_speaks_few(said: str, written: str) -> None:
    assert report_text(draft_report(words_of(said))) == written


def test_full_stops_that_may_be_swallowed_periods_stay() -> None:
    said = "No fever, comma, no cough, period. She rests. Aspirin helps. She has a. History period"
    written = "No fever, no cough. She rests. Aspirin helps. She has a history."
    assert report_text(draft_report(words_of(said))) == written


def test_a_header_that_is_read_out_without_marks_keeps_the_engines() -> None:
    said = f"Patient named Margaret Holloway, born March 4, 1958, seen today. New paragraph. {_SPOKEN}"
    header = "Patient named Margaret Holloway, born March 4, 1958, seen today."
    assert report_text(draft_report(words_of(said))) == f"{header}\n\n{_WRITTEN.strip()}"
