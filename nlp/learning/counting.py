"""Counts decided texts: the order in which they come changes nothing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.learning.learned import Decided, Learned

# A group of words is kept with a code that it went with in so many texts of so many people: fewer tell
# little, and words of one person's charts alone might be their name.
_FEWEST_TOGETHER = 3
_FEWEST_PEOPLE = 3
_LEAST_SHARE = 0.1
_LEAST_LIFT = 3.0  # how much more often than in all texts the code must stand with the words


@dataclass(frozen=True)
class DecidedText:
    """A text after a coder: its groups of words, what was offered, and what was decided.

    `person` tells apart whose text it is. `offered` are (dictionary term, code) pairs; an offer counts when
    its code is in `accepted` or `rejected`. `replaced` are (term, code) pairs of codes that a person put for
    the term of a suggestion. `assigned` are all codes of the text, added ones too.
    """

    person: str
    groups: frozenset[str]
    offered: frozenset[tuple[str, str]]
    accepted: frozenset[str]
    rejected: frozenset[str]
    assigned: frozenset[str]
    replaced: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        if self.accepted & self.rejected:
            raise ValueError("a code is accepted or turned down, not both")


def learn(texts: Sequence[DecidedText]) -> Learned:
    """The counts over all texts."""
    entries: dict[tuple[str, str], Decided] = {}
    offered: dict[str, Decided] = {}
    codes: Counter[str] = Counter()
    for text in texts:
        codes.update(text.assigned)
        told = {pair: _verdict(text, pair[1]) for pair in text.offered}
        told |= dict.fromkeys(text.replaced, Decided(accepted=1))
        for pair, decided in told.items():
            entries[pair] = entries.get(pair, Decided()) + decided
        for code, decided in {code: decided for (_, code), decided in told.items()}.items():
            offered[code] = offered.get(code, Decided()) + decided
    return Learned(
        texts=len(texts),
        codes=dict(codes),
        entries={pair: one for pair, one in entries.items() if one != Decided()},
        offered={code: one for code, one in offered.items() if one != Decided()},
        groups=_groups(texts, codes),
    )


def _verdict(text: DecidedText, code: str) -> Decided:
    return Decided(int(code in text.accepted), int(code in text.rejected))


def _groups(texts: Sequence[DecidedText], codes: Counter[str]) -> dict[str, tuple[int, dict[str, int]]]:
    places: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        if text.assigned:
            for group in text.groups:
                places.setdefault(group, []).append(number)
    kept: dict[str, tuple[int, dict[str, int]]] = {}
    for group, numbers in places.items():
        if len(numbers) >= _FEWEST_TOGETHER:
            telling = _telling([texts[number] for number in numbers], codes, len(texts))
            if telling:
                kept[group] = (len(numbers), telling)
    return kept


def _telling(holding: Sequence[DecidedText], codes: Counter[str], all_texts: int) -> dict[str, int]:
    """The codes that stand clearly more often with the words than elsewhere, and in how many texts."""
    together = Counter(code for text in holding for code in text.assigned)
    found = {}
    for code, count in together.items():
        share = count / len(holding)
        usual = codes[code] / all_texts
        if count >= _FEWEST_TOGETHER and share >= max(_LEAST_SHARE, min(_LEAST_LIFT * usual, 1.0)):
            people = {text.person for text in holding if code in text.assigned}
            if len(people) >= _FEWEST_PEOPLE:
                found[code] = count
    return found
