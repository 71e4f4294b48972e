from __future__ import annotations

import re

import pytest

from tests.transcribe.written_form import cases
from tests.transcribe.written_form.tokens import text_of, tokens_of
from transcribe.report_token import ReportToken
from transcribe.written_form import uncertain_numbers, write_as_reports_do

_CASES = cases.all_pairs()


@pytest.mark.parametrize(("said", "written"), _CASES, ids=[said for said, _ in _CASES])
def test_what_is_said_is_written_as_reports_write_it(said: str, written: str) -> None:
    tokens = write_as_reports_do(tokens_of(said))
    assert text_of(tokens) == written
    assert write_as_reports_do(tokens) == tokens
    assert uncertain_numbers(tokens) == frozenset()


@pytest.mark.parametrize(("said", "written"), cases.pairs_of(cases.LEFT_IN_DOUBT))
def test_what_has_several_readings_is_left_as_said_and_called_uncertain(said: str, written: str) -> None:
    marked = re.search(r"\[(.*)\]", said)
    tokens = write_as_reports_do(tokens_of(re.sub(r"[\[\]]", "", said)))
    uncertain = uncertain_numbers(tokens)
    assert marked is not None
    assert text_of(tokens) == written
    assert " ".join(token.text for token in tokens if token.id in uncertain) == marked[1]


def test_there_are_enough_cases_and_none_twice() -> None:
    said = [said for said, _ in _CASES]
    assert len(said) >= 350
    assert len(set(said)) == len(said)


def test_a_decimal_that_was_glued_to_the_drug_is_taken_off_and_must_be_heard() -> None:
    tokens = write_as_reports_do(tokens_of("nitroglycerin.4 mg sublingual"))
    assert text_of(tokens) == "nitroglycerin 0.4 milligrams sublingual"
    assert uncertain_numbers(tokens) == {tokens[1].id}


@pytest.mark.parametrize("pieces", [("1", "38/84"), ("138/8", "4")])
def test_a_pressure_that_was_broken_beside_its_slash_is_whole_again(pieces: tuple[str, str]) -> None:
    def written(before: str) -> str:
        texts = [*before.split(), *pieces]
        tokens = [ReportToken(f"t{n}", text, " ", (f"w{n}",)) for n, text in enumerate(texts)]
        return text_of(write_as_reports_do(tokens))

    assert written("blood pressure") == "blood pressure 138/84"
    assert written("lot") == f"lot {pieces[0]} {pieces[1]}"
