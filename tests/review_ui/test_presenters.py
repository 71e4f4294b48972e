from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from review_ui.presenters import (
    Said,
    age_words,
    case_state_said,
    counted,
    day_words,
    due_said,
    duration_words,
    kind_words,
    moment_words,
    priority_said,
    route_words,
    size_words,
    state_said,
)
from storage.ledger.document_states import DocumentState

LEDGER_WORDS = ("awaiting", "dispatched", "parked", "rendering", "splitting", "_")


def test_every_state_has_plain_words() -> None:
    for state in DocumentState:
        for kind in ("chart", "dictation"):
            said = state_said(state.value, kind=kind)
            assert not any(word in said.words for word in LEDGER_WORDS)
            assert said.tone in ("quiet", "busy", "waiting", "good", "warning", "bad")


@pytest.mark.parametrize(
    ("state", "options", "words"),
    [
        ("reading", {"retrying": True}, "trying again by itself"),
        ("filed", {"retrying": True}, "filed"),
        ("reading", {"kind": "dictation"}, "being written down"),
        ("filed", {"unsigned": True}, "filed, waiting for signature"),
        ("awaiting_review", {}, "waiting for you"),
        ("awaiting_review", {"for_reader": True}, "waiting to be checked"),
        ("needs_attention", {}, "needs a look"),
    ],
)
def test_the_words_say_what_matters_most(state: str, options: dict[str, bool], words: str) -> None:
    assert state_said(state, **options).words == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (11520, "3 h 12 min"),
        (86400, "1 d"),
        (93600, "1 d 2 h"),
    ],
)
def test_ages_have_two_units_at_most(seconds: float, words: str) -> None:
    assert age_words(seconds) == words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (4_100_000, "4.1 MB"), (2_500_000_000, "2.5 GB")],
)
def test_sizes_have_one_decimal(size_bytes: int, words: str) -> None:
    assert size_words(size_bytes) == words


def test_small_words() -> None:
    assert duration_words(67.4) == "1:07"
    assert counted(1, "page") == "1 page"
    assert counted(2000, "page") == "2,000 pages"
    assert counted(2, "person", "people") == "2 people"
    assert day_words(date(2026, 3, 8)) == "8 Mar 2026"
    assert day_words(None) == ""
    assert route_words("key_fields") == "Key fields"
    assert kind_words("dictation") == "Dictation"
    assert priority_said(0).words == "stat"
    assert case_state_said("changed_since_final").tone == "warning"


def test_moments_are_said_in_the_sites_zone() -> None:
    at = datetime(2026, 3, 8, 23, 5, tzinfo=UTC)
    assert moment_words(at, ZoneInfo("America/Chicago")) == "8 Mar 2026 18:05"
    assert moment_words(None, ZoneInfo("UTC")) == ""


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (150, "due 14:30", "quiet"),
        (20, "due 12:20", "warning"),
        (60 * 21, "due tomorrow 09:00", "quiet"),
        (60 * 24 * 3, "due 7 May 12:00", "quiet"),
        (-20, "late by 20 min", "bad"),
        (0, "late by 1 min", "bad"),
    ],
)
def test_due_times_are_said_in_plain_words(minutes: int, words: str, tone: str) -> None:
    now = datetime(2026, 5, 4, 10, tzinfo=UTC)
    said = due_said(now + timedelta(minutes=minutes), now, ZoneInfo("Europe/Berlin"))
    assert said == Said(words, tone)


def test_what_nobody_waits_for_is_not_due() -> None:
    assert due_said(None, datetime(2026, 5, 4, tzinfo=UTC), ZoneInfo("UTC")) is None
