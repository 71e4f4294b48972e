"""Reads XML of an official release piece by piece, and refuses what could harm. Touches the world: a stream.

The releases are plain elements, attributes and text, so a document type, an entity or a tag of a megabyte is
never theirs. Every refusal names the file and the line. No more than one unit (a chapter's section, a main
term) is held at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, ClassVar, NoReturn
from xml.parsers import expat

from storage.errors import Disposition, ServiceError

# Measured on the April 2026 release: the largest file has 9.7 MB, the deepest element lies at 13, the largest
# unit (the neoplasm table, one main term) has 15,300 elements and 0.2 M characters, the longest text 1,000.
MAX_BYTES = 128 * 2**20
MAX_DEPTH = 40
MAX_UNIT_ELEMENTS = 200_000
MAX_UNIT_CHARS = 8_000_000
MAX_TEXT_CHARS = 20_000
MAX_TAG_BYTES = 2**16
_MAX_ELEMENTS = 1_000_000  # 180,000 in the tabular list, the largest file
_CHUNK_BYTES = 2**14


class ReleaseFileError(ServiceError):
    """A file of a code set release cannot be read as what it should be."""

    code: ClassVar[str] = "nlp.code_set_unreadable"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Fetch the official release once more and import it; what was there before stays"


@dataclass(slots=True)
class Element:
    """One element: its tag, attributes, line (from 1), children, and its own text in pieces."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    chars: int = 0  # in all pieces

    @property
    def text(self) -> str:
        """Its own text without that of its children, white space made one blank."""
        return " ".join("".join(self.pieces).split())

    def all(self, tag: str) -> list[Element]:
        """Its children of that tag, in order."""
        return [child for child in self.children if child.tag == tag]

    def text_of(self, tag: str) -> str:
        """The text of its first child of that tag, or "" if there is none."""
        return next((child.text for child in self.children if child.tag == tag), "")


def read_units(stream: BinaryIO, *, name: str, containers: frozenset[str]) -> Iterator[Element]:
    """Every complete element that lies right below a container, in order; containers are not held.

    Args:
        stream: the XML.
        name: what the file is called in refusals.
        containers: tags to walk through; the first is not told apart, the root must be one of them.

    Raises:
        ReleaseFileError: it is not well-formed, its root is another, it declares a document type or an
            entity, or it is larger or deeper than any release.
    """
    reader = _UnitReader(name, containers)
    fed = 0
    while chunk := stream.read(_CHUNK_BYTES):
        fed += len(chunk)
        if fed > MAX_BYTES:
            reader.refuse(f"larger than {MAX_BYTES // 2**20} MB")
        reader.feed(chunk, fed)
        yield from reader.taken()
    reader.end()
    yield from reader.taken()


class _UnitReader:
    """The state of one pass over one file."""

    def __init__(self, name: str, containers: frozenset[str]) -> None:
        self._name = name
        self._containers = containers
        self._depth = 0
        self._elements = 0
        self._unit_elements = 0
        self._unit_chars = 0
        self._open: list[Element] = []  # the unit that is being read, outermost first
        self._done: deque[Element] = deque()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._declared
        parser.EntityDeclHandler = self._declared
        parser.ExternalEntityRefHandler = self._declared
        self._parser = parser

    def refuse(self, reason: str, line: int | None = None) -> NoReturn:
        """Raises the refusal with file and line."""
        at = self._parser.CurrentLineNumber if line is None else line
        raise ReleaseFileError(f"The file is {reason}", where=f"{self._name}, line {at}")

    def feed(self, chunk: bytes, fed: int) -> None:
        """Parses one more piece; `fed` is the number of bytes with it."""
        self._parse(chunk, final=False)
        if fed - max(self._parser.CurrentByteIndex, 0) > MAX_TAG_BYTES + _CHUNK_BYTES:
            self.refuse(f"no release: one tag is longer than {MAX_TAG_BYTES} bytes")

    def end(self) -> None:
        """Says that there is no more, which finds what was never closed."""
        self._parse(b"", final=True)

    def taken(self) -> Iterator[Element]:
        """The units finished so far, each once."""
        while self._done:
            yield self._done.popleft()

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise ReleaseFileError(
                f"The file is not well-formed XML: {reason}", where=f"{self._name}, line {error.lineno}"
            ) from error
        except (
            LookupError,
            ValueError,
        ) as error:  # an encoding that Python does not know or expat cannot use
            raise ReleaseFileError("The file names an unusable encoding", where=self._name) from error

    def _declared(self, *_: object) -> NoReturn:
        self.refuse("no release: it declares a document type or an entity")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth == 0 and tag not in self._containers:
            self.refuse(f"no release: its root is <{tag[:40]}>")
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            self.refuse("nested deeper or has more elements than any release")
        if not self._open and tag in self._containers:
            return
        if not self._open:
            self._unit_elements = self._unit_chars = 0
        self._unit_elements += 1
        if self._unit_elements > MAX_UNIT_ELEMENTS:
            self.refuse("no release: one entry has too many elements")
        element = Element(tag, attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
            self._open[-1].pieces.append(" ")
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        if self._open:
            finished = self._open.pop()
            if not self._open:
                self._done.append(finished)

    def _text(self, text: str) -> None:
        if not self._open:
            return
        self._unit_chars += len(text)
        element = self._open[-1]
        element.pieces.append(text)
        element.chars += len(text)
        if self._unit_chars > MAX_UNIT_CHARS or element.chars > MAX_TEXT_CHARS:
            self.refuse("no release: one entry has too much text")
