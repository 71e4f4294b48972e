from __future__ import annotations

import re

import pytest

from tests.transcribe.written_form import cases
from tests.transcribe.written_form.tokens import text_of, tokens_of
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
