"""Who it may be: patients ranked by what agrees with what was read or typed, with reasons. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.patients.foreign import KnownPatient
from ingest.patients.likeness import Alike, Likeness, birth_likeness, name_likeness, number_likeness

# What each field is worth when it is the same, one slip apart, or another. Set by hand so that the order
# follows what agrees: number and one more, then name with birth date, then one of them with a slip.
_WORTH = {
    "number": {Alike.SAME: 0.6, Alike.NEAR: 0.35, Alike.OTHER: -0.2},
    "name": {Alike.SAME: 0.35, Alike.NEAR: 0.25, Alike.OTHER: -0.35},
    "birth": {Alike.SAME: 0.35, Alike.NEAR: 0.22, Alike.OTHER: -0.3},
}
_LEAST = 0.2  # a candidate worth less is nobody's first thought
_LEAD = 0.1  # by which the first must lead, to be meant without a choice
_OTHER_WORDS = {"number": "another record number", "name": "another name", "birth": "another birth date"}


@dataclass(frozen=True)
class Asked:
    """What a page reads or a person typed about a patient; empty where nothing is known."""

    number: str = ""
    name: str = ""
    birth_date: date | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing is asked."""
        return not (self.number or self.name or self.birth_date)


@dataclass(frozen=True)
class Candidate:
    """A patient who may be meant: `score` from 0 to 1, what agrees and what does not, in words."""

    patient_id: str
    score: float
    agrees: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why, as one line: what agrees; then what differs."""
        said = "; ".join(self.agrees)
        return f"{said}; but {', '.join(self.differs)}" if self.differs else said


def rank(asked: Asked, people: Iterable[tuple[str, KnownPatient]]) -> list[Candidate]:
    """The people (id, what is known) who may be meant, likeliest first, without those who share nothing."""
    found = (_candidate(asked, patient_id, known) for patient_id, known in people)
    kept = [one for one in found if one.score >= _LEAST and one.agrees]
    return sorted(kept, key=lambda one: (-one.score, one.patient_id))


def is_meant(ranked: Sequence[Candidate]) -> bool:
    """True when the first agrees in two ways, nothing speaks against it and nobody comes near it."""
    if not ranked:
        return False
    first = ranked[0]
    leads = len(ranked) == 1 or first.score - ranked[1].score >= _LEAD
    return leads and len(first.agrees) > 1 and not first.differs


def _candidate(asked: Asked, patient_id: str, known: KnownPatient) -> Candidate:
    agrees: list[str] = []
    differs: list[str] = []
    score = 0.0
    for field, found in _compared(asked, known):
        score += _WORTH[field][found.alike]
        if found.alike is Alike.OTHER:
            differs.append(_OTHER_WORDS[field])
        else:
            agrees.append(
                "same record number" if field == "number" and found.alike is Alike.SAME else found.words
            )
    return Candidate(patient_id, round(min(max(score, 0.0), 1.0), 3), tuple(agrees), tuple(differs))


def _compared(asked: Asked, known: KnownPatient) -> list[tuple[str, Likeness]]:
    """Each field that both sides have, by its best likeness; an older name or number is said to be one."""
    found = []
    if asked.number and known.numbers:
        found.append(("number", _best([number_likeness(asked.number, one) for one in known.numbers])))
    if asked.birth_date and known.birth_date:
        found.append(("birth", birth_likeness(asked.birth_date, known.birth_date)))
    if asked.name and known.names:
        found.append(("name", _best([name_likeness(asked.name, one) for one in known.names])))
    return found


def _best(found: list[Likeness]) -> Likeness:
    place = max(range(len(found)), key=lambda one: found[one].alike)
    best = found[place]
    if place and best.alike is not Alike.OTHER:
        return Likeness(best.alike, f"{best.words} as an earlier entry")
    return best
