from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.lexicon.sound import SoundTable, likeness, skeleton, sound_of

LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=16)


@pytest.mark.parametrize(
    ("heard", "term", "least"),
    [
        ("furocimide", "furosemide", 0.99),
        ("metformin", "metformin", 1.0),
        ("sephazolein", "cefazolin", 0.99),
        ("balsartin", "valsartan", 0.85),
        ("listenupfor", "lisinopril", 0.6),
        ("separyaxon", "ceftriaxone", 0.7),
    ],
)
def test_what_sounds_alike_is_alike(heard: str, term: str, least: float) -> None:
    assert likeness(sound_of(heard), sound_of(term)) >= least


def test_what_sounds_otherwise_is_not_alike() -> None:
    assert likeness(sound_of("whisperedtheword"), sound_of("warfarin")) < 0.6
    assert likeness("", "") == 0.0


@given(LETTERS)
def test_every_run_of_letters_has_a_sound_that_is_like_itself(letters: str) -> None:
    sound = sound_of(letters)
    assert likeness(sound, sound) == pytest.approx(1.0 if sound else 0.0)
    assert skeleton(sound) == skeleton(skeleton(sound))


@given(st.lists(LETTERS, min_size=1, max_size=6), LETTERS)
def test_a_table_says_for_each_row_what_the_pair_alone_says(terms: list[str], heard: str) -> None:
    sounds = [sound_of(term) for term in terms]
    together = SoundTable(sounds).likeness(sound_of(heard), np.arange(len(sounds)))
    alone = [likeness(sound_of(heard), sound) for sound in sounds]
    assert together == pytest.approx(alone, abs=1e-5)
    assert all(0 <= one <= 1 for one in alone)


def test_likeness_has_no_direction() -> None:
    one, other = sound_of("metoprolol"), sound_of("metapralal")
    assert likeness(one, other) == pytest.approx(likeness(other, one), abs=1e-6)
