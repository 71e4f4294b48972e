"""Files that were not taken from the watch folder: when they are tried again, and the note beside each.

Touches the world.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.resting_files import NOTE_SUFFIX
from storage.errors import ServiceError

_log = logging.getLogger(__name__)
_FIRST_LINE = "Chartscribe has not taken the file beside this note."
_LONGEST_FILE_WAIT_S = 600.0
_LONGEST_OUTAGE_WAIT_S = 60.0  # an outage ends for all files at once, so it is asked about more often


@dataclass(frozen=True)
class _Refusal:
    code: str
    failures: int
    next_try_s: float


class Patience:
    """Waits twice as long after each failure, for one file or, in an outage, for all; says what is news."""

    def __init__(self, *, first_wait_s: float, clock: Callable[[], float]) -> None:
        self._first_wait_s = first_wait_s
        self._clock = clock
        self._files: dict[str, _Refusal] = {}
        self._outage: _Refusal | None = None

    def may_try(self, name: str) -> bool:
        """True when neither this file nor the whole folder has to wait."""
        return all(
            refusal is None or self._clock() >= refusal.next_try_s
            for refusal in (self._outage, self._files.get(name))
        )

    def refused(self, name: str, code: str) -> bool:
        """True when this failure of the file is news; it is tried again later."""
        before = self._files.get(name)
        self._files[name] = self._next(before, code, _LONGEST_FILE_WAIT_S)
        return before is None or before.code != code

    def outage(self, code: str) -> bool:
        """True when this failure, which is none of the file's, is news; all files wait."""
        before = self._outage
        self._outage = self._next(before, code, _LONGEST_OUTAGE_WAIT_S)
        return before is None or before.code != code

    def taken(self, name: str) -> None:
        """A file went through: whatever was in the way is over."""
        if self._outage is not None:
            _log.info("files are taken from the watch folder again")
        self._outage = None
        self._files.pop(name, None)

    def forget_all_but(self, names: set[str]) -> set[str]:
        """The files that were refused and are forgotten now: gone, or changed by somebody since."""
        forgotten = self._files.keys() - names
        self._files = {name: refusal for name, refusal in self._files.items() if name in names}
        return forgotten

    def _next(self, before: _Refusal | None, code: str, longest_s: float) -> _Refusal:
        failures = before.failures + 1 if before is not None else 1
        wait_s = min(longest_s, self._first_wait_s * 2 ** min(failures - 1, 20))
        return _Refusal(code, failures, self._clock() + wait_s)


def write_note(source: Path, *, reference: str, failure: ServiceError) -> None:
    """Say beside the file why it was not taken; a folder that cannot be written to is logged."""
    note = (
        f"{_FIRST_LINE}\n\n{failure.message}.\n"
        f"What to do: {failure.remedy}.\n\nThe file stays here and is tried again by itself; this note goes "
        f"when the file is taken.\nCode {failure.code}, reference {reference}\n"
    )
    path = source.with_name(source.name + NOTE_SUFFIX)
    try:
        # O_NOFOLLOW: a link with this name must not lead us to write elsewhere
        descriptor = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644
        )
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(note)
    except OSError as refused:
        _log.warning("no note was left beside file %s: error %s", reference, refused.errno)


def remove_note(source: Path) -> None:
    """Take the note away; one that cannot be removed harms nobody and is logged."""
    try:
        source.with_name(source.name + NOTE_SUFFIX).unlink(missing_ok=True)
    except OSError as refused:
        _log.warning("a note stays in the watch folder: error %s", refused.errno)


def remove_notes_of_nothing(folder: Path) -> int:
    """How many notes of ours were removed whose file is gone: taken away, or taken in just before a kill.

    Raises:
        OSError: `folder` cannot be looked through.
    """
    removed = 0
    for note in folder.rglob(f"*{NOTE_SUFFIX}"):
        source = note.with_name(note.name.removesuffix(NOTE_SUFFIX))
        if not source.exists() and is_our_note(note):
            remove_note(source)
            removed += 1
    return removed


def is_our_note(note: Path) -> bool:
    """True when the file was written by `write_note`: whatever else people name so is theirs."""
    first = _FIRST_LINE.encode()
    try:
        descriptor = os.open(note, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(len(first)) == first
    except OSError:
        return False  # gone, a link, or not to be read: left alone
