"""A site that has been at work for sixty days: any number of documents, seeded. Touches the database.

Rows alone, without images or text: what lists, search and figures read. The mix is that of a records
department of two dozen people: three charts in four documents, most of them filed, a day's work waiting,
some stopped, some withdrawn; each with its custody lines, pages, readings, jobs and audit rows.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from benchmarks.review.document_traces import traces_of
from ingest.patients.identity import name_key
from storage.database import Database
from storage.ledger.document_states import DocumentState as S
from storage.tables import (
    Base,
    Batch,
    ClaimedIdentity,
    CodingCase,
    Document,
    Encounter,
    Patient,
    SourceObject,
)

DAYS = 60
_ROWS_AT_ONCE = 20_000
_FAMILIES = (
    "Abbott Achterberg Adeyemi Alvarez Bauer Benitez Bjorklund Brandt Castellano Chaudhry Clarke Dambrosio "
    "Delacroix Eriksen Fairweather Ferrante Fitzgerald Garland Gruber Hale Hashimoto Hollis Ibarra Ingram "
    "Jankowski Keller Kovacs Laurent Lindgren Marchetti Mbeki Meadows Nakamura Novak Oakley Okafor Olsen "
    "Pereira Quigley Ramaswamy Reyes Rosenthal Sandoval Schreiber Silva Sorensen Tanaka Thornton Ueda "
    "Vandermeer Vasquez Whitlock Wójcik Yilmaz Zimmermann"
)
FAMILIES = tuple(_FAMILIES.split())
_GIVEN = (
    "Ada Agnes Amir Beatriz Bruno Carla Cedric Chidi Dalia Dorian Edith Elias Farah Felix Greta Hana Henrik "
    "Ines Ivan Jonas Judith Kamal Karin Lena Leon Magda Malik Mira Nadia Nils Odette Omar Paula Pedro Quinn "
    "Rania Rolf Sabine Simon Tamar Theo Ursula Viktor Wanda Yusuf Zora"
)
GIVEN = tuple(_GIVEN.split())
CHART_TYPES = (
    "Progress note",
    "History and physical",
    "Laboratory report",
    "Operative report",
    "Consent",
    "Face sheet",
    "Emergency note",
)
WORKTYPES = ("Discharge summary", "Clinic letter", "Radiology report", "Operative report")
AUTHORS = tuple(f"Dr. {given} {family}" for given, family in zip(GIVEN[:24], FAMILIES[10:34], strict=True))
STATIONS = ("scan-1", "scan-2", "scan-3", "scan-er")
# of every thousand documents, in which state; the rest is filed
_MIX = (
    (S.AWAITING_REVIEW, 90),
    (S.IN_REVIEW, 1),
    (S.READING, 25),
    (S.RECEIVED, 12),
    (S.FILING, 3),
    (S.NEEDS_ATTENTION, 2),
    (S.REJECTED, 6),
    (S.WITHDRAWN, 20),
)


@dataclass
class _Writer:
    """Rows by table, sent in large pieces, parents first."""

    database: Database
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: type[Base], **values: Any) -> None:
        self.rows.setdefault(table.__tablename__, []).append(values)

    def flush(self) -> None:
        with self.database.engine.begin() as connection:
            for table in Base.metadata.sorted_tables:
                waiting = self.rows.pop(table.name, [])
                for start in range(0, len(waiting), _ROWS_AT_ONCE):
                    connection.execute(insert(table), waiting[start : start + _ROWS_AT_ONCE])


@dataclass
class LargeSite:
    """Makes the rows; the same seed gives the same site, counted back from `now`."""

    database: Database
    documents: int
    now: datetime
    user_ids: tuple[str, ...]
    seed: int = 7

    def __post_init__(self) -> None:
        self.pick = random.Random(self.seed)
        self._writer = _Writer(self.database)
        self._batches: dict[tuple[str, int], str] = {}

    def make(self) -> None:
        """Write everything."""
        encounters = self._people(max(1, self.documents // 3))
        for number in range(self.documents):
            self._document(number, encounters[self.pick.randrange(len(encounters))])
            if number % 5000 == 4999:
                self._writer.flush()
        self._writer.flush()

    def add(self, table: type[Base], **values: Any) -> None:
        """One more row, written in time."""
        self._writer.add(table, **values)

    def new_id(self, at: datetime) -> str:
        """A UUIDv7 of that moment."""
        value = int(at.timestamp() * 1000) << 80 | self.pick.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))

    def _people(self, number: int) -> list[tuple[Patient, str, str]]:
        began = self.now - timedelta(days=DAYS + 1)
        found = []
        for count in range(number):
            family, given = self.pick.choice(FAMILIES), self.pick.choice(GIVEN)
            name = f"{family}, {given} {chr(65 + count % 26)}."
            born = date(1930, 1, 1) + timedelta(days=self.pick.randrange(32_000))
            values = {"mrn": f"{400_000 + count * 7}", "name": name, "name_key": name_key(name)}
            patient = {"id": self.new_id(began), "site_id": "site", "birth_date": born, "created_at": began}
            self.add(Patient, **patient, **values)
            for visit in range(1 + count % 3):
                made = self.new_id(began)
                encounter = f"E-{200_000 + count}-{visit}"
                self.add(
                    Encounter,
                    id=made,
                    patient_id=patient["id"],
                    number=encounter,
                    encounter_type=self.pick.choice(("inpatient", "outpatient", "emergency")),
                    date_of_service=began.date(),
                    created_at=began,
                )
                self._case(made, began)
                found.append((Patient(**patient, **values), made, encounter))
        self._writer.flush()
        return found

    def _case(self, encounter_id: str, at: datetime) -> None:
        state = self.pick.choices(("open", "final", "changed_since_final"), (6, 90, 1))[0]
        self.add(
            CodingCase, id=self.new_id(at), encounter_id=encounter_id, state=state, revision=3, created_at=at
        )

    def _document(self, number: int, owner: tuple[Patient, str, str]) -> None:
        received = self.now - timedelta(days=DAYS) * (1 - number / self.documents)
        kind = "dictation" if number % 4 == 0 else "chart"
        state = self._state(number)
        patient, encounter_id, encounter = owner
        document = self._row(received, kind, state)
        claims = {"mrn": patient.mrn, "name": patient.name, "encounter": encounter}
        born = patient.birth_date
        document["claimed_fields"] = claims | {"dob": born.isoformat() if born else None}
        confirmed = state in (S.FILED, S.FILING)
        document["patient_id"] = patient.id if confirmed else None
        document["encounter_id"] = encounter_id if confirmed else None
        self.add(
            SourceObject,
            sha256=document["source_sha256"],
            object_key=f"key-{number}",
            size_bytes=90_000,
            media_type="application/pdf",
            created_at=received,
        )
        self.add(Document, **document)
        self.add(
            ClaimedIdentity,
            document_id=document["id"],
            name_key=name_key(patient.name),
            mrn=patient.mrn,
            encounter=encounter.casefold(),
            birth_date=born,
        )
        traces_of(self, document, state)

    def _state(self, number: int) -> S:
        # what waits came in lately; withdrawals and rejections lie all along
        if number < self.documents * 0.8:
            return S(self.pick.choices((S.FILED, S.REJECTED, S.WITHDRAWN), (974, 6, 20))[0])
        states, shares = zip(*_MIX, strict=True)
        return S(self.pick.choices((S.FILED, *states), (1000 - 5 * 137, *(5 * s for s in shares)))[0])

    def _row(self, received: datetime, kind: str, state: S) -> dict[str, Any]:
        pick = self.pick
        priority = pick.choices((0, 1, 2), (4, 76, 20))[0]
        done = min(received + timedelta(minutes=pick.expovariate(1 / 400)), self.now)
        verified = state in (S.FILED, S.FILING)
        station = pick.choice(STATIONS)
        return {
            "id": self.new_id(received),
            "site_id": "site",
            "batch_id": self._batch(station, received),
            "kind": kind,
            "source_sha256": f"{pick.getrandbits(256):064x}",
            "file_name": "scan.pdf" if kind == "chart" else "dictation.ds2",
            "media_type": "application/pdf" if kind == "chart" else "audio/wav",
            "state": state.value,
            "resume_state": S.READING.value if state is S.NEEDS_ATTENTION else None,
            "reason_code": "ocr.pdf_encrypted" if state is S.NEEDS_ATTENTION else None,
            "reason": "The PDF is locked with a password" if state is S.NEEDS_ATTENTION else None,
            "seen_by": self.user_ids[0] if state is S.REJECTED and pick.random() < 0.9 else None,
            "route": "full"
            if kind == "dictation"
            else pick.choice(("full", "full", "archive", "key_fields")),
            "priority": priority,
            "options": {},
            "document_type": pick.choice(CHART_TYPES if kind == "chart" else WORKTYPES),
            "author": pick.choice(AUTHORS),
            "page_count": 1 + int(pick.expovariate(0.5)) if kind == "chart" else None,
            "duration_s": pick.uniform(40, 400) if kind == "dictation" else None,
            "due_at": received + timedelta(minutes=(120, 1440, 10080)[priority]),
            "word_count": pick.randrange(100, 900),
            "doubtful_words": int(pick.expovariate(1 / 12)),
            "suggestion_count": pick.randrange(12),
            "reviewer_id": pick.choice(self.user_ids) if state is S.IN_REVIEW else None,
            "reviewer_until": self.now + timedelta(minutes=14) if state is S.IN_REVIEW else None,
            "verified_by": pick.choice(self.user_ids) if verified else None,
            "verified_at": done if verified else None,
            "signed_by": pick.choice(self.user_ids) if verified and pick.random() < 0.97 else None,
            "record_version": 1 if verified else 0,
            "revision": pick.randrange(20) if verified else 0,
            "received_at": received,
            "updated_at": done if verified else received,
        }

    def _batch(self, station: str, at: datetime) -> str:
        key = (station, at.toordinal())
        if key not in self._batches:
            self._batches[key] = self.new_id(at)
            self.add(
                Batch,
                id=self._batches[key],
                site_id="site",
                source="upload",
                created_by=station,
                created_at=at,
            )
        return self._batches[key]


def now_utc() -> datetime:
    """This moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
