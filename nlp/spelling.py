"""What a misspelt or misread word was meant to be, for matching alone: the text is never rewritten. Pure.

A repair is refused where the damage lies in the very letters that part two names of opposite meaning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from nlp.words import WrittenWord
from transcribe.lexicon import Familiarity, word_lists

_SHORTEST = 5  # four letters are one slip away from too many other words
_LEAST_JOINED = 7  # letters of two known words that a mark parts: "hyper.tension"; shorter ones may be two
_STRAY = re.compile(r"['\u2019]")
# digits that a scan takes for letters, one way of reading each
_LOOK_ALIKES = tuple(str.maketrans("0158", ways) for ways in ("oisb", "olsb"))
_ONE_SLIP_UP_TO = 6  # letters; longer words may have two
_THREE_SLIPS_FROM = 13  # letters: names this long are alone in their shape
_SHORTEST_ALIKE = 4  # letters of a word whose one damaged letter looks like the right one
# "1st", "2nd", "1cm", "5mg" are numbers with their ending or unit, not misread words.
_NUMBERED = re.compile(
    r"\d+(?:st|nd|rd|th|cm|mm|mg|mcg|ml|kg|lb|oz|gm|hr?s?|yo|yr?s?|wks?|mos?|days?|"
    r"am|pm|x|[a-z])$"
)
# Letters that a scan takes for one another, and pairs that it takes for one letter.
_ALIKE_SETS = (
    *("ceo", "ao", "il1jt", "nhu", "uv", "vy", "vw", "hb"),
    *("gq9y", "ft", "s5", "b8", "z2", "o0", "rn", "mn"),
)
_DRAWN_AS_ONE = (("rn", "m"), ("nn", "m"), ("vv", "w"), ("cl", "d"), ("li", "h"), ("lc", "k"), ("ii", "u"))
_ALIKE_COST, _LOST_COST, _OTHER_COST = 0.4, 0.7, 1.0  # chosen on words that we damaged ourselves
_MOST_RIVALS = 8
_CLEARLY = 0.25  # how much cheaper the best must be than the next
# Names that mean the opposite, or another place, differ in these letters alone (notes of misread charts).
_OPPOSED = (
    ("hyper", "hypo"),
    ("hemato", "hepato"),
    ("nephro", "neuro"),
    ("dys", "dis"),
    ("ileum", "ilium"),
    ("ileal", "ilial"),
    ("inter", "intra"),
    ("supra", "infra"),
    ("ante", "anti"),
    ("ecto", "endo"),
    ("tachy", "brady"),
    ("penia", "philia"),
    ("cytosis", "penia"),
    ("tension", "thyroid"),
    ("ureter", "urethr"),
    ("per", "peri"),
    ("macro", "micro"),
    ("poly", "oligo"),
)


class Speller:
    """Repairs words towards a vocabulary of lower-case words; remembers its answers."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._vocabulary = frozenset(word for word in vocabulary if word.isalpha())
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._vocabulary):
            if len(word) >= _SHORTEST - 1:
                by_length[len(word)].append(word)
        self._by_length = dict(by_length)
        self.meant = lru_cache(maxsize=20_000)(self._meant)

    def _meant(self, word: str) -> str | None:
        """The one word of the vocabulary that this lower-case word is a slip of; None when there is no one.

        A word that stands in the vocabulary or in a general word list is no slip.
        """
        bare = _STRAY.sub("", word)
        if self._is_word(word) or not _is_mostly_letters(bare) or _NUMBERED.match(bare):
            return None
        looks_like = _alike(bare, self._vocabulary)
        if looks_like is not None:
            return looks_like
        if len(bare) < _SHORTEST_ALIKE:
            return None
        most = 1 if len(bare) <= _ONE_SLIP_UP_TO else 2 + (len(bare) >= _THREE_SLIPS_FROM)
        near = [one for size in range(-most, most + 1) for one in self._by_length.get(len(bare) + size, ())]
        found = process.extract(bare, near, scorer=OSA.distance, score_cutoff=most, limit=_MOST_RIVALS)
        best = _most_alike(bare, [(one, slips) for one, slips, _ in found])
        if best is None or (len(bare) < _SHORTEST and _damage(bare, best) > _ALIKE_COST):
            return None
        return None if self._is_dangerous(bare, best) else best

    def _is_word(self, word: str) -> bool:
        return word in self._vocabulary or (
            word.isalpha() and word_lists().familiarity(word) is not Familiarity.UNKNOWN
        )

    def _is_dangerous(self, word: str, meant: str) -> bool:
        """True where the damaged letters are those that tell the meant word from its opposite.

        A word that says the opposite outright ("hematotoxicity") is none of the vocabulary's, and no slip.
        """
        return any(
            one in meant
            and one not in word
            and (meant.replace(one, other) in self._vocabulary or meant.replace(one, other) == word)
            for pair in _OPPOSED
            for one, other in (pair, pair[::-1])
        )

    def joined(self, before: str, after: str) -> str | None:
        """The word that a stray mark cut into these two, itself or repaired; None for none."""
        whole = before + after
        if whole in self._vocabulary and len(whole) >= _LEAST_JOINED:
            return whole
        return None if self._is_word(before) and self._is_word(after) else self.meant(whole)


def _is_mostly_letters(word: str) -> bool:
    """True for a word in which at most a third are digits and no two of them stand together."""
    digits = sum(map(str.isdigit, word))
    return word.isalnum() and 3 * digits <= len(word) and not re.search(r"\d\d", word)


def _most_alike(word: str, found: Sequence[tuple[str, int]]) -> str | None:
    """The one word of the fewest slips; of several the one whose damage looks most like a scanner's."""
    if not found:
        return None
    fewest = min(slips for _, slips in found)
    rivals = sorted((_damage(word, one), one) for one, slips in found if slips <= fewest + 1)
    least = [one for one, slips in found if slips == fewest]
    if len(least) == 1 and rivals[0][1] == least[0]:
        return least[0]
    if len(rivals) > 1 and rivals[1][0] - rivals[0][0] < _CLEARLY:
        return least[0] if len(least) == 1 else None
    return rivals[0][1]


@lru_cache(maxsize=20_000)
def _damage(word: str, meant: str) -> float:
    """What it takes to misread `meant` as `word`: less for letters that look alike or were lost."""
    if _drawn(word) == _drawn(meant):
        return _ALIKE_COST
    cost = 0.0
    for edit in Levenshtein.editops(meant, word):
        kind = edit.tag
        if kind == "replace":
            pair = {meant[edit.src_pos], word[edit.dest_pos]}
            cost += _ALIKE_COST if any(pair <= set(alike) for alike in _ALIKE_SETS) else _OTHER_COST
        else:
            cost += _LOST_COST if kind == "delete" else _OTHER_COST
    return cost


def _drawn(word: str) -> str:
    for pair, one in _DRAWN_AS_ONE:
        word = word.replace(pair, one)
    return word


def _alike(word: str, vocabulary: frozenset[str]) -> str | None:
    """The word with the letters that its digits look like, where that is in the vocabulary."""
    if word.isalpha():
        return word if word in vocabulary else None
    ways = {word.translate(one) for one in _LOOK_ALIKES} & vocabulary
    return ways.pop() if len(ways) == 1 else None


def repaired(words: Sequence[WrittenWord], text: str, speller: Speller) -> list[WrittenWord]:
    """The words, slips read as what was meant; these say so in `read_as`."""
    read: list[WrittenWord] = []
    at = 0
    while at < len(words):
        word, stop, meant = words[at], at + 1, None
        if stop < len(words) and _is_cut(text, word, words[stop]):
            meant = speller.joined(word.lower, words[stop].lower)
            stop += meant is not None
        meant = meant or speller.meant(word.lower)
        if meant is None:
            read.append(word)
        else:
            text_read = meant.upper() if word.text.isupper() else meant
            end = words[stop - 1].end
            read.append(replace(word, text=text_read, lower=meant, end=end, read_as=meant))
        at = stop
    return read


def _is_cut(text: str, before: WrittenWord, after: WrittenWord) -> bool:
    """True where one mark and no blank stands between two words ("pneu.monia")."""
    between = text[before.end : after.start]
    return len(between) == 1 and between in ".,;:'`~_|^*" and before.stretch == after.stretch
