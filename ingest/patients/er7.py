"""HL7 version 2 messages as text with bars (ER7), read one by one. Pure.

Source: HL7 v2.5.1 chapter 2: 2.5 (segments, fields), 2.7 (escapes), 2.10.3 (batches).
Small on purpose: it reads what admission messages say and skips every segment it is not asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STARTS_MESSAGE = re.compile(r"MSH.", re.DOTALL)
_ENVELOPES = ("FHS", "BHS", "BTS", "FTS")
_BLOCK_MARKS = {0x0B: None, 0x1C: None}  # start and end of block as sent over a line
_SEPARATORS = 5


class MessageNotReadError(ValueError):
    """Why a message cannot be read, in plain words and without anything it says."""


@dataclass(frozen=True)
class Message:
    """One message: its line in the file (from 1) and its segments as lists of fields, MSH-1 at place 1."""

    line: int
    segments: tuple[tuple[str, ...], ...]
    component: str
    repeat: str
    escape: str
    field: str
    subcomponent: str

    def segment(self, name: str) -> tuple[str, ...]:
        """The first segment of that name; empty when there is none."""
        return next((one for one in self.segments if one[0] == name), ())

    def value(self, segment: str, field: int, part: int = 1) -> str:
        """The plain text of one component of a field's first repetition, counted from 1; '' when absent."""
        found = self.repeats(segment, field)
        return found[0][part - 1] if found and len(found[0]) >= part else ""

    def repeats(self, segment: str, field: int) -> list[tuple[str, ...]]:
        """The components of each repetition of a field, as plain text; none where it says nothing."""
        fields = self.segment(segment)
        if len(fields) <= field or fields[field] in ("", '""'):
            return []
        return [
            tuple(self._plain(part) for part in one.split(self.component))
            for one in fields[field].split(self.repeat)
        ]

    def _plain(self, text: str) -> str:
        if text == '""':
            return ""
        if not self.escape or self.escape not in text:
            return text.strip()
        sign = re.escape(self.escape)
        return re.sub(f"{sign}([^{sign}]*){sign}", self._escaped, text).strip()

    def _escaped(self, found: re.Match[str]) -> str:
        code = found[1]
        known = {
            "F": self.field,
            "S": self.component,
            "T": self.subcomponent,
            "R": self.repeat,
            "E": self.escape,
            ".br": " ",
        }
        if code in known:
            return known[code]
        if re.fullmatch(r"X(?:[0-9A-Fa-f]{2})+", code):
            return bytes.fromhex(code[1:]).decode("latin-1")
        return ""  # highlighting and the like


def split_messages(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line from 1, segments as text) of each message; envelopes of batches are left out."""
    begun, segments = 1, list[str]()
    lines = re.split(r"\r\n|\r|\n", text.translate(_BLOCK_MARKS))
    for number, line in enumerate([*lines, "FTS"], start=1):
        ends = line[:3] in _ENVELOPES or _STARTS_MESSAGE.match(line) is not None
        if ends and segments:
            yield begun, segments
        if ends:
            begun, segments = number, ([line] if line[:3] not in _ENVELOPES else [])
        elif line.strip():
            segments.append(line)


def read_message(line: int, segments: list[str]) -> Message:
    """The message in these segments.

    Raises:
        MessageNotReadError: it does not begin with a whole MSH segment.
    """
    head = segments[0]
    if not _STARTS_MESSAGE.match(head):
        raise MessageNotReadError("There are segments before the first MSH")
    signs = head[3:8].ljust(_SEPARATORS, "\0")
    field, component, repeat, escape, subcomponent = tuple(signs)
    if "\0" in signs[:4] or field.isalnum() or len(set(signs[:4])) < 4:
        raise MessageNotReadError("The MSH segment does not say its separators")
    if escape == field or head.count(field) < 8:
        raise MessageNotReadError("The MSH segment is cut off")
    split = [tuple(one.split(field)) for one in segments]
    split[0] = ("MSH", field, *split[0][1:])
    return Message(line, tuple(split), component, repeat, escape, field, subcomponent)
