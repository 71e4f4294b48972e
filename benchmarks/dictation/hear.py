"""Touches the world: one reader in a process of its own; jobs come as JSON lines, what it heard goes out so.

    python -m benchmarks.dictation.hear READER [THREADS]

READER is one of READERS. A job is `{audio, context, quality, normals}`; an answer has `text`, for ours also
the command line's JSON, the draft's tokens and the stored reading, and `cpu_s`, this job's processor time.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage.settings import StorageSettings

Job = dict[str, Any]
Answer = dict[str, Any]


def main() -> int:
    """Answer every job on standard input; the first line out says that the reader is loaded."""
    reader = READERS[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        started_s = time.process_time()
        answer = reader(json.loads(line))
        answer["cpu_s"] = round(time.process_time() - started_s, 3)
        answer["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps(answer), flush=True)
    return 0


def _ours(threads: int) -> Callable[[Job], Answer]:
    from dataclasses import replace

    from chartscribe.options import EngineSettings, dictation_options
    from transcribe.options import DictationContext
    from transcribe.output import transcribe_json
    from transcribe.read_dictation import read_dictation

    models = StorageSettings().cache_dir / "models"

    def hear(job: Job) -> Answer:
        context = DictationContext.from_json(job["context"]) if job.get("context") else None
        options = dictation_options(EngineSettings(), quality=job["quality"], context=context)
        options = replace(options, cpu_threads=threads)
        reading = read_dictation(Path(job["audio"]).read_bytes(), options=options, model_cache_dir=models)
        tokens = [[one.text, one.space_after, list(one.sources)] for one in reading.report.tokens]
        return {
            **transcribe_json(job["audio"], reading),
            "tokens": tokens,
            "reading": {**reading.as_json(), "peaks": []},
        }

    return hear


def _plain_whisper(threads: int) -> Callable[[Job], Answer]:
    """faster-whisper base with its defaults, but for the number format (ours too), threads and language."""
    from faster_whisper import WhisperModel

    from transcribe.models import find_model

    folder = find_model("base", cache_dir=StorageSettings().cache_dir / "models").folder
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)

    def hear(job: Job) -> Answer:
        segments, _ = model.transcribe(job["audio"], language="en")
        return {"text": "".join(segment.text for segment in segments).strip()}

    return hear


def _pocketsphinx(_: int) -> Callable[[Job], Answer]:
    import numpy as np
    from pocketsphinx import Decoder  # type: ignore[attr-defined]  # handed on without saying so

    from benchmarks.dictation.voices import RATE_HZ, read_sound

    decoder = Decoder(samprate=RATE_HZ, loglevel="FATAL")

    def hear(job: Job) -> Answer:
        samples = (np.clip(read_sound(Path(job["audio"])), -1, 1) * 32_767).astype(np.int16)
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return {"text": found.hypstr if found else ""}

    return hear


READERS: dict[str, Callable[[int], Callable[[Job], Answer]]] = {
    "ours": _ours,
    "plain": _plain_whisper,
    "pocketsphinx": _pocketsphinx,
}

if __name__ == "__main__":
    raise SystemExit(main())
