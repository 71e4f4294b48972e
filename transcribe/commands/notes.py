"""Words that are not part of the report: asides to the typist and lists of who gets a copy. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from transcribe.commands.beside import RECIPIENT_WORDS
from transcribe.commands.kinds import (
    COPY_TO,
    END_OF_NOTE,
    LEAVE_BLANK,
    NOTE_TO_TYPIST,
    Inserted,
    Part,
    Piece,
    SpokenCommand,
    bare,
    ends_sentence,
    ids_of,
)
from transcribe.commands.writer import BLANK, Writer

_LONGEST_NOTE = 80  # parts between "note to typist" and "end of note"
_THANKS = (("thank", "you"), ("thanks",))
ASKED_BLANK = "the author asked for a blank"


@dataclass(frozen=True)
class Note:
    """An aside to the typist, or who gets a copy ("cc"): what it says, and every word that said it."""

    kind: Literal["aside", "cc"]
    text: str
    word_ids: tuple[str, ...]


@dataclass(frozen=True)
class WithoutNotes:
    """The parts of the report, the notes taken out of it, and the commands given inside the notes."""

    parts: list[Part]
    notes: list[Note]
    commands: list[SpokenCommand]


def take_notes(parts: Sequence[Part]) -> WithoutNotes:
    """The report without its notes; a blank that the author asks for stands where it was asked."""
    result = WithoutNotes([], [], [])
    at = 0
    while at < len(parts):
        part = parts[at]
        if not isinstance(part, SpokenCommand):
            result.parts.append(part)
            at += 1
        elif part.kind in (NOTE_TO_TYPIST, LEAVE_BLANK, COPY_TO):
            end = _end_of_copies(parts, at) if part.kind is COPY_TO else _end_of_aside(parts, at)
            _take(result, parts[at:end])
            at = end
        elif part.kind is END_OF_NOTE and at + 1 < len(parts):
            result.parts.extend(part.pieces)  # no note is open: words of the report
            at += 1
        else:
            result.parts.append(part)
            at += 1
    return result


def _take(result: WithoutNotes, said: Sequence[Part]) -> None:
    first = said[0]
    writer = Writer()
    writer.write_all(
        part
        for part in said
        if not (isinstance(part, SpokenCommand) and part.kind.side in ("aside", "blank"))
    )
    is_copy = isinstance(first, SpokenCommand) and first.kind is COPY_TO
    text = writer.text().lstrip(" ,:.;\n")
    ids = tuple(dict.fromkeys(word_id for part in said for word_id in ids_of(part)))
    blank = next((p for p in said if isinstance(p, SpokenCommand) and p.kind is LEAVE_BLANK), None)
    heard = first.heard if isinstance(first, SpokenCommand) else ""
    if blank is not None:
        text = f"{blank.heard.strip('.,')} {text}".strip() if first is blank else f"{text} ({blank.heard})"
        result.parts.append(Inserted(BLANK, blank.word_ids, ASKED_BLANK, blank.start_s, blank.start_s))
    result.notes.append(Note("cc" if is_copy else "aside", text or heard, ids))
    result.commands.extend(part for part in said if isinstance(part, SpokenCommand))


def _end_of_aside(parts: Sequence[Part], start: int) -> int:
    """Where the aside ends: behind "end of note" where that is said, else at the end of its sentence."""
    for at in range(start + 1, min(len(parts), start + _LONGEST_NOTE)):
        part = parts[at]
        if isinstance(part, SpokenCommand):
            if part.kind is END_OF_NOTE:
                return at + 1
            if part.kind.side == "split" or part.kind in (NOTE_TO_TYPIST, COPY_TO):
                break
    first = parts[start]
    if (
        isinstance(first, SpokenCommand)
        and first.kind is LEAVE_BLANK
        and not _goes_on(first, parts[start + 1 :])
    ):
        return start + 1
    end = _end_of_sentence(parts, start + 1)
    return _behind_thanks(parts, end)


def _goes_on(blank: Part, after: Sequence[Part]) -> bool:
    """True for "leave a blank for the date": what it is for belongs to the aside, anything else does not."""
    following = after[0] if after else None
    said = bare(following.text) if isinstance(following, Piece) else ""
    heard = blank.heard if isinstance(blank, SpokenCommand) else blank.text
    return heard[-1] not in ".,;:?!" and said in ("for", "where", "until", "because", "so", "if")


def _end_of_sentence(parts: Sequence[Part], start: int) -> int:
    at = start
    while at < len(parts):
        part = parts[at]
        if isinstance(part, SpokenCommand) and part.kind.side in ("break", "item", "split", "insertion"):
            return at
        at += 1
        if ends_sentence(part):
            break
    while at < len(parts) and _is_closing(parts[at]):
        at += 1  # the engine's period and then the spoken one
    return at


def _is_closing(part: Part) -> bool:
    return isinstance(part, SpokenCommand) and part.kind.side == "closing"


def _behind_thanks(parts: Sequence[Part], at: int) -> int:
    for thanks in _THANKS:
        said = parts[at : at + len(thanks)]
        words = tuple(bare(part.text) for part in said if isinstance(part, Piece))
        if words == thanks:
            return _end_of_sentence(parts, at)
    return at


def _end_of_copies(parts: Sequence[Part], start: int) -> int:
    """Behind the last name: over commas and "and", and over new lines that lead to another name."""
    at = start + 1
    while at < len(parts) and _is_layout(parts[at]):
        at += 1
    at = _end_of_sentence(parts, at)
    while at < len(parts) and _next_is_recipient(parts, at):
        while _is_layout(parts[at]):
            at += 1
        at = _end_of_sentence(parts, at)
    return at


def _is_layout(part: Part) -> bool:
    return isinstance(part, SpokenCommand) and part.kind.side in ("break", "item", "closing")


def _next_is_recipient(parts: Sequence[Part], at: int) -> bool:
    """True where a new line or number is followed by a title ("Doctor")."""
    if not (isinstance(parts[at], SpokenCommand) and _is_layout(parts[at])):
        return False
    named = next((part for part in parts[at:] if not _is_layout(part)), None)
    titles = RECIPIENT_WORDS & {"doctor", "dr", "doctors", "mr", "mrs", "ms", "miss", "professor"}
    return isinstance(named, Piece) and bare(named.text) in titles
