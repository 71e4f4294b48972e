"""How fast and how surely a patient is found among 200,000. Touches the world: makes a database."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks.coding.noise import CONFUSED
from benchmarks.ocr.invented_charts import _FAMILY, _GIVEN
from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.patients.bench import Bench
from ingest.patients.candidates import Asked, Candidate
from ingest.patients.entries import key_rows
from ingest.patients.identity import name_key
from ingest.patients.look_up import candidates, candidates_typed
from storage.database import Database, database_now
from storage.ids import new_id
from storage.schema import migrate
from storage.tables import Patient, PatientNameKey

_ASKED = 200
_CHUNK = 5000
_SYLLABLES = (
    "ber",
    "lin",
    "mar",
    "ton",
    "sel",
    "wick",
    "har",
    "dow",
    "nes",
    "kov",
    "ric",
    "ley",
    "san",
    "der",
)


def measure(bench: Bench) -> PartResult:
    """Seconds a search, and how often the patient is the first offered."""
    with tempfile.TemporaryDirectory(prefix="bench-patients-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'patients.db'}")
        migrate(database)
        random = Random(f"search {bench.seed}")
        people = _make(database, bench.patients, random)
        chosen = random.sample(people, min(_ASKED, len(people)))
        with database.read() as session:
            rows = [_asked(session, name, chosen, ask, random) for name, ask in _QUESTIONS]
        database.close()
    slowest = max(row[3] for row in rows)
    return PartResult(
        "search",
        [Table("searches", ("asked by", "first", "among nine", "p95 CPU ms", "median CPU ms"), tuple(rows))],
        [Bar.at_most("slowest kind of search, p95 CPU ms", slowest, 150)],
        [f"{len(people)} patients in SQLite, {len(chosen)} searches of each kind, seed {bench.seed}"],
    )


def _make(database: Database, count: int, random: Random) -> list[tuple[str, str, str, date]]:
    """(id, MRN, name, birth date) of each patient."""
    people = list(_people(count, random))
    with database.write() as session:
        now = database_now(session)
        for start in range(0, count, _CHUNK):
            part = people[start : start + _CHUNK]
            session.execute(
                insert(Patient),
                [
                    {"id": one, "mrn": mrn, "name": name, "name_key": name_key(name), "birth_date": born}
                    | {"created_at": now, "mrn_is_ours": False, "said_by": {}}
                    for one, mrn, name, born in part
                ],
            )
            session.execute(
                insert(PatientNameKey), [row for one, _, name, _ in part for row in key_rows(one, [name])]
            )
    return people


def _people(count: int, random: Random) -> Iterator[tuple[str, str, str, date]]:
    for number in range(count):
        family = random.choice(_FAMILY) if random.random() < 0.3 else _made_name(random)
        given = random.choice(_GIVEN) if random.random() < 0.7 else _made_name(random)
        born = date(1930, 1, 1) + timedelta(days=random.randrange(30_000))
        yield new_id(), str(1_000_000 + number * 7), f"{family}, {given}", born


def _made_name(random: Random) -> str:
    return "".join(random.sample(_SYLLABLES, random.randrange(2, 4))).capitalize()


def _slip(text: str, random: Random) -> str:
    place = random.randrange(len(text))
    wrong = random.choice(CONFUSED.get(text[place], ("",)))
    return text[:place] + wrong + text[place + 1 :]


def _digit_slip(number: str, random: Random) -> str:
    place = random.randrange(len(number))
    return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]


_Person = tuple[str, str, str, date]
_Ask = Callable[[Session, _Person, Random], list[Candidate]]
_QUESTIONS: tuple[tuple[str, _Ask], ...] = (
    ("number", lambda s, one, _: candidates(s, Asked(one[1]))),
    ("number with a slip, name", lambda s, one, r: candidates(s, Asked(_digit_slip(one[1], r), one[2]))),
    ("name and birth date", lambda s, one, _: candidates(s, Asked("", one[2], one[3]))),
    ("misread name and birth date", lambda s, one, r: candidates(s, Asked("", _slip(one[2], r), one[3]))),
    ("name alone", lambda s, one, _: candidates(s, Asked("", one[2]))),
    ("four letters and birth date", lambda s, one, _: candidates_typed(s, f"{one[2][:4]} {one[3]}")),
)


def _asked(
    session: Session, name: str, people: list[_Person], ask: _Ask, random: Random
) -> tuple[str, float, float, float, float]:
    first = among = 0
    times = []
    for one in people:
        begun = time.process_time()
        found = [candidate.patient_id for candidate in ask(session, one, random)]
        times.append((time.process_time() - begun) * 1000)
        first += found[:1] == [one[0]]
        among += one[0] in found
    times.sort()
    count = len(people)
    return name, first / count, among / count, times[int(count * 0.95)], times[count // 2]
