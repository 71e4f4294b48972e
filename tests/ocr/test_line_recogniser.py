from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.line_recogniser import alphabet_of, read_lines

KNOWN = ("a", "b", "1", "１", "漢", "：", "µ", "μ")
Planes = NDArray[np.float32]


def columns(*best: tuple[int, float]) -> Planes:
    """The network's answer for one line: for each column its best output and that output's probability."""
    raw = np.full((1, len(best), len(KNOWN) + 2), 0.001, dtype=np.float32)
    for column, (output, probability) in enumerate(best):
        raw[0, column, output] = probability
    return raw


def read_one(answer: Planes) -> list[tuple[str, float]]:
    line = np.full((48, 8 * answer.shape[1]), 255, dtype=np.uint8)
    (chars,) = read_lines([line], lambda _: answer, alphabet_of(KNOWN))
    return [(char.text, char.confidence) for char in chars]


NOTHING, A, B, ONE, WIDE_ONE, CHINESE, COLON = range(7)
SPACE = len(KNOWN) + 1


def test_a_run_is_one_character_and_nothing_between_makes_two() -> None:
    answer = columns(
        (A, 0.8), (A, 0.9), (NOTHING, 0.9), (A, 0.7), (B, 0.6), (NOTHING, 0.9), (NOTHING, 1), (NOTHING, 1)
    )
    assert read_one(answer) == [("a", 0.9), ("a", 0.7), ("b", 0.6)]


def test_wide_forms_are_plain_characters_and_foreign_ones_are_never_read() -> None:
    answer = columns(
        (WIDE_ONE, 0.9), (NOTHING, 0.9), (CHINESE, 0.9), (NOTHING, 0.9), (COLON, 0.8), (NOTHING, 0.9)
    )
    assert read_one(answer) == [("1", 0.9), (":", 0.8)]


def test_a_space_is_no_character_but_is_told_even_where_it_is_not_the_best() -> None:
    answer = columns((A, 0.9), (NOTHING, 0.9), (B, 0.9), (SPACE, 0.9), (ONE, 0.9), *[(NOTHING, 0.9)] * 3)
    answer[0, 1, SPACE] = 0.4
    line = np.full((48, 64), 255, dtype=np.uint8)
    (chars,) = read_lines([line], lambda _: answer, alphabet_of(KNOWN))
    assert [char.text for char in chars] == ["a", "b", "1"]
    assert [char.space_before for char in chars] == pytest.approx([0, 0.4, 0.9], abs=0.002)
    assert [char.at for char in chars] == pytest.approx([0.5 / 8, 2.5 / 8, 4.5 / 8])


def test_lines_of_any_length_come_back_in_their_order_and_in_bounded_batches() -> None:
    widths = [2000, 60, 500, 61, 3000, 62, 40, 9000]
    batches: list[tuple[int, ...]] = []

    def network(planes: Planes) -> Planes:
        batches.append(planes.shape)
        answers = np.concatenate([columns(*[(NOTHING, 0.9)] * (planes.shape[3] // 8))] * len(planes))
        # the darkest column of each line is where its character stands
        for row, plane in enumerate(planes[:, 0]):
            answers[row, int(plane.min(axis=0).argmin()) // 8, A if row % 2 else B] = 0.95
        return answers

    lines = []
    for width in widths:
        line = np.full((48, width), 255, dtype=np.uint8)
        line[:, width // 2 : width // 2 + 4] = 0
        lines.append(line)
    read = read_lines(lines, network, alphabet_of(KNOWN))
    assert [len(chars) for chars in read] == [1] * len(widths)
    assert [chars[0].at for chars in read] == pytest.approx([0.5] * len(widths), abs=0.1)
    assert len(batches) < len(widths)
    assert all(shape[0] * shape[3] <= 9024 for shape in batches)
    assert read_lines([], network, alphabet_of(KNOWN)) == []
