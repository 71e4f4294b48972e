"""The page effect that the fit of doubt finds."""

from __future__ import annotations

from benchmarks.fit_doubt.fitting import LeftOnPage, shape_of


def test_pages_that_differ_more_than_chance_says_get_a_wider_interval() -> None:
    alike = [LeftOnPage(2.0, count) for count in (1, 2, 3, 2, 1, 3, 2, 2, 4, 0)]
    unlike = [LeftOnPage(2.0, count) for count in (0, 0, 11, 0, 0, 0, 9, 0, 0, 0)]
    assert shape_of(unlike) < shape_of(alike)
