"""What the clinical set's truth cannot decide, found, listed and left out on both sides. Pure.

- Running headers and footers: the truth has them once, paper has them on every page. A reading's line near
  an edge of a later page that repeats one at the same edge of an earlier page is left out, and so are the
  repeated lines that follow it inwards; so is the repeat of such a line in the truth.
- Tick marks: tables mark with an X, and whether a tick is a word is a matter of taste. In a document whose
  truth ticks with a lone or bracketed x, single x tokens are left out.
- Glued words: a truth token that no reader saw whole, while a peer read its two parts side by side, was glued
  when the truth was taken from the source file. It and its parts are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from benchmarks.ocr.metrics import tokens
from benchmarks.ocr.readings import ReadPage

_EDGE_LINES = 5  # at either edge of a page: where a running header or footer begins
_SAME_LINE = 88.0  # per cent alike: a letter misread on one of the pages makes no other header
_TICK_LINE = re.compile(r"^\s*x\s*$|\[\s*x\s*\]", re.IGNORECASE | re.MULTILINE)
_SHORTEST_GLUED = 6


@dataclass(frozen=True)
class Excluded:
    """What was left out of one document: how many of which kind, and the tokens concerned."""

    document: str
    kind: str
    count: int
    tokens: str


def without_running_lines(pages: Sequence[ReadPage]) -> tuple[list[ReadPage], list[str]]:
    """The pages without lines that an earlier page's edge has too, and those lines, folded."""
    before: list[list[str]] = []
    dropped: list[str] = []
    kept: list[ReadPage] = []
    for page in pages:
        lines = _folded_lines(page)
        said = list(lines.values())
        repeated = _repeated_at_top(said, before) | {
            len(said) - 1 - place
            for place in _repeated_at_top(said[::-1], [earlier[::-1] for earlier in before])
        }
        numbers = {number for place, number in enumerate(lines) if place in repeated}
        dropped += [said[place] for place in sorted(repeated)]
        before.append(said)
        kept.append(replace(page, words=tuple(word for word in page.words if word.line not in numbers)))
    return kept, dropped


def _folded_lines(page: ReadPage) -> dict[int, str]:
    """The lines with letters or digits in the reader's order, folded, by line number."""
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).extend(tokens(word.text))
    return {number: " ".join(words) for number, words in lines.items() if words}


def _repeated_at_top(lines: Sequence[str], before: Sequence[Sequence[str]]) -> set[int]:
    """Places of the first lines that an earlier page begins with too, and of repeats right behind those."""
    edges = [line for earlier in before for line in earlier[:_EDGE_LINES]]
    anywhere = [line for earlier in before for line in earlier]
    repeated: set[int] = set()
    for place, line in enumerate(lines):
        near = edges if place < _EDGE_LINES else anywhere if place - 1 in repeated else ()
        if any(alike(line, other) for other in near):
            repeated.add(place)
    return repeated


def alike(first: str, second: str) -> bool:
    """Whether two folded lines are the same but for a misread letter."""
    return fuzz.ratio(first, second) >= _SAME_LINE


def truth_without_repeats(
    text: str, running: Sequence[str], kept: Sequence[Sequence[ReadPage]] = ()
) -> tuple[str, list[str]]:
    """The truth with each of its `running` lines once, and what was dropped.

    A line that stands more than once on the pages as `kept` (a list for each reader) keeps its repeats: a
    letterhead and a footer may say the same.
    """
    printed = [[line for page in pages for line in _folded_lines(page).values()] for pages in kept]
    left: list[str] = []
    dropped: list[str] = []
    seen: list[str] = []
    for line in text.splitlines():
        folded = " ".join(tokens(line))
        if folded and any(alike(folded, other) for other in running):
            times = max((_times(folded, lines) for lines in printed), default=1)
            if _times(folded, seen) >= max(times, 1):
                dropped.append(folded)
                continue
            seen.append(folded)
        left.append(line)
    return "\n".join(left), dropped


def _times(line: str, among: Sequence[str]) -> int:
    return sum(alike(line, other) for other in among)


def ticks_with_x(text: str) -> bool:
    """Whether the truth writes tick marks as the letter x."""
    return _TICK_LINE.search(text) is not None


def glued_tokens(
    true: Sequence[str], readings: Mapping[str, Sequence[str]], *, peers: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """True tokens that nobody read whole and that a peer read in two parts, with the parts."""
    whole = {token for reading in readings.values() for token in reading}
    pairs = {
        first + second: (first, second)
        for name in peers
        for first, second in zip(readings.get(name, ()), readings.get(name, ())[1:], strict=False)
    }
    suspects = {token for token in true if len(token) >= _SHORTEST_GLUED and token not in whole}
    return {token: pairs[token] for token in sorted(suspects) if token in pairs}


def without(read: Sequence[str], left_out: Counter[str]) -> list[str]:
    """The tokens less those left out, each as often as it is left out, the first ones first."""
    budget, kept = Counter(left_out), []
    for token in read:
        if budget[token] > 0:
            budget[token] -= 1
        else:
            kept.append(token)
    return kept
