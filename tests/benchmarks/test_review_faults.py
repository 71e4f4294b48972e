from __future__ import annotations

from pathlib import Path

from benchmarks.review.editing_session import Change, Verdict, judge
from benchmarks.review.part_faults import two_reviewers
from tests.review_ui.site import web_site


def test_a_change_counts_as_lost_only_when_it_was_old_enough_and_as_doubled_when_it_stands_twice() -> None:
    changes = [Change("a", "", 1), Change("b", "", 2), Change("c", "a", 3), Change("d", "", 9)]
    assert judge(changes, "x b b c", older_than=5) == Verdict(3, (), ("b",))
    assert judge(changes, "x a c", older_than=5) == Verdict(3, ("b", "a"), ())
    assert judge(changes, "x", older_than=1.5) == Verdict(1, (), ())


def test_two_reviewers_lose_no_update_and_no_save_is_made_twice(tmp_path: Path) -> None:
    with web_site(tmp_path) as web:
        counted = two_reviewers(web, count=2, saves=12)
    assert counted.lost == []
    assert counted.doubled == []
    assert counted.conflicts > 0
    assert counted.sent_twice > 0
