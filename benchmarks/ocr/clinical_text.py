"""What the clinical set's truth cannot decide, found, listed and left out on both sides. Pure.

- Running headers and footers: the truth has them once, paper has them on every page. A reading's line near
  an edge of a later page that repeats one at the same edge of an earlier page is left out; so is the repeat
  of such a line in the truth.
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

_EDGE_LINES = 5  # at either edge of a page: no running header of the set is longer
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
    seen: tuple[list[str], list[str]] = ([], [])  # at the top edge, at the bottom edge
    dropped: list[str] = []
    kept: list[ReadPage] = []
    for page in pages:
        edges = _edge_lines(page)
        repeated = {
            number: line
            for edge, before in zip(edges, seen, strict=True)
            for number, line in edge.items()
            if any(alike(line, other) for other in before)
        }
        dropped += [repeated[number] for number in sorted(repeated)]
        for edge, before in zip(edges, seen, strict=True):
            before.extend(edge.values())
        kept.append(replace(page, words=tuple(word for word in page.words if word.line not in repeated)))
    return kept, dropped


def _edge_lines(page: ReadPage) -> tuple[dict[int, str], dict[int, str]]:
    """The folded lines near the top and near the bottom of a page, by line number."""
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).extend(tokens(word.text))
    said = [(number, " ".join(words)) for number, words in lines.items() if words]
    return dict(said[:_EDGE_LINES]), dict(said[-_EDGE_LINES:])


def alike(first: str, second: str) -> bool:
    """Whether two folded lines are the same but for a misread letter."""
    return fuzz.ratio(first, second) >= _SAME_LINE


def truth_without_repeats(text: str, running: Sequence[str]) -> tuple[str, list[str]]:
    """The truth with each of its `running` lines once, and what was dropped."""
    kept: list[str] = []
    dropped: list[str] = []
    seen: list[str] = []
    for line in text.splitlines():
        folded = " ".join(tokens(line))
        if folded and any(alike(folded, other) for other in running):
            if any(alike(folded, other) for other in seen):
                dropped.append(folded)
                continue
            seen.append(folded)
        kept.append(line)
    return "\n".join(kept), dropped


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
