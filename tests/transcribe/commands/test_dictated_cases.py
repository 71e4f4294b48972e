from __future__ import annotations

import pytest

from tests.transcribe.commands import dictated_cases as cases
from transcribe.report import draft_report, report_text
from transcribe.transcript import SpokenWord

_STEP_S, _WORD_S = 0.3, 0.25  # words that follow each other without a pause


def _draft(said: str) -> str:
    words = [
        SpokenWord(f"g:1:{n}", text, round(n * _STEP_S, 3), round(n * _STEP_S + _WORD_S, 3), 0.9)
        for n, text in enumerate(said.split(), start=1)
    ]
    return report_text(draft_report(words)).replace("\n\n", " ¶ ").replace("\n", " ↵ ")


def _pairs(*texts: str) -> list[tuple[str, str]]:
    lines = [line.partition(" =>") for text in texts for line in text.strip().splitlines()]
    return [(said, draft.strip()) for said, _, draft in lines]


_CASES = _pairs(
    cases.MEANT,
    cases.LAYOUT,
    cases.TAKEN_BACK,
    cases.SPELLED,
    cases.DOSES,
    cases.NOT_TO_BE_USED,
    cases.NOTES,
)


@pytest.mark.parametrize(("said", "draft"), _CASES, ids=[said for said, _ in _CASES])
def test_what_is_dictated_is_drafted_as_a_typist_would(said: str, draft: str) -> None:
    assert _draft(said) == draft


def test_a_list_that_starts_with_a_bare_number_needs_a_second_item() -> None:
    assert _draft("Plan: 1 aspirin. 2 heparin.") == "Plan: ↵ 1. Aspirin. ↵ 2. Heparin."
    assert _draft("Plan: 1 unit of blood. 2 units of plasma.") == "Plan: 1 unit of blood. 2 units of plasma."
