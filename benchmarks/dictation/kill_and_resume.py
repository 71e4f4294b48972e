"""Touches the world: a long dictation on a running service whose worker is killed, and again in peace."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from sqlalchemy import func, select

from benchmarks.drill_service import Service, lease_environment, wait_until
from ingest.belt import Belt, open_belt
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import draft_hashes, machine_tokens
from storage.settings import StorageSettings
from storage.tables import Document, Job

_WORKER = "transcribe-1"
_LEASE_SHARE = 0.5  # a killed chunk comes back in half a minute, and a busy machine keeps its leases
_PAUSES_S = (5.0, 40.0)
_LIMIT_S = 3 * 3600.0


@dataclass(frozen=True)
class KillReport:
    """What became of it: `kept_share` of the undisturbed run's words stand in the disturbed one."""

    kills: int
    chunks: int
    attempts: int
    words: int
    words_undisturbed: int
    kept_share: float

    @property
    def heard_too_often(self) -> int:
        """Attempts that neither a chunk's first hearing nor a kill explains."""
        return max(0, self.attempts - self.chunks - self.kills)


def kill_and_resume(home: Path, audio: Path, *, kills: int, seed: int) -> KillReport:
    """The same recording on two fresh homes; on one its worker is killed at random moments."""
    disturbed, chunks, attempts = _read_on(home.with_name("disturbed"), audio, kills=kills, seed=seed)
    undisturbed, _, _ = _read_on(home.with_name("undisturbed"), audio, kills=0, seed=seed)
    differing = Levenshtein.distance(disturbed, undisturbed)
    kept = 1 - differing / len(undisturbed) if undisturbed else 0.0
    return KillReport(kills, chunks, attempts, len(disturbed), len(undisturbed), kept)


def _read_on(home: Path, audio: Path, *, kills: int, seed: int) -> tuple[list[str], int, int]:
    """The words of the draft, and how many transcribe jobs it took in how many attempts."""
    service = Service(home, lease_environment(StorageSettings(home=home), _LEASE_SHARE))
    draw = random.Random(seed)
    try:
        service.start()
        document_id = _add(home, audio)
        for _ in range(kills):
            time.sleep(draw.uniform(*_PAUSES_S))
            service.kill(_WORKER)
        with closing(open_belt(StorageSettings(home=home))) as belt:
            wait_until("the draft", lambda: _is_read(belt, document_id), limit_s=_LIMIT_S)
            found = _words(belt, document_id), *_jobs(belt)
        service.stop()
        return found
    finally:
        service.kill_everything()


def _add(home: Path, audio: Path) -> str:
    command = [sys.executable, "-m", "chartscribe", "add", "--home", str(home), "--json", str(audio)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return str(json.loads(said)["document_id"])


def _is_read(belt: Belt, document_id: str) -> bool:
    with belt.database.read() as session:
        return session.get_one(Document, document_id).state == DocumentState.AWAITING_REVIEW


def _words(belt: Belt, document_id: str) -> list[str]:
    with belt.database.read() as session:
        hashes = draft_hashes(session, session.get_one(Document, document_id))
    return [token.text for token in machine_tokens(belt.store, hashes)]


def _jobs(belt: Belt) -> tuple[int, int]:
    with belt.database.read() as session:
        asked = select(func.count(), func.sum(Job.attempts)).where(Job.queue == "transcribe")
        count, attempts = session.execute(asked).one()
    return int(count), int(attempts or 0)
