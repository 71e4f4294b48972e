"""Tells spoken commands ("comma", "new paragraph", "next number") from words that are meant. Pure.

Nothing is thrown away: a command keeps the ids of the words that said it. Homophones of "comma" count only
where a command can stand, and are marked unsure, since "coma" is also a diagnosis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from transcribe.command_position import COMMA_HOMOPHONES, Place, bare, is_command_here
from transcribe.transcript import SpokenWord

Side = Literal["closing", "opening", "joining", "break", "item"]

_PAUSE_S = 0.2  # spoken punctuation stands off by 0.3 to 0.5 s in dictation; words inside a phrase by < 0.1 s


@dataclass(frozen=True)
class CommandKind:
    """What a command does: `mark` is written, on the side that `side` says."""

    name: str
    mark: str
    side: Side


COMMA = CommandKind("comma", ",", "closing")
PERIOD = CommandKind("period", ".", "closing")
_COLON = CommandKind("colon", ":", "closing")
_SEMICOLON = CommandKind("semicolon", ";", "closing")
_QUESTION = CommandKind("question mark", "?", "closing")
_EXCLAMATION = CommandKind("exclamation mark", "!", "closing")
_HYPHEN = CommandKind("hyphen", "-", "joining")
_SLASH = CommandKind("slash", "/", "joining")
_OPEN_PAREN = CommandKind("open parenthesis", "(", "opening")
_CLOSE_PAREN = CommandKind("close parenthesis", ")", "closing")
_OPEN_QUOTE = CommandKind("open quote", '"', "opening")
_CLOSE_QUOTE = CommandKind("close quote", '"', "closing")
LINE = CommandKind("new line", "\n", "break")
PARAGRAPH = CommandKind("new paragraph", "\n\n", "break")
NEXT_NUMBER = CommandKind("next number", "", "item")
_HOMOPHONE = CommandKind("comma", ",", "closing")

_PHRASES: dict[tuple[str, ...], CommandKind] = {
    ("comma",): COMMA,
    **{(heard,): _HOMOPHONE for heard in COMMA_HOMOPHONES},
    ("period",): PERIOD,
    ("full", "stop"): PERIOD,
    ("colon",): _COLON,
    ("semicolon",): _SEMICOLON,
    ("semi", "colon"): _SEMICOLON,
    ("question", "mark"): _QUESTION,
    ("exclamation", "mark"): _EXCLAMATION,
    ("exclamation", "point"): _EXCLAMATION,
    ("hyphen",): _HYPHEN,
    ("dash",): _HYPHEN,
    ("slash",): _SLASH,
    ("forward", "slash"): _SLASH,
    ("new", "line"): LINE,
    ("next", "line"): LINE,
    ("newline",): LINE,
    ("new", "paragraph"): PARAGRAPH,
    ("next", "paragraph"): PARAGRAPH,
    ("next", "number"): NEXT_NUMBER,
    ("unquote",): _CLOSE_QUOTE,
    **{("open", noun): _OPEN_PAREN for noun in ("paren", "parenthesis", "parentheses", "bracket")},
    **{
        (verb, noun): _CLOSE_PAREN
        for verb in ("close", "closed", "end")
        for noun in ("paren", "parenthesis", "parentheses", "bracket")
    },
    **{("open", noun): _OPEN_QUOTE for noun in ("quote", "quotes")},
    **{(verb, noun): _CLOSE_QUOTE for verb in ("close", "closed", "end") for noun in ("quote", "quotes")},
}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Piece:
    """A word of the report, or one side of a hyphen in a word that also held a command."""

    text: str
    word_id: str
    follows_pause: bool = False


@dataclass(frozen=True)
class SpokenCommand:
    """A command and the words that said it.

    `number` is given where a list number was named ("number two"). `heard` is what the engine wrote; the
    command is not `sure` where that is a word of its own ("coma").
    """

    kind: CommandKind
    word_ids: tuple[str, ...]
    heard: str
    sure: bool = True
    number: int | None = None


def find_commands(words: Sequence[SpokenWord]) -> list[Piece | SpokenCommand]:
    """The words in order, those that are commands recognised as such."""
    pieces = _pieces(words)
    speaks_punctuation = _speaks_punctuation(pieces)
    found: list[Piece | SpokenCommand] = []
    at = 0
    while at < len(pieces):
        command, length = _command_at(pieces, at, found, speaks_punctuation=speaks_punctuation)
        found.append(command or pieces[at])
        at += length
    return found


def _pieces(words: Sequence[SpokenWord]) -> list[Piece]:
    """The words; one that a run of hyphens glued to a command ("daily-comma") is taken apart."""
    pieces: list[Piece] = []
    end_s = 0.0
    for word in words:
        follows_pause = word.start_s - end_s >= _PAUSE_S
        end_s = word.end_s
        for number, text in enumerate(_parts(word.text)):
            pieces.append(Piece(text, word.id, follows_pause and number == 0))
    return pieces


def _parts(text: str) -> list[str]:
    parts = [part for part in text.split("-") if part]
    spoken = [bare(part) for part in parts]
    two_words = any(pair in _PHRASES for pair in pairwise(spoken))
    ends_with_mark = len(parts) > 1 and spoken[-1] in ("comma", "period", "semicolon", "colon", "slash")
    return parts if two_words or ends_with_mark else [text]


def _speaks_punctuation(pieces: Sequence[Piece]) -> bool:
    """True when two or more commands are beyond doubt: then the author dictates punctuation throughout."""
    spoken = [bare(piece.text) for piece in pieces]
    marks = sum(word in ("comma", "semicolon") for word in spoken)
    marks += sum(
        word == "period" and _place(pieces, at, 1, previous_is_command=False).stands_alone
        for at, word in enumerate(spoken)
    )
    breaks = sum(pair in (("new", "paragraph"), ("next", "number")) for pair in pairwise(spoken))
    return marks + breaks >= 2


def _command_at(
    pieces: Sequence[Piece],
    at: int,
    before: Sequence[Piece | SpokenCommand],
    *,
    speaks_punctuation: bool,
) -> tuple[SpokenCommand | None, int]:
    """The command that starts at this piece and how many pieces it takes; (None, 1) for a plain word."""
    item = _list_item_at(pieces, at, before)
    if item is not None:
        return item, len(item.word_ids)
    previous_is_command = bool(before) and isinstance(before[-1], SpokenCommand)
    for length in (2, 1):
        phrase = tuple(bare(piece.text) for piece in pieces[at : at + length])
        kind = _PHRASES.get(phrase)
        if kind is None or len(phrase) < length:
            continue
        place = _place(pieces, at, length, previous_is_command=previous_is_command)
        if is_command_here(phrase, place, speaks_punctuation=speaks_punctuation):
            taken = pieces[at : at + length]
            return _command(kind, taken, sure=kind is not _HOMOPHONE), length
    return None, 1


def _command(
    kind: CommandKind, taken: Sequence[Piece], *, sure: bool = True, number: int | None = None
) -> SpokenCommand:
    ids = tuple(dict.fromkeys(piece.word_id for piece in taken))
    return SpokenCommand(kind, ids, " ".join(piece.text for piece in taken), sure, number)


def _list_item_at(
    pieces: Sequence[Piece], at: int, before: Sequence[Piece | SpokenCommand]
) -> SpokenCommand | None:
    """A named item ("number two") where one can start: first, or after a colon, a period or a break."""
    if bare(pieces[at].text) != "number" or at + 1 == len(pieces):
        return None
    number = _number(bare(pieces[at + 1].text))
    if number is None:
        return None
    last = before[-1] if before else None
    after_command = isinstance(last, SpokenCommand) and (
        last.kind.side == "break" or last.kind.mark in (":", ".")
    )
    after_written = isinstance(last, Piece) and last.text[-1] in ".:"
    if last is None or after_command or after_written:
        return _command(NEXT_NUMBER, pieces[at : at + 2], number=number)
    return None


def _number(word: str) -> int | None:
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    return int(word) if word.isascii() and word.isdigit() and 0 < int(word) <= 30 else None


def _place(pieces: Sequence[Piece], at: int, length: int, *, previous_is_command: bool) -> Place:
    previous = pieces[at - 1] if at else None
    end = at + length
    following = pieces[end] if end < len(pieces) else None
    own = pieces[end - 1].text
    mark_before = previous is None or previous.text[-1] in ".,;:?!" or previous_is_command
    return Place(
        previous=bare(previous.text) if previous else "",
        following=bare(following.text) if following else "",
        mark_before=mark_before,
        set_off_before=mark_before or pieces[at].follows_pause,
        set_off_after=following is None or own[-1] in ".,;:?!" or following.follows_pause,
        previous_is_command=previous_is_command,
    )
