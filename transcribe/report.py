"""The draft report: what was said, with spoken commands applied, word by word traceable. Pure.

Every spoken word is a source of a token, or said a command, or was struck with a reason that is a
deficiency of the transcript. Nothing else can happen to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Self

from transcribe.dictation_commands import NEXT_NUMBER, Piece, SpokenCommand, find_commands
from transcribe.report_token import ReportToken
from transcribe.transcript import SpokenWord

__all__ = ["AppliedCommand", "DraftReport", "ReportToken", "draft_report", "report_text"]

SCHEMA_VERSION = 1
_ENGINE_MARKS = ".,;:?!"
# words the engine starts a sentence with after "comma." though none started
_FUNCTION_WORDS = frozenset(
    """
    and or but with without the a an in on at of for to from by as
    which who that no not is was are were she he they it there then also including followed
    """.split()  # noqa: SIM905 - reads as the list it is
)


@dataclass(frozen=True)
class AppliedCommand:
    """A command that was said and carried out; not `sure` where the engine wrote another word for it."""

    name: str
    word_ids: tuple[str, ...]
    heard: str
    sure: bool


@dataclass(frozen=True)
class DraftReport:
    """The draft as tokens, the commands that shaped it, and the ids of words left out as not said."""

    tokens: tuple[ReportToken, ...]
    commands: tuple[AppliedCommand, ...] = ()
    struck: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The stored form, with `schema_version`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "tokens": [token.as_json() for token in self.tokens],
            "commands": [{**vars(one), "word_ids": list(one.word_ids)} for one in self.commands],
            "struck": list(self.struck),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The draft that `as_json` wrote.

        Raises:
            ValueError: when the stored form has a schema version this program does not know.
        """
        if stored["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"unknown report schema version {stored['schema_version']}")
        return cls(
            tuple(ReportToken.from_json(one) for one in stored["tokens"]),
            tuple(
                AppliedCommand(**{**one, "word_ids": tuple(one["word_ids"])}) for one in stored["commands"]
            ),
            tuple(stored["struck"]),
        )


def report_text(report: DraftReport) -> str:
    """The text of the draft, without white space at its end."""
    return "".join(token.text + token.space_after for token in report.tokens).rstrip()


def draft_report(words: Sequence[SpokenWord], *, struck: Collection[str] = ()) -> DraftReport:
    """The report that these words dictate; words whose id is in `struck` are left out and listed."""
    writer = _Writer()
    for part in find_commands([word for word in words if word.id not in struck]):
        if isinstance(part, Piece):
            writer.write(part)
        else:
            writer.obey(part)
    prefix = f"{words[0].id.rpartition(':')[0]}:" if words and ":" in words[0].id else ""
    tokens = (
        ReportToken(f"{prefix}t{number}", one.text, one.space_after, one.sources)
        for number, one in enumerate(writer.written, start=1)
    )
    return DraftReport(
        tuple(tokens), tuple(writer.commands), tuple(word.id for word in words if word.id in struck)
    )


@dataclass
class _Written:
    """A token while its surroundings may still change it."""

    text: str
    space_after: str
    sources: tuple[str, ...]
    is_mark: bool = False


class _Writer:
    """Puts words and marks down one after the other, as a typist would."""

    def __init__(self) -> None:
        self.written: list[_Written] = []
        self.commands: list[AppliedCommand] = []
        self._list_number = 0
        self._capital_next = True
        self._no_capital_next = False
        self._after_list_number = False

    def write(self, piece: Piece) -> None:
        text = piece.text
        if self._capital_next:
            text = _with_capital(text)
        elif self._no_capital_next and text.lower().strip(_ENGINE_MARKS) in _FUNCTION_WORDS:
            text = text[0].lower() + text[1:]
        self._put(text, " ", (piece.word_id,))
        self._capital_next = self._no_capital_next = self._after_list_number = False

    def obey(self, command: SpokenCommand) -> None:
        self.commands.append(AppliedCommand(command.kind.name, command.word_ids, command.heard, command.sure))
        if command.kind is NEXT_NUMBER:
            self._start_item(command)
        elif command.kind.side == "break":
            self._break(command.kind.mark)
        elif command.kind.side == "opening":
            self._put(command.kind.mark, "", command.word_ids, is_mark=True)
        elif not self._after_list_number:  # "number one, comma": the list number brings its own mark
            self._attach(command)

    def _put(self, text: str, space_after: str, sources: tuple[str, ...], *, is_mark: bool = False) -> None:
        self.written.append(_Written(text, space_after, sources, is_mark))

    def _start_item(self, command: SpokenCommand) -> None:
        self._list_number = command.number or self._list_number + 1
        self._break("\n")
        self._put(f"{self._list_number}.", " ", command.word_ids)
        self._after_list_number = self._capital_next = True

    def _break(self, white_space: str) -> None:
        self._capital_next = True
        if not self.written:
            return
        last = self.written[-1]
        if not last.is_mark:
            # the engine hears the pause before a break as a comma; no line ends in one
            last.text = last.text.rstrip(",;") or last.text
        if len(white_space) > last.space_after.count("\n"):
            last.space_after = white_space

    def _attach(self, command: SpokenCommand) -> None:
        mark = command.kind.mark
        if not self.written or "\n" in self.written[-1].space_after:
            return  # nothing stands before it on this line: a slip of the tongue, listed as a command
        last = self.written[-1]
        if not last.is_mark:
            last.text = last.text.rstrip(_ENGINE_MARKS) or last.text
        elif last.text in _ENGINE_MARKS and mark in _ENGINE_MARKS:
            self.written.pop()  # "comma, period": the speaker corrects himself, the last one stands
            last = self.written[-1]
        last.space_after = ""
        joins = command.kind.side == "joining"
        self._put(mark, "" if joins else " ", command.word_ids, is_mark=True)
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
