"""Keys under which a name is found though it was misspelt: how pairs of its words sound and begin. Pure.

A pair of words in either order, the first by its sound (the classes of American Soundex, the first letter
classed too), the second by its first letter: a slip in one word leaves the pair in the other order.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from ingest.patients.identity import name_key

_SOUND_OF = dict(zip("abcdefghijklmnopqrstuvwxyz", "A123A12-A22455A12623A1-2-2", strict=True))
_SOUNDS = 4
_MOST_WORDS = 6
_LONGEST_WORD = 30


def words_of(name: str) -> list[str]:
    """The name's words of two letters or more, folded, at most six."""
    return re.findall(r"[a-z]{2,}", name_key(name))[:_MOST_WORDS]


def sound_keys(name: str) -> set[str]:
    """How each pair of the name's words sounds and begins."""
    return {f"s:{_sound(one)}:{other[0]}" for one, other in itertools.permutations(words_of(name), 2)}


def word_key(word: str) -> str:
    """The key of one folded word; keys of longer words that begin with it begin with its key."""
    return f"w:{word[:_LONGEST_WORD]}"


def name_keys(names: Iterable[str]) -> set[str]:
    """Every key under which a patient of these names is found."""
    found: set[str] = set()
    for name in names:
        found |= sound_keys(name) | {word_key(word) for word in words_of(name)}
    return found


def _sound(word: str) -> str:
    first, *rest = (_SOUND_OF[letter] for letter in word)
    kept = [first]
    for sound in rest:
        if sound not in ("A", "-") and sound != kept[-1]:
            kept.append(sound)
    return "".join(kept)[:_SOUNDS]
