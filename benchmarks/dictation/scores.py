"""What a draft is worth: word errors, terms, numbers, spoken commands. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import Levenshtein

from benchmarks.dictation.alignment import blocks, place_of
from benchmarks.dictation.gold import Dictation
from benchmarks.dictation.marks import Marks, score_marks
from benchmarks.dictation.wording import holds_number, pieces_of, plain_words, tokens_of

_LETTERS = r"(?:[A-Za-z](?:[-. ,]+|$)){2,}"
# for readers that know no commands: what they write for one is taken out, in their favour
_SPOKEN = re.compile(
    rf"\bspelled[,:]?\s+{_LETTERS}|"
    r"\b(?:new[ -]?(?:paragraph|line)|next[ -]number|open paren|close paren|"
    r"open quote|close quote|caps on|caps off|all caps|comma|karma|question mark|"
    r"semi-?\s?colon|period(?! of)|"
    r"(?<!ascending )(?<!sigmoid )(?<!random )colon)\b|\bnumber (?:\d|one|two|three)\b(?! blade| vicryl)",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"\d{1,2}\.")


@dataclass(frozen=True)
class Count:
    """So many of so many."""

    good: float = 0
    of: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.good + other.good, self.of + other.of)

    @property
    def share(self) -> float | None:
        """The share that is good; None of nothing."""
        return self.good / self.of if self.of else None


@dataclass
class Score:
    """All figures of one draft; they add up over drafts. `errors` counts word errors of `words`."""

    errors: int = 0
    words: int = 0
    terms: Count = field(default_factory=Count)
    terms_shown: Count = field(default_factory=Count)
    numbers: Count = field(default_factory=Count)
    misses_flagged: Count = field(default_factory=Count)
    marks: Marks = field(default_factory=Marks)
    left_as_words: int = 0
    by_mark: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: Score) -> Score:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def word_error_rate(self) -> float:
        """Errors a word."""
        return self.errors / self.words if self.words else 0.0


def word_errors(heard: str, reference: str) -> tuple[int, int]:
    """Word errors and words, after both were made comparable."""
    true = plain_words(reference).split()
    return Levenshtein.distance(plain_words(heard).split(), true), len(true)


def without_commands(text: str) -> str:
    """A peer's text with the spoken commands taken out that it wrote down as words."""
    return _SPOKEN.sub(" ", text)


def term_recall(dictation: Dictation, text: str, shown: Sequence[str] = ()) -> tuple[Count, Count]:
    """Terms written exactly, and terms written or shown as a suggestion; each term counts once."""
    written = _loose(text)
    offered = {_loose(one).strip() for one in shown}
    terms = {_loose(term).strip() for term in dictation.terms}
    there = {term for term in terms if f" {term} " in written}
    near = {
        term for term in terms - there if term in offered or any(f" {term} " in f" {o} " for o in offered)
    }
    return Count(len(there), len(terms)), Count(len(there | near), len(terms))


def _loose(text: str) -> str:
    return " " + " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split()) + " "


@dataclass(frozen=True)
class DraftWords:
    """A draft in comparable pieces, each with its words' ids and whether one of them asks for a look."""

    pieces: tuple[str, ...]
    flagged: tuple[bool, ...]
    doubt: tuple[float, ...]
    starts: tuple[int, ...]
    written: tuple[str, ...]
    sources: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, answer: dict[str, Any]) -> DraftWords:
        """The pieces of an answer of ours: draft tokens joined to words, list numbers left out."""
        words = {word["id"]: word for segment in answer["segments"] for word in segment["words"]}
        pieces: list[str] = []
        flagged: list[bool] = []
        doubt: list[float] = []
        written: list[str] = []
        starts: list[int] = []
        said: list[tuple[str, ...]] = []
        for text, sources, at_line_start in written_words(answer["tokens"]):
            if at_line_start and _LIST_NUMBER.fullmatch(text):
                continue
            heard = [words[one] for one in sources if one in words]
            for piece in pieces_of(text):
                pieces.append(piece)
                flagged.append(any(word["needs_review"] for word in heard))
                doubt.append(_doubt_of(heard))
                starts.append(len(written))
                said.append(tuple(word["id"] for word in heard))
            written.append(text)
        return cls(tuple(pieces), tuple(flagged), tuple(doubt), tuple(starts), tuple(written), tuple(said))


def _doubt_of(heard: Sequence[dict[str, Any]]) -> float:
    """The greatest chance of these words to be wrong; by confidence where none has a chance."""
    chances = [float(word["p_wrong"]) for word in heard if word.get("p_wrong") is not None]
    unsure = (1.0 if word["confidence"] is None else 1.0 - word["confidence"] for word in heard)
    return max(chances) if chances else max(unsure, default=0.0)


def written_words(tokens: Sequence[Sequence[Any]]) -> list[tuple[str, list[str], bool]]:
    """Whole written words of draft tokens (text, space after, sources): text, sources, opens a line."""
    found: list[tuple[str, list[str], bool]] = []
    space = "\n"
    for text, space_after, sources in tokens:
        if space:
            found.append((text, list(sources), "\n" in space))
        else:
            last = found.pop()
            found.append((last[0] + text, [*last[1], *sources], last[2]))
        space = space_after
    return found


def score_numbers(dictation: Dictation, draft: DraftWords) -> tuple[Count, Count, list[str]]:
    """Numbers that stand exactly, misses that are flagged, and the missed numbers themselves."""
    true = tokens_of(dictation.reference)
    found = blocks(draft.pieces, true)
    right, flagged, missed, at = 0, 0, [], 0
    for ways in dictation.numbers:
        start, at = _find(true, tokens_of(ways[0]), at)
        from_piece, to_piece = place_of(found, start, at)
        near = range(max(0, from_piece - 3), min(len(draft.pieces), to_piece + 3))
        region = " ".join(draft.written[one] for one in dict.fromkeys(draft.starts[piece] for piece in near))
        if holds_number(region, ways):
            right += 1
            continue
        missed.append(ways[0])
        close = range(max(0, from_piece - 1), min(len(draft.pieces), to_piece + 1))
        flagged += any(draft.flagged[piece] for piece in close)
    wanted = len(dictation.numbers)
    return Count(right, wanted), Count(flagged, len(missed)), missed


def _find(true: Sequence[str], wanted: Sequence[str], start: int) -> tuple[int, int]:
    for place in range(start, len(true) - len(wanted) + 1):
        if list(true[place : place + len(wanted)]) == list(wanted):
            return place, place + len(wanted)
    return start, start


def score_ours(dictation: Dictation, answer: dict[str, Any]) -> tuple[Score, dict[str, list[str]]]:
    """All figures of an answer of ours, and what was missed, by kind."""
    errors, words = word_errors(answer["text"], dictation.reference)
    shown = shown_suggestions(answer)
    terms, with_shown = term_recall(dictation, answer["text"], shown)
    numbers, flagged, missed = score_numbers(dictation, DraftWords.of(answer))
    marks, left, by_mark = Marks(), 0, Counter[str]()
    if dictation.punctuation_is_spoken:
        marks, left, by_mark = score_marks(answer["text"], dictation.reference)
    score = Score(errors, words, terms, with_shown, numbers, flagged, marks, left, by_mark)
    return score, {"numbers": missed}


def shown_suggestions(answer: dict[str, Any]) -> list[str]:
    """Every suggestion that the reviewer is shown."""
    return [one for segment in answer["segments"] for word in segment["words"] for one in word["suggestions"]]


def score_peer(dictation: Dictation, text: str) -> Score:
    """The figures of a peer, its spoken commands taken out first; numbers as it wrote them."""
    heard = without_commands(text)
    errors, words = word_errors(heard, dictation.reference)
    terms, _ = term_recall(dictation, heard)
    numbers = Count(sum(holds_number(text, ways) for ways in dictation.numbers), len(dictation.numbers))
    return Score(errors, words, terms, terms, numbers)


Scorer = Callable[[Dictation, dict[str, Any]], Score]
