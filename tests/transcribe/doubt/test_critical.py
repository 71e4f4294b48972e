from __future__ import annotations

import pytest

from transcribe.doubt import critical_kind


@pytest.mark.parametrize(
    ("before", "word", "after", "kind"),
    [
        ("takes", "metformin", "500 mg", "drug"),
        ("takes", "Eliquis,", "", "drug"),
        ("metformin", "500", "mg daily", "dose"),
        ("metformin", "500mg", "daily", "dose"),
        ("metformin", "five", "hundred milligrams", "dose"),
        ("heart rate", "82", "and regular", "number"),
        ("takes it", "twice", "daily", "number"),
        ("500", "milligrams", "daily", "unit"),
        ("the", "left", "knee", "laterality"),
        ("", "bilaterally.", "", "laterality"),
        ("she", "denies", "chest pain", "negation"),
        ("she", "doesn't", "smoke", "negation"),
        ("thank you Doctor", "Okafor,", "", "name"),
        ("Mister Ben", "Alvarez", "is", "name"),
        ("the", "doctor", "said", None),
        ("has", "arthritis", "of the knee", None),
        ("...", "--", "", None),
    ],
)
def test_critical_words_are_told_by_kind(before: str, word: str, after: str, kind: str | None) -> None:
    assert critical_kind(word, before.split(), after.split()) == kind
