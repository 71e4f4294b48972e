"""Diagnoses that are numbers: body mass index and weeks of pregnancy. Pure.

Sources: ICD-10-CM tabular list, categories Z68 (adult ranges) and Z3A. A Z68 code needs a provider's
diagnosis such as obesity beside it (Guidelines I.B.14), which the coder checks.
"""

from __future__ import annotations

import re

from nlp.dictionary import DictionaryEntry
from nlp.mentions import Match

_MOST_WEEKS = 43
_BMI = re.compile(
    r"\b(?:BMI|body mass index)\s*(?:\(BMI\)\s*)?(?:of|is|was|:|=)?\s*(\d{2}(?:\.\d+)?)\b", re.IGNORECASE
)
_WEEKS = re.compile(
    r"\b(\d{1,2})(?:\s*\d/7|\s*\+\s*\d)?[\s-]*(?:weeks?|wks?)['’]?\s*"
    r"(?:pregnant|pregnancy|gestation(?:al age)?|of gestation|IUP|intrauterine pregnancy|EGA)\b",
    re.IGNORECASE,
)

# In a note of a pregnancy "39 weeks 2 days", "39w2d" and "at 22 weeks" say no more.
_PREGNANT = re.compile(
    r"\b(?:pregnan\w+|G\d\s?P\d\w*|prenatal|antenatal|in (?:active )?labor|obstetric\w*|IUP|"
    r"intrauterine|EDC|EDD)\b",
    re.IGNORECASE,
)
_BARE_WEEKS = re.compile(
    r"\b(?:(?P<short>\d{2})\s?w(?:\s?[+]?\s?\d\s?d)?|(?:at|is|now|currently|"
    r",)\s+(?P<at>\d{1,2})(?:\s*[\d+]*\s?\d/7|"
    r"\s*\+\s*\d)?[\s-]*(?:weeks?|wks?)(?:\s+(?:and\s+)?\d\s+days?)?)\b(?!\s+(?:ago|old|post))",
    re.IGNORECASE,
)


def measured_matches(text: str) -> list[Match]:
    """Matches for every stated body mass index and gestational age, in text order."""
    found = [_match(number, _bmi_code(float(number.group(1)))) for number in _BMI.finditer(text)]
    found += [_match(number, _weeks_code(int(number.group(1)))) for number in _WEEKS.finditer(text)]
    if _PREGNANT.search(text):
        found += [
            _match(number, _weeks_code(int(number.group("short") or number.group("at"))))
            for number in _BARE_WEEKS.finditer(text)
            if 4 <= int(number.group("short") or number.group("at")) <= _MOST_WEEKS
            and not any(one.start < number.end() and number.start() < one.end for one in found)
        ]
    return sorted(found, key=lambda match: match.start)


def _match(number: re.Match[str], code: str) -> Match:
    term = re.sub(r"\s+", " ", number.group())
    return Match(
        start=number.start(),
        end=number.end(),
        entries=(DictionaryEntry(code, "measure", 0, term),),
        stems=frozenset(),
        context=frozenset(),
        ambiguous=False,
    )


def _bmi_code(value: float) -> str:
    if value < 20:
        return "Z68.1"
    if value < 40:
        return f"Z68.{int(value)}"
    for limit, code in ((45, "Z68.41"), (50, "Z68.42"), (60, "Z68.43"), (70, "Z68.44")):
        if value < limit:
            return code
    return "Z68.45"


def _weeks_code(weeks: int) -> str:
    if weeks < 8:
        return "Z3A.01"
    return f"Z3A.{weeks:02d}" if weeks <= 42 else "Z3A.49"
