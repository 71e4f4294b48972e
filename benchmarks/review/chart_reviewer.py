"""Somebody who corrects a chart page by keys, knowing what it says. Touches the world: drives a browser.

First all doubtful words together, each cut from the paper: a wrong one is opened by its letter and put right
by an offered reading or by typing, then one key settles the others. Then the errors that nothing pointed at:
the letters by each word in sight lead there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from benchmarks.drill_service import wait_until
from benchmarks.ocr.metrics import tokens
from benchmarks.review.corrections import Correction, PlacedWord
from benchmarks.review.counted_keys import CountedKeys
from benchmarks.review.hand import Hand

TOGETHER, ACCEPT, LETTERS, NEXT_DOUBT = "d", "Enter", "k", "Control+ArrowDown"
BEFORE, BEHIND, PAGE_DOWN, PAGE_UP = "b", "f", "PageDown", "PageUp"
_MOST_SHEETS = 40
_MOST_SCROLLS = 20
_CURRENT = "(document.querySelector('[data-text] .is-current') || {dataset: {}}).dataset.token || ''"
_WORDS = """() => [...document.querySelectorAll('[data-text] [data-token]')].map(word => {
  const boxes = (word.dataset.words || '').split(' ').filter(Boolean)
    .map(id => document.querySelector(`[data-box="${id}"]`)).filter(Boolean)
    .map(box => ['x', 'y', 'width', 'height'].map(name => Number(box.getAttribute(name))));
  const doubtful = word.classList.contains('doubtful');
  return {id: word.dataset.token, text: word.textContent, doubtful, boxes, words: word.dataset.words};
})"""
_TILES = """() => [...document.querySelectorAll('[data-doubts-together][open] [data-tile]')].map(tile => ({
  letter: tile.dataset.tile, words: tile.dataset.words, settled: tile.classList.contains('is-settled'),
  readings: [...tile.querySelectorAll('[data-reading]')].map(one => one.lastChild.textContent.trim())}))"""
_LETTERS = """words => {
  const found = document.querySelector(`[data-letters-of~="${words.split(' ')[0]}"]`);
  return found ? found.textContent : '';
}"""
_IN_SIGHT = """words => {
  const frame = document.querySelector('[data-text]').getBoundingClientRect();
  const word = document.querySelector(`[data-text] [data-words~="${words.split(' ')[0]}"]`);
  const at = word.getBoundingClientRect();
  return at.bottom <= frame.top + 4 ? -1 : at.top >= frame.bottom - 4 ? 1 : 0;
}"""
_SCROLLED = "document.querySelector('[data-text]').scrollTop"
_SCROLL_S = 30
_SHEET = "[...document.querySelectorAll('[data-tile]')].map(one => one.dataset.words).join()"


@dataclass(frozen=True)
class ShownWord:
    """A word of the page's text as the browser shows it."""

    id: str
    text: str
    is_doubtful: bool
    placed: PlacedWord
    sources: str = ""  # the machine's words behind it, which stay when it gets another id


def shown_words(page: Page) -> list[ShownWord]:
    """The words of the page that stands on the screen, in order."""
    return [
        ShownWord(
            one["id"],
            one["text"],
            one["doubtful"],
            PlacedWord(one["text"], _around(one["boxes"])),
            one["words"],
        )
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
    """Corrects the one page that is open.

    `left` is what still has to be put right. A correction whose words are doubtful is made where the doubts
    are looked at; what remains of it, and all others, by the letters.
    """

    page: Page
    keys: CountedKeys
    words: Sequence[ShownWord]
    left: list[Correction]
    hand: Hand = field(init=False)

    def __post_init__(self) -> None:
        """One hand for all fields."""
        self.hand = Hand(self.page, self.keys)

    def review(self) -> None:
        """Leave nothing to correct, as far as the keys lead."""
        if any(word.is_doubtful for word in self.words):
            self._look_together()
        for one in sorted(self.left, key=lambda one: one.first):
            self._settle()
            self.keys.decide()
            self._put_right(one)
        self._settle()

    def _look_together(self) -> None:
        with self.keys.doing("stops"):
            self.keys.press(TOGETHER)
        for _ in range(_MOST_SHEETS):
            tiles = self.page.evaluate(_TILES)
            for tile in tiles:
                self.keys.decide()
                self._judge(tile)
            with self.keys.doing("stops"):
                self.keys.jump(ACCEPT, _SHEET)
            if not self.page.evaluate(_TILES):
                return

    def _judge(self, tile: dict[str, object]) -> None:
        """Put the word of a tile right, where it is wrong."""
        index = next(number for number, word in enumerate(self.words) if word.sources == tile["words"])
        wrong = next((one for one in self.left if one.first <= index < one.end), None)
        if wrong is None:
            return
        self.left.remove(wrong)
        readings = [str(text) for text in tile["readings"]]  # type: ignore[attr-defined]
        same = [number for number, text in enumerate(readings, start=1) if _same(text, wrong.text)]
        alone = wrong.end - wrong.first == 1
        letter = str(tile["letter"])
        with self.keys.doing("flagged errors"):
            if same and alone and same[0] == 1:
                self.keys.press(f"Shift+{letter.upper()}")
            elif same and alone:
                self.keys.press(letter)
                self.keys.press(f"Alt+{same[0]}")
            else:
                self.keys.press(letter)
                self.hand.write_over(self.words[index].text, wrong.text)
                self.keys.press("Enter")
        self.left += [
            Correction(number, number + 1, "") for number in range(wrong.first, wrong.end) if number != index
        ]

    def _put_right(self, wrong: Correction) -> None:
        with self.keys.doing("unflagged errors"):
            if wrong.first == wrong.end:
                self._put_in(wrong)
            elif not wrong.text:
                self._stand_on(wrong.first, opens=False)
                for _ in range(wrong.end - wrong.first - 1):
                    self.keys.press("Shift+ArrowRight")
                self.keys.press("Delete")
            elif wrong.end - wrong.first == 1:
                self._stand_on(wrong.first, opens=True)
                self.hand.write_over(self.words[wrong.first].text, wrong.text)
                self.keys.press("Enter")
            else:
                self._stand_on(wrong.first, opens=False)
                for _ in range(wrong.end - wrong.first - 1):
                    self.keys.press("Shift+ArrowRight")
                self.keys.press("Enter")
                self.hand.write_over(
                    " ".join(word.text for word in self.words[wrong.first : wrong.end]), wrong.text
                )
                self.keys.press("Enter")

    def _put_in(self, wrong: Correction) -> None:
        at = min(wrong.first, len(self.words) - 1)
        self._stand_on(at, opens=False)
        self.keys.press(BEFORE if at == wrong.first else BEHIND)
        self.hand.write_over("", wrong.text)
        self.keys.press("Enter")

    def _stand_on(self, index: int, *, opens: bool) -> None:
        """Go to the word by its letters, after scrolling to it where it is out of sight."""
        sources = self.words[index].sources
        for _ in range(_MOST_SCROLLS):
            side = self.page.evaluate(_IN_SIGHT, sources)
            if side == 0:
                break
            self._scroll(PAGE_DOWN if side > 0 else PAGE_UP)
        self.keys.press(LETTERS)
        letters = self.page.evaluate(_LETTERS, sources)
        for letter in letters[:-1]:
            self.keys.press(letter)
        self.keys.press(letters[-1] if opens else f"Shift+{letters[-1].upper()}")

    def _scroll(self, key: str) -> None:
        before = self.page.evaluate(_SCROLLED)
        self.keys.press(key)
        wait_until("scrolling", lambda: self.page.evaluate(_SCROLLED) != before, limit_s=_SCROLL_S)

    def _settle(self) -> None:
        expect(self.page.locator(".is-saving")).to_have_count(0)


def walk_doubts(page: Page) -> list[float]:
    """How long each step from doubt to doubt takes over the whole page, in milliseconds."""
    keys = CountedKeys(page)
    for _ in range(len(page.query_selector_all("[data-text] .doubtful"))):
        keys.jump(NEXT_DOUBT, _CURRENT)
    return keys.jumps_ms


def _same(first: str, second: str) -> bool:
    return "".join(tokens(first)) == "".join(tokens(second)) != ""
