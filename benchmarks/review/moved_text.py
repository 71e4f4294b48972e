"""What has to change in a draft whose passages stand in another order than in the truth. Pure.

A letterhead beside a patient's label is read across or down: neither is an error of a word. So words count as
right wherever they stand, each true word for one of the draft.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from benchmarks.ocr.metrics import tokens
from benchmarks.review.corrections import Correction

_LONGEST_RUN = 12  # words of a moved passage that are looked for at once


def corrections_of_words(draft: Sequence[str], true: Sequence[str]) -> list[Correction]:
    """The corrections after which the draft holds the true words, passages where the draft has them.

    A wrong stretch gives way to the true words that nobody has beside the neighbour's place in the truth;
    true words that are still missing are put in behind the word that they follow there.
    """
    mine = [_compared(word) for word in draft]
    theirs = [_compared(word) for word in true]
    place = _places(mine, theirs)
    free = {number for number, word in enumerate(theirs) if word} - set(place.values())
    found: list[Correction] = []
    for first, end in _stretches([n for n, word in enumerate(mine) if word and n not in place]):
        before = next((place[n] for n in range(first - 1, -1, -1) if n in place), -1)
        text = _run_from(before + 1, free)
        free -= set(text)
        if "".join(mine[first:end]) != "".join(theirs[number] for number in text):  # only cut elsewhere
            found.append(Correction(first, end, " ".join(true[number] for number in text)))
    at_true = {number: n for n, number in place.items()}
    for first, end in _stretches(sorted(free)):
        behind = next((at_true[n] for n in range(first - 1, -1, -1) if n in at_true), -1)
        found.append(Correction(behind + 1, behind + 1, " ".join(true[first:end])))
    return sorted(found, key=lambda one: (one.first, one.end))


def _places(mine: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """For each draft word that is right, which true word it is: in sequence first, then moved passages."""
    place: dict[int, int] = {}
    for edit in Levenshtein.opcodes(list(mine), list(theirs)):
        if edit.tag == "equal":
            for step in range(edit.src_end - edit.src_start):
                place[edit.src_start + step] = edit.dest_start + step
    for length in range(_LONGEST_RUN, 0, -1):
        _place_runs(mine, theirs, place, length)
    return {number: at for number, at in place.items() if mine[number]}


def _place_runs(mine: Sequence[str], theirs: Sequence[str], place: dict[int, int], length: int) -> None:
    taken = set(place.values())
    starts: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(theirs) - length + 1):
        if not taken & set(range(at, at + length)):
            starts.setdefault(tuple(theirs[at : at + length]), []).append(at)
    for number in range(len(mine) - length + 1):
        if any(number + step in place for step in range(length)):
            continue
        for at in starts.get(tuple(mine[number : number + length]), ()):
            if not taken & set(range(at, at + length)):
                place.update({number + step: at + step for step in range(length)})
                taken |= set(range(at, at + length))
                break


def _stretches(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and end of each run of numbers that follow each other."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found


def _run_from(first: int, free: set[int]) -> list[int]:
    run = []
    while first in free:
        run.append(first)
        first += 1
    return run


def _compared(text: str) -> str:
    return "".join(tokens(text))
