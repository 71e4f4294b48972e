"""Touches the disk: what a site learned, one JSON file in its home, apart from every edition.

The file holds dictionary terms, codes and groups of words that stood in charts of at least three people: it
is made from charts and readable by its owner alone. Deleting it forgets everything.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from nlp.learning.learned import Learned
from storage.errors import Disposition, ServiceError


class LearnedFileError(ServiceError):
    """What was learned here cannot be read or kept."""

    code: ClassVar[str] = "nlp.learned_file"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Build it anew with `chartscribe codes learn --keep`, or switch use_learned off"


def learned_path(home: Path) -> Path:
    """Where a site keeps what it learned."""
    return home / "learned" / "codes.json"


def load_learned(home: Path) -> Learned | None:
    """What the site learned; None where nothing was kept. Read once as long as the file does not change.

    Raises:
        LearnedFileError: the file cannot be read, or another version of the program wrote it.
    """
    path = learned_path(home)
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise LearnedFileError("What was learned here cannot be read") from failure


@lru_cache(maxsize=4)
def _read(path: Path, _changed_ns: int, _size_bytes: int) -> Learned:
    return Learned.from_json(json.loads(path.read_text("utf-8")))


def keep_learned(home: Path, learned: Learned) -> Path:
    """The file, written whole or not at all, readable by its owner alone.

    Raises:
        LearnedFileError: it cannot be written.
    """
    path = learned_path(home)
    unfinished = path.with_suffix(".unfinished")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as lines:
            json.dump(learned.as_json(), lines)
        unfinished.replace(path)
    except OSError as failure:
        raise LearnedFileError("What was learned here cannot be kept") from failure
    return path


def forget_learned(home: Path) -> bool:
    """Whether there was anything to forget; afterwards there is not.

    Raises:
        LearnedFileError: it cannot be deleted.
    """
    path = learned_path(home)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as failure:
        raise LearnedFileError("What was learned here cannot be deleted") from failure
    return True
