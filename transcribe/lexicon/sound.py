"""How English letters sound, roughly, and how alike two sounds are. Pure.

A speech engine that misses a drug writes other words that sound like it: "listen up for" is lisinopril,
"separy axon" ceftriaxone. So what is heard is compared with the lexicon as it sounds, not as it is spelled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Letters to sounds, first match wins, from left to right. Upper case S is "sh", J the ends of "judge",
# a and i are the only two vowels: unstressed vowels are what engines hear worst.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("sch", "sk"),
    ("tch", "S"),
    ("tion", "San"),
    ("sion", "San"),
    ("cian", "San"),
    ("cious", "Sas"),
    ("tious", "Sas"),
    ("eau", "a"),
    ("igh", "i"),
    ("ph", "f"),
    ("rh", "r"),
    ("gh", ""),
    ("ck", "k"),
    ("cc", "k"),
    ("ch", "k"),
    ("sh", "S"),
    ("th", "t"),
    ("qu", "kw"),
    ("sc(?=[eiy])", "s"),
    ("c(?=[eiy])", "s"),
    ("g(?=[eiy])", "J"),
    ("dg", "J"),
    ("c", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("j", "J"),
    ("[aou]+[iey]*", "a"),
    ("[eiy]+[aou]*(?=n?s?$)", "i"),
    ("[eiy]+", "i"),
    ("w", "w"),
    ("h", ""),
    ("[bdfgklmnprstvz]", ""),
)
_SCANNER = re.compile("|".join(f"({spelling})" for spelling, _ in _SPELLINGS))
_AT_START = (
    (r"^(?:kn|gn|pn|mn)", "n"),
    (r"^ps", "s"),
    (r"^wr", "r"),
    (r"^pt", "t"),
    (r"^x", "z"),
    (r"^wh", "w"),
)
_ALIKE: dict[frozenset[str], float] = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.2, "ai sz td pb kg fv SJ"),
        (0.35, "mn lr bv sS zJ tS dJ kS gJ zS"),
        (0.6, "pf tf pt kt ts dn nl wr dz bd tp dr tr wl sf"),
    )
    for pair in pairs.split()
}
_VOWELS = "ai"
# What leaving a sound out costs: vowels are swallowed, r, l, w and n are lost at the ends of syllables.
_WEIGHT = {"a": 0.35, "i": 0.35, "r": 0.6, "l": 0.7, "w": 0.4, "n": 0.7, "t": 0.8, "d": 0.8}
_FOLDED = str.maketrans(
    {"b": "p", "f": "p", "v": "p", "d": "t", "g": "k", "z": "s", "J": "S", "m": "n", "r": "l"}
)


@lru_cache(maxsize=65536)
def sound_of(letters: str) -> str:
    """The sounds of lower-case letters, one character each; doubled sounds once, a silent last e left out."""
    text = letters
    for pattern, start in _AT_START:
        text = re.sub(pattern, start, text)
    if len(text) > 3 and text.endswith("e") and text[-2] not in "aeiouy":
        text = text[:-1]
    sounds = _SCANNER.sub(_sound, text)
    return re.sub(r"(.)\1+", r"\1", sounds)


def _sound(match: re.Match[str]) -> str:
    number = match.lastindex or 1
    return _SPELLINGS[number - 1][1] or ("" if match.group() in ("h", "gh") else match.group())


def skeleton(sounds: str) -> str:
    """The consonants alone, voiced and unvoiced the same: the key under which near terms are looked for."""
    bare = sounds.translate(_FOLDED).translate({ord(vowel): None for vowel in _VOWELS + "w"})
    return re.sub(r"(.)\1+", r"\1", bare)


class SoundTable:
    """Many sound strings laid out as one array, to be compared with one heard string in a few steps."""

    def __init__(self, sounds: Sequence[str]) -> None:
        width = max((len(sound) for sound in sounds), default=1)
        codes = [[_CODE[one] for one in sound] + [0] * (width - len(sound)) for sound in sounds]
        # one column a string: the steps below then run over all strings at a time
        self._codes = np.array(codes, np.intp).reshape(len(sounds), width).T
        self._lengths = np.array([len(sound) for sound in sounds], np.intp)

    def likeness(self, heard: str, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """How alike the heard sounds are to the strings in these rows, each 0-1.

        1 less the cheapest way from one to the other (leaving out, adding and exchanging sounds) by the
        weight of the heavier: the usual dynamic programme, one heard sound at a time for all rows at once.
        """
        lengths = self._lengths[rows]
        codes = self._codes[: lengths.max(initial=1), rows]
        # what it costs to add the first 0, 1, 2 ... sounds of each row
        added = np.zeros((len(codes) + 1, len(rows)), np.float32)
        np.cumsum(_WEIGHTS[codes], axis=0, out=added[1:])
        costs = added.copy()
        for one in heard:
            number = _CODE[one]
            exchanged = costs[:-1] + _EXCHANGES[number][codes]
            costs += _WEIGHTS[number]
            np.minimum(costs[1:], exchanged, out=costs[1:])
            costs -= added
            np.minimum.accumulate(costs, axis=0, out=costs)
            costs += added
        at = np.arange(len(rows))
        heaviest = np.maximum(added[lengths, at], sum(_WEIGHTS[_CODE[one]] for one in heard))
        alike: NDArray[np.float32] = np.maximum(0.0, 1.0 - costs[lengths, at] / np.maximum(heaviest, 1e-6))
        alike[heaviest == 0] = 0.0  # silence is like nothing
        return alike


def likeness(heard: str, term: str) -> float:
    """How alike two sound strings are, 0-1, as `SoundTable.likeness` says."""
    return float(SoundTable([term]).likeness(heard, np.zeros(1, np.intp))[0])


def _exchange(one: str, other: str) -> float:
    return 0.0 if one == other else _ALIKE.get(frozenset((one, other)), 1.0)


_SOUNDS = "aibdfgklmnprstvwzSJ"
_CODE = {sound: number for number, sound in enumerate(_SOUNDS, start=1)}
# place 0 fills the rows up and costs nothing
_WEIGHTS = np.array([0.0] + [_WEIGHT.get(sound, 1.0) for sound in _SOUNDS], np.float32)
_EXCHANGES = np.array(
    [[0.0] * (len(_SOUNDS) + 1)] + [[0.0] + [_exchange(a, b) for b in _SOUNDS] for a in _SOUNDS], np.float32
)
