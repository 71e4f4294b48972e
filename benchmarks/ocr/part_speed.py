"""Bar 5: pages a minute on a mixed batch, beside OCRmyPDF with two jobs, and what the workers take.

Sixty pages, one image-only PDF: the first twenty pages of the clinical prose, of the clinical tables and of
FUNSD by file name. Every reader gets the same file and all cores; nothing is kept from another run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.memory_watch import MemoryWatch
from benchmarks.ocr.bench import Bench
from benchmarks.ocr.metrics import TokenScore, token_score, tokens
from benchmarks.ocr.ours import Ours, pages_of
from benchmarks.ocr.page_sets import ClinicalDocument, clinical, forms
from benchmarks.ocr.peers import OCRMYPDF_OPTIONS, ReaderFailedError, image_only_pdf, packaged_tesseract
from benchmarks.ocr.report import Bar, PartResult, Table

_OF_EACH = 20
_MOST_WORKER_MIB = 1536
MIB = 2**20


@dataclass(frozen=True)
class Mix:
    """The batch: page images in order, and the truth of each stretch of pages that is scored as one."""

    images: tuple[Path, ...]
    scored: tuple[tuple[str, int, int, str], ...]  # (kind, first page, last + 1, true text)


@dataclass(frozen=True)
class Race:
    """How one reader did on the mix."""

    name: str
    seconds: float
    pages: int
    f1: dict[str, float]
    load: float
    worker_mib: float
    all_mib: float

    @property
    def pages_a_minute(self) -> float:
        """Pages a minute of wall time."""
        return self.pages / self.seconds * 60


def mix(bench: Bench) -> Mix:
    """The mixed batch; a document cut short by the twentieth page is read but not scored.

    Raises:
        SetMissingError: a set is absent.
    """
    share = min(_OF_EACH, bench.limit or _OF_EACH)
    images: list[Path] = []
    scored: list[tuple[str, int, int, str]] = []
    for kind, subset in (("prose", "original"), ("tables", "tables")):
        _add_documents(kind, clinical(bench, subsets=[subset]), share, images=images, scored=scored)
    for form in forms(bench, limit=share):
        text = " ".join(word.text for word in form.words)
        scored.append(("forms", len(images), len(images) + 1, text))
        images.append(form.image)
    return Mix(tuple(images), tuple(scored))


def _add_documents(
    kind: str,
    documents: Sequence[ClinicalDocument],
    share: int,
    *,
    images: list[Path],
    scored: list[tuple[str, int, int, str]],
) -> None:
    last = len(images) + share
    for document in documents:
        first, pages = len(images), document.images[: last - len(images)]
        images += pages
        if pages and len(pages) == len(document.images):
            scored.append((kind, first, len(images), document.text))


def measure(bench: Bench) -> PartResult:
    """The race, one reader after the other.

    Raises:
        SetMissingError: a set is absent.
    """
    batch = mix(bench)
    with tempfile.TemporaryDirectory(prefix="race-") as folder:
        scans = Path(folder) / "batch.pdf"
        scans.write_bytes(image_only_pdf(batch.images))
        races = [
            _race("ocrmypdf -j 2", batch, lambda: _ocrmypdf(scans, Path(folder))),
            _race("ours tesseract", batch, lambda: _ours("tesseract", scans, Path(folder))),
            _race("ours routed", batch, lambda: _ours("routed", scans, Path(folder))),
        ]
    return PartResult(f"speed ({len(batch.images)} pages in one PDF)", [_table(races)], _bars(races))


Finished = tuple[list[str], MemoryWatch]


def _race(name: str, batch: Mix, read: Callable[[], Finished]) -> Race:
    load, started = os.getloadavg()[0], time.perf_counter()
    texts, memory = read()
    seconds = time.perf_counter() - started
    scores: dict[str, TokenScore] = {"all": TokenScore()}
    for kind, first, end, true in batch.scored:
        score = token_score(tokens(" ".join(texts[first:end])), tokens(true))
        scores[kind] = scores.get(kind, TokenScore()) + score
        scores["all"] += score
    f1 = {kind: score.f1 for kind, score in scores.items()}
    one, everything = memory.peak_one_bytes / MIB, memory.peak_all_bytes / MIB
    return Race(name, seconds, len(batch.images), f1, load, one, everything)


def _watched(command: Sequence[str], environment: dict[str, str], printed: Path) -> MemoryWatch:
    with printed.open("wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, env=environment)
        with MemoryWatch(child.pid) as memory:
            _, said = child.communicate()
    if child.returncode not in (0, 3):  # 3: a page needs a person, and says so
        raise ReaderFailedError(f"{command[:3]}: {child.returncode}: {said[-600:].decode(errors='replace')}")
    return memory


def _ocrmypdf(scans: Path, folder: Path) -> Finished:
    sidecar = folder / "text.txt"
    command = [sys.executable, "-m", "ocrmypdf", *OCRMYPDF_OPTIONS, "--sidecar", str(sidecar)]
    with packaged_tesseract() as environment:
        memory = _watched([*command, str(scans), str(folder / "out.pdf")], environment, folder / "printed")
    return sidecar.read_text(encoding="utf-8").split("\f"), memory


def _ours(engine: Literal["routed", "tesseract"], scans: Path, folder: Path) -> Finished:
    printed = folder / "printed"
    command = Ours(engine).command([scans], home=str(folder / "home"))
    memory = _watched(command, {**os.environ, "OMP_THREAD_LIMIT": "1"}, printed)
    return [page.text for page in pages_of(printed.read_text(encoding="utf-8"))[0]], memory


def _table(races: Sequence[Race]) -> Table:
    kinds = ("all", "prose", "tables", "forms")
    rows = tuple(
        (
            race.name,
            race.pages_a_minute,
            race.pages_a_minute / races[0].pages_a_minute,
            race.seconds,
            *(race.f1.get(kind) for kind in kinds),
            race.load,
            round(race.worker_mib),
            round(race.all_mib),
        )
        for race in races
    )
    headings = ("reader", "pages/min", "beside ocrmypdf", "seconds", *(f"F1 {kind}" for kind in kinds))
    return Table("the race", (*headings, "load before", "largest process MiB", "all MiB"), rows)


def _bars(races: Sequence[Race]) -> list[Bar]:
    peer, lone, routed = races
    gain = routed.f1["forms"] - peer.f1["forms"] if "forms" in peer.f1 else None
    worker = max(lone.worker_mib, routed.worker_mib)
    return [
        Bar.at_least(
            "5 tesseract only: speed beside ocrmypdf", lone.pages_a_minute / peer.pages_a_minute, 1.4
        ),
        Bar.at_least("5 tesseract only: F1 above ocrmypdf", lone.f1["all"] - peer.f1["all"], 0.0),
        Bar.at_least("5 routed: speed beside ocrmypdf", routed.pages_a_minute / peer.pages_a_minute, 0.5),
        Bar.at_least("5 routed: F1 above ocrmypdf on forms", gain, 0.10),
        Bar.at_most("5 largest process of ours, MiB", worker, _MOST_WORKER_MIB),
    ]
