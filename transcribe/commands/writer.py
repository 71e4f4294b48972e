"""Puts words, marks and blocks of text down one after the other, as a typist would. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from transcribe.commands import kinds
from transcribe.commands.kinds import Inserted, Part, Piece, SpokenCommand
from transcribe.commands.word_lists import words
from transcribe.report_token import Origin

_ENGINE_MARKS = ".,;:?!"
BLANK = "____"
# words the engine starts a sentence with after "comma." though none started
_FUNCTION_WORDS = words(
    """
    and or but with without the a an in on at of for to from by as
    which who that no not is was are were she he they it there then also including followed
    """
)
_SMALL_IN_TITLES = frozenset(
    {"and", "or", "of", "the", "a", "an", "in", "on", "with", "for", "to", "by", "at"}
)


@dataclass
class WrittenToken:
    """A token while its surroundings may still change it."""

    text: str
    space_after: str
    sources: tuple[str, ...]
    is_mark: bool = False
    origin: Origin = "machine"
    blank: Inserted | None = None


class Writer:
    """The tokens written so far, and what the next word will look like.

    Where the author speaks punctuation, the engine's own marks beside a bracket are pauses.
    """

    def __init__(self, *, speaks_punctuation: bool = False) -> None:
        self._pauses = ",.;:" if speaks_punctuation else ","
        self.written: list[WrittenToken] = []
        self._list_number = 0
        self._capital_next = True
        self._no_capital_next = False
        self._after_list_number = False
        self._case = ""  # "", "caps on" or "all caps on"
        self._next_case = ""  # "", "all caps", "cap" or "no caps": for one word

    def write_all(self, parts: Iterable[Part]) -> None:
        """Write words, carry out commands, copy blocks."""
        for part in parts:
            if isinstance(part, Piece):
                self._write(part)
            elif isinstance(part, SpokenCommand):
                self._obey(part)
            else:
                self._insert(part)

    def text(self) -> str:
        """What is written, without white space at its end."""
        return "".join(one.text + one.space_after for one in self.written).rstrip()

    def _write(self, piece: Piece) -> None:
        if not piece.text.strip(_ENGINE_MARKS) and self.written and self._joins_engine_mark(piece):
            return
        text = self._in_case(piece.text)
        self._put(text, " ", piece.sources)
        self._capital_next = self._no_capital_next = self._after_list_number = False
        self._next_case = ""

    def _joins_engine_mark(self, piece: Piece) -> bool:
        """A mark that the engine wrote as a word of its own goes to the word before it."""
        last = self.written[-1]
        if "\n" in last.space_after or last.origin != "machine":
            return False
        last.sources += piece.sources
        if last.text[-1] not in _ENGINE_MARKS:
            last.text += piece.text
        return True

    def _in_case(self, text: str) -> str:
        if "all caps" in (self._next_case, self._case[:8]):
            return text.upper()
        if self._next_case == "no caps":
            return text.lower()
        small = text.lower().strip(_ENGINE_MARKS)
        title = self._case == "caps on" and small not in _SMALL_IN_TITLES
        if self._capital_next or title or self._next_case == "cap":
            return _with_capital(text)
        if self._no_capital_next and small in _FUNCTION_WORDS:
            return text[0].lower() + text[1:]
        return text

    def _obey(self, command: SpokenCommand) -> None:
        side = command.kind.side
        if side == "item":
            self._start_item(command)
        elif side == "break":
            self._break(command.kind.mark)
        elif side == "split":
            self._break("\n\n")
            self._list_number, self._case = 0, ""
        elif side == "case":
            self._set_case(command)
        elif side == "opening":
            self._without_pause(self._pauses)
            self._put(command.kind.mark, "", command.word_ids, is_mark=True)
        elif side in ("closing", "joining") and not (
            self._after_list_number and command.kind.mark in _ENGINE_MARKS
        ):  # "number one, comma": the list number brings its own mark
            self._attach(command)

    def _set_case(self, command: SpokenCommand) -> None:
        self._without_pause(",")
        kind = command.kind
        if kind in (kinds.CAPITALS_ON, kinds.ALL_CAPITALS_ON):
            self._case = kind.name
        elif kind in (kinds.CAPITALS_OFF, kinds.ALL_CAPITALS_OFF):
            self._case = ""
        else:
            self._next_case = kind.name

    def _without_pause(self, marks: str) -> None:
        """The engine hears the pause before such a command as a mark."""
        if self.written and not self.written[-1].is_mark and self.written[-1].origin == "machine":
            last = self.written[-1]
            last.text = last.text.rstrip(marks) or last.text

    def _insert(self, block: Inserted) -> None:
        words = re.findall(r"(\S+)(\s*)", block.text)
        for text, white_space in words:
            breaks = min(white_space.count("\n"), 2)
            space_after = "\n" * breaks or " "
            origin: Origin = "blank" if block.reason else "template"
            blank = block if block.reason else None
            self.written.append(WrittenToken(text, space_after, block.sources, origin=origin, blank=blank))
        if words:
            self._capital_next = words[-1][0][-1] in ".?!:"
            self._no_capital_next = self._after_list_number = False

    def _put(self, text: str, space_after: str, sources: tuple[str, ...], *, is_mark: bool = False) -> None:
        self.written.append(WrittenToken(text, space_after, sources, is_mark))

    def _start_item(self, command: SpokenCommand) -> None:
        if command.kind is kinds.BULLET:
            text = command.kind.mark
        else:
            self._list_number = command.number or self._list_number + 1
            text = f"{self._list_number}."
        self._break("\n")
        self._put(text, " ", command.word_ids)
        self._after_list_number = self._capital_next = True

    def _break(self, white_space: str) -> None:
        self._capital_next = True
        self._after_list_number = False
        if not self.written:
            return
        last = self.written[-1]
        if not last.is_mark and last.origin == "machine":
            # the engine hears the pause before a break as a comma; no line ends in one
            last.text = last.text.rstrip(",;") or last.text
        if len(white_space) > last.space_after.count("\n"):
            last.space_after = white_space

    def _attach(self, command: SpokenCommand) -> None:
        mark, sources = command.kind.mark, command.word_ids
        if not self.written or "\n" in self.written[-1].space_after:
            return  # nothing stands before it on this line: a slip of the tongue, listed as a command
        last = self.written[-1]
        if last.origin == "template" and last.text[-1] in _ENGINE_MARKS and mark in _ENGINE_MARKS:
            return  # the block brings its own mark
        if not last.is_mark:
            last.text = last.text.rstrip(_ENGINE_MARKS) or last.text
        elif last.text in _ENGINE_MARKS and mark in _ENGINE_MARKS:
            # "comma, period": the speaker corrects himself, the last one stands
            sources = (*sources, *self.written.pop().sources)
            last = self.written[-1]
        last.space_after = ""
        joins = command.kind.side == "joining"
        self._put(mark, "" if joins else " ", sources, is_mark=True)
        self._capital_next = mark in ".?!" or (mark == ":" and self._ends_a_heading())
        self._no_capital_next = not self._capital_next and command.heard[-1] in ".?!"

    def _ends_a_heading(self) -> bool:
        """True when at most five words stand between the colon and the start of its line or sentence."""
        words = 0
        for one in reversed(self.written[:-1]):
            if "\n" in one.space_after or one.text[-1] in ".?!":
                break
            words += not one.is_mark
        return words <= 5


def _with_capital(text: str) -> str:
    """The word with a capital, unless its case says something ("pH", "mRNA")."""
    return text[0].upper() + text[1:] if text == text.lower() else text
