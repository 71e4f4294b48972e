"""Which words of a reading are right: by place where the truth has boxes, else by sequence. Pure.

A verdict is None for a word without letters or digits: there is nothing to be right about.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from benchmarks.ocr.metrics import tokens
from benchmarks.ocr.readings import ReadWord
from benchmarks.ocr.truth import Corners, TrueWord

_LONGEST_RUN = 12  # tokens of a moved passage that are looked for at once
_SHARED = 0.5  # of the smaller one's width and height: then two boxes are about the same ink


def verdicts_by_place(read: Sequence[ReadWord], true: Sequence[TrueWord]) -> list[bool | None]:
    """For each word of the reading, whether its tokens are those printed in its box.

    The words printed there, from the left, give a row of tokens; a word is right when its own are a stretch
    of it. So a part of a long printed word is right, and two words glued together are wrong.
    """
    return [
        None if not (own := tokens(word.text)) else word.box is not None and _is_stretch(own, word.box, true)
        for word in read
    ]


def _is_stretch(own: list[str], box: Corners, true: Sequence[TrueWord]) -> bool:
    there = sorted((word for word in true if same_ink(box, word.box)), key=lambda word: word.box[0])
    printed = [token for word in there for token in tokens(word.text)]
    return any(printed[start : start + len(own)] == own for start in range(len(printed) - len(own) + 1))


def same_ink(first: Corners, second: Corners) -> bool:
    """Whether the boxes share half of the narrower one's width and of the lower one's height."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    narrower = min(first[2] - first[0], second[2] - second[0])
    lower = min(first[3] - first[1], second[3] - second[1])
    return width > 0 and height > 0 and width >= _SHARED * narrower and height >= _SHARED * lower


def verdicts_by_sequence(read: Sequence[ReadWord], true_text: str) -> list[bool | None]:
    """For each word of the reading, whether all its tokens found their own place in the truth."""
    own = [tokens(word.text) for word in read]
    found = matched_tokens([token for word in own for token in word], tokens(true_text))
    verdicts: list[bool | None] = []
    start = 0
    for word in own:
        verdicts.append(all(found[start : start + len(word)]) if word else None)
        start += len(word)
    return verdicts


def matched_tokens(read: Sequence[str], true: Sequence[str]) -> list[bool]:
    """For each read token, whether it has a true token of its own.

    First in sequence; then passages that stand elsewhere in the truth (columns and tables are written down in
    many orders), longest first, each true token used once.
    """
    found, used = [False] * len(read), [False] * len(true)
    for edit in Levenshtein.opcodes(read, true):
        if edit.tag == "equal":
            for offset in range(edit.src_end - edit.src_start):
                found[edit.src_start + offset] = used[edit.dest_start + offset] = True
    for length in range(_LONGEST_RUN, 0, -1):
        _match_runs(read, true, found=found, used=used, length=length)
    return found


def _match_runs(
    read: Sequence[str], true: Sequence[str], *, found: list[bool], used: list[bool], length: int
) -> None:
    places: dict[tuple[str, ...], list[int]] = {}
    for start in range(len(true) - length + 1):
        if not any(used[start : start + length]):
            places.setdefault(tuple(true[start : start + length]), []).append(start)
    for start in range(len(read) - length + 1):
        if any(found[start : start + length]):
            continue
        for place in places.get(tuple(read[start : start + length]), ()):
            if not any(used[place : place + length]):
                found[start : start + length] = [True] * length
                used[place : place + length] = [True] * length
                break
