"""Lists over several statements: what a line like "Return for:" says holds for the items below it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.assertion.scopes import Scope
from nlp.suggestion import AssertionLabel

_MAX_ITEMS_BACK = 30
_MAX_ITEM_WORDS = 8
_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s")
_STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|stable|improved|improving|continue\w*|start\w*|treated|today|"
    r"now|currently|new|acute|daily|nightly|bid|tid|on\s+\w+|x\s?\d+|\d+\s?(?:d|days?|weeks?|wks?|"
    r"hours?|hrs?|months?))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:the following|any of these|following symptoms)?[^\w]*:\s*$", re.IGNORECASE)
# A bare "no" speaks of its own item; these speak of all that follow.
_BARE = {"no", "not", "without", "w/o", "never", "no new", "no further"}
_RUNS_ON = {
    AssertionLabel.NEGATED,
    AssertionLabel.HYPOTHETICAL,
    AssertionLabel.HISTORICAL,
    AssertionLabel.FAMILY,
    AssertionLabel.POSSIBLE,
}


def carried_effect(
    text: str,
    sentence: int,
    bounds: Callable[[int], tuple[int, int]],
    own_scopes: Callable[[int], list[Scope]],
) -> Scope | None:
    """The scope that runs on into this statement from the one that opened its list, if there is one.

    Statements parted by semicolons go on with what the first said to its end; bulleted or short lines go on
    with a line that ends in a colon.
    """
    first = sentence
    while first > 0 and sentence - first < _MAX_ITEMS_BACK and _is_item(text, bounds(first)):
        first -= 1
        start, stop = bounds(first)
        opener = text[start:stop]
        if _OPENS.search(opener):
            return _scope_to_the_end(own_scopes(first), start, stop, text)
        if text[stop - 1 : stop] == ";":
            found = _scope_to_the_end(own_scopes(first), start, stop, text)
            if found is not None:
                return None if found.cue.phrase in _BARE or found.cue.phrase == "a sign" else found
        elif not _BULLET.match(opener) and "\n" not in text[start:stop]:
            return None
    return None


def _is_item(text: str, span: tuple[int, int]) -> bool:
    """Whether a statement can be an item of a list: a bullet, a short line, a semicolon's."""
    start, stop = span
    words = text[start:stop].split()
    if not words or len(words) > _MAX_ITEM_WORDS or text[max(start - 2, 0) : start] == "\n\n":
        return False
    if _STATES.search(text, start, stop):
        return False
    return text[start - 1] in ";\n" or _BULLET.match(text, start) is not None


def _scope_to_the_end(scopes: list[Scope], start: int, stop: int, text: str) -> Scope | None:
    last = stop
    while last > start and not text[last - 1].isalnum():
        last -= 1
    reaching = [scope for scope in scopes if scope.cue.forward and scope.end >= last >= scope.start - 1]
    running = [scope for scope in reaching if scope.effect in _RUNS_ON]
    return running[-1] if running else None
