"""Touches the world: reads the word lists beside it, once a process.

What they hold and under which licences stands at the top of `drugs.tsv`, `words.tsv` and `look_alikes.tsv`;
`general.xz` holds the words of Tesseract's English model (Apache-2.0) and of WordNet 3.1 (WordNet licence).
`python -m benchmarks.make_dictation_lexicon` writes all but the look-alikes.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent
# Endings with which a known word is still a known word.
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "ly")


class Term(NamedTuple):
    """A word of the lexicon: its kind as the head of its list says (G, B, g, b: drugs), and how it sounds."""

    text: str
    kind: str
    sound: str

    @property
    def is_drug(self) -> bool:
        """True for generic names and brands, and for what a context expects (most often a drug)."""
        return self.kind in "GBgbc"

    @property
    def is_expected(self) -> bool:
        """True for a term of the context."""
        return self.kind == "c"

    @property
    def is_rare(self) -> bool:
        """True for drugs outside daily practice and for clinical words of the general dictionary alone."""
        return self.kind.islower() and self.kind != "c"


class Familiarity(IntEnum):
    """How well known a word is: unknown, on the long list of names and rarities, known, or said daily."""

    UNKNOWN = 0
    RARE = 1
    KNOWN = 2
    EVERYDAY = 3


@dataclass(frozen=True)
class WordLists:
    """The clinical terms by word, and three sets of general words."""

    terms: dict[str, Term]
    everyday: frozenset[str]
    known: frozenset[str]
    rare: frozenset[str]

    def familiarity(self, letters: str) -> Familiarity:
        """How well known a word of lower-case letters is; an inflected word as well as its stem."""
        if len(letters) < 2:
            return Familiarity.EVERYDAY  # "a", "I", and letters said one by one
        best = self._of_form(letters)
        for ending in _ENDINGS:
            if best is Familiarity.UNKNOWN and letters.endswith(ending) and len(letters) > len(ending) + 2:
                best = self._of_form(letters[: -len(ending)])
        return best

    def _of_form(self, letters: str) -> Familiarity:
        if letters in self.everyday:
            return Familiarity.EVERYDAY
        if letters in self.known or letters in self.terms:
            return Familiarity.KNOWN
        return Familiarity.RARE if letters in self.rare else Familiarity.UNKNOWN


def read_rows(name: str) -> Iterator[tuple[str, ...]]:
    """The tab-parted rows of one of the lists, without its head."""
    with (_FOLDER / name).open(encoding="ascii") as lines:
        yield from (tuple(line.rstrip("\n").split("\t")) for line in lines if not line.startswith("#"))


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """All lists, read once."""
    terms = {row[0]: Term(*row) for name in ("words.tsv", "drugs.tsv") for row in read_rows(name)}
    general = lzma.decompress((_FOLDER / "general.xz").read_bytes()).decode("ascii").split("\n")
    everyday, known, rare = (frozenset(line.split()) for line in general)
    return WordLists(terms, everyday, known, rare)
