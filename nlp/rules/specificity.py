"""An unspecified code beside a fuller one of the same thing gives way (Guidelines I.B.2, I.B.18). Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nlp.rules.outcome import Outcome, firm, hold_back
from nlp.suggestion import CodeSuggestion

_VAGUE = ("unspecified", "without complication")
_INJURY = ("S", "T")


def hold_back_less_specific(
    suggestions: Sequence[CodeSuggestion],
    ancestry: Callable[[str], Sequence[str]],
    title: Callable[[str], str],
) -> Outcome:
    """The suggestions without those that a firm one says more fully.

    "Unspecified" is climbed out of: the room in which another code is fuller is the nearest heading above
    that leaves nothing unspecified (C50.919 -> C50.91 -> C50.9 -> C50). Two codes that are each unspecified
    in another respect stay both. An injury gives way within its own site alone.
    """
    strong = firm(suggestions)
    reasons: dict[str, str] = {}
    for one in suggestions:
        branch = _vague_branch(one, ancestry, title)
        fuller = [other for other in strong if other.code != one.code and _fuller(other, one, branch)]
        if fuller:
            best = min(fuller, key=lambda other: (-other.score, other.code))
            reasons[one.code] = f"held back: {best.code} says it more fully, Guidelines I.B.2"
    return hold_back(suggestions, reasons, "less_specific")


def _fuller(other: CodeSuggestion, one: CodeSuggestion, branch: tuple[str, str] | None) -> bool:
    """Whether the other says the same and more: outside the vague branch, or in it with less left open."""
    if branch is None or not other.code.startswith(branch[0]):
        return False
    if not other.code.startswith(branch[1]):
        return True
    return other.code[:-1] == one.code[:-1] and _open_ends(other.title) < _open_ends(one.title)


def _open_ends(title: str) -> int:
    return sum(title.lower().count(word) for word in _VAGUE)


def _vague_branch(
    suggestion: CodeSuggestion, ancestry: Callable[[str], Sequence[str]], title: Callable[[str], str]
) -> tuple[str, str] | None:
    """The heading in which a fuller code may stand, and the branch of it that leaves things unspecified."""
    if not _vague(suggestion.title):
        return None
    line = list(ancestry(suggestion.code))
    inside = 0
    while inside + 1 < len(line) and _vague(title(line[inside + 1])):
        inside += 1
    if inside + 1 >= len(line):
        return None
    room = line[inside + 1]
    if suggestion.code.startswith(_INJURY) and len(room) <= 3:
        return None  # another part of the body is another injury
    return room, line[inside]


def _vague(title: str) -> bool:
    lowered = title.lower()
    return any(word in lowered for word in _VAGUE)
