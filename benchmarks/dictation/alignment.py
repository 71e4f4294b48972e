"""Words laid against words: which draft words are right, what is missing, and where a passage went. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True)
class Block:
    """A stretch of the draft and the stretch of the reference it stands for; alike or not."""

    is_alike: bool
    draft_start: int
    draft_end: int
    true_start: int
    true_end: int


def blocks(
    draft: Sequence[str], true: Sequence[str], *, same: Callable[[str, str], bool] | None = None
) -> list[Block]:
    """The two word lists in blocks, in order; neighbouring differences are one block.

    `same` may call two different stretches (joined by blanks) alike: another way of writing the same.
    """
    merged: list[Block] = []
    for edit in Levenshtein.opcodes(list(draft), list(true)):
        is_alike = edit.tag == "equal"
        if merged and merged[-1].is_alike == is_alike:
            last = merged.pop()
            merged.append(Block(is_alike, last.draft_start, edit.src_end, last.true_start, edit.dest_end))
        else:
            merged.append(Block(is_alike, edit.src_start, edit.src_end, edit.dest_start, edit.dest_end))
    if same is None:
        return merged
    return [
        one
        if one.is_alike
        or not same(
            " ".join(draft[one.draft_start : one.draft_end]), " ".join(true[one.true_start : one.true_end])
        )
        else Block(True, one.draft_start, one.draft_end, one.true_start, one.true_end)
        for one in merged
    ]


def place_of(found: Sequence[Block], true_start: int, true_end: int) -> tuple[int, int]:
    """The stretch of the draft that stands for this stretch of the reference, as far as can be told."""
    places = [
        _within(one, true_start, true_end)
        for one in found
        if one.true_start < true_end and one.true_end > true_start
    ]
    if not places:
        return 0, 0
    return min(start for start, _ in places), max(end for _, end in places)


def _within(one: Block, true_start: int, true_end: int) -> tuple[int, int]:
    if not one.is_alike or one.draft_end - one.draft_start != one.true_end - one.true_start:
        return one.draft_start, one.draft_end
    shift = one.draft_start - one.true_start
    return max(one.true_start, true_start) + shift, min(one.true_end, true_end) + shift
