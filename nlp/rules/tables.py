"""The reviewed data files of the rules, read once a process. Touches the world: the TSV files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import ClassVar

from nlp.rules.spans import CodeSpans
from storage.errors import Disposition, ServiceError

FOLDER = Path(__file__).parent
FILE_NAMES = (
    "integral",
    "document_types",
    "author_roles",
    "sex_and_age",
    "present_on_admission_exempt",
    "first_place",
    "queries",
    "indicators",
)


class RuleTableError(ServiceError):
    """A line of a rule table does not have its columns."""

    code: ClassVar[str] = "nlp.rule_table_malformed"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Mend the named line (columns are separated by one tab), or install again"


@dataclass(frozen=True)
class IntegralSymptom:
    """Symptom codes, the diagnoses of which they are a part, and the symptom's name."""

    symptoms: CodeSpans
    diagnoses: CodeSpans
    name: str


@dataclass(frozen=True)
class SexAndAge:
    """Codes that fit one sex ("f", "m", or "" for both) or ages from `least` to `greatest` in years alone."""

    codes: CodeSpans
    sex: str
    least: int | None
    greatest: int | None
    about: str


@dataclass(frozen=True)
class FirstPlace:
    """Codes that stand first or never do, and why."""

    codes: CodeSpans
    place: str
    why: str


@dataclass(frozen=True)
class QueryTopic:
    """What to ask where one of `codes` stands and none of `unless`: open words and choices.

    `lacking` are words; if the evidence holds one of them there is nothing to ask.
    """

    topic: str
    codes: CodeSpans
    unless: CodeSpans
    lacking: tuple[str, ...]
    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Indicator:
    """A measured value beyond a bound, and the diagnoses that would say what it means."""

    topic: str
    names: tuple[str, ...]
    below: float | None
    above: float | None
    diagnoses: CodeSpans


class KindWords:
    """Names as people write them, and the kind that each stands for."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = dict(kinds)
        longest_first = sorted(kinds, key=len, reverse=True)
        either = "|".join(re.escape(name) for name in longest_first)
        self._any = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")

    def name_in(self, words: str) -> str:
        """The longest name that stands in the words, in lower case; "" when none does."""
        return max(self._any.findall(" ".join(words.lower().split())), key=len, default="")

    def kind_of(self, words: str) -> str:
        """The kind of that name; "" when none stands there."""
        return self._kinds.get(self.name_in(words), "")


@dataclass(frozen=True)
class RuleTables:
    """All tables; the last four are spans or words by what they mean."""

    integral: tuple[IntegralSymptom, ...]
    sex_and_age: tuple[SexAndAge, ...]
    first_place: tuple[FirstPlace, ...]
    queries: tuple[QueryTopic, ...]
    indicators: tuple[Indicator, ...]
    poa_exempt: CodeSpans
    document_types: KindWords
    author_roles: KindWords

    @cached_property
    def integral_by_category(self) -> Mapping[str, tuple[IntegralSymptom, ...]]:
        """The rows by the three characters with which their symptoms begin."""
        rows: dict[str, tuple[IntegralSymptom, ...]] = {}
        for row in self.integral:
            for category in {first[:3] for first, _ in row.symptoms.spans}:
                rows[category] = (*rows.get(category, ()), row)
        return rows


@lru_cache(maxsize=4)
def load_rule_tables(folder: Path = FOLDER) -> RuleTables:
    """The tables of a folder.

    Raises:
        RuleTableError: a file is missing, or a line lacks a column or holds no number where one is due.
    """
    return RuleTables(
        integral=tuple(
            IntegralSymptom(CodeSpans.of(symptoms), CodeSpans.of(diagnoses), name)
            for symptoms, diagnoses, name in _rows(folder, "integral", 3)
        ),
        sex_and_age=tuple(
            SexAndAge(CodeSpans.of(codes), sex.strip("-"), _whole(least), _whole(greatest), about)
            for codes, sex, least, greatest, about in _rows(folder, "sex_and_age", 5)
        ),
        first_place=tuple(
            FirstPlace(CodeSpans.of(codes), place, why)
            for codes, place, why in _rows(folder, "first_place", 3)
        ),
        queries=tuple(
            QueryTopic(
                topic,
                CodeSpans.of(codes),
                CodeSpans.of(unless.strip("-")),
                tuple(lacking.strip("-").split()),
                question,
                tuple(choice.strip() for choice in choices.split(";")),
            )
            for topic, codes, unless, lacking, question, choices in _rows(folder, "queries", 6)
        ),
        indicators=tuple(
            Indicator(topic, tuple(names.split(";")), _number(below), _number(above), CodeSpans.of(diagnoses))
            for topic, names, below, above, diagnoses in _rows(folder, "indicators", 5)
        ),
        poa_exempt=CodeSpans.of(
            " ".join(codes for codes, _ in _rows(folder, "present_on_admission_exempt", 2))
        ),
        document_types=KindWords(dict(_pairs(folder, "document_types"))),
        author_roles=KindWords(dict(_pairs(folder, "author_roles"))),
    )


def _whole(cell: str) -> int | None:
    number = _number(cell)
    return None if number is None else int(number)


def _number(cell: str) -> float | None:
    try:
        return None if cell == "-" else float(cell)
    except ValueError as error:
        raise RuleTableError("A rule table holds no number where one is due") from error


def _pairs(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    yield from ((first, second) for first, second in _rows(folder, name, 2))


def _rows(folder: Path, name: str, columns: int) -> Iterator[tuple[str, ...]]:
    path = folder / f"{name}.tsv"
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleTableError("A rule table cannot be read", where=path.name) from error
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) != columns or not all(cells):
            raise RuleTableError("A line of a rule table is malformed", where=f"{path.name}, line {number}")
        yield cells
