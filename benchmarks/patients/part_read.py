"""Foreign pages among really read ones: generated pages under degradations, and the clinical set. Long.

Each reading is judged twice: in its own patient's chart (a stop is a false alarm, unless the page truly names
two patients) and in another's (it must stop). Touches the world: draws pages, reads them with our own engine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image

from benchmarks.ocr.degradations import DEGRADATIONS
from benchmarks.ocr.invented_charts import Chart
from benchmarks.ocr.ours import Ours
from benchmarks.ocr.pages import LAYOUTS, degraded
from benchmarks.ocr.readings import ReadPage
from benchmarks.ocr.report import PartResult
from benchmarks.patients.bench import Bench
from benchmarks.patients.judged import Judged, bars, identifiers, is_readable, known, tables
from benchmarks.patients.own_pages import OWN_LAYOUTS
from benchmarks.patients.shuffled import drawn_page, prints
from ingest.index_fields import parse_date
from ingest.patients.foreign import KnownPatient, names_somebody_else
from ingest.patients.identity import ReadIdentity
from ingest.patients.read_identity import page_identity

_PAGES = 150  # drawn ones; each reading is judged in two charts
_GOLD = Path(__file__).parent / "clinical_people.tsv"
_STRANGER = KnownPatient(("5550123",), ("Vandersloot, Quincy",), parse_date("02/29/1944"))


@dataclass(frozen=True)
class _Asked:
    """A page to read: whose it is, what it can be told by, and whether a second patient is on it."""

    name: str
    layout: str
    degradation: str
    owner: KnownPatient | None  # None: the page says nobody
    names_two: bool
    truth: tuple[str, ...]  # identifiers that make it readable when one of them is read letter for letter


def measure(bench: Bench) -> PartResult:
    """The shares and bars."""
    reader = Ours("tesseract")
    with tempfile.TemporaryDirectory(prefix="bench-patients-") as folder:
        drawn = list(_drawn(Path(folder), bench.limit or _PAGES, bench.seed))
        clinical = list(_clinical(bench.data, bench.limit))
        asked = [one for one, _ in (*drawn, *clinical)]
        readings = reader.read_documents([path for _, path in (*drawn, *clinical)])
    pages = [
        judged
        for one, reading in zip(asked, readings, strict=True)
        for judged in _judged(one, [_identity(page) for page in reading], " ".join(p.text for p in reading))
    ]
    remark = f"{len(drawn)} drawn and {len(clinical)} clinical documents read, each judged in two charts"
    return PartResult("read", tables(pages, "really read"), bars(pages, "really read"), [remark])


def _drawn(folder: Path, count: int, seed: int) -> Iterator[tuple[_Asked, Path]]:
    random = Random(f"read {seed}")
    for number in range(count):
        layout = random.choice([*LAYOUTS, *OWN_LAYOUTS])
        degradation = random.choice(sorted(DEGRADATIONS))
        person = Chart(Random(f"reader {seed} {number}")).person
        page = degraded(drawn_page(layout, person, f"r{seed}-{number}"), degradation, seed=seed)
        path = folder / f"{number:04d}.png"
        Image.fromarray(page.grey).save(path, dpi=page.dpi)
        says = prints(layout) and layout != "two_columns"
        truth = identifiers(person) if says else ()
        yield _Asked(path.stem, layout, degradation, known(person), names_two=False, truth=truth), path


def _clinical(data: Path | None, limit: int | None) -> Iterator[tuple[_Asked, Path]]:
    if data is None:
        return
    lines = _GOLD.read_text(encoding="utf-8").splitlines()[1:]
    for line in lines[:limit]:
        name, said = line.split("\t")
        people = [] if said == "-" else [one.split("|") for one in said.split(";")]
        owner = _person(people[0]) if people else None
        truth = tuple(one for one in people[0] if one) if people else ()
        degradation = name.rsplit("_", 1)[1]
        asked = _Asked(name, "clinical", degradation, owner, names_two=len(people) > 1, truth=truth)
        yield asked, data / "ocr" / "clinical" / f"{name}.pdf"


def _person(said: list[str]) -> KnownPatient:
    mrn, name, born = said
    return KnownPatient((mrn,) if mrn else (), (name,), parse_date(born))


def _identity(page: ReadPage) -> ReadIdentity:
    fields: dict[str, str] = {}
    for one in ((page.source or {}).get("structure") or {}).get("key_values", ()):
        fields.setdefault(one["name"], one["text"])
    return page_identity("\n".join(page.lines()), key_values=fields, label_mrn="")


def _judged(asked: _Asked, read: list[ReadIdentity], text: str) -> Iterator[Judged]:
    shown = " / ".join(str(one.as_json()) for one in read)
    readable = any(is_readable(text, one) for one in asked.truth)
    for where, patient in (("own", asked.owner), ("another's", _STRANGER)):
        if patient is None:
            continue
        stopped = any(names_somebody_else(one, patient) for one in read)
        is_foreign = asked.names_two or where != "own"
        yield Judged(
            f"{asked.name} in {where} chart",
            asked.layout,
            asked.degradation,
            is_foreign,
            readable,
            stopped,
            shown,
        )
