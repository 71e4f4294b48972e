"""The author's own blocks of text, called by voice: "insert my normal chest exam". Pure.

What is inserted was not said: it stays marked as template text, and its sources are the words that called
it. A name that is not known leaves a blank with its reason, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from rapidfuzz import fuzz

from transcribe.commands.kinds import INSERT_NORMAL, Inserted, Part, Piece, SpokenCommand, bare
from transcribe.commands.writer import BLANK

_LONGEST_NAME = 8  # words
_ALIKE = 85.0  # of 100: "chest exam" for "chest exams" (95), not "chest" for "chest exam" (67)
_SAID_IN_NAMES = frozenset(
    {"exam", "examination", "my", "the", "normal", "block", "template", "macro", "here"}
)
UNKNOWN_NORMAL = "no block of this name is known"


@dataclass(frozen=True)
class Normal:
    """A named block of one author: `text` is inserted where its `name` is called.

    An empty `worktype` is for all of them.
    """

    name: str
    text: str
    author: str = ""
    worktype: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.text.strip():
            raise ValueError("a normal has a name and a text")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The normal in a JSON object; keys that are not its own are ignored.

        Raises:
            ValueError: when the name or the text is empty.
        """
        known = {key: str(stored.get(key) or "") for key in ("name", "text", "author", "worktype")}
        return cls(**known)


def insert_normals(parts: Sequence[Part], normals: Sequence[Normal], worktype: str) -> list[Part]:
    """The parts with called blocks in their place; the command and the words of the name go."""
    usable = [one for one in normals if not one.worktype or one.worktype.casefold() == worktype.casefold()]
    result: list[Part] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        if not (isinstance(part, SpokenCommand) and part.kind is INSERT_NORMAL):
            result.append(part)
            at += 1
            continue
        said = _name_after(parts, at + 1)
        normal, used = _called(said, usable)
        ids = (*part.word_ids, *(piece.word_id for piece in said[:used]))
        ids = tuple(dict.fromkeys(ids))
        last = said[used - 1] if used else None
        end_s = last.start_s if last else part.start_s
        result.append(
            SpokenCommand(INSERT_NORMAL, ids, part.heard, sure=normal is not None, start_s=part.start_s)
        )
        if normal is not None:
            result.append(Inserted(normal.text.strip(), ids, start_s=part.start_s))
        else:
            result.append(Inserted(BLANK, ids, UNKNOWN_NORMAL, part.start_s, end_s))
        at += 1 + used
    return result


def _name_after(parts: Sequence[Part], start: int) -> list[Piece]:
    """The words that may name the block: up to a mark or a command."""
    said: list[Piece] = []
    for part in parts[start : start + _LONGEST_NAME]:
        if not isinstance(part, Piece):
            break
        said.append(part)
        if part.text[-1] in ".,;:?!":
            break
    return said


def _called(said: Sequence[Piece], normals: Sequence[Normal]) -> tuple[Normal | None, int]:
    """The one block that the first words name and how many words that takes; all of them where none does."""
    found: list[tuple[float, int, Normal]] = []
    for size in range(1, len(said) + 1):
        name = _plain(bare(piece.text) for piece in said[:size])
        for normal in normals:
            score = max(
                fuzz.ratio(name, _plain(normal.name.casefold().split())),
                fuzz.ratio(_core(name), _core(_plain(normal.name.casefold().split()))) - 5,
            )
            if name and score >= _ALIKE:
                found.append((score, size, normal))
    if not found:
        return None, len(said)
    best = max(score for score, _, _ in found)
    names = {normal.name for score, _, normal in found if score == best}
    if len(names) > 1:
        return None, len(said)
    _, size, normal = max((one for one in found if one[0] == best), key=lambda one: one[1])
    return normal, size


def _plain(words: Any) -> str:
    return " ".join(word.strip(".,;:?!") for word in words)


def _core(name: str) -> str:
    """The name without the words that every block's name may have."""
    return " ".join(word for word in name.split() if word not in _SAID_IN_NAMES) or name
