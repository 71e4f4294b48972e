"""Finds words that a narrow table cell cut into lines: `04/01/20` with `26` beneath it. Pure.

Read piece by piece such a date says another year. No engine notices, and both read the pieces alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr.doubt.lexicon import Familiarity, familiarity
from ocr.engine import EngineWord

# Shares of the upper piece's height: pieces start at one edge and stand in lines without air between them.
_SAME_EDGE = 0.5
_CLOSE_BENEATH = 0.7
_OVERLAPS = -0.3
_MOST_PIECES = 4
_SHORTEST_CUT = 3
_WHOLE_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d")


def cut_pieces(words: Sequence[EngineWord]) -> list[bool]:
    """For each word of a page, in any order, whether it is a piece of a date or word cut into lines."""
    cut = [False] * len(words)
    beneath = _beneath(words)
    for start, word in enumerate(words):
        pieces, text = [start], word.text
        while len(pieces) < _MOST_PIECES and (follower := beneath.get(pieces[-1])) is not None:
            pieces.append(follower)
            text += words[follower].text
            if _belongs_together(text, [words[place].text for place in pieces]):
                for place in pieces:
                    cut[place] = True
    return cut


def _beneath(words: Sequence[EngineWord]) -> dict[int, int]:
    """For each word the one close beneath it that starts at the same edge, where there is one."""
    by_edge = sorted(range(len(words)), key=lambda place: words[place].left)
    found: dict[int, int] = {}
    for rank, place in enumerate(by_edge):
        near = _near_edge(words, by_edge, rank)
        close = [other for other in near if _is_close_beneath(words[place], words[other])]
        if close:
            found[place] = min(close, key=lambda other: words[other].top)
    return found


def _near_edge(words: Sequence[EngineWord], by_edge: list[int], rank: int) -> list[int]:
    own = words[by_edge[rank]]
    reach = _SAME_EDGE * (own.bottom - own.top)
    near = []
    for step in (-1, 1):
        at = rank + step
        while 0 <= at < len(by_edge) and abs(words[by_edge[at]].left - own.left) <= reach:
            near.append(by_edge[at])
            at += step
    return near


def _is_close_beneath(upper: EngineWord, lower: EngineWord) -> bool:
    gap = (lower.top - upper.bottom) / max(upper.bottom - upper.top, 1)
    return _OVERLAPS <= gap <= _CLOSE_BENEATH


def _belongs_together(joined: str, pieces: list[str]) -> bool:
    if _WHOLE_DATE.fullmatch(joined):
        return not any(_WHOLE_DATE.fullmatch(piece) for piece in pieces)
    if not joined.isalpha() or familiarity(joined) is not Familiarity.COMMON:
        return False
    return any(familiarity(piece) is Familiarity.UNKNOWN for piece in pieces) or _ends_in_a_letter(pieces)


def _ends_in_a_letter(pieces: list[str]) -> bool:
    """Whether a word has its last letter beneath it (`Unit`, `s`): no letter but `a` and `i` is a word.

    Columns of ticks (`X` under `X`) are none.
    """
    word, letter = pieces[0], pieces[-1].lower()
    return len(pieces) == 2 and len(word) >= _SHORTEST_CUT and len(letter) == 1 and letter not in "ai"
