"""Chart shorthand spelled out in place: curated rules with context, and abbreviations the note defines. Pure.

The text itself is never rewritten: an expansion is a second reading of the same characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.chart_index import AbbreviationRule
from nlp.spelling import Speller, repaired
from nlp.words import Unit, WrittenWord, canonical, is_content, written_words

_ALSO_WORDS = frozenset(
    {"as", "all", "add", "ad", "ed", "mac", "cap", "le", "ms", "hit", "pots", "gist", "ill"}
)
_SIDE_LETTERS = {"L": "left", "R": "right"}
CONTEXT_WORDS = 12  # how far, in words to either side, a context word may stand


@dataclass(frozen=True)
class DefinedAbbreviation:
    """A short form at a place of the text and the long form that the note itself gives for it."""

    start: int
    end: int
    long_form: str


@dataclass(frozen=True)
class _Reading:
    length: int  # written words it covers
    expansion: str
    ambiguous: bool


class Reader:
    """Turns a text into units: abbreviations spelled out, stop words dropped, words made canonical."""

    def __init__(
        self, words: Mapping[str, tuple[str, ...]], abbreviations: Sequence[AbbreviationRule]
    ) -> None:
        self._words = words
        self._rules: dict[str, list[AbbreviationRule]] = {}
        for rule in abbreviations:
            self._rules.setdefault(rule.short[0], []).append(rule)
        for rules in self._rules.values():
            rules.sort(key=lambda rule: (-len(rule.short), not rule.context))

    def units(
        self, text: str, defined: Sequence[DefinedAbbreviation] = (), speller: Speller | None = None
    ) -> list[Unit]:
        """The units of a text in order.

        `defined` are the note's own abbreviations; they win over the curated ones. With a speller slips are
        read as what was meant.
        """
        written = written_words(text)
        if speller is not None:
            written = repaired(written, text, speller)
        by_start = {abbreviation.start: abbreviation for abbreviation in defined}
        units: list[Unit] = []
        index = 0
        type_start: int | None = None  # "type 2" is read as 2 but keeps both words as its place
        while index < len(written):
            word = written[index]
            own = by_start.get(word.start)
            reading = _own_reading(written, index, own) if own else self._curated(written, index)
            length = reading.length if reading else 1
            last = written[index + length - 1]
            if reading is None:
                previous = written[index - 1].lower if index else ""
                stems = _side(word, text) or (
                    canonical(word.lower, self._words) if is_content(word.lower, previous) else ()
                )
            else:
                stems = self._plain_stems(reading.expansion)
            ambiguous = bool(reading and reading.ambiguous)
            start = word.start if type_start is None else type_start
            read_as = " ".join(one.read_as for one in written[index : index + length] if one.read_as)
            units += [Unit(one, start, last.end, index, word.stretch, ambiguous, read_as) for one in stems]
            type_start = word.start if word.lower == "type" else None
            index += length
        return units

    def vocabulary(self) -> frozenset[str]:
        """The words and abbreviations that this reader knows."""
        shorts = (word for rules in self._rules.values() for rule in rules for word in rule.short)
        return frozenset((*self._words, *shorts))

    def stems(self, phrase: str) -> tuple[str, ...]:
        """Canonical stems of a phrase, in order: exactly those that the phrase would have in a note."""
        return tuple(unit.stem for unit in self.units(phrase))

    def _plain_stems(self, phrase: str) -> tuple[str, ...]:
        words = [word.lower for word in written_words(phrase)]
        return tuple(
            one
            for previous, word in zip(["", *words], words, strict=False)
            if is_content(word, previous)
            for one in canonical(word, self._words)
        )

    def _curated(self, written: Sequence[WrittenWord], index: int) -> _Reading | None:
        for rule in self._rules.get(written[index].lower, ()):
            stop = index + len(rule.short)
            window = written[index:stop]
            if tuple(word.lower for word in window) != rule.short or not _written_as_short(window, rule):
                continue
            if any(word.stretch != window[0].stretch for word in window):
                continue
            if rule.context and not _has_context(written, index, stop, rule.context):
                continue
            return _Reading(len(rule.short), rule.expansion, rule.ambiguous and not rule.context)
        return None


def _side(word: WrittenWord, text: str) -> tuple[str, ...]:
    """The side that a capital L or R by itself names; none in "R/O", "L4" and "O.R."."""
    around = text[max(word.start - 1, 0) : word.start] + text[word.end : word.end + 1]
    if word.text not in _SIDE_LETTERS or set(around) & set("./&'"):
        return ()
    return (_SIDE_LETTERS[word.text],)


def _written_as_short(window: Sequence[WrittenWord], rule: AbbreviationRule) -> bool:
    """Whether the letters' case allows the short form: "Doe" is a name and "as" a word, "DOE" is neither."""
    if len(window) > 1:
        return True
    text = window[0].text
    if text.lower() in _ALSO_WORDS:
        return text.isupper()
    if len(text) <= 3 and text.istitle():
        return any(word.startswith(text.lower()) for word in rule.expansion.split())
    return True


def _has_context(written: Sequence[WrittenWord], start: int, stop: int, context: frozenset[str]) -> bool:
    around = (*written[max(start - CONTEXT_WORDS, 0) : start], *written[stop : stop + CONTEXT_WORDS])
    return any(word.lower in context for word in around)


def _own_reading(written: Sequence[WrittenWord], index: int, own: DefinedAbbreviation) -> _Reading:
    length = 1
    while index + length < len(written) and written[index + length].end <= own.end:
        length += 1
    return _Reading(length, own.long_form, ambiguous=False)
