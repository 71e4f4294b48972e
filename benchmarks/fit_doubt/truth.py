"""Which words of a reading are wrong, by the verdicts that the benchmark judges by. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.ocr.readings import ReadWord
from benchmarks.ocr.truth import Corners, TrueWord
from benchmarks.ocr.verdicts import verdicts_by_place
from ocr.engine import EngineWord
from ocr.transform import Transform


def wrong_by_boxes(
    words: Sequence[EngineWord], truth: Sequence[tuple[str, Corners]], to_original: Transform
) -> list[bool | None]:
    """For each read word (working frame) whether it is wrong; None for marks. True boxes: original frame."""
    read = [ReadWord(word.text, _carried(word, to_original)) for word in words]
    verdicts = verdicts_by_place(read, [TrueWord(text, corners) for text, corners in truth])
    return [None if right is None else not right for right in verdicts]


def _carried(word: EngineWord, to_original: Transform) -> Corners:
    points = [to_original.point(x, y) for x in (word.left, word.right) for y in (word.top, word.bottom)]
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)
