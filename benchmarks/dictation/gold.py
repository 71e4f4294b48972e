"""Reads the gold dictations and text cases (gold/README.md says how they are written), and hashes them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

GOLD = Path(__file__).parent / "gold"
PARAGRAPH, LINE = "¶", "↵"
_COMMAND = re.compile(r"\{([^}]*)\}")
_NUMBER = re.compile(r"<([^>]*)>")
_TERM = re.compile(r"\[([^\]]*)\]")
_MARK = re.compile(r"(#|@\w+ ?)([^#@]*)")


@dataclass(frozen=True)
class Clause:
    """What is said in one breath, what the report says for it, and what else is true of it."""

    said: str
    written: str
    marks: tuple[tuple[str, str], ...] = ()

    @property
    def spoken(self) -> str:
        """The words for a voice, with a short rest around each command, as people make it."""
        text = _COMMAND.sub(lambda found: f", {found[1]},", _TERM.sub(r"\1", self.said))
        text = re.sub(r"\s+,", ",", text)
        text = re.sub(r",(\s*,)+", ",", text)
        return re.sub(r",\s*([.,?]|$)", r"\1", text).strip(" ,")

    @property
    def commands(self) -> tuple[str, ...]:
        """The spoken commands in order, in small letters."""
        return tuple(name.lower() for name in _COMMAND.findall(self.said))

    @property
    def reference(self) -> str:
        """The report's words for this clause; paragraphs and lines are still marked."""
        return plain_reference(self.written)


@dataclass(frozen=True)
class Dictation:
    """One gold dictation; `other_terms` are medical terms named beside the text."""

    name: str
    head: dict[str, str]
    clauses: tuple[Clause, ...]
    other_terms: tuple[str, ...] = ()

    @property
    def punctuation_is_spoken(self) -> bool:
        """False where the author leaves the marks to the machine."""
        return self.head.get("punctuation") != "unspoken"

    @cached_property
    def reference(self) -> str:
        """The report, with real line breaks."""
        return laid_out(" ".join(clause.reference for clause in self.clauses if clause.written))

    @property
    def terms(self) -> tuple[str, ...]:
        """Every medical term, as often as it must be found."""
        found = (term for clause in self.clauses for term in _TERM.findall(clause.written))
        return (*found, *self.other_terms)

    @property
    def numbers(self) -> tuple[tuple[str, ...], ...]:
        """Every dose and number, each as the ways it may be written, the gold's own way first."""
        return tuple(
            tuple(found.split("|")) for clause in self.clauses for found in _NUMBER.findall(clause.written)
        )

    def marked(self, name: str) -> tuple[str, ...]:
        """The values of all marks of this name: heading, header, note, cc, struck, split."""
        return tuple(value for clause in self.clauses for key, value in clause.marks if key == name)


@dataclass(frozen=True)
class TextCase:
    """Words as a recogniser delivers them and the draft wanted."""

    category: str
    heard: str
    wanted: str


def plain_reference(written: str) -> str:
    """The written column without its brackets, each number the gold's own way."""
    return _TERM.sub(r"\1", _NUMBER.sub(lambda found: found[1].split("|")[0], written)).strip()


def laid_out(text: str) -> str:
    """The text with real line breaks instead of their signs."""
    text = re.sub(rf"\s*{PARAGRAPH}\s*(?:{LINE}\s*)?", "\n\n", text)
    return re.sub(rf"\s*{LINE}\s*", "\n", text).strip()


def read_dictation_text(name: str, text: str) -> Dictation:
    """The dictation in a file of gold/dictations.

    Raises:
        ValueError: when a line has not two or three columns.
    """
    head_text, _, body = text.partition("\n---\n")
    head = dict(line.split(": ", 1) for line in head_text.splitlines() if line)
    clauses = []
    for line in body.splitlines():
        columns = [column.strip() for column in line.split("||")]
        if not 2 <= len(columns) <= 3:
            raise ValueError(f"{name}: {len(columns)} columns in a line")
        found = _MARK.findall(columns[2]) if len(columns) == 3 else []
        marks = tuple(("heading" if key == "#" else key.strip(" @"), value.strip()) for key, value in found)
        clauses.append(Clause(columns[0], columns[1], marks))
    return Dictation(name, head, tuple(clauses))


def gold_dictations() -> list[Dictation]:
    """All gold dictations, in order of their names."""
    return [
        read_dictation_text(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted((GOLD / "dictations").glob("*.txt"))
    ]


def text_cases() -> list[TextCase]:
    """All text cases, in order."""
    lines = (GOLD / "text_cases.txt").read_text(encoding="utf-8").splitlines()
    # "<a|b>" holds the same sign as the columns are parted with
    split = (re.split(r"\s\|\s(?![^<]*>)", line) for line in lines if line and not line.startswith("#"))
    return [TextCase(category, heard, wanted) for category, heard, wanted in split]


def gold_sha256() -> str:
    """The hash over the names and bytes of all gold files; the page that explains them is not among them."""
    total = hashlib.sha256()
    for path in sorted(GOLD.rglob("*.txt")):
        total.update(path.relative_to(GOLD).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
