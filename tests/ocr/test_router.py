from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ocr.engine import EngineWord, Pixels
from ocr.options import SecondEngine
from ocr.router import Extent, is_doubtful, route_for

PAPER = np.full((800, 1300), 255, dtype=np.uint8)


def prose(count: int = 60, *, sure: float = 0.96) -> list[EngineWord]:
    return [
        EngineWord(
            "words",
            100 + 90 * (n % 10),
            100 + 60 * (n // 10),
            170 + 90 * (n % 10),
            130 + 60 * (n // 10),
            sure,
            0,
            n // 10,
        )
        for n in range(count)
    ]


def extent(words: list[EngineWord], grey: Pixels = PAPER, policy: SecondEngine = "routed") -> Extent:
    return route_for(words, grey, dpi=200, policy=policy).extent


def test_clean_prose_is_left_to_the_first_engine() -> None:
    assert extent(prose()) is Extent.NOTHING


def test_a_page_read_with_little_confidence_goes_to_the_second_engine() -> None:
    assert extent(prose(sure=0.9)) is Extent.PAGE
    some_poor = [
        replace(word, confidence=0.6) if n % 10 == 0 else word for n, word in enumerate(prose(sure=0.99))
    ]
    assert extent(some_poor) is Extent.PAGE


def test_a_page_with_hardly_a_word_goes_to_the_second_engine() -> None:
    assert extent([]) is Extent.PAGE
    assert extent(prose(5)) is Extent.PAGE


def test_ink_outside_of_all_words_sends_the_page_and_ruled_lines_do_not() -> None:
    ruled = PAPER.copy()
    ruled[90:700:60, 50:1250] = 0
    assert extent(prose(), ruled) is Extent.NOTHING
    inked = PAPER.copy()
    inked[600:640, 200:1000:8] = 0
    assert extent(prose(), inked) is Extent.PAGE


def test_only_the_lines_with_doubtful_words_or_digits_are_sent_from_a_clean_page() -> None:
    words = prose(200)
    words[3] = replace(words[3], confidence=0.5)
    words[35] = replace(words[35], text="4.5", confidence=0.9)
    words[47] = replace(words[47], confidence=0.9)
    route = route_for(words, PAPER, dpi=200, policy="routed")
    assert route.extent is Extent.LINES
    assert {words[place].line_no for place in route.places} == {0, 3}
    first = route.boxes[0].corners
    assert first[0] < words[0].left
    assert first[2] > words[9].right
    assert first[1] < words[0].top
    assert first[3] > words[0].bottom


def test_too_many_doubtful_lines_are_read_as_a_page() -> None:
    words = [replace(word, confidence=0.84) if n % 40 == 0 else word for n, word in enumerate(prose(1000))]
    assert extent(words) is Extent.PAGE


@pytest.mark.parametrize(("policy", "expected"), [("always", Extent.PAGE), ("never", Extent.NOTHING)])
def test_a_site_may_always_or_never_read_twice(policy: SecondEngine, expected: Extent) -> None:
    assert extent(prose(), policy=policy) is expected
    assert extent(prose(sure=0.3), policy=policy) is expected


def test_words_without_a_confidence_are_not_doubted() -> None:
    assert not is_doubtful(replace(prose(1)[0], confidence=None))


def test_what_reaches_over_two_lines_is_not_sent_as_one() -> None:
    words = prose(200)
    words[3] = replace(words[3], confidence=0.5)
    words[5] = replace(
        words[5], text="(a)", confidence=0.3, top=words[5].top - 40, bottom=words[5].bottom + 40
    )
    route = route_for(words, PAPER, dpi=200, policy="routed")
    assert 3 in route.places
    assert 5 not in route.places
    assert route.boxes[0].corners[1] > words[5].top
