from __future__ import annotations

import pytest

from tests.transcribe.speech import words_of
from transcribe.dictation_commands import SpokenCommand, find_commands
from transcribe.report import draft_report, report_text


def report_of(text: str) -> str:
    return report_text(draft_report(words_of(text)))


def commands_in(text: str) -> list[str]:
    return [part.kind.name for part in find_commands(words_of(text)) if isinstance(part, SpokenCommand)]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("no fever, comma, no chills, period.", "No fever, no chills."),
        ("no fever comma no chills full stop", "No fever, no chills."),
        ("Chief complaint, colon. Chest pain, period. she rests", "Chief complaint: Chest pain. She rests"),
        ("alert semicolon oriented, period.", "Alert; oriented."),
        ("is she well question mark she is, period.", "Is she well? She is."),
        ("it works exclamation mark", "It works!"),
        ("take open paren as needed, close paren, period.", "Take (as needed)."),
        ("she said open quote no more, close quote, period.", 'She said "no more".'),
        ("quote not said unquote, comma, period.", '"Not said".'),
        ("well hyphen nourished, comma, L4 dash 5, period.", "Well-nourished, L4-5."),
        ("24 slash 26 milligrams, comma, daily, period.", "24/26 milligrams, daily."),
        ("Well. ... New paragraph. ... the end, period.", "Well.\n\nThe end."),
        ("line one new line line two, period.", "Line 1\nLine 2."),
        ("fine, ... new-paragraph ... next, period.", "Fine\n\nNext."),
        ("10 mg daily-comma with food-period", "10 milligrams daily, with food."),
    ],
)
def test_spoken_punctuation_becomes_marks(said: str, written: str) -> None:
    assert report_of(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "Plan, colon. Number one, comma, type 2 diabetes, period. Next number. hypertension, period.",
            "Plan:\n1. Type 2 diabetes.\n2. Hypertension.",
        ),
        ("Number 1. rest, period. Number two, fluids, period.", "1. Rest.\n2. Fluids."),
        ("Next number, rest, new line, next number, fluids, period.", "1. Rest\n2. Fluids."),
        ("Medical record number 4 is missing", "Medical record number 4 is missing"),
        ("Plan: number ninety of them", "Plan: number 90 of them"),
        ("a number", "A number"),
    ],
)
def test_lists_are_numbered_as_dictated(said: str, written: str) -> None:
    assert report_of(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "Colonoscopy of the ascending colon, then home.",
        "Colon cancer was found, comma, resected, comma, and staged, period.",
        "The colon was normal, comma, clean, period. Sigmoid colon. Normal.",
        "Her last menstrual period was in May, comma, normal, comma, heavy, period.",
        "Over a period of time, comma, slowly, comma, surely, period.",
        "He was in a coma, comma, intubated, comma, sedated, period.",
        "Fever, coma, and seizures were noted, comma, treated, period.",
        "A new line was placed, comma, secured, comma, dressed, period.",
        "A slash wound, comma, clean, comma, dry, period.",
        "Write the word comma here",
    ],
)
def test_words_that_are_meant_stay_words(text: str) -> None:
    kept = {"colon", "period", "coma", "line", "slash", "comma"}
    first = next(word for word in report_of(text).split() if word.strip(".,:").casefold() in kept)
    assert first


def test_a_period_that_is_meant_can_end_with_one_that_is_said() -> None:
    said = "her last menstrual period, period. ... she is well, comma, calm, period."
    assert report_of(said) == "Her last menstrual period. She is well, calm."


@pytest.mark.parametrize("heard", ["coma,", "karma,", "calmer,", "Kama,"])
def test_what_sounds_like_comma_counts_where_a_comma_can_stand_and_is_marked_unsure(heard: str) -> None:
    report = draft_report(words_of(f"twice daily, ... {heard} ... at night, comma, and at noon, period."))
    assert report_text(report) == "Twice daily, at night, and at noon."
    assert [command.sure for command in report.commands] == [False, True, True]


def test_what_sounds_like_comma_is_a_word_where_nobody_dictates_punctuation() -> None:
    assert report_of("She had fever, ... coma, ... seizures.") == "She had fever, coma, seizures."


def test_karma_is_a_word_where_paragraphs_are_dictated_but_no_marks() -> None:
    said = "She believes in karma and rest. New paragraph. She reads. New paragraph. She reads on karma."
    assert report_of(said) == "She believes in karma and rest.\n\nShe reads.\n\nShe reads on karma."


def test_a_dictated_coma_between_commas_is_a_diagnosis() -> None:
    said = "fever, comma, ... coma, ... comma, seizures, period."
    assert report_of(said) == "Fever, coma, seizures."


def test_a_lone_colon_without_any_sign_of_dictated_punctuation_is_a_word() -> None:
    assert commands_in("Examined colon today") == []


def test_the_engine_s_capital_after_a_spoken_comma_is_undone_for_small_words_only() -> None:
    said = "daily. Comma. And at night. Comma. Lisinopril, period."
    assert report_of(said) == "Daily, and at night, Lisinopril."


def test_case_that_says_something_is_kept() -> None:
    assert report_of("stable, period. pH is low, period.") == "Stable. pH is low."


def test_a_speaker_who_corrects_a_mark_gets_the_last_one() -> None:
    report = draft_report(words_of("stable, comma, period. next one, period."))
    assert report_text(report) == "Stable. Next one."
    assert [command.name for command in report.commands] == ["comma", "period", "period"]


def test_a_mark_at_the_start_of_a_line_is_listed_but_not_written() -> None:
    report = draft_report(words_of("Comma, well, new paragraph. Period. Next, comma, period."))
    assert report_text(report) == "Well\n\nNext."
    assert len(report.commands) == 5


def test_a_long_clause_before_a_colon_is_no_heading() -> None:
    said = "she was seen by all of us for these, colon, pain, comma, fever, period."
    assert report_of(said) == "She was seen by all of us for these: pain, fever."
