"""Somebody who corrects a chart page by keys, knowing what it says. Touches the world: drives a browser.

First from doubt to doubt: a right word is accepted, a wrong one put right by an offered reading or by typing.
Then to the errors that nothing pointed at, each found by typing the beginning of the wrong word.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, Response, expect

from benchmarks.ocr.metrics import tokens
from benchmarks.review.corrections import Correction, PlacedWord
from benchmarks.review.counted_keys import CountedKeys

NEXT_DOUBT, ACCEPT, FIND, OPEN = "Control+ArrowDown", "Control+Enter", "Control+f", "Enter"
BEFORE, BEHIND = "b", "f"
_CURRENT = "(document.querySelector('[data-text] .is-current') || {dataset: {}}).dataset.token || ''"
_WORDS = """() => [...document.querySelectorAll('[data-text] [data-token]')].map(word => {
  const boxes = (word.dataset.words || '').split(' ').filter(Boolean)
    .map(id => document.querySelector(`[data-box="${id}"]`)).filter(Boolean)
    .map(box => ['x', 'y', 'width', 'height'].map(name => Number(box.getAttribute(name))));
  const doubtful = word.classList.contains('doubtful');
  return {id: word.dataset.token, text: word.textContent, doubtful, boxes};
})"""
_OFFERED = (
    "((document.querySelector('[data-text] .is-current') || {dataset: {}}).dataset.others || '').split('\\t')"
)
_MOST_OFFERED = 5


@dataclass(frozen=True)
class ShownWord:
    """A word of the page's text as the browser shows it."""

    id: str
    text: str
    is_doubtful: bool
    placed: PlacedWord


def shown_words(page: Page) -> list[ShownWord]:
    """The words of the page that stands on the screen, in order."""
    return [
        ShownWord(one["id"], one["text"], one["doubtful"], PlacedWord(one["text"], _around(one["boxes"])))
        for one in page.evaluate(_WORDS)
    ]


def _around(boxes: Sequence[Sequence[float]]) -> tuple[float, float, float, float] | None:
    if not boxes:
        return None
    return (
        min(left for left, *_ in boxes),
        min(top for _, top, *_ in boxes),
        max(left + width for left, _, width, _ in boxes),
        max(top + height for _, top, _, height in boxes),
    )


@dataclass
class ChartReviewer:
    """Corrects the one page that is open."""

    page: Page
    keys: CountedKeys
    words: Sequence[ShownWord]
    left: list[Correction]

    def review(self) -> None:
        """Leave nothing to correct, as far as the keys lead."""
        self._walk_doubts()
        for one in list(self.left):
            self._seek(one)
            self._put_right(one, self._index())
        self._settle()

    def _walk_doubts(self) -> None:
        self.keys.jump(NEXT_DOUBT, _CURRENT)
        for _ in range(len(self.words) * 2):
            index = self._index()
            if index is None or not self.words[index].is_doubtful:
                return
            here = self.words[index].id
            self.keys.decide()
            wrong = next((one for one in self.left if one.first <= index < one.end), None)
            if wrong is None:
                self.keys.jump(ACCEPT, _CURRENT)
            else:
                self._put_right(wrong, index, goes_on=True)
            if self.page.evaluate(_CURRENT) == here:
                return  # it was the last one

    def _put_right(self, wrong: Correction, index: int | None, *, goes_on: bool = False) -> None:
        """Correct the words, standing on the one at `index`."""
        self.left.remove(wrong)
        if not goes_on:
            self.keys.decide()
        offered = self.page.evaluate(_OFFERED) if wrong.end - wrong.first == 1 else []
        same = [
            number for number, text in enumerate(offered[:_MOST_OFFERED], start=1) if _same(text, wrong.text)
        ]
        if same and index == wrong.first:
            self.keys.jump(f"Alt+{same[0]}", _CURRENT)
            return
        if wrong.first == wrong.end:
            self.keys.press(BEFORE if index == wrong.first else BEHIND)
        else:
            self._take_in(wrong, index)
            if not wrong.text:
                self.keys.press("Delete")
                if goes_on:
                    self.keys.jump(NEXT_DOUBT, _CURRENT)
                return
            self.keys.press(OPEN)
        self.keys.type(wrong.text)
        if goes_on:
            self.keys.jump("Tab", _CURRENT)
        else:
            self.keys.press("Enter")

    def _take_in(self, wrong: Correction, index: int | None) -> None:
        """Walk to the first of the wrong words, then take the others in."""
        for _ in range((index if index is not None else wrong.first) - wrong.first):
            self.keys.press("ArrowLeft")
        for _ in range(wrong.end - wrong.first - 1):
            self.keys.press("Shift+ArrowRight")

    def _seek(self, wrong: Correction) -> None:
        """Find the word by its beginning: the fewest keys of typing it and stepping to its place."""
        at = min(wrong.first, len(self.words) - 1)
        self._settle()
        self.keys.press(FIND)
        target, text = self.words[at].id, self.words[at].text
        now = shown_words(self.page)
        place = next((number for number, one in enumerate(now) if one.id == target), None)
        if place is None:
            place = min(at, len(now) - 1)
            text = now[place].text
        typed, steps = _fewest_keys([one.text for one in now], place, text)
        with self.page.expect_response(lambda answer: _asked(answer) == typed):
            self.keys.type(typed)
        for step in range(1, steps + 1):
            self.keys.press("Enter")
            expect(self.page.locator("[data-find-count]")).to_contain_text(f"{step} of ")
        self.keys.press("Escape")
        expect(self.page.locator("[data-find-bar]")).to_be_hidden()

    def _index(self) -> int | None:
        current = self.page.evaluate(_CURRENT)
        return next((number for number, word in enumerate(self.words) if word.id == current), None)

    def _settle(self) -> None:
        expect(self.page.locator(".is-saving")).to_have_count(0)


def _asked(answer: Response) -> str | None:
    """What a search was about; None for any other answer."""
    sent = answer.request.post_data
    return str(json.loads(sent)["words"]) if answer.url.endswith("/find") and sent else None


def _same(first: str, second: str) -> bool:
    return "".join(tokens(first)) == "".join(tokens(second)) != ""


def _fewest_keys(texts: Sequence[str], place: int, text: str) -> tuple[str, int]:
    """What to type, and how often Enter then leads on, so that both together are fewest."""
    line = " ".join(texts).casefold()
    start = sum(len(one) + 1 for one in texts[:place])
    best = (text, 1 + _found_before(line, text.casefold(), start))
    for length in range(2, len(text)):
        steps = 1 + _found_before(line, text[:length].casefold(), start)
        if length + steps < len(best[0]) + best[1]:
            best = (text[:length], steps)
    return best


def _found_before(line: str, words: str, start: int) -> int:
    count, at = 0, line.find(words)
    while 0 <= at < start:
        count, at = count + 1, line.find(words, at + len(words))
    return count
