from __future__ import annotations

import random

from ingest.scanner_watch.change import standing_change, usual_share

GOOD, BAD = False, True


def test_a_streak_on_every_page_is_told_within_five_pages_and_from_its_first_on() -> None:
    pages = [GOOD] * 100 + [BAD] * 5
    found = standing_change(pages, usual=0.01)
    assert found is not None
    assert (found.first, found.told_at, found.faulty, found.pages) == (100, 104, 5, 5)
    assert standing_change(pages[:-1], usual=0.01) is None


def test_single_bad_pages_now_and_then_tell_nothing() -> None:
    pages = ([GOOD] * 30 + [BAD] * 2) * 40
    assert standing_change(pages, usual=0.05) is None


def test_an_alarm_ends_when_the_pages_are_good_again() -> None:
    pages = [GOOD] * 20 + [BAD] * 10
    assert standing_change(pages + [GOOD] * 15, usual=0.01) is not None
    assert standing_change(pages + [GOOD] * 30, usual=0.01) is None


def test_a_hundred_thousand_good_pages_hardly_ever_raise_an_alarm() -> None:
    draw = random.Random(3)  # noqa: S311 - seeded on purpose
    alarms = sum(
        standing_change([draw.random() < 0.03 for _ in range(1_000)], usual=0.03) is not None
        for _ in range(100)
    )
    assert alarms <= 1


def test_what_is_usual_comes_from_the_pages_before() -> None:
    assert usual_share(0, 0, least=0.01) == 0.01
    assert usual_share(0, 10_000, least=0.01) == 0.01
    assert 0.38 < usual_share(400, 1_000, least=0.1) < 0.4  # a scanner of both sides: many blank backs
    assert usual_share(1_000, 1_000, least=0.1) == 0.9
