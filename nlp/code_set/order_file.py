"""Reads the order file and the plain code list of a release. Touches the world: a stream.

The order file has fixed columns (CMS, "ICD-10-CM order file"): 1-5 order number, 7-13 code without dot, 15
flag (0 heading, 1 valid for billing), 17-76 short title, 78 and on the long title. The code list has one code
a line, with or without its title; ranges and headings may stand between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nlp.code_set.codes import CODE, dotted
from nlp.code_set.release_xml import MAX_BYTES, ReleaseFileError

_MAX_LINE_BYTES = 2_000
_MAX_LINES = 1_000_000
_HEADING = re.compile(r"\d{1,2}|[A-Z](?:\d[0-9A-Z]|[A-Z]\d)-[A-Z](?:\d[0-9A-Z]|[A-Z]\d)")


@dataclass(frozen=True)
class OrderLine:
    """One line: a dotted code, whether it may be billed (None: not said), and its titles ("" if not said)."""

    code: str
    billable: bool | None
    short_title: str
    title: str


def read_order_file(stream: BinaryIO, *, name: str) -> Iterator[OrderLine]:
    """Every code of an order file, headings included, in its order.

    Raises:
        ReleaseFileError: a line is no line of an order file, or the file is larger than any.
    """
    for number, line in _lines(stream, name):
        code, flag = line[6:13].strip(), line[14:15]
        short, long = line[16:76].strip(), line[77:].strip()
        if not line[:5].isdigit() or flag not in ("0", "1") or not CODE.fullmatch(code) or not short:
            raise ReleaseFileError("The line is none of an order file", where=f"{name}, line {number}")
        yield OrderLine(dotted(code), flag == "1", short, long or short)


def read_code_list(stream: BinaryIO, *, name: str) -> Iterator[OrderLine]:
    """Every code of a code list; its title where the list gives one.

    Raises:
        ReleaseFileError: a line holds no code, or the file is larger than any.
    """
    for number, line in _lines(stream, name):
        code, _, title = line.strip().partition(" ")
        if _HEADING.fullmatch(code) or (number == 1 and not CODE.fullmatch(code)):
            continue  # a chapter's number or a section; in the first line the year or names of columns
        if not CODE.fullmatch(code):
            raise ReleaseFileError("The line holds no code", where=f"{name}, line {number}")
        yield OrderLine(dotted(code), None, "", title.strip())


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, str]]:
    """Lines that hold something, with their numbers from 1."""
    size, number = 0, 0
    while raw := stream.readline(_MAX_LINE_BYTES + 1):
        size += len(raw)
        number += 1
        if len(raw) > _MAX_LINE_BYTES or size > MAX_BYTES or number > _MAX_LINES:
            raise ReleaseFileError("The file is larger than any release", where=f"{name}, line {number}")
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise ReleaseFileError("The line is no text", where=f"{name}, line {number}") from error
        if line.strip():
            yield number, line.rstrip("\r\n")
