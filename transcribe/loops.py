"""Where an engine went round in circles. Pure.

Expected words over noise make Whisper write "oof oof oof"; so does a window that ends in hum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transcribe.transcript import SpokenWord

_LOOP_TIMES = 4
_LONGEST_LOOPED_PHRASE = 8
_LEAST_LOOPED_WORDS = 5  # "very very very very" is said; "oof" six times is not


def loops_in(words: Sequence[SpokenWord]) -> Iterator[tuple[SpokenWord, ...]]:
    """The words of each loop behind the first time they were written: those nobody said again.

    A loop is a phrase of up to eight words, four times and more in a row.
    """
    spoken = [word.text.casefold().strip(".,;:?!-") for word in words]
    at = 0
    while at < len(spoken):
        size, times = _longest_loop(spoken, at)
        if times:
            yield tuple(words[at + size : at + size * times])
        at += max(1, size * times)


def _longest_loop(spoken: Sequence[str], at: int) -> tuple[int, int]:
    """(words in the phrase, times it stands) of the loop that begins here, (0, 0) for none."""
    for size in range(1, _LONGEST_LOOPED_PHRASE + 1):
        phrase = spoken[at : at + size]
        times = 1
        while spoken[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        is_number = all(piece.isdigit() for piece in phrase)  # "0 0 0 0 0" is dictated
        if times >= _LOOP_TIMES and times * size >= _LEAST_LOOPED_WORDS and not is_number:
            return size, times
    return 0, 0
