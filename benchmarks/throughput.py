"""What the whole belt costs beside the bare engines, and how much memory the demo takes under load.

    python -m benchmarks.throughput [--runs 5] [--json FILE]

Starts the demo in a folder of its own, watches the memory of all its processes while it reads the samples
(PSS: shared pages are divided among those who share them), then sends one typed page and one dictation
through the running belt, each time paired with the bare engine on the same input: the `tesseract` program on
the page's image, faster-whisper with the same model and beam on the same audio.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.memory_watch import MemoryWatch
from samples.catalogue import Sample, sample_files

PAGE = "progress_note.pdf"
DICTATION = "clinic_letter.wav"
RENDER_DPI = 300


@dataclass(frozen=True)
class Timing:
    """Seconds of one step over all runs: the best and the median, as a person waits for it."""

    name: str
    best_s: float
    median_s: float

    @classmethod
    def of(cls, name: str, seconds: list[float]) -> Timing:
        """The timing of these runs."""
        return cls(name, round(min(seconds), 2), round(statistics.median(seconds), 2))


def _by_role(sizes: list[tuple[list[str], int]]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for command, size in sizes:
        role = _role(command)
        roles[role] = roles.get(role, 0) + size
    return roles


def _role(command: list[str]) -> str:
    words = " ".join(command)
    for mark, role in (
        ("ingest.worker scan", "scan worker"),
        ("ingest.worker ocr", "ocr workers"),
        ("ingest.worker transcribe", "transcribe worker"),
        ("ingest.worker nlp", "nlp worker"),
        ("ingest.worker filing", "filing worker"),
        ("valkey", "broker"),
        ("dispatcher", "dispatcher"),
        (" web", "web"),
        ("tesseract", "tesseract"),
    ):
        if mark in words:
            return role
    return "front door"


def _sample(name: str) -> Sample:
    return next(sample for sample in sample_files() if sample.file_name == name)


def _start_demo(home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "chartscribe", "--home", str(home), "demo"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )


def _until_read(demo: subprocess.Popen[str]) -> list[str]:
    """The demo's lines up to the one that says how long the samples took."""
    assert demo.stdout is not None  # noqa: S101 - asked for above
    lines = []
    for line in demo.stdout:
        lines.append(line.rstrip())
        if "samples were read in" in line:
            return lines
    raise SystemExit("\n".join(["The demo did not come up:", *lines]))


def _through_belt(home: Path, sample: Sample, run: int) -> float:
    """Seconds from the front desk to the review worklist, by the site's own custody lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"run{run}-{sample.file_name}"
        # other bytes each time, or the front desk would know the file; readers ignore what follows the end
        path.write_bytes(sample.path.read_bytes() + b"\n%run " + str(time.time_ns()).encode())
        command = [sys.executable, "-m", "chartscribe", "--home", str(home), "add", str(path)]
        command += ["--priority", "stat", "--route", "full", "--wait", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    document_id = json.loads(done.stdout.splitlines()[-1])["document_id"]
    return _custody_seconds(home, document_id)


def _custody_seconds(home: Path, document_id: str) -> float:
    from sqlalchemy import select

    from storage.database import Database
    from storage.tables import DocumentEventRow

    database = Database(f"sqlite:///{home / 'chartscribe.db'}")
    with database.read() as session:
        rows = session.scalars(
            select(DocumentEventRow)
            .where(DocumentEventRow.document_id == document_id)
            .order_by(DocumentEventRow.id)
        ).all()
    database.close()
    received = next(row.at for row in rows if row.event == "received")
    ready = next(row.at for row in rows if row.to_state == "awaiting_review")
    return (ready - received).total_seconds()


def _bare_tesseract(sample: Sample) -> Callable[[], float]:
    """A run of the program alone on the page's image, as somebody would type it."""
    import pypdfium2

    from ocr.options import OcrOptions
    from ocr.tesseract_engine import find_language_data, find_tesseract

    image = pypdfium2.PdfDocument(sample.path)[0].render(scale=RENDER_DPI / 72).to_pil().convert("L")
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", dpi=(RENDER_DPI, RENDER_DPI))
    options = OcrOptions()
    command = [str(find_tesseract(options)), "stdin", "stdout", "--oem", "1", "--dpi", str(RENDER_DPI)]
    command += ["--tessdata-dir", str(find_language_data(options)), "-c", "tessedit_create_tsv=1"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}

    def run() -> float:
        started = time.perf_counter()
        subprocess.run(command, input=buffer.getvalue(), capture_output=True, check=True, env=environment)
        return time.perf_counter() - started

    return run


def _bare_whisper(sample: Sample) -> Callable[[], float]:
    """A run of faster-whisper alone, its model loaded before the clock starts."""
    from faster_whisper import WhisperModel

    from storage.settings import StorageSettings
    from transcribe.models import find_model

    found = find_model("base", cache_dir=StorageSettings().cache_dir / "models")
    model = WhisperModel(str(found.folder), device="cpu", compute_type="int8", cpu_threads=2)

    def run() -> float:
        started = time.perf_counter()
        segments, _ = model.transcribe(
            str(sample.path), language="en", beam_size=5, vad_filter=True, word_timestamps=True
        )
        for _segment in segments:
            pass  # the generator does the work as it is drained
        return time.perf_counter() - started

    return run


def measure(runs: int) -> dict[str, Any]:
    """Everything, as one JSON object."""
    page, dictation = _sample(PAGE), _sample(DICTATION)
    with tempfile.TemporaryDirectory(prefix="chartscribe-bench-") as folder:
        home = Path(folder) / "home"
        demo = _start_demo(home)
        try:
            with MemoryWatch(demo.pid) as memory:
                lines = _until_read(demo)
                seconds: dict[str, list[float]] = {}
                bare_page, bare_minute = _bare_tesseract(page), _bare_whisper(dictation)
                for number in range(runs):
                    for name, step in (
                        ("page: bare tesseract", bare_page),
                        ("page: whole belt", lambda n=number: _through_belt(home, page, n)),
                        ("dictation: bare faster-whisper", bare_minute),
                        ("dictation: whole belt", lambda n=number: _through_belt(home, dictation, n)),
                    ):
                        seconds.setdefault(name, []).append(step())
        finally:
            demo.terminate()
            demo.wait(timeout=30)
    return {
        "load_average": os.getloadavg(),
        "runs": runs,
        "demo": next(line for line in lines if "samples were read in" in line),
        "dictation_s": dictation.seconds,
        "timings": [asdict(Timing.of(name, values)) for name, values in seconds.items()],
        "peak_pss_mib": round(memory.peak_all_bytes / 2**20),
        "peak_pss_mib_by_role": {
            role: round(size / 2**20)
            for role, size in sorted(_by_role(memory.at_peak).items(), key=lambda p: -p[1])
        },
    }


def main() -> None:
    """Print a table for people, and JSON for machines where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = measure(arguments.runs)
    print(f"load average {result['load_average'][0]:.1f}; best of {result['runs']} runs")
    print(result["demo"])
    for timing in result["timings"]:
        print(f"{timing['name']:34} best {timing['best_s']:7.2f} s   median {timing['median_s']:7.2f} s")
    print(f"peak memory (PSS, all processes) {result['peak_pss_mib']} MiB: {result['peak_pss_mib_by_role']}")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
