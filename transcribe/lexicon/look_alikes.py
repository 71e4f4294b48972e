"""Drugs whose names look or sound alike: a person must look at them, however sure the machine is. Pure."""

from __future__ import annotations

from functools import lru_cache

from transcribe.lexicon.near_terms import letters_of
from transcribe.lexicon.word_lists import read_rows


@lru_cache(maxsize=1)
def _pairs() -> dict[str, tuple[str, ...]]:
    alike: dict[str, dict[str, None]] = {}
    for *names, _source in read_rows("look_alikes.tsv"):
        for name in names:
            others = alike.setdefault(letters_of(name), {})
            others.update(dict.fromkeys(other for other in names if other != name))
    return {name: tuple(others) for name, others in alike.items()}


def look_alikes(term: str) -> tuple[str, ...]:
    """The drugs that this one is known to be confused with, empty for none; case and marks do not count."""
    return _pairs().get(letters_of(term), ())


def pair_count() -> int:
    """How many pairs the list holds."""
    return len({frozenset((name, other)) for name, others in _pairs().items() for other in others})
