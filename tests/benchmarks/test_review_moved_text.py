"""Words that stand elsewhere are right; wrong and missing ones are told with their place in the draft."""

from __future__ import annotations

import pytest

from benchmarks.review.corrections import Correction
from benchmarks.review.moved_text import corrections_of_words

TRUE = "City Hospital 12 High Street Patient Ann Lee born 1950 takes aspirin 81 mg daily"


@pytest.mark.parametrize(
    ("draft", "wanted"),
    [
        (TRUE, []),
        (TRUE.replace("Hospital", "Hos- pital"), []),
        ("Patient Ann Lee born 1950 City Hospital 12 High Street takes aspirin 81 mg daily", []),
        (
            "City Hospital Patient Ann Lee 12 High Street born 1950 takes asplrin 81 mg daily",
            [(11, 12, "aspirin")],
        ),
        ("City Hospital 12 High Street Patient Ann Lee born 1950 takes aspirin mg daily", [(12, 12, "81")]),
        (
            "City Hospital 12 High Street smudge Patient Ann Lee born 1950 takes aspirin 81 mg daily",
            [(5, 6, "")],
        ),
    ],
)
def test_only_wrong_and_missing_words_are_corrected(draft: str, wanted: list[tuple[int, int, str]]) -> None:
    assert corrections_of_words(draft.split(), TRUE.split()) == [Correction(*one) for one in wanted]
