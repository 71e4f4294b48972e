"""How a practised hand puts other words in the place of those selected. Touches the world: presses keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

from benchmarks.review.counted_keys import CountedKeys

_FEWEST_LETTERS = 2
_WORTH_A_LOOK = 4  # keys that taking an offered ending has to spare


def _nothing_offered(_page: Page) -> Sequence[str]:
    return ()


@dataclass
class Hand:
    """Types over what is selected: all of it, or, where that takes fewer keys, the letters that differ.

    `offered` reads from the page how the word that is being typed may go on; Alt with its number takes one.
    """

    page: Page
    keys: CountedKeys
    offered: Callable[[Page], Sequence[str]] = _nothing_offered

    def write_over(self, selected: str, text: str) -> None:
        """Let `text` stand where `selected` is selected."""
        if not text:
            self.keys.press("Delete")
            return
        edit = one_change(selected, text)
        if selected and edit.keys < len(text):
            self._change(edit)
        else:
            self.type(text)

    def type(self, text: str) -> None:
        """Letter by letter; a long word's end is taken from what is offered."""
        words = text.split(" ")
        for number, word in enumerate(words):
            self._type_word(word)
            if number < len(words) - 1:
                self.keys.type(" ")

    def _type_word(self, word: str) -> None:
        for place, letter in enumerate(word, start=1):
            self.keys.type(letter)
            if place < _FEWEST_LETTERS or len(word) - place < 1 + _WORTH_A_LOOK:
                continue
            same = [number for number, one in enumerate(self.offered(self.page), start=1) if one == word]
            if same:
                self.keys.decide()
                self.keys.press(f"Alt+{same[0]}")
                return

    def _change(self, edit: OneChange) -> None:
        self.keys.press("ArrowRight" if edit.from_end else "ArrowLeft")
        for _ in range(edit.steps):
            self.keys.press("ArrowLeft" if edit.from_end else "ArrowRight")
        for _ in range(edit.removed):
            self.keys.press("Backspace" if edit.from_end else "Delete")
        self.keys.type(edit.typed)


@dataclass(frozen=True)
class OneChange:
    """A single change inside a word: steps from its end or start, letters taken out, letters typed."""

    from_end: bool
    steps: int
    removed: int
    typed: str

    @property
    def keys(self) -> int:
        """All of them, with the one that leaves the selection."""
        return 1 + self.steps + self.removed + len(self.typed)


def one_change(before: str, after: str) -> OneChange:
    """The change with the fewest keys that makes `after` of `before`."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    removed, typed = len(before) - start - end, after[start : len(after) - end]
    from_end = end < start
    return OneChange(from_end, end if from_end else start, removed, typed)


def _alike(first: str, second: str) -> int:
    """How many letters both begin with."""
    return next(
        (number for number, (one, other) in enumerate(zip(first, second, strict=False)) if one != other),
        min(len(first), len(second)),
    )
