"""What a simulated reviewer has to change, and what the same costs in a plain text area."""

from __future__ import annotations

import pytest

from benchmarks.ocr.truth import TrueWord
from benchmarks.review.corrections import (
    Correction,
    PlacedWord,
    corrections_by_place,
    corrections_in_sequence,
)
from benchmarks.review.textarea import seconds_from_nothing, seconds_of_review, textarea_actions


@pytest.mark.parametrize(
    ("draft", "true", "wanted"),
    [
        ("takes 20 mg daily", "takes 20 mg daily.", []),
        ("takes 2O mg daily", "takes 20 mg daily", [Correction(1, 2, "20")]),
        ("take 2O mg", "takes 20 mg", [Correction(0, 1, "takes"), Correction(1, 2, "20")]),
        ("chest pa in today", "chest pain today", []),
        ("denies pain", "denies chest pain", [Correction(1, 1, "chest")]),
        ("denies any pain pain", "denies any pain", [Correction(3, 4, "")]),
        ("a - b", "a b", []),
    ],
)
def test_words_in_sequence_need_these_corrections(draft: str, true: str, wanted: list[Correction]) -> None:
    assert corrections_in_sequence(draft.split(), true.split()) == wanted


def placed(text: str, left: float) -> PlacedWord:
    return PlacedWord(text, (left, 0.0, left + 90.0, 20.0))


def test_words_that_share_ink_are_put_right_together() -> None:
    true = [
        TrueWord("Name:", (0, 0, 90, 20)),
        TrueWord("Rivera", (100, 0, 190, 20)),
        TrueWord("Ana", (200, 0, 290, 20)),
    ]

    assert corrections_by_place([placed("Name", 0), placed("Rivera", 100), placed("Ana", 200)], true) == []
    assert corrections_by_place([placed("Name:", 0), placed("Riuera", 100)], true) == [
        Correction(1, 2, "Rivera"),
        Correction(2, 2, "Ana"),
    ]
    glued = PlacedWord("RiveraAna", (100.0, 0.0, 290.0, 20.0))
    assert corrections_by_place([placed("Name:", 0), glued], true) == []
    assert corrections_by_place([placed("Name:", 0), glued, placed("smudge", 500)], true) == [
        Correction(2, 3, "")
    ]


def test_a_text_area_costs_jumps_and_characters() -> None:
    assert (
        textarea_actions([Correction(5, 6, "20"), Correction(9, 9, "chest"), Correction(9, 11, "")])
        == 5 + 2 + 3 + 5 + 2
    )


def test_typing_from_nothing_takes_as_long_as_its_keys_or_its_sound() -> None:
    assert seconds_from_nothing("x" * 65) == pytest.approx(13.0)
    assert seconds_from_nothing("x", sound_s=30.0) == pytest.approx(20.0)
    assert seconds_of_review(actions=10, decisions=2, sound_s=3.0) == pytest.approx(2.0 + 2.0 + 2.7)


def test_a_correction_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="replaces"):
        Correction(1, 1, "")
