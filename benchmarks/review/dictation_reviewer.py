"""Somebody who corrects a dictated report by keys and ear, knowing what was said. Touches the world.

The sound is heard through once. At a wrong word one key stops it and takes the word just heard; an offered
term or typing puts it right, and the sound goes on when the hands rest. Then one key settles all doubts that
were heard and let pass, and the doubtful critical words are stopped at one by one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from benchmarks.drill_service import wait_until
from benchmarks.ocr.metrics import tokens
from benchmarks.review.corrections import Correction, corrections_in_sequence
from benchmarks.review.counted_keys import CountedKeys
from benchmarks.review.hand import Hand
from benchmarks.review.textarea import LISTENING_SPEED

NEXT_DOUBT, ACCEPT, ACCEPT_HEARD = "Control+ArrowDown", "Control+Enter", "Alt+a"
HEARD, PLAY = "Alt+w", "Escape"
_REACTION_S = (0.4, 1.2)
_MOST_STEPS = 400
_PLACE = "(area => `${area.selectionStart} ${area.selectionEnd}`)(document.querySelector('[data-report]'))"
_TEXT = "document.querySelector('[data-report]').value"
_OFFERED = """[...document.querySelectorAll("[data-terms]:not([hidden]) button")]
  .map(one => one.firstChild.textContent.split(' (not ')[0])"""
_SET_UP = """speed => {
  const pauses = document.querySelector('[name=pausesWhileTyping]');
  pauses.checked = true;
  pauses.dispatchEvent(new Event('change', {bubbles: true}));
  const shown = document.querySelector('[data-speed]');
  shown.value = String(speed);
  shown.dispatchEvent(new Event('change', {bubbles: true}));
}"""
_PLAYED_TO = "(audio => audio.ended || audio.currentTime >= %s)(document.querySelector('audio'))"
_IS_PLAYING = "(audio => !audio.paused || audio.ended)(document.querySelector('audio'))"
_LONGEST_PLAY_S = 600


@dataclass
class DictationReviewer:
    """Corrects the report that is open; `words_address` answers with its words and their seconds."""

    page: Page
    keys: CountedKeys
    words_address: str
    reference: Sequence[str]
    draw: random.Random = field(default_factory=lambda: random.Random(7))
    hand: Hand = field(init=False)

    def __post_init__(self) -> None:
        """One hand for the whole report, and the sound as she set it once for herself."""
        self.hand = Hand(self.page, self.keys)
        self.page.evaluate(_SET_UP, LISTENING_SPEED)

    def review(self) -> None:
        """Leave nothing to correct, as far as the keys lead."""
        self.page.locator("[data-report]").focus()
        with self.keys.doing("listening"):
            self.keys.press(PLAY)
        for _ in range(len(self.corrections())):
            left = self.corrections()
            if not left:
                break
            self._reach(left[0])
            self.keys.decide()
            self._put_right(left[0])
            self._until(_IS_PLAYING)
        self._until("document.querySelector('audio').ended")
        self._accept_what_was_heard()
        expect(self.page.locator("[data-save-state]")).to_have_text("all changes saved")

    def corrections(self) -> list[Correction]:
        """What is still wrong."""
        return corrections_in_sequence(self._text().split(), self.reference)

    def _until(self, expression: str) -> None:
        # the page's policy refuses Playwright's own way of waiting, which evaluates text inside the page
        wait_until(expression, lambda: self.page.evaluate(expression), limit_s=_LONGEST_PLAY_S)

    def _text(self) -> str:
        return str(self.page.evaluate(_TEXT))

    def _reach(self, wrong: Correction) -> None:
        """Hear the recording up to the error and stop at its word; walk where it lies behind already."""
        at = min(wrong.first, len(_spans(self._text())) - 1)
        second = self._second_of(at)
        heard_at = second + self.draw.uniform(*_REACTION_S) * LISTENING_SPEED
        self._until(_PLAYED_TO % heard_at)
        with self.keys.doing("reaching errors"):
            self.keys.press(HEARD)
            for _ in range(_MOST_STEPS):
                here = self._word_at(self._selection()[0])
                if here == at:
                    return
                self.keys.press(HEARD if here - at in (1, 2) else _step(here, at))

    def _put_right(self, wrong: Correction) -> None:
        """Put the words right, of which the first is selected or holds the caret."""
        offered = [number for number, text in enumerate(self._offered(), start=1) if _same(text, wrong.text)]
        with self.keys.doing("putting right"):
            if offered:
                self.keys.press(f"Alt+{offered[0]}")
                return
            begun = self._begun_by(wrong.text)
            if begun and wrong.first < wrong.end:
                wrong = self._take_beginning(begun, wrong)
            text = self._text()
            spans = _spans(text)
            if wrong.first == wrong.end:
                self._put_in(wrong, spans, len(text))
                return
            start, end = spans[wrong.first][0], spans[wrong.end - 1][1]
            if self._selection() != (start, end):
                self._select(start, end)
                self.keys.count(wrong.end - wrong.first)  # Ctrl+Shift with an arrow takes each word in
            self.hand.write_over(text[start:end], wrong.text)

    def _begun_by(self, text: str) -> int:
        """The number of the offered term with which the wanted words begin; 0 for none."""
        first = text.partition(" ")[0]
        return next((n for n, term in enumerate(self._offered(), start=1) if _same(term, first)), 0)

    def _take_beginning(self, number: int, wrong: Correction) -> Correction:
        """Take the offered first word; what is left to put right after it."""
        self.keys.press(f"Alt+{number}")
        return next(one for one in self.corrections() if one.first >= wrong.first)

    def _put_in(self, wrong: Correction, spans: Sequence[tuple[int, int]], length: int) -> None:
        at_end = wrong.first >= len(spans)
        start = length if at_end else spans[wrong.first][0]
        self._select(start, start)
        self.keys.count(1)  # an arrow leaves the selected word at its start or end
        self.hand.type(f" {wrong.text}" if at_end else f"{wrong.text} ")

    def _accept_what_was_heard(self) -> None:
        with self.keys.doing("settling doubts"):
            if self._doubts_left() == 0:
                return
            self.keys.decide()
            self.keys.press(ACCEPT_HEARD)
            for _ in range(_MOST_STEPS):
                if self._doubts_left() == 0:
                    return
                self.keys.decide()
                self.keys.press(ACCEPT)

    def _second_of(self, word: int) -> float:
        """When the word was said; of one that nobody said, when the one before it was."""
        expect(self.page.locator("[data-save-state]")).to_have_text("all changes saved")
        answer = self.page.request.get(self.words_address).json()
        second, seen = 0.0, 0
        for token in answer["tokens"]:
            times = [answer["words"][one][0] for one in token["words"] if one in answer["words"]]
            second = min(times, default=second)
            seen += token["after"] != ""  # a word of the text ends where white space follows
            if seen > word:
                break
        return second

    def _select(self, start: int, end: int) -> None:
        self.page.evaluate(
            "([start, end]) => document.querySelector('[data-report]').setSelectionRange(start, end)",
            [start, end],
        )

    def _selection(self) -> tuple[int, int]:
        start, end = str(self.page.evaluate(_PLACE)).split()
        return int(start), int(end)

    def _word_at(self, offset: int) -> int:
        return max(sum(start <= offset for start, _ in _spans(self._text())) - 1, 0)

    def _offered(self) -> list[str]:
        return [str(text).strip() for text in self.page.evaluate(_OFFERED)]

    def _doubts_left(self) -> int:
        said = (self.page.locator("[data-doubt-count]").text_content() or "").split()
        return int(said[0]) if said and said[0].isdigit() else 0


def walk_doubts(page: Page) -> list[float]:
    """How long each step from doubt to doubt takes over the whole report, in milliseconds."""
    keys = CountedKeys(page)
    page.locator("[data-report]").focus()
    for _ in range(_MOST_STEPS):
        before = str(page.evaluate(_PLACE))
        place = str(keys.jump(NEXT_DOUBT, _PLACE))
        starts = [int(one.split(maxsplit=1)[0]) for one in (before, place)]
        if starts[1] <= starts[0] and keys.jumps_ms:
            break  # round the end
    return keys.jumps_ms


def _step(here: int, at: int) -> str:
    return "Control+ArrowLeft" if here > at else "Control+ArrowRight"


def _same(first: str, second: str) -> bool:
    return "".join(tokens(first)) == "".join(tokens(second)) != ""


def _spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each word of the text."""
    spans, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    return spans
