"""Codes that do not fit the patient's sex or age are flagged and not shown, never dropped. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nlp.rules.outcome import flagged
from nlp.rules.tables import SexAndAge
from nlp.suggestion import CodeSuggestion

_AGE = re.compile(
    r"\b(?P<age>\d{1,3})[\s-]*(?:years?[\s-]*old|year[\s-]*old|y/?o\b|yo\b|yrs?[\s-]*old)"
    r"(?:[\s,-]+(?:(?!wom[ae]n|m[ae]n|male|female|lady|girl|boy|gentleman)[\w/-]+[\s,]+){0,4}?"
    r"(?P<sex>woman|man|male|female|lady|girl|boy|gentleman|M\b|F\b))?",
    re.IGNORECASE,
)
_SEX = {"woman": "f", "female": "f", "lady": "f", "girl": "f", "f": "f"}
_SEARCHED_CHARS = 4_000  # who the patient is stands at the top
_OLDEST = 120


@dataclass(frozen=True)
class Person:
    """The patient's sex ("f", "m" or "" for not known) and age in whole years (None: not known)."""

    sex: str = ""
    age_years: int | None = None


def person_of(text: str, *, sex: str, birth_date: date | None, day: date | None) -> Person:
    """The patient by what is on record, else by the first words of the text that say an age."""
    said = _AGE.search(text[:_SEARCHED_CHARS])
    age = _age(birth_date, day) if birth_date and day else _said_age(said)
    if not sex and said and said["sex"]:
        sex = _SEX.get(said["sex"].lower(), "m")
    return Person(sex, age)


def _said_age(said: re.Match[str] | None) -> int | None:
    age = int(said["age"]) if said else None
    return age if age is not None and age <= _OLDEST else None


def _age(birth_date: date, day: date) -> int | None:
    age = day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    return age if 0 <= age <= _OLDEST else None


def flag_who_does_not_fit(
    suggestions: Sequence[CodeSuggestion], person: Person, table: Sequence[SexAndAge]
) -> tuple[CodeSuggestion, ...]:
    """The suggestions; one that does not fit the person has a flag and is not shown."""
    return tuple(_checked(one, person, table) for one in suggestions)


def _checked(suggestion: CodeSuggestion, person: Person, table: Sequence[SexAndAge]) -> CodeSuggestion:
    for row in table:
        if not row.codes.hold(suggestion.code):
            continue
        if row.sex and person.sex and row.sex != person.sex:
            step = f"does not fit the patient's sex: {row.about}"
            suggestion = flagged(suggestion, "sex_conflict", step, hide=True)
        if person.age_years is not None and not _fits(person.age_years, row):
            step = f"does not fit an age of {person.age_years}: {row.about}"
            suggestion = flagged(suggestion, "age_conflict", step, hide=True)
    return suggestion


def _fits(age: int, row: SexAndAge) -> bool:
    return (row.least is None or age >= row.least) and (row.greatest is None or age <= row.greatest)
