from __future__ import annotations

import re

import pytest

from tests.transcribe.written_form import engine_cases as cases
from tests.transcribe.written_form.cases import pairs_of
from tests.transcribe.written_form.tokens import text_of
from transcribe.report_token import ReportToken
from transcribe.written_form import guessed_sources, uncertain_numbers, write_as_reports_do


def _tokens(text: str) -> list[ReportToken]:
    """One token a word, as the engine writes them: "97/1" is one."""
    return [ReportToken(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(text.split())]


def _marked(text: str) -> set[str]:
    """The sources of the words in brackets."""
    inside, found = False, set()
    for n, word in enumerate(text.split()):
        inside = inside or word.startswith("[")
        if inside:
            found.add(f"w{n}")
        inside = inside and "]" not in word
    return found


def _heard(text: str) -> list[ReportToken]:
    return _tokens(re.sub(r"[\[\]]", "", text))


def _to_hear(heard: list[ReportToken]) -> set[str]:
    written = write_as_reports_do(heard)
    uncertain = uncertain_numbers(written)
    return {source for one in written if one.id in uncertain for source in one.sources} | guessed_sources(
        heard
    )


_SURE = pairs_of(cases.GLUED + cases.UNITS_MISHEARD + cases.BROKEN + cases.DATES_IN_DIGITS + cases.LETTERS)


@pytest.mark.parametrize(("heard", "written"), _SURE)
def test_what_engines_glue_or_break_is_written_as_reports_write_it(heard: str, written: str) -> None:
    tokens = write_as_reports_do(_tokens(heard))
    assert text_of(tokens) == written
    assert write_as_reports_do(tokens) == tokens


@pytest.mark.parametrize(("heard", "written"), pairs_of(cases.GUESSED))
def test_a_number_read_from_another_word_is_written_and_must_be_heard(heard: str, written: str) -> None:
    tokens = _heard(heard)
    assert text_of(write_as_reports_do(tokens)) == written
    assert _to_hear(tokens) == _marked(heard)


@pytest.mark.parametrize("text", cases.IMPLAUSIBLE.strip().splitlines())
def test_what_no_patient_has_and_no_dose_is_must_be_heard(text: str) -> None:
    assert _to_hear(_heard(text)) == _marked(text)


@pytest.mark.parametrize("text", cases.PLAUSIBLE.strip().splitlines())
def test_a_plain_number_is_not_marked(text: str) -> None:
    assert _to_hear(_heard(text)) == set()
