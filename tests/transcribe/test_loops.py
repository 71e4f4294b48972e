from __future__ import annotations

import pytest

from tests.transcribe.speech import words_of
from transcribe.loops import loops_in


@pytest.mark.parametrize(
    ("text", "looped"),
    [
        ("chest pain oof oof Oof, oof oof oof", ["oof Oof, oof oof oof"]),
        ("no rash. Thank you. Thank you. Thank you. Thank you.", ["Thank you. Thank you. Thank you."]),
        ("very very very very sore", []),
        ("call 0 0 0 0 0 0 now", []),
        ("lungs clear heart regular", []),
        ("", []),
    ],
)
def test_a_loop_is_all_but_the_first_time_its_phrase_stands(text: str, looped: list[str]) -> None:
    assert [" ".join(word.text for word in loop) for loop in loops_in(words_of(text))] == looped
