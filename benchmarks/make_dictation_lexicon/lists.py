"""Which words go into which list of `transcribe/lexicon`, and the lists as text. Pure."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from transcribe.lexicon.sound import sound_of

# Places in the speech engine's own vocabulary (byte pairs, most frequent first) stand for how common a word
# is: up to the first everybody says it daily, up to the second the engine does not mishear it for want of it.
EVERYDAY_PLACES = 15_000
_HEARD_WELL_PLACES = 30_000
_SHORTEST_TERM = 5
# WordNet's tree of operations also holds hairsplitting.
_OF_PROCEDURES = (
    "tomy",
    "scopy",
    "plasty",
    "graphy",
    "gram",
    "pexy",
    "centesis",
    "lysis",
    "rrhaphy",
    "therapy",
)


@dataclass(frozen=True)
class SourceWords:
    """What the sources hold; `medical` and the own lists map a word to its kind, `places` to its place."""

    generic: frozenset[str]
    brands: frozenset[str]
    described: frozenset[str]
    medwer: frozenset[str]
    icd: frozenset[str]
    medical: Mapping[str, str]
    known: frozenset[str]
    named: frozenset[str]
    own_drugs: Mapping[str, str]
    own_words: Mapping[str, str]
    places: Mapping[str, int] = field(repr=False)


def drug_rows(words: SourceWords) -> list[tuple[str, str]]:
    """(name, kind) of every drug: G generic and B brand of daily practice, g and b the rest."""
    kinds = {word: "G" for word in words.described & (words.generic | words.medwer)}
    kinds |= {word: "g" for word in words.generic if word not in kinds and _is_special(word, words)}
    kinds |= {
        word: "b" for word in words.brands & words.medwer if word not in kinds and _is_special(word, words)
    }
    kinds = {word: kind for word, kind in kinds.items() if word not in words.places}
    kinds |= words.own_drugs
    return sorted((word, kind) for word, kind in kinds.items() if len(word) >= _SHORTEST_TERM)


def _is_special(word: str, words: SourceWords) -> bool:
    """No everyday word that is also in a drug's name ("water", "elder"), and no plain chemistry."""
    plain = word in words.places or (word in words.known and words.medical.get(word) != "W")
    return not plain and not word.endswith(("ate", "ide", "ium", "acid"))


def medical_rows(words: SourceWords, drugs: Iterable[str]) -> list[tuple[str, str]]:
    """(word, kind) of diseases D, anatomy A, procedures P and other clinical words W that are no drug.

    A lower-case kind marks what only WordNet has: right, but seldom said.
    """
    taken = set(drugs)
    kinds = {word: kind.lower() for word, kind in words.medical.items() if kind != "P" or _is_procedure(word)}
    kinds |= {word: words.medical.get(word, "D") for word in words.icd | (words.medwer & kinds.keys())}
    kept = {
        word: kind
        for word, kind in kinds.items()
        if len(word) >= _SHORTEST_TERM
        if words.places.get(word, _HEARD_WELL_PLACES) >= _HEARD_WELL_PLACES
        if word in words.medical or word not in words.places
    }
    kept |= words.own_words
    return sorted((word, kind) for word, kind in kept.items() if word not in taken)


def _is_procedure(word: str) -> bool:
    return word.endswith(_OF_PROCEDURES)


def general_text(words: SourceWords, taken: Iterable[str]) -> str:
    """Three lines of blank-separated words: everyday ones, other known ones, and names and rarities."""
    everyday = {word for word, place in words.places.items() if place < EVERYDAY_PLACES}
    everyday &= words.known | words.named
    known = words.known - everyday
    rare = words.named - known - everyday - set(taken)
    return "\n".join(" ".join(sorted(part)) for part in (everyday, known, rare))


def table_text(header: str, rows: Iterable[tuple[str, str]]) -> str:
    """A header of `#` lines, then word, kind and sound, parted by tabs."""
    lines = [f"# {line}".rstrip() for line in header.strip().splitlines()]
    lines += [f"{word}\t{kind}\t{sound_of(word.replace('-', ''))}" for word, kind in rows]
    return "\n".join(lines) + "\n"


def packed(text: str) -> bytes:
    """As small as it gets."""
    return lzma.compress(text.encode("ascii"), preset=9 | lzma.PRESET_EXTREME)
