"""Tells spoken commands ("comma", "new paragraph", "next number") from words that are meant. Pure.

Nothing is thrown away: a command keeps the ids of the words that said it. Homophones of "comma" count only
where a command can stand, and are marked unsure, since "coma" is also a diagnosis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transcribe.command_position import Place, is_command_here
from transcribe.commands import kinds
from transcribe.commands.kinds import CommandKind, Piece, SpokenCommand, bare, ends_sentence
from transcribe.commands.list_numbers import list_number_at
from transcribe.commands.phrases import (
    COLON_HOMOPHONES,
    COMMA_HOMOPHONES,
    FILLERS,
    HEARD_AS_STRIKE,
    LONGEST_PHRASE,
    NEVER_DICTATED,
    PERIOD_HOMOPHONES,
    PHRASES,
)
from transcribe.transcript import SpokenWord

__all__ = ["Piece", "SpokenCommand", "find_commands"]

_PAUSE_S = 0.2  # spoken punctuation stands off by 0.3 to 0.5 s in dictation; words inside a phrase by < 0.1 s
_MARKS = ".,;:?!"
_SEEN_AHEAD = 6  # words: "cc colon new line Doctor"
_SEEN_BACK = 8  # words; the longest heading and every neighbour list need fewer
_GLUED_ANYWHERE = frozenset({"comma", "semicolon", *NEVER_DICTATED})
_GLUED_LAST = _GLUED_ANYWHERE | {"period", "colon", "slash", "dash", "hyphen"}
_HOMOPHONES: dict[str, CommandKind] = {
    **dict.fromkeys(COMMA_HOMOPHONES, kinds.COMMA),
    **dict.fromkeys(PERIOD_HOMOPHONES, kinds.PERIOD),
    **dict.fromkeys(COLON_HOMOPHONES, kinds.COLON),
}
_MAY_FOLLOW_FILLERS = ("strike", "correction")
_LONGEST_NOTE = 80  # words and commands, as `commands.notes` has it
_LONGEST_PAREN = 30  # words; a bracket that is not closed by then was meant as a word


@dataclass(frozen=True)
class _Habits:
    """How this author dictates: whether punctuation is spoken, and whether its commas are misheard."""

    speaks_punctuation: bool
    heard_commas: bool


def find_commands(words: Sequence[SpokenWord]) -> list[Piece | SpokenCommand]:
    """The words in order, those that are commands recognised as such."""
    pieces = _pieces(words)
    habits = _habits(pieces)
    found: list[Piece | SpokenCommand] = []
    at = 0
    while at < len(pieces):
        command, length = _command_at(pieces, at, found, habits)
        found.append(command or pieces[at])
        at += length
    return _with_open_capitals(_with_lone_brackets(found))


def _pieces(words: Sequence[SpokenWord]) -> list[Piece]:
    """The words; one that a run of hyphens glued to a command ("daily-comma") is taken apart."""
    pieces: list[Piece] = []
    end_s = 0.0
    for word in words:
        follows_pause = word.start_s - end_s >= _PAUSE_S
        end_s = word.end_s
        for number, text in enumerate(_parts(word.text)):
            pieces.append(Piece(text, word.id, follows_pause and number == 0, word.start_s))
    return pieces


def _parts(text: str) -> list[str]:
    parts = [part for part in re.split(r"-|(?<=[a-z])[.,](?=[A-Za-z]{4})", text) if part]
    spoken = [bare(part) for part in parts]
    phrase = any(
        tuple(spoken[at : at + size]) in PHRASES
        for size in range(2, min(len(spoken), LONGEST_PHRASE) + 1)
        for at in range(len(spoken) - size + 1)
    )
    inside = _GLUED_ANYWHERE.union(("hyphen", "dash", "slash"))
    glued = len(parts) > 1 and (spoken[-1] in _GLUED_LAST or not inside.isdisjoint(spoken[:-1]))
    return parts if phrase or glued else [text]


def _habits(pieces: Sequence[Piece]) -> _Habits:
    """Punctuation is spoken throughout when two or more commands are beyond doubt.

    "New paragraph" is said by authors too who speak no mark: it counts beside a mark alone.
    """
    sure = heard = breaks = 0
    for at, piece in enumerate(pieces):
        word = bare(piece.text)
        if word in _HOMOPHONES:
            place = _place(pieces, at, 1, pieces[max(0, at - _SEEN_BACK) : at])
            heard += word in COMMA_HOMOPHONES and (place.stands_alone or _may_be_comma(word, pieces, at))
        elif word in ("comma", "semicolon", "period"):
            place = _place(pieces, at, 1, pieces[max(0, at - _SEEN_BACK) : at])
            sure += is_command_here((word,), PHRASES[(word,)], place, speaks_punctuation=True) and (
                word != "period" or place.set_off_before or place.set_off_after or place.following != ""
            )
        elif tuple(bare(one.text) for one in pieces[at : at + 2]) in _BREAKS:
            breaks += 1
        elif tuple(bare(one.text) for one in pieces[at : at + 2]) in _MARKS_OF_TWO:
            sure += 1
    # two that are heard as "karma" say as much as two commas
    speaks = heard >= 2 or (sure > 0 and sure + heard + breaks >= 2)
    return _Habits(speaks_punctuation=speaks, heard_commas=heard >= 2)


def _may_be_comma(word: str, pieces: Sequence[Piece], at: int) -> bool:
    """True for "karma" that ends no sentence: "she believes in karma." is meant."""
    return word in NEVER_DICTATED and pieces[at].text[-1] not in ".?!" and at + 1 < len(pieces)


_BREAKS = frozenset({("new", "paragraph"), ("next", "number")})
_MARKS_OF_TWO = frozenset({("question", "mark"), ("full", "stop")})


def _command_at(
    pieces: Sequence[Piece], at: int, before: Sequence[Piece | SpokenCommand], habits: _Habits
) -> tuple[SpokenCommand | None, int]:
    """The command that starts at this piece and how many pieces it takes; (None, 1) for a plain word."""
    item = list_number_at(pieces, at, before)
    if item is not None:
        return item
    fillers = _fillers_at(pieces, at)
    for skipped in dict.fromkeys((fillers, 0)):
        command, length = _phrase_at(pieces, at, skipped, before, habits)
        if command is not None:
            return command, length
    return None, 1


def _fillers_at(pieces: Sequence[Piece], at: int) -> int:
    """How many words such as "no, wait" stand here."""
    count = 0
    while at + count < len(pieces) and bare(pieces[at + count].text) in FILLERS and count < 3:
        count += 1
    return count


def _phrase_at(
    pieces: Sequence[Piece],
    at: int,
    skipped: int,
    before: Sequence[Piece | SpokenCommand],
    habits: _Habits,
) -> tuple[SpokenCommand | None, int]:
    start = at + skipped
    for length in range(min(LONGEST_PHRASE, len(pieces) - start), 0, -1):
        phrase = tuple(bare(piece.text) for piece in pieces[start : start + length])
        kind = PHRASES.get(phrase) or (_HOMOPHONES.get(phrase[0]) if length == 1 else None)
        if kind is None or (skipped and kind.side not in _MAY_FOLLOW_FILLERS):
            continue
        place = _place(pieces, at, skipped + length, before)
        place = replace(place, heard_commas=habits.heard_commas)
        if is_command_here(phrase, kind, place, speaks_punctuation=habits.speaks_punctuation):
            sure = phrase in PHRASES and phrase not in HEARD_AS_STRIKE and not _is_risky_colon(kind, place)
            return _command(kind, pieces[at : start + length], sure=sure), skipped + length
    return None, 1


def _is_risky_colon(kind: CommandKind, place: Place) -> bool:
    """True for "family history colon cancer": the colon of the heading, or the one with the cancer?"""
    return kind is kinds.COLON and not place.set_off_after and place.following in ("cancer", "resection")


def _command(kind: CommandKind, taken: Sequence[Piece], *, sure: bool = True) -> SpokenCommand:
    ids = tuple(dict.fromkeys(piece.word_id for piece in taken))
    heard = " ".join(piece.text for piece in taken)
    return SpokenCommand(kind, ids, heard, sure, start_s=taken[0].start_s, pieces=tuple(taken))


def _place(pieces: Sequence[Piece], at: int, length: int, before: Sequence[Piece | SpokenCommand]) -> Place:
    previous = pieces[at - 1] if at else None
    end = at + length
    following = pieces[end] if end < len(pieces) else None
    own = pieces[end - 1].text
    last = before[-1] if before else None
    is_command = isinstance(last, SpokenCommand)
    joins = isinstance(last, SpokenCommand) and last.kind.side == "joining"
    mark_before = previous is None or previous.text[-1] in _MARKS or is_command
    ends = last is None or ends_sentence(last) or (is_command and not joins)
    return Place(
        line=_line(before),
        follows=tuple(bare(one.text) for one in pieces[end : end + _SEEN_AHEAD]),
        mark_before=mark_before,
        set_off_before=mark_before or pieces[at].follows_pause,
        set_off_after=following is None or own[-1] in _MARKS or following.follows_pause,
        previous_is_command=is_command,
        starts=ends,
        capital_follows=following is not None and following.text[0].isupper() and own[-1] not in ".?!",
        in_aside=_in_aside(before),
        sentence_runs_on=own[-1] == "." and following is not None and following.text[0].islower(),
        names_follow=own[-1] not in _MARKS and _are_names(pieces[end : end + 2]),
    )


def _in_aside(before: Sequence[Piece | SpokenCommand]) -> bool:
    """True when a note to the typist was begun and not ended."""
    for part in reversed(before[-_LONGEST_NOTE:]):
        if isinstance(part, SpokenCommand) and part.kind in (kinds.NOTE_TO_TYPIST, kinds.END_OF_NOTE):
            return part.kind is kinds.NOTE_TO_TYPIST
    return False


def _are_names(pieces: Sequence[Piece]) -> bool:
    return len(pieces) == 2 and all(one.text[0].isupper() for one in pieces)


def _line(before: Sequence[Piece | SpokenCommand]) -> tuple[str, ...]:
    """The bare words since the last command or sentence end."""
    words: list[str] = []
    for part in reversed(before[-_SEEN_BACK:]):
        if isinstance(part, SpokenCommand) or (words and ends_sentence(part)):
            break
        words.append(bare(part.text))
    return tuple(reversed(words))


def _with_lone_brackets(found: list[Piece | SpokenCommand]) -> list[Piece | SpokenCommand]:
    """The lone word opens what is closed later: "paren as needed close paren", "quote fine end quote"."""
    result = list(found)
    for at, part in enumerate(found):
        if not isinstance(part, Piece):
            continue
        opening, closing = _LONE.get(bare(part.text), (None, None))
        if opening is None or closing is None:
            continue
        if _is_pending(result[:at], opening, closing):
            if closing is kinds.CLOSE_PAREN:
                result[at] = _command(closing, [part])
        elif _closes_soon(found[at + 1 :], opening, closing):
            result[at] = _command(opening, [part])
    return result


def _with_open_capitals(found: list[Piece | SpokenCommand]) -> list[Piece | SpokenCommand]:
    """Where "all caps" is closed later ("all caps no known allergies end all caps"), it was for them all."""
    result = list(found)
    for at, part in enumerate(found):
        if isinstance(part, SpokenCommand) and part.kind is kinds.ALL_CAPITALS_NEXT:
            after = [one for one in found[at + 1 : at + _LONGEST_PAREN] if isinstance(one, SpokenCommand)]
            case = next((one.kind for one in after if one.kind.side == "case"), None)
            if case is kinds.ALL_CAPITALS_OFF:
                result[at] = replace(part, kind=kinds.ALL_CAPITALS_ON)
    return result


_PAREN_PAIR = (kinds.OPEN_PAREN, kinds.CLOSE_PAREN)
_LONE: dict[str, tuple[CommandKind, CommandKind]] = {
    **dict.fromkeys(("paren", "parens", "parenthesis", "parentheses"), _PAREN_PAIR),
    "quote": (kinds.OPEN_QUOTE, kinds.CLOSE_QUOTE),
}


def _is_pending(before: Sequence[Piece | SpokenCommand], opening: CommandKind, closing: CommandKind) -> bool:
    for part in reversed(before[-_LONGEST_PAREN:]):
        if isinstance(part, SpokenCommand) and part.kind in (opening, closing):
            return part.kind is opening
    return False


def _closes_soon(after: Sequence[Piece | SpokenCommand], opening: CommandKind, closing: CommandKind) -> bool:
    for part in after[:_LONGEST_PAREN]:
        if isinstance(part, SpokenCommand) and part.kind in (opening, closing):
            return part.kind is closing
        if isinstance(part, Piece) and bare(part.text) in _LONE and _LONE[bare(part.text)][1] is closing:
            return closing is kinds.CLOSE_PAREN
    return False
