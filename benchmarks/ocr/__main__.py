"""The OCR benchmark.

    python -m benchmarks.ocr [--data FOLDER] [--part PART …] [--limit N] [--seed N …] [--json FILE]

Touches the world: runs our reader and its peers as child processes on the same image-only pages and prints
tables for people; `--json FILE` writes the same for machines. `FOLDER` holds `funsd` and `clinical` (also
under `ocr/`); what is absent is said, and the rest runs. Development seeds are 0–9, held-out ones from 1000.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.frame import Benchmark
from benchmarks.ocr.bench import READERS, Bench

PARTS = {
    "forms": "benchmarks.ocr.part_forms",
    "clinical": "benchmarks.ocr.part_clinical",
    "generated": "benchmarks.ocr.part_generated",
    "triage": "benchmarks.ocr.part_triage",
    "handwriting": "benchmarks.ocr.part_handwriting",
    "speed": "benchmarks.ocr.part_speed",
    "separators": "benchmarks.ocr.separators",
    "long": "benchmarks.ocr.part_long",
    "outputs": "benchmarks.ocr.outputs",
}
OCR = Benchmark("ocr", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = OCR.parser(sets="funsd and clinical", units="pages (or documents)")
    parser.add_argument("--seed", type=int, nargs="+", default=[0], help="seeds of our own pages (default 0)")
    parser.add_argument("--keep", type=Path, help="keep the peers' readings here for the next run")
    parser.add_argument("--readers", nargs="+", choices=[reader.name.replace(" ", "-") for reader in READERS])
    chosen = parser.parse_args(arguments)
    readers = [r for r in READERS if not chosen.readers or r.name.replace(" ", "-") in chosen.readers]
    kept = {"data": chosen.data, "limit": chosen.limit, "keep": chosen.keep}
    return OCR.run(chosen, arguments, lambda: Bench(**kept, seeds=chosen.seed, readers=readers))


if __name__ == "__main__":
    raise SystemExit(main())
