"""What "scratch that" takes back: the words to the last boundary, or the command just given. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from transcribe.commands.kinds import Inserted, Part, Piece, SpokenCommand, ends_sentence

_CLAUSE_MARKS = ",;:"
_UNDONE_ALONE = ("break", "item", "case", "split", "opening")
_LAYOUT = ("break", "item", "split", "aside")


def take_back(kept: list[Part], scope: str, *, speaks_punctuation: bool) -> list[Part]:
    """The parts that a retraction strikes, removed from the end of `kept`.

    `scope` is "clause" (back to the last mark or command; a whole sentence where the sentence was already
    ended), "word", "sentence" or "paragraph". Where nothing but a new line or number was said since, that
    alone is undone. Where the author speaks punctuation, the engine's own commas are pauses, not
    boundaries.
    """
    last = kept[-1] if kept else None
    if scope == "clause" and isinstance(last, SpokenCommand) and last.kind.side in _UNDONE_ALONE:
        return [kept.pop()]
    struck: list[Part] = []
    while kept and _is_mark(kept[-1]):
        struck.append(kept.pop())
    ended = struck if speaks_punctuation else (*struck, *kept[-1:])
    if scope == "clause" and any(ends_sentence(part) for part in ended):
        scope = "sentence"
    while kept and not _bounds(kept[-1], scope, struck, speaks_punctuation=speaks_punctuation):
        struck.append(kept.pop())
    struck.reverse()
    return struck


def _has_words(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, Piece | Inserted) for part in parts)


def _is_mark(part: Part) -> bool:
    return isinstance(part, SpokenCommand) and part.kind.side == "closing"


def _bounds(part: Part, scope: str, struck: Sequence[Part], *, speaks_punctuation: bool) -> bool:
    """True when what is taken back ends behind this part."""
    if not _has_words(struck):
        return isinstance(part, SpokenCommand) and part.kind.side in _LAYOUT and scope != "paragraph"
    if scope == "word":
        return True
    if isinstance(part, SpokenCommand):
        return _command_bounds(part, scope)
    if scope == "paragraph":
        return False
    is_clause = scope == "clause" and not speaks_punctuation
    return ends_sentence(part) or part.text[-1] == ":" or (is_clause and part.text[-1] in _CLAUSE_MARKS)


def _command_bounds(command: SpokenCommand, scope: str) -> bool:
    side, mark = command.kind.side, command.kind.mark
    if scope == "paragraph":
        return mark == "\n\n" or side == "split"
    if scope == "sentence":
        return side in _LAYOUT or mark in (".", "?", "!", ":")
    return side not in ("joining", "case", "spelling")
