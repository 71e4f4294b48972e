"""Spoken commands by what they do: marks, breaks and list numbers in their gaps between the words. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.dictation.alignment import Block, blocks
from benchmarks.dictation.wording import pieces_of, plain_words

_COMMAND_WORDS = frozenset(
    (
        "comma",
        "karma",
        "period",
        "colon",
        "semicolon",
        "paragraph",
        "paren",
        "quote",
        "unquote",
        "caps",
        "scratch",
    )
)
_PIECES = re.compile(r"\n\n|\n|[^\s]+")
_LIST_NUMBER = re.compile(r"\d{1,2}\.")
_KEEPS_POINT = frozenset({"dr.", "mr.", "mrs.", "ms.", "a.m.", "p.m.", "b.i.d.", "t.i.d.", "p.r.n.", "no."})


@dataclass(frozen=True)
class Marks:
    """Marks and breaks in the right place, missing, and where none belongs."""

    right: int = 0
    missing: int = 0
    extra: int = 0

    def __add__(self, other: Marks) -> Marks:
        return Marks(self.right + other.right, self.missing + other.missing, self.extra + other.extra)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where there is nothing to mark."""
        total = 2 * self.right + self.missing + self.extra
        return 2 * self.right / total if total else None


def same_said(one: str, other: str) -> bool:
    """True when two stretches are two ways of writing the same."""
    return plain_words(one) == plain_words(other)


def score_marks(heard: str, reference: str) -> tuple[Marks, int, Counter[str]]:
    """Marks and breaks against the truth, commands left as words, the misses by mark (+ is extra)."""
    draft_words, draft_marks = _words_and_marks(heard)
    true_words, true_marks = _words_and_marks(reference)
    right = missing = extra = 0
    by_mark: Counter[str] = Counter()
    found = blocks(draft_words, true_words, same=same_said)
    left = sum(
        word in _COMMAND_WORDS
        for one in found
        if not one.is_alike
        for word in draft_words[one.draft_start : one.draft_end]
    )
    for draft_gap, true_gap in _gaps(found):
        have = sum((draft_marks[gap] for gap in draft_gap), Counter[str]())
        want = sum((true_marks[gap] for gap in true_gap), Counter[str]())
        right += (have & want).total()
        missing += (want - have).total()
        extra += (have - want).total()
        by_mark.update(want - have)
        by_mark.update({f"+{mark}": count for mark, count in (have - want).items()})
    return Marks(right, missing, extra), left, by_mark


def _gaps(found: Sequence[Block]) -> list[tuple[range, range]]:
    """Gaps between words that stand for each other: gap n stands before word n."""
    draft_cuts, true_cuts = [0], [0]
    for one in found:
        if one.is_alike and one.draft_end - one.draft_start == one.true_end - one.true_start:
            draft_cuts += range(one.draft_start + 1, one.draft_end + 1)
            true_cuts += range(one.true_start + 1, one.true_end + 1)
        elif one.is_alike:
            draft_cuts.append(one.draft_end)
            true_cuts.append(one.true_end)
    draft_end = max([one.draft_end for one in found], default=0) + 1
    true_end = max([one.true_end for one in found], default=0) + 1
    return [
        (range(*draft), range(*true))
        for draft, true in zip(
            pairwise([*draft_cuts, draft_end]), pairwise([*true_cuts, true_end]), strict=True
        )
    ]


def _words_and_marks(text: str) -> tuple[list[str], list[Counter[str]]]:
    """The words, and the marks before each word and after the last."""
    words: list[str] = []
    marks: list[Counter[str]] = [Counter()]
    at_line_start = True
    for piece in _PIECES.findall(re.sub(r"\n\s*\n", "\n\n", re.sub(r"[ \t]+", " ", text))):
        if piece.isspace():
            marks[-1]["¶" if piece == "\n\n" else "↵"] += 1
            at_line_start = True
            continue
        if at_line_start and _LIST_NUMBER.fullmatch(piece):
            marks[-1] = Counter({"#": 1}) + Counter({k: v for k, v in marks[-1].items() if k not in "¶↵"})
            continue
        at_line_start = False
        before, core, after = _parted(piece)
        marks[-1].update(before)
        for token in pieces_of(core):
            words.append(token)
            marks.append(Counter())
        marks[-1].update(after)
    return words, marks


def _parted(piece: str) -> tuple[str, str, str]:
    """Marks before, the word, marks after; an abbreviation's point is no mark."""
    core = piece.lstrip('("“')
    before = piece[: len(piece) - len(core)].replace("“", '"')
    if piece in ("-", "–", "/"):
        return "-" if piece != "/" else "/", "", ""
    if core.lower() in _KEEPS_POINT:
        return before, core, ""
    word = core.rstrip('.,;:?!)"”')
    return before, word, core[len(word) :].replace("”", '"')
