"""Bar 7: a long chart is read in bounded memory, and goes on where it was when a worker is killed.

2,000 pages, and a kill at page 137 of 400, unless `--limit` shortens both. Pages are fax images with a line
of print each (every tenth of the long pass; the rest carry their number alone), so that what is measured is
the belt and the decoder, not the engine. Touches the world: starts `chartscribe up`.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import img2pdf
from PIL import Image, ImageDraw
from sqlalchemy import select

from benchmarks.drill_clinic import DRILL, Clinic
from benchmarks.drill_service import Service, wait_until
from benchmarks.memory_watch import MemoryWatch
from benchmarks.ocr.bench import Bench
from benchmarks.ocr.fonts import font
from benchmarks.ocr.report import Bar, PartResult, Table
from ingest.index_fields import parse_index_fields
from ingest.intake import Arrival, receive
from ingest.settings import IngestSettings
from storage.ledger.document_states import DocumentState
from storage.tables import Document, DocumentPage, Reading

LONG_PAGES, KILLED_PAGES, KILL_AT = 2_000, 400, 137
MOST_MEMORY_MIB = 1_500
RESUMES_WITHIN_S = 60
DPI = 150


def _page(number: int, *, printed: bool) -> bytes:
    """A letter page at 150 dpi as a fax TIFF."""
    image = Image.new("1", (1275, 1650), 1)
    text = (
        f"Page {number} of the chart: blood pressure {100 + number % 60}/{60 + number % 30}"
        if printed
        else str(number)
    )
    ImageDraw.Draw(image).text((150, 200), text, fill=0, font=font("sans", 11 * DPI / 300))
    stream = io.BytesIO()
    image.save(stream, "TIFF", compression="group4", dpi=(DPI, DPI))
    return stream.getvalue()


def _chart(pages: int, *, print_every: int) -> bytes:
    scans = [_page(number, printed=number % print_every == 0) for number in range(1, pages + 1)]
    return bytes(img2pdf.convert(scans))


@dataclass(frozen=True)
class LongPass:
    """What reading the long chart took; memory (PSS) is that of the command line and its children."""

    pages: int
    read: int
    seconds: float
    largest_process_mib: float
    all_processes_mib: float


def _long_pass(folder: Path, pages: int) -> LongPass:
    source, output = folder / "long.pdf", folder / "long.out"
    source.write_bytes(_chart(pages, print_every=10))
    command = [sys.executable, "-m", "chartscribe", "ocr", str(source), "--format", "json", "-o", str(output)]
    began_s = time.monotonic()
    with (folder / "long.log").open("wb") as log:
        started = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
        with MemoryWatch(started.pid) as memory:
            started.wait()
    if started.returncode not in (0, 3):
        raise RuntimeError((folder / "long.log").read_text(errors="replace"))
    seconds = time.monotonic() - began_s
    (written,) = output.glob("*.json")
    document = json.loads(written.read_text(encoding="utf-8"))
    read = sum(bool(page["words"]) for page in document["pages"])
    return LongPass(
        pages=len(document["pages"]),
        read=read,
        seconds=seconds,
        largest_process_mib=memory.peak_one_bytes / 2**20,
        all_processes_mib=memory.peak_all_bytes / 2**20,
    )


@dataclass(frozen=True)
class Killed:
    """What became of a chart whose reading worker was killed."""

    pages: int
    read_before: int
    read_again: int
    resumed_after_s: float
    read_at_last: int


def _kill(folder: Path, pages: int, kill_at: int) -> Killed:
    service = Service(folder / "home", {})
    service.start()
    try:
        clinic = Clinic.open(folder / "home")
        document_id = _send(clinic, _chart(pages, print_every=1))
        wait_until(f"page {kill_at}", lambda: len(_readings(clinic, document_id)) >= kill_at, limit_s=3600)
        for name in [one for one in service.pids() if "ocr" in one]:
            service.kill(name)
        before = _readings(clinic, document_id)
        resumed_s = wait_until(
            "reading goes on", lambda: len(_readings(clinic, document_id)) > len(before), limit_s=300
        )
        wait_until(
            "the end", lambda: _state(clinic, document_id) is DocumentState.AWAITING_REVIEW, limit_s=3600
        )
        after = _readings(clinic, document_id)
    finally:
        service.kill_everything()
    again = sum(after.get(page_id) != at for page_id, at in before.items())
    return Killed(pages, len(before), again, resumed_s, len(after))


def _send(clinic: Clinic, content: bytes) -> str:
    received = receive(
        io.BytesIO(content),
        arrival=Arrival("long.pdf"),
        fields=parse_index_fields({}),
        actor=DRILL,
        belt=clinic.belt,
        settings=IngestSettings(min_free_disk_bytes=0),
    )
    return received.document_id


def _readings(clinic: Clinic, document_id: str) -> dict[str, datetime]:
    """When each page of the document was read."""
    with clinic.belt.database.read() as session:
        rows = session.execute(
            select(Reading.unit_id, Reading.created_at)
            .join(DocumentPage, DocumentPage.page_id == Reading.unit_id)
            .where(DocumentPage.document_id == document_id)
        )
        return {page_id: at for page_id, at in rows}


def _state(clinic: Clinic, document_id: str) -> DocumentState:
    with clinic.belt.database.read() as session:
        return DocumentState(session.get_one(Document, document_id).state)


def measure(bench: Bench) -> PartResult:
    """Both passes, their table and bars."""
    folder = bench.folder("long")
    killed_pages = min(KILLED_PAGES, bench.limit or KILLED_PAGES)
    kill_at = min(KILL_AT, max(killed_pages // 3, 1))
    killed = _kill(folder, killed_pages, kill_at)
    long = _long_pass(folder, min(LONG_PAGES, bench.limit or LONG_PAGES))
    rows = (
        ("pages of the chart whose worker is killed", killed.pages),
        ("read when it is killed", killed.read_before),
        ("of those, read again", killed.read_again),
        ("seconds until the next page is read", round(killed.resumed_after_s, 1)),
        ("read at the end", killed.read_at_last),
        ("pages of the long chart", long.pages),
        ("of those, with words", long.read),
        ("seconds", round(long.seconds, 1)),
        ("largest process, MiB", round(long.largest_process_mib)),
        ("all processes, MiB", round(long.all_processes_mib)),
    )
    return PartResult(
        "long",
        tables=[Table("long charts", ("what", "figure"), rows)],
        bars=[
            Bar.at_most("7: pages read again after a kill", killed.read_again, 0),
            Bar.at_least("7: pages read at the end", killed.read_at_last, killed.pages),
            Bar.at_most("7: seconds until it goes on", killed.resumed_after_s, RESUMES_WITHIN_S),
            Bar.at_most(
                "7: largest process on the long chart, MiB", long.largest_process_mib, MOST_MEMORY_MIB
            ),
        ],
    )
