"""The chart-language index in memory, read from the TSV files beside this module (touches files)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nlp.chart_index.chapters import CHAPTER_FILES
from storage.errors import Disposition, ServiceError

FOLDER = Path(__file__).parent
FILE_NAMES = (
    "words",
    "abbreviations",
    "history",
    "family",
    "chronic",
    "combinations",
    "cues",
    "sections",
    *(f"entries/{name}" for name in CHAPTER_FILES),
)


class ChartIndexError(ServiceError):
    """A line of a data file does not have the columns its header names."""

    code: ClassVar[str] = "nlp.chart_index_malformed"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Mend the named line (columns are separated by one tab), or install again"


@dataclass(frozen=True)
class AbbreviationRule:
    """One reading of an abbreviation; without context words it is the default reading.

    `ambiguous` readings are suggested at a lower score, never as a matter of course.
    """

    short: tuple[str, ...]
    expansion: str
    context: frozenset[str]
    ambiguous: bool


@dataclass(frozen=True)
class IndexTerm:
    """A way charts say a diagnosis, the code it leads to, and why when that is not plain.

    `asks` names what has to be known for a code that may be billed ("side", "encounter"); with it `code` is
    a heading, without it a billable code. `chapter` is the file it stands in.
    """

    phrase: str
    code: str
    asks: tuple[str, ...] = ()
    note: str = ""
    chapter: str = ""


@dataclass(frozen=True)
class Combination:
    """Two conditions that ICD-10-CM joins in one code; the first is replaced by the combined code."""

    first: str
    second: str
    combined: str
    reason: str


@dataclass(frozen=True)
class Cue:
    """Words that change what is said about the diagnoses around them.

    `effect` is one of negated, possible, historical, family, hypothetical, conditional, affirmed ("presents
    with"), or `none` for words that only look like a cue ("no increase"). `direction` is
    forward, backward, or both. A star in `phrase` stands for at most three words.
    """

    phrase: str
    effect: str
    direction: str


@dataclass(frozen=True)
class ChartIndex:
    """All data files: mappings are keyed by lower-case words or by code prefix."""

    words: dict[str, tuple[str, ...]]
    abbreviations: tuple[AbbreviationRule, ...]
    terms: tuple[IndexTerm, ...]
    history: dict[str, str]
    family: dict[str, str]
    chronic: frozenset[str]
    combinations: tuple[Combination, ...]
    cues: tuple[Cue, ...]
    sections: dict[str, str]


def data_files(folder: Path = FOLDER) -> list[Path]:
    """The data files, in a fixed order, for hashing."""
    return [folder / f"{name}.tsv" for name in FILE_NAMES]


def load_chart_index(folder: Path = FOLDER) -> ChartIndex:
    """The index of a folder of data files.

    Raises:
        ChartIndexError: a file is missing or a line lacks a column.
    """
    return ChartIndex(
        words={word: tuple(canonical.split()) for word, canonical in table_rows(folder, "words", 2)},
        abbreviations=tuple(
            AbbreviationRule(tuple(short.split()), expansion, frozenset(context.split()), kind == "ambiguous")
            for short, expansion, context, kind in table_rows(folder, "abbreviations", 4)
        ),
        terms=tuple(
            IndexTerm(phrase, code, tuple(asks.split()), note, chapter)
            for chapter in CHAPTER_FILES
            for phrase, code, asks, note in table_rows(folder, f"entries/{chapter}", 4, optional=2)
        ),
        history={prefix: code for prefix, code, _ in table_rows(folder, "history", 3)},
        family={prefix: code for prefix, code, _ in table_rows(folder, "family", 3)},
        chronic=frozenset(prefix for prefix, _ in table_rows(folder, "chronic", 2)),
        combinations=tuple(
            Combination(first, second, combined, reason)
            for first, second, combined, reason in table_rows(folder, "combinations", 4)
        ),
        cues=tuple(
            Cue(phrase, effect, direction) for phrase, effect, direction in table_rows(folder, "cues", 3)
        ),
        sections={heading: kind for heading, kind in table_rows(folder, "sections", 2)},
    )


def longest_prefix(code: str, table: dict[str, str]) -> str | None:
    """The entry of `table` whose key is the longest beginning of `code`, or None."""
    for length in range(len(code), 0, -1):
        if code[:length] in table:
            return table[code[:length]]
    return None


def table_rows(folder: Path, name: str, columns: int, *, optional: int = 1) -> Iterator[tuple[str, ...]]:
    """Rows below the header line; so many last columns may be left out when they are empty."""
    path = folder / f"{name}.tsv"
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ChartIndexError("A data file of the chart index cannot be read", where=path.name) from error
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if columns - optional <= len(cells) < columns:
            cells += [""] * (columns - len(cells))
        if len(cells) != columns or not cells[0]:
            raise ChartIndexError(
                "A line of the chart index is malformed", where=f"{path.name}, line {number}"
            )
        yield tuple(cells)
