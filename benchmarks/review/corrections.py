"""What a reviewer has to change in a draft so that it says what the truth says. Pure.

Words are compared as the reading benchmarks compare them: letters and digits, case-folded. So a dash, a
quotation mark or a capital is no error on either side of a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.dictation.alignment import blocks
from benchmarks.ocr.metrics import tokens
from benchmarks.ocr.truth import Corners, TrueWord
from benchmarks.ocr.verdicts import same_ink


@dataclass(frozen=True)
class Correction:
    """Draft words `first` to before `end` give way to `text`.

    `first` equal to `end` puts `text` before that word; an empty text takes the words out.
    """

    first: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.end or (self.first == self.end and not self.text):
            raise ValueError("a correction replaces words, puts words in, or takes words out")


@dataclass(frozen=True)
class PlacedWord:
    """A word of a draft and where it stands on the page, in pixels; None: it was typed."""

    text: str
    box: Corners | None


def corrections_in_sequence(draft: Sequence[str], true: Sequence[str]) -> list[Correction]:
    """The corrections of a text whose words follow each other as in the truth, in order.

    As many wrong words as true ones are put right one by one; an unequal stretch is put right as one.
    """
    found: list[Correction] = []
    for block in blocks([_compared(word) for word in draft], [_compared(word) for word in true], same=_alike):
        wrong = range(block.draft_start, block.draft_end)
        right = true[block.true_start : block.true_end]
        if block.is_alike or not any(_compared(word) for word in [*right, *(draft[n] for n in wrong)]):
            continue
        if len(wrong) == len(right):
            found += [
                Correction(number, number + 1, word)
                for number, word in zip(wrong, right, strict=True)
                if _compared(word) != _compared(draft[number])
            ]
        else:
            found.append(Correction(block.draft_start, block.draft_end, " ".join(right)))
    return found


def corrections_by_place(draft: Sequence[PlacedWord], true: Sequence[TrueWord]) -> list[Correction]:
    """The corrections of a page whose truth says where each word stands, in the draft's order.

    Words of both sides that share ink belong together: where they say different things, those of the draft
    give way to the true ones, from left to right. A true word without ink of the draft's is put in after the
    last word that stands before it on the page.
    """
    found: list[Correction] = []
    for mine, theirs in _groups(draft, true):
        right = [true[number] for number in theirs]
        text = " ".join(word.text for word in sorted(right, key=lambda word: word.box[0]))
        said = [draft[number].text for number in mine]
        if not mine:
            at = _place_before(draft, right[0])
            if _compared(text):
                found.append(Correction(at, at, text))
        elif _compared("".join(said)) != _compared(text) and (_compared(text) or _compared("".join(said))):
            found += _runs(mine, text)
    return sorted(found, key=lambda one: (one.first, one.end))


def _runs(numbers: Sequence[int], text: str) -> list[Correction]:
    """The first stretch of the words gives way to the text; what stands elsewhere is taken out."""
    starts = [number for at, number in enumerate(numbers) if at == 0 or numbers[at - 1] != number - 1]
    ends = [
        number + 1
        for at, number in enumerate(numbers)
        if at + 1 == len(numbers) or numbers[at + 1] != number + 1
    ]
    return [
        Correction(first, end, text if first == starts[0] else "")
        for first, end in zip(starts, ends, strict=True)
    ]


def _groups(draft: Sequence[PlacedWord], true: Sequence[TrueWord]) -> list[tuple[list[int], list[int]]]:
    """Draft and true words, by number, that share ink with each other, directly or through others."""
    of_draft = list(range(len(draft)))
    of_true = list(range(len(draft), len(draft) + len(true)))
    group = of_draft + of_true
    for mine, word in enumerate(draft):
        for theirs, other in enumerate(true):
            if word.box is not None and same_ink(word.box, other.box):
                old, new = group[len(draft) + theirs], group[mine]
                group = [new if one == old else one for one in group]
    together: dict[int, tuple[list[int], list[int]]] = {}
    for number, name in enumerate(group):
        mine_, theirs_ = together.setdefault(name, ([], []))
        if number < len(draft):
            mine_.append(number)
        else:
            theirs_.append(number - len(draft))
    return [one for one in together.values() if one[1] or draft[one[0][0]].box is not None]


def _place_before(draft: Sequence[PlacedWord], missing: TrueWord) -> int:
    _, top, right, bottom = missing.box
    middle = (top + bottom) / 2
    before = [
        number
        for number, word in enumerate(draft)
        if word.box is not None and word.box[1] <= middle <= word.box[3] and word.box[0] < right
    ]
    above = [number for number, word in enumerate(draft) if word.box is not None and word.box[3] < middle]
    return max(before or above, default=-1) + 1


def _compared(text: str) -> str:
    return "".join(tokens(text))


def _alike(first: str, second: str) -> bool:
    return _compared(first) == _compared(second)
