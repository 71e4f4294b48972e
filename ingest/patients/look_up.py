"""Finds the patients who may be meant among all of the site, by indexes. Touches the database.

At 200,000 patients no search reads more than a few hundred rows: numbers and birth dates are looked up with
every single slip written out, names by `name_keys`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ingest.index_fields import parse_date
from ingest.patients.candidates import Asked, Candidate, rank
from ingest.patients.foreign import KnownPatient
from ingest.patients.identity import mrn_key, name_key
from ingest.patients.known import NAME, aliases_of, has_number
from ingest.patients.name_keys import sound_keys, word_key
from storage.tables import DEFAULT_SITE, Patient, PatientAlias, PatientNameKey

_MOST_OF_A_KIND = 400
_MOST_CANDIDATES = 9
_SHORTEST_TYPED = 2
_SHORTEST_NUMBER = 3


def candidates(session: Session, asked: Asked) -> list[Candidate]:
    """The likeliest patients, at most nine, merged ones under the patient who was kept."""
    return rank(asked, known_people(session, _ids_like(session, asked)).items())[:_MOST_CANDIDATES]


def candidates_typed(session: Session, typed: str) -> list[Candidate]:
    """The patients for what a person types: beginnings of names, a number, a birth date, in any order.

    Where nothing begins like it, it is taken as written with a slip.
    """
    words = re.split(r"[\s,;]+", typed.strip())
    born = next((day for word in words if (day := parse_date(word))), None)
    numbers = [word for word in words if re.search(r"\d", word) and parse_date(word) is None]
    names = [name_key(word) for word in words if not re.search(r"\d", word)]
    parts = [part for name in names for part in name.split() if len(part) >= _SHORTEST_TYPED]
    asked = Asked(numbers[0] if numbers else "", " ".join(parts), born)
    ids = _ids_beginning(session, parts, numbers, born)
    if not ids:
        return candidates(session, asked)
    people = known_people(session, ids)
    ranked = {one.patient_id: one for one in rank(replace(asked, name=""), people.items())}
    found = [ranked.get(one, Candidate(one, 0.0, ("begins with what you typed",), ())) for one in people]
    return sorted(found, key=lambda one: (-one.score, people[one.patient_id].names))[:_MOST_CANDIDATES]


def known_people(session: Session, patient_ids: Iterable[str]) -> dict[str, KnownPatient]:
    """What is known of each of these patients, by the id of the patient who was kept."""
    people = _with_everybody_merged(session, patient_ids)
    by_kept: dict[str, list[Patient]] = {}
    for one in people.values():
        by_kept.setdefault(_kept_id(one, people), []).append(one)
    others: dict[str, list[PatientAlias]] = {}
    for alias in aliases_of(session, list(people)):
        others.setdefault(_kept_id(people[alias.patient_id], people), []).append(alias)
    return {
        kept: _known(sorted(group, key=lambda one: one.merged_into is not None), others.get(kept, []))
        for kept, group in by_kept.items()
    }


def _known(group: Sequence[Patient], aliases: Sequence[PatientAlias]) -> KnownPatient:
    numbers = [one.mrn for one in group] + [one.value for one in aliases if one.kind != NAME]
    names = [one.name for one in group] + [one.value for one in aliases if one.kind == NAME]
    born = next((one.birth_date for one in group if one.birth_date), None)
    return KnownPatient(tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(names)), born)


def _with_everybody_merged(session: Session, patient_ids: Iterable[str]) -> dict[str, Patient]:
    """These patients, whom they were merged into, and all who were merged into those."""
    found: dict[str, Patient] = {}
    seen: set[str] = set()
    wanted = set(patient_ids)
    while wanted:
        seen |= wanted
        near = select(Patient).where(or_(Patient.id.in_(wanted), Patient.merged_into.in_(wanted)))
        rows = session.scalars(near).all()
        found |= {one.id: one for one in rows}
        wanted = {one.merged_into for one in rows if one.merged_into} | {one.id for one in rows}
        wanted -= seen
    return found


def _kept_id(patient: Patient, people: dict[str, Patient]) -> str:
    while patient.merged_into is not None:
        patient = people[patient.merged_into]
    return patient.id


def _ids_like(session: Session, asked: Asked) -> set[str]:
    found: set[str] = set()
    if asked.number:
        found |= _ids_with_numbers(session, list(_one_slip_from(mrn_key(asked.number))))
    if asked.birth_date:
        days = list(_days_one_slip_from(asked.birth_date))
        born = set(_first(session, select(Patient.id).where(Patient.birth_date.in_(days))))
        found |= born
    if asked.name:
        # the best keys first: common sounds alone would fill the list before the name itself came
        shared = Counter(_ids_with_keys(session, sound_keys(asked.name)))
        found |= {one for one, _ in shared.most_common(_MOST_OF_A_KIND)}
        exact = select(Patient.id).where(Patient.name_key == name_key(asked.name))
        found |= set(_first(session, exact))
    return found


def _ids_with_keys(session: Session, keys: set[str]) -> list[str]:
    wanted = select(PatientNameKey.patient_id)
    return [
        one for key in sorted(keys) for one in _first(session, wanted.where(PatientNameKey.key == key), 3000)
    ]


def _ids_with_numbers(session: Session, keys: Sequence[str]) -> set[str]:
    own = select(Patient.id).where(*has_number(keys))
    other = select(PatientAlias.patient_id).where(PatientAlias.value_key.in_(keys), PatientAlias.kind != NAME)
    return set(_first(session, own)) | set(_first(session, other))


def _first(session: Session, wanted: Select[str], most: int = _MOST_OF_A_KIND) -> Sequence[str]:
    return list(session.execute(wanted.limit(most)).scalars())


def _one_slip_from(key: str) -> Iterator[str]:
    """The number itself and with one digit changed, left out, doubled up, or two in turned order."""
    yield key
    if len(key) < _SHORTEST_NUMBER:
        return
    for place, sign in enumerate(key):
        yield key[:place] + key[place + 1 :]
        if place + 1 < len(key):
            yield key[:place] + key[place + 1] + sign + key[place + 2 :]
        for digit in "0123456789":
            yield key[:place] + digit + key[place + 1 :]
            yield key[:place] + digit + key[place:]
    yield from (key + digit for digit in "0123456789")


def _days_one_slip_from(day: date) -> Iterator[date]:
    written = f"{day:%Y%m%d}"
    yield day
    for place in range(8):
        yield from _days(written[:place] + digit + written[place + 1 :] for digit in "0123456789")
        if place < 7:
            yield from _days([written[:place] + written[place + 1] + written[place] + written[place + 2 :]])
    yield from _days([written[:4] + written[6:] + written[4:6]])


def _days(written: Iterable[str]) -> Iterator[date]:
    for one in written:
        try:
            yield date(int(one[:4]), int(one[4:6]), int(one[6:]))
        except ValueError:
            continue  # 31 February is nobody's birthday


def _ids_beginning(
    session: Session, parts: Sequence[str], numbers: Sequence[str], born: date | None
) -> set[str]:
    conditions: list[ColumnElement[bool]] = []
    for part in parts:
        begins = select(PatientNameKey.patient_id).where(_begins(session, PatientNameKey.key, word_key(part)))
        conditions.append(Patient.id.in_(begins))
    for number in numbers:
        key = mrn_key(number)
        other = select(PatientAlias.patient_id).where(
            PatientAlias.value_key == key, PatientAlias.kind != NAME
        )
        begins = select(Patient.id).where(Patient.site_id == DEFAULT_SITE, _begins(session, Patient.mrn, key))
        conditions.append(or_(Patient.id.in_(begins), Patient.id.in_(other)))
    if born:
        conditions.append(Patient.birth_date == born)
    if not conditions:
        return set()
    return set(session.scalars(select(Patient.id).where(*conditions).limit(_MOST_OF_A_KIND)))


def _begins(session: Session, column: InstrumentedAttribute[str], key: str) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite":  # a LIKE would not use the index there
        return and_(column >= key, column < f"{key}\U0010ffff")
    return column.startswith(key, autoescape=True)
