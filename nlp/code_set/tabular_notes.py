"""What the tabular list says around a code: notes, its own and inherited, and 7th characters.

Touches the world: reads the edition's file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.code_set.codes import excluded_codes
from nlp.code_set.tabular_list import NoteKind

Rows = Callable[..., list[Any]]


@dataclass(frozen=True)
class Note:
    """One note, as printed, with where it stands: a code, "section E08-E13" or "chapter 4"."""

    owner: str
    kind: NoteKind
    text: str

    @property
    def codes(self) -> list[tuple[str, str]]:
        """The codes that it names in brackets, as (first, last) prefixes."""
        return excluded_codes(self.text)


@dataclass(frozen=True)
class SeventhCharacter:
    """One 7th character that a code can take: the character, its meaning, and the complete code."""

    character: str
    meaning: str
    code: str


def read_notes(rows: Rows, owners: Sequence[str], kinds: Iterable[NoteKind]) -> tuple[Note, ...]:
    """The notes of these kinds at these places, in the order of the places, and as printed within one."""
    wanted = {str(kind) for kind in kinds}
    return tuple(
        Note(owner, NoteKind(kind), text)
        for owner in owners
        for kind, text in rows("SELECT kind, text FROM note WHERE owner = ? ORDER BY rowid", owner)
        if kind in wanted
    )


def read_excludes(rows: Rows, owners: Sequence[str], kind: NoteKind) -> tuple[tuple[str, str], ...]:
    """The code prefixes that the excludes notes at these places name, nearest place first."""
    return tuple(
        (first, last)
        for owner in owners
        for first, last in rows(
            "SELECT first, last FROM excludes WHERE owner = ? AND kind = ? ORDER BY rowid", owner, str(kind)
        )
    )


def seventh_meanings(rows: Rows, owners: Sequence[str]) -> dict[str, str]:
    """Meanings by character, from the nearest of these places that states any."""
    for owner in owners:
        stated = rows(
            "SELECT character, meaning FROM seventh_character WHERE owner = ? ORDER BY rowid", owner
        )
        if stated:
            return dict(stated)
    return {}
