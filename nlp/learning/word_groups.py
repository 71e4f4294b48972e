"""Groups of one to three neighbouring words of a text, as canonical stems, with their places. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.words import Unit

LONGEST = 3
_DIGITS = frozenset("0123456789")


def word_groups(units: Sequence[Unit]) -> dict[str, list[tuple[int, int]]]:
    """Every group of stems inside one stretch of a text, with the characters it stands for.

    Groups of numbers alone are left out: they name people and days rather than diseases.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for first, unit in enumerate(units):
        stems: list[str] = []
        end = unit.end
        for other in units[first : first + LONGEST]:
            if other.stretch != unit.stretch:
                break
            stems.append(other.stem)
            end = max(end, other.end)
            if not all(set(stem) <= _DIGITS for stem in stems):
                found.setdefault(" ".join(stems), []).append((unit.start, end))
    return found
