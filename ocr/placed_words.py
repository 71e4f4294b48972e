"""Engine words in reading order as a page's blocks: boxes in the original frame, ids in order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.engine import EngineWord
from ocr.page import Block, Line, Word
from ocr.transform import Transform

OrderedWords = Sequence[Sequence[Sequence[EngineWord]]]


@dataclass(frozen=True)
class OriginalFrame:
    """The frame that boxes end in, its size in pixels, and the way there from the words' own frame."""

    to_original: Transform
    width: int
    height: int


def placed_blocks(blocks: OrderedWords, frame: OriginalFrame, *, id_prefix: str) -> tuple[Block, ...]:
    """The words as blocks of lines; their ids are `id_prefix` and their place in reading order, from 0."""
    count = 0
    made = []
    for lines in blocks:
        made_lines = []
        for words in lines:
            made_lines.append(
                Line(tuple(_placed(word, frame, f"{id_prefix}{count + n}") for n, word in enumerate(words)))
            )
            count += len(words)
        made.append(Block(tuple(made_lines)))
    return tuple(made)


def _placed(word: EngineWord, frame: OriginalFrame, word_id: str) -> Word:
    corners = (word.left, word.top, word.right, word.bottom)
    return Word(
        id=word_id,
        text=word.text,
        box=frame.to_original.carry(corners, width=frame.width, height=frame.height),
        confidence=word.confidence,
        p_wrong=word.p_wrong,
        needs_review=word.needs_review,
        readings=word.readings,
        handwritten=word.handwritten,
    )
