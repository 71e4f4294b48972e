"""Touches the world: reads how often words stand side by side, once a process.

A misheard word is often a known one in the wrong company ("micro valve" for "mitral valve"), and the engine
is as sure of it as of others. `word_pairs.xz` counts neighbours in the glosses of WordNet 3.1 (WordNet
licence) and the titles and inclusion terms of ICD-10-CM (US Government work); pairs that occur less than
three times are left out.
`python -m benchmarks.fit_dictation_doubt.make_word_pairs` writes it.
"""

from __future__ import annotations

import lzma
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Self

NUMBER = "#"
_PIECES = re.compile(r"[a-z]+|\d+")
# A pair that was never seen is as likely as half of one, so that rare words say little.
_UNSEEN = 0.5
_LEAST, _MOST = -3.0, 4.0


@dataclass(frozen=True)
class WordPairs:
    """Counts of words and of neighbours, a pair as the two with a blank between."""

    words: Mapping[str, int]
    pairs: Mapping[str, int]
    total: int

    def affinity(self, before: str, after: str) -> float:
        """How much likelier the two stand together than by chance, in natural logarithms from -3 to 4.

        0 where one of the words was never seen, or is none.
        """
        by_chance = self.words.get(before, 0) * self.words.get(after, 0) / self.total
        seen = self.pairs.get(f"{before} {after}", 0)
        return min(max(math.log((seen + _UNSEEN) / (by_chance + _UNSEEN)), _LEAST), _MOST)

    def is_seen(self, before: str, after: str) -> bool:
        """True when the two were seen side by side, in this order."""
        return f"{before} {after}" in self.pairs

    def as_text(self) -> str:
        """What `from_text` reads: a word, its count, then each word that followed it and how often."""
        followers: dict[str, list[str]] = {}
        for pair, count in sorted(self.pairs.items()):
            before, after = pair.split(" ")
            followers.setdefault(before, []).append(f"{after} {count}")
        lines = (
            f"{word} {count} {' '.join(followers.get(word, ()))}".rstrip()
            for word, count in sorted(self.words.items())
        )
        return "\n".join([str(self.total), *lines]) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The counts that `as_text` wrote."""
        total, *lines = text.splitlines()
        words: dict[str, int] = {}
        pairs: dict[str, int] = {}
        for line in lines:
            word, count, *rest = line.split(" ")
            words[word] = int(count)
            pairs.update((f"{word} {rest[at]}", int(rest[at + 1])) for at in range(0, len(rest), 2))
        return cls(words, pairs, int(total))

    @classmethod
    def counted(cls, sentences: Iterable[str], *, least: int) -> Self:
        """The counts over these sentences; pairs seen fewer than `least` times are left out."""
        words: dict[str, int] = {}
        pairs: dict[str, int] = {}
        for sentence in sentences:
            pieces = pieces_of(sentence)
            for piece in pieces:
                words[piece] = words.get(piece, 0) + 1
            for before, after in pairwise(pieces):
                pairs[f"{before} {after}"] = pairs.get(f"{before} {after}", 0) + 1
        kept = {pair: count for pair, count in pairs.items() if count >= least}
        used = {word for pair in kept for word in pair.split(" ")}
        # a word of no kept pair tells nothing but that it is rare
        common = {word: count for word, count in words.items() if word in used or count >= least}
        return cls(common, kept, sum(words.values()))


def pieces_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are counted: small letters without apostrophes, any number as "#"."""
    plain = text.casefold().replace("'", "").replace("\u2019", "")
    return tuple(NUMBER if one.isdigit() else one for one in _PIECES.findall(plain))


@lru_cache(maxsize=1)
def word_pairs() -> WordPairs:
    """The shipped counts, read once."""
    packed = (Path(__file__).parent / "word_pairs.xz").read_bytes()
    return WordPairs.from_text(lzma.decompress(packed).decode("ascii"))
