"""Whether a page names somebody else than the patient of its document. Pure.

The rule is one for people: a page stops its document when something beside a label is plainly another
person's, and a slip of the scan, an older name or a relative is not. What it cannot decide it lets pass only
where something else on the page agrees with the patient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ingest.patients.identity import ReadIdentity, is_another_patient, name_key
from ingest.patients.likeness import Alike, birth_likeness, name_likeness, number_likeness

SAME, NEAR, OTHER = Alike.SAME, Alike.NEAR, Alike.OTHER


@dataclass(frozen=True)
class KnownPatient:
    """A patient with every number and name that this site knows them by; the first of each is today's."""

    numbers: tuple[str, ...]
    names: tuple[str, ...]
    birth_date: date | None


def _nobody_else(_number: str) -> bool:
    return False


def names_somebody_else(
    read: ReadIdentity, known: KnownPatient, *, belongs_elsewhere: Callable[[str], bool] = _nobody_else
) -> bool:
    """True when the page (or recording) names somebody else than the known patient.

    `belongs_elsewhere` says whether a record number is another patient's: a number that differs by one digit
    is then no misreading.
    """
    if not read.labelled:
        return _is_another_by_old_rule(read, known)
    if read.label_mrn and _number(read.label_mrn, known) is not SAME and known.numbers:
        return True
    return any(_is_other(one, known, belongs_elsewhere) for one in (read, *read.others))


def _is_another_by_old_rule(read: ReadIdentity, known: KnownPatient) -> bool:
    """The rule for recordings, and for pages read before labels were told apart."""
    return all(
        is_another_patient(read, mrn=number, name=name, birth_date=known.birth_date)
        for number in known.numbers or ("",)
        for name in known.names or ("",)
    )


def _is_other(read: ReadIdentity, known: KnownPatient, belongs_elsewhere: Callable[[str], bool]) -> bool:
    number, name = _number(read.mrn, known), _name(read.name, known)
    born = _born(read.birth_date, known)
    if number is SAME:
        return name is OTHER and born is OTHER
    if name is SAME and born is SAME:
        return False
    if number is NEAR:
        return _is_other_with_near_number(read, name, born, belongs_elsewhere)
    if number is OTHER:
        return True
    if name is OTHER and not read.name_is_bare:
        return not (born is SAME and _shares_given_name(read.name, known))
    return born is OTHER


def _is_other_with_near_number(
    read: ReadIdentity, name: Alike | None, born: Alike | None, belongs_elsewhere: Callable[[str], bool]
) -> bool:
    if OTHER in (name, born) and SAME not in (name, born):
        return True
    return belongs_elsewhere(read.mrn) or (name is None and born is None)


def _number(read: str, known: KnownPatient) -> Alike | None:
    if not read or not known.numbers:
        return None
    return max(number_likeness(read, number).alike for number in known.numbers)


def _name(read: str, known: KnownPatient) -> Alike | None:
    if not read or not known.names:
        return None
    return max(name_likeness(read, name).alike for name in known.names)


def _born(read: date | None, known: KnownPatient) -> Alike | None:
    return birth_likeness(read, known.birth_date).alike if read and known.birth_date else None


def _shares_given_name(read: str, known: KnownPatient) -> bool:
    """A given name kept under a new family name: born on the same day, that is a marriage, not a twin."""
    said = set(name_key(read).split())
    return any(said & set(_given_names(name)) for name in known.names)


def _given_names(name: str) -> list[str]:
    _, comma, given = name.partition(",")
    return name_key(given if comma else " ".join(name.split()[:-1])).split()
