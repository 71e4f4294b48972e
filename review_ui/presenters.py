"""How things are said to people: states, ages, sizes, priorities in plain words. Pure.

Ledger words (parked, dispatched, AWAITING_REVIEW …) never reach a page; they come through here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.ledger.document_states import DocumentState


class Said(NamedTuple):
    """Words for a page, and their tone: quiet, busy, waiting, good, warning or bad (a CSS class)."""

    words: str
    tone: str


_S = DocumentState
_STATES: dict[DocumentState, Said] = {
    _S.RECEIVED: Said("in line", "busy"),
    _S.SPLITTING: Said("being opened", "busy"),
    _S.READING: Said("being read", "busy"),
    _S.AWAITING_REVIEW: Said("waiting for you", "waiting"),
    _S.IN_REVIEW: Said("being checked", "waiting"),
    _S.VERIFIED: Said("checked, about to be filed", "busy"),
    _S.RENDERING: Said("being prepared for filing", "busy"),
    _S.FILING: Said("being filed", "busy"),
    _S.FILED: Said("filed", "good"),
    _S.NEEDS_ATTENTION: Said("needs a look", "warning"),
    _S.REJECTED: Said("could not be used", "bad"),
    _S.WITHDRAWN: Said("withdrawn", "quiet"),
}
_CASE_STATES = {
    "open": Said("waiting for you", "waiting"),
    "query_pending": Said("waiting for the author", "waiting"),
    "final": Said("final", "good"),
    "changed_since_final": Said("changed since it was final", "warning"),
}
_PRIORITIES = {0: Said("stat", "bad"), 1: Said("routine", "quiet"), 2: Said("bulk", "quiet")}
_ROUTES = {"archive": "Archive", "key_fields": "Key fields", "full": "Full"}
_SOON = timedelta(minutes=30)  # a due time this near is pointed out
_KINDS = {"chart": "Chart", "dictation": "Dictation", "unknown": "File"}


def state_said(
    state: str,
    *,
    kind: str = "chart",
    retrying: bool = False,
    unsigned: bool = False,
    for_reader: bool = False,
) -> Said:
    """The document's state in plain words.

    `retrying`: a failed attempt waits for its next try. `unsigned`: a filed dictation without a signature.
    `for_reader`: said to somebody whose work it is not.
    """
    if state == DocumentState.AWAITING_REVIEW and for_reader:
        return Said("waiting to be checked", "waiting")
    if retrying and _STATES[DocumentState(state)].tone == "busy":
        return Said("trying again by itself", "warning")
    if state == DocumentState.READING and kind == "dictation":
        return Said("being written down", "busy")
    if state == DocumentState.FILED and unsigned:
        return Said("filed, waiting for signature", "waiting")
    return _STATES[DocumentState(state)]


def case_state_said(state: str) -> Said:
    """A coding case's state in plain words."""
    return _CASE_STATES[state]


def priority_said(priority: int) -> Said:
    """A priority in plain words."""
    return _PRIORITIES[priority]


def route_words(route: str) -> str:
    """A route's name."""
    return _ROUTES[route]


def kind_words(kind: str) -> str:
    """What sort of document it is."""
    return _KINDS[kind]


def age_words(seconds: float) -> str:
    """A span of time, two units at most: '12 s', '5 min', '3 h 12 min', '4 d 2 h'."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def sentence_words(words: str) -> str:
    """The same words with a capital at the start and nothing else changed ("MRN" stays "MRN")."""
    return words[:1].upper() + words[1:]


def duration_words(seconds: float) -> str:
    """A recording's length as minutes and seconds: '1:07'."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def size_words(size_bytes: int) -> str:
    """A file size: '812 bytes', '4.1 MB'."""
    if size_bytes < 1000:
        return f"{size_bytes} bytes"
    size, unit = size_bytes / 1000, "kB"
    for bigger in ("MB", "GB"):
        if size < 1000:
            break
        size, unit = size / 1000, bigger
    return f"{size:.1f} {unit}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: '1 page', '3 pages'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_words(day: date | None) -> str:
    """A plain date, unmistakable on either side of the ocean: '8 Mar 2026'."""
    return f"{day.day} {day:%b %Y}" if day else ""


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """An instant at the site: '8 Mar 2026 14:05'."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{day_words(local.date())} {local:%H:%M}"


def due_said(due_at: datetime | None, now: datetime, zone: ZoneInfo) -> Said | None:
    """When something is due, at the site: 'due 14:30', 'due tomorrow 09:00', 'late by 20 min'."""
    if due_at is None:
        return None
    if due_at <= now:
        return Said(f"late by {age_words(max(60.0, (now - due_at).total_seconds()))}", "bad")
    local, today = due_at.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    day = "" if days == 0 else "tomorrow " if days == 1 else f"{local.day} {local:%b} "
    return Said(f"due {day}{local:%H:%M}", "warning" if due_at - now <= _SOON else "quiet")
