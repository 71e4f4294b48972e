"""One worker from its start: `python -m benchmarks.coding.one_worker CACHE`, notes on standard input.

Touches the world: a process of its own, so that start-up and memory are those of nothing else. Answers
{ready_s, ready_cpu_s: from the start of the process to its first answer, rounds_ms: processor time of each
round over all notes, words: of all notes, peak_mb}.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import psutil

from nlp.options import CodingOptions, EncounterType
from nlp.resources import load_resources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes

_ROUNDS = 3


def main() -> None:
    """Gets ready, codes a line of text, then all notes in rounds."""
    resources = load_resources(Path(sys.argv[1]))
    options = CodingOptions(encounter_type=EncounterType.INPATIENT)

    def code(text: str) -> None:
        suggest_codes(SourceText.from_plain_text(text), options=options, resources=resources)

    code("CHF")
    ready_s, ready_cpu_s = time.time() - psutil.Process().create_time(), time.process_time()
    notes = json.load(sys.stdin)
    rounds_ms = []
    for _ in range(_ROUNDS if notes else 0):
        started = time.process_time()
        for note in notes:
            code(note)
        rounds_ms.append((time.process_time() - started) * 1000)
    answer = {
        "ready_s": ready_s,
        "ready_cpu_s": ready_cpu_s,
        "rounds_ms": rounds_ms,
        "words": sum(len(note.split()) for note in notes),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
