"""Phrase lists as CSV, there and back, that a spreadsheet cannot be tricked into running. Pure.

Columns: kind, short, text, worktype. Rule against formulas: storage.audit.csv_export (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from storage.audit.csv_export import safe_cell
from storage.phrases import KINDS, PhraseRefusedError, PhraseText

COLUMNS = ("kind", "short", "text", "worktype")
_GUARD = "'"


@dataclass(frozen=True)
class PhrasesRead:
    """The phrases of a CSV, and a sentence for each line that could not be used."""

    phrases: tuple[PhraseText, ...]
    refused: tuple[str, ...]


def phrases_csv(phrases: Iterable[PhraseText]) -> str:
    """The CSV text: a header, then one row a phrase (RFC 4180: quoted where needed, CRLF)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for one in phrases:
        writer.writerow([safe_cell(cell) for cell in (one.kind, one.short, one.text, one.worktype)])
    return buffer.getvalue()


def read_phrases_csv(text: str) -> PhrasesRead:
    """The phrases of a CSV as `phrases_csv` writes it, or as a spreadsheet saves it (comma or semicolon).

    Raises:
        PhraseRefusedError: the columns are missing, or it is no CSV.
    """
    header, _, _ = text.lstrip("\ufeff").partition("\n")
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
    if not {"kind", "short", "text"} <= set(reader.fieldnames or ()):
        raise PhraseRefusedError("The first line has to name the columns kind, short, text and worktype")
    phrases: list[PhraseText] = []
    refused: list[str] = []
    try:
        for row in reader:
            try:
                phrases.append(_phrase(row))
            except PhraseRefusedError as problem:
                refused.append(f"Line {reader.line_num}: {problem.what}")
    except csv.Error as broken:
        raise PhraseRefusedError(f"Line {reader.line_num} cannot be read") from broken
    return PhrasesRead(tuple(phrases), tuple(refused))


def _phrase(row: dict[str, str | None]) -> PhraseText:
    cells = {name: _unguarded(row.get(name) or "") for name in COLUMNS}
    kind = next((one for one in KINDS if one == cells["kind"].strip().lower()), None)
    if kind is None:
        raise PhraseRefusedError("A phrase is an expander, a macro or a template")
    return PhraseText(kind, cells["short"], cells["text"], cells["worktype"])


def _unguarded(cell: str) -> str:
    """The value that `safe_cell` was given; an apostrophe that guards nothing stays."""
    rest = cell.removeprefix(_GUARD)
    return rest if rest != cell and safe_cell(rest) == cell else cell
