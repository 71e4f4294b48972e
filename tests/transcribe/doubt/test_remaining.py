from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.doubt import ErrorEstimate
from transcribe.doubt.remaining import estimate_errors


@given(st.lists(st.floats(0.002, 0.995), max_size=80), st.floats(0.5, 100))
def test_the_interval_holds_the_expectation_loosely_and_fits_the_words(p: list[float], shape: float) -> None:
    found = estimate_errors(p, shape=shape)
    assert found.count == pytest.approx(sum(p), abs=0.01)
    assert 0 <= found.low <= found.high
    assert found.low <= found.count + 1
    assert ErrorEstimate.from_json(found.as_json()) == found


def test_the_interval_of_many_sure_words_is_near_poisson() -> None:
    found = estimate_errors([0.1] * 100, shape=1e6)
    assert (found.low, found.high) == (5.0, 15.0)  # the 5 % and 95 % points of Poisson(10)


def test_dictations_that_differ_more_have_wider_intervals() -> None:
    near, far = (estimate_errors([0.1] * 100, shape=shape) for shape in (50.0, 2.0))
    assert far.high - far.low > near.high - near.low


def test_an_estimate_refuses_to_be_built_wrong() -> None:
    assert estimate_errors([], shape=3.0) == ErrorEstimate(0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="low end"):
        ErrorEstimate(1.0, 3.0, 2.0)
