"""Whom a page names beside its labels: every patient with the number, name and birth date that go together.

Pure. Guarantors, relatives, doctors and those who get a copy are told apart by what stands before a label or
at the head of the lines; a second patient on a page is a person of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ingest.patients.identity import ReadIdentity
from ingest.patients.likeness import Alike, birth_likeness, name_likeness, number_likeness
from ingest.patients.name_words import NOT_NAMES, OTHER_PEOPLE, STAFF
from ingest.patients.printed_dates import PRINTED_DATE, read_birth_date

_NUMBER_LABEL = (
    r"(?i:\b[MN]\s?R\s?[NM]\b|\bMR(?=\s*[:\#])|\bRN(?=[:\s]*\d{6})|\bMR\s?(?:\#|No\b\.?)"
    r"|\bMed(?:ical)?\.?\s*Rec(?:ord)?\.?\s*(?:\#|No\b\.?|Number|Nbr)?|\bChart\s*(?:\#|No\b\.?|Number)"
    r"|\bPat[il1]ent\s*(?:ID|No\b\.?|Number|\#)(?:\s*/\s*MRN)?"
    r"|\b(?:Hospital|Unit|Record)\s*(?:No\b\.?|Number|\#))"
)
_SPECK = r"(?:[`'~|]|[.,:;](?=\d))?"  # what a scan adds between the digits of a number
_NUMBER = (
    rf"(?:{_NUMBER_LABEL})\s*(?:is\b)?\s*[:;\#.,]*\s*"
    rf"(?P<mrn>(?:MRN-?)?[A-Za-z]{{0,3}}-?[\dOIlSBgq](?:{_SPECK}[\dA-Za-z-]){{2,14}})(?![\w/])"
)
_DATE = (
    r"(?P<birth>(?i:\b(?:[DO0][O0][B8]|D\.?\s?O\.?\s?B\b\.?|Date\s*of\s*birth|Birth\s*date|Born)\s*"
    r"(?:\([^)\n]{1,12}\))?\s*(?:is\b|on\b)?\s*[:;.,]*\s*"
    rf"(?P<born>{PRINTED_DATE})))"
)
_WORD = r"[^\W\d_a-z][\w'’-]*"
_FULL_NAME = rf"{_WORD}(?:,[ \t]*{_WORD}\.?(?:[ \t]+{_WORD}\.?){{0,2}}|(?:[ \t]+{_WORD}\.?){{1,3}})"
_NAMED = (
    r"(?<![A-Za-z])(?P<label>(?i:Pat[il1]ent(?:['’]?s)?\s*(?:full\s*)?name|Name\s*of\s*patient|Pt\.?\s*name|Full\s*name|"
    r"Resident(?:\s*name)?|Pat[il1]ent\s*referral|Pa[tl][il1]ent|Pt|Name|Re(?=[^\n]{8,60}\d)))(?:\s*\([^)\n]{1,24}\))?"
    rf"\s*(?:(?i:is)\b|[:;.])\s*(?P<name>{_FULL_NAME})"
)
# A name with no label, right before a birth date or a number: it helps to tell, and stops nothing alone
_BARE = rf"\b(?P<bare>{_FULL_NAME}),?\s+\(?(?=(?i:born|D[O0]B|MRN)\b)"
_CLAIM = re.compile(f"{_NUMBER}|{_DATE}|{_NAMED}|{_BARE}")
# "her mother Ann Lee, born 1/2/1930": within a sentence a name and "born" may be anybody's
_IN_PROSE = re.compile(rf"(?:^|[^\w'’-])(?!patient\b)[a-z]{{2,}},?\s+(?:{_FULL_NAME},?\s*\(?)?$")
_WEAK_LABELS = frozenset({"name", "full name"})
_FEWEST_DIGITS = 3
_HEADING_REACH = 4  # lines that a heading such as "Emergency contact" speaks for
_HEADING_WORDS = 7


@dataclass(frozen=True)
class Claim:
    """One labelled value: where it stands in the text, and whom it is about."""

    kind: str  # mrn | name | bare | born
    text: str
    start: int
    end: int
    of_patient: bool  # False: of a relative, a guarantor, a doctor


def find_claims(text: str) -> list[Claim]:
    """The labelled numbers, names and birth dates of the page in reading order, everybody's."""
    return list(_claims(text))


def _claims(text: str) -> Iterator[Claim]:
    position = 0
    spoken_for = 0  # where the newest patient label stands: a role said before it is over
    while (found := _CLAIM.search(text, position)) is not None:
        kind = next(one for one in ("mrn", "born", "name", "bare") if found[one] is not None)
        value, end = found[kind], found.end(kind)
        position = found.end()
        if kind in ("name", "bare"):
            kept = _name_in(value)
            end = found.start(kind) + len(kept)
            position = max(found.start() + 1, end)
            if not kept:
                continue
            value = kept
        elif kind == "mrn" and not _is_number(value):
            position = found.start() + 1
            continue
        is_weak = kind == "bare" or (kind == "name" and found["label"].lower() in _WEAK_LABELS)
        is_other = _is_of_somebody_else(text, found.start(), spoken_for, kind=kind)
        if kind == "name" and not is_weak and not is_other:
            spoken_for = found.start()
        shown = "bare" if is_weak else kind
        said = re.sub(r"[`'~|.,:;]", "", value) if kind == "mrn" else value
        yield Claim(shown, said, found.start(kind), end, of_patient=not is_other)


def _name_in(text: str) -> str:
    """The name up to the first word that is none; '' when fewer than two words are left."""
    kept = []
    for word in re.finditer(r"[^\s,]+", text):
        if word[0].strip(".'’-").casefold() in NOT_NAMES:
            break
        kept.append(word)
    if len(kept) < 2:
        return ""
    return text[: kept[-1].end()].strip(" .,")


def _is_number(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return digits >= _FEWEST_DIGITS and digits * 2 >= len(text.replace("-", "").removeprefix("MRN"))


def _is_of_somebody_else(text: str, start: int, spoken_for: int, *, kind: str) -> bool:
    """Whether what stands before a label says that its value is not the patient's."""
    line_start = text.rfind("\n", 0, start) + 1
    beside = text[max(line_start, spoken_for) : start]
    if OTHER_PEOPLE.search(beside):
        return True
    may_be_prose = kind == "bare" or text.startswith("born", start)
    if may_be_prose and _IN_PROSE.search(beside):
        return True
    phrase = re.split(r"[,;|]|\s{2,}|[:.]\s", beside)[-1]
    if kind in ("name", "bare") and STAFF.search(phrase):
        return True
    if kind == "mrn":
        return False
    above = text[spoken_for:line_start].split("\n")[-1 - _HEADING_REACH : -1]
    return any(_is_heading(line) for line in above)


def _is_heading(line: str) -> bool:
    words = line.split()
    return (
        0 < len(words) <= _HEADING_WORDS and OTHER_PEOPLE.search(line) is not None and not _CLAIM.search(line)
    )


def people_of(claims: list[Claim]) -> list[ReadIdentity]:
    """The patients whom the claims name, in the order of the page; what repeats goes to the same one."""
    people: list[ReadIdentity] = []
    for claim in claims:
        if not claim.of_patient:
            continue
        said = _as_identity(claim)
        if said is None:
            continue
        place = next((n for n, one in enumerate(people) if _repeats(one, said)), None)
        if place is None and people and not _has(people[-1], said):
            place = len(people) - 1
        if place is None:
            people.append(said)
        else:
            people[place] = _joined(people[place], said)
    return people


def _as_identity(claim: Claim) -> ReadIdentity | None:
    if claim.kind == "mrn":
        return ReadIdentity(mrn=claim.text, labelled=True)
    if claim.kind == "born":
        born = read_birth_date(claim.text)
        return ReadIdentity(birth_date=born, labelled=True) if born else None
    return ReadIdentity(name=claim.text, labelled=True, name_is_bare=claim.kind == "bare")


def _repeats(person: ReadIdentity, said: ReadIdentity) -> bool:
    if said.mrn:
        return bool(person.mrn) and number_likeness(said.mrn, person.mrn).alike is not Alike.OTHER
    if said.birth_date:
        return person.birth_date is not None and _close(said.birth_date, person.birth_date)
    return bool(person.name) and name_likeness(said.name, person.name).alike is not Alike.OTHER


def _close(one: date, other: date) -> bool:
    return birth_likeness(one, other).alike is not Alike.OTHER


def _has(person: ReadIdentity, said: ReadIdentity) -> bool:
    """Whether the person has such a value already; a name without a label gives way to one with a label."""
    if said.mrn:
        return bool(person.mrn)
    if said.birth_date:
        return person.birth_date is not None
    return bool(person.name) and not (person.name_is_bare or said.name_is_bare)


def _joined(person: ReadIdentity, said: ReadIdentity) -> ReadIdentity:
    if said.name and person.name and (said.name_is_bare or not person.name_is_bare):
        return person
    if said.name:
        return replace(person, name=said.name, name_is_bare=said.name_is_bare)
    return replace(person, mrn=person.mrn or said.mrn, birth_date=person.birth_date or said.birth_date)
