"""Somebody who corrects a dictated report by keys and ear, knowing what was said. Touches the world.

First from doubt to doubt: a right word is accepted, a wrong one put right by an offered term or by typing.
Then the sound is heard through; at an error that nothing pointed at, one key stops and takes the word just
heard.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from benchmarks.ocr.metrics import tokens
from benchmarks.review.corrections import Correction, corrections_in_sequence
from benchmarks.review.counted_keys import CountedKeys

NEXT_DOUBT, ACCEPT, HEARD, PLAY = "Control+ArrowDown", "Control+Enter", "Alt+w", "Escape"
_REACTION_S = (0.4, 1.2)
_MOST_STEPS = 400
_PLACE = "(area => `${area.selectionStart} ${area.selectionEnd}`)(document.querySelector('[data-report]'))"
_TEXT = "document.querySelector('[data-report]').value"
_OFFERED = """[...document.querySelectorAll("[data-terms]:not([hidden]) button")]
  .map(one => one.firstChild.textContent)"""


@dataclass
class DictationReviewer:
    """Corrects the report that is open; `words_address` answers with its words and their seconds."""

    page: Page
    keys: CountedKeys
    words_address: str
    reference: Sequence[str]
    draw: random.Random = field(default_factory=lambda: random.Random(7))

    def review(self) -> None:
        """Leave nothing to correct, as far as the keys lead."""
        self.page.locator("[data-report]").focus()
        self._walk_doubts()
        for _ in range(len(self.corrections())):
            left = self.corrections()
            if not left:
                break
            self._seek(left[0])
            self.keys.decide()
            self._put_right(left[0])
        self.page.evaluate("document.querySelector('audio')?.pause()")
        expect(self.page.locator("[data-save-state]")).to_have_text("all changes saved")

    def corrections(self) -> list[Correction]:
        """What is still wrong."""
        return corrections_in_sequence(self._text().split(), self.reference)

    def _text(self) -> str:
        return str(self.page.evaluate(_TEXT))

    def _walk_doubts(self) -> None:
        for _ in range(_MOST_STEPS):
            before = str(self.page.evaluate(_PLACE))
            place = str(self.keys.jump(NEXT_DOUBT, _PLACE))
            while self._judge(place):
                before, place = place, str(self.page.evaluate(_PLACE))
            if place == before or self._doubts_left() == 0:
                self.keys.actions -= place == before  # the walk had ended: nobody presses the key then
                return

    def _judge(self, place: str) -> bool:
        """Put the selected word right; True when it was accepted, for then the walk has gone on by itself."""
        word = self._word_at(int(place.split(maxsplit=1)[0]))
        self.keys.decide()
        wrong = next(
            (one for one in self.corrections() if one.first <= word < max(one.end, one.first + 1)), None
        )
        if wrong is None:
            after = self.keys.jump(ACCEPT, _PLACE)
            return after != place and self._doubts_left() > 0
        offered = [number for number, text in enumerate(self._offered(), start=1) if _same(text, wrong.text)]
        if offered:
            self.keys.press(f"Alt+{offered[0]}")
        else:
            self._put_right(wrong)
        return False

    def _put_right(self, wrong: Correction) -> None:
        """Select the wrong words, from the word that is selected or holds the caret, and type over them."""
        text = self._text()
        spans = _spans(text)
        start = spans[wrong.first][0] if wrong.first < len(spans) else len(text)
        here = self._word_at(self._selection()[0])
        for _ in range(abs(here - wrong.first)):
            self.keys.press("Control+ArrowLeft" if here > wrong.first else "Control+ArrowRight")
        words = wrong.end - wrong.first
        self._select(start, spans[wrong.end - 1][1] if words else start)
        self.keys.actions += max(words - 1, 0)  # Ctrl+Shift with an arrow takes each further word in
        if not wrong.text:
            self.keys.press("Delete")
        else:
            self.keys.type(wrong.text if words else f"{wrong.text} ")

    def _seek(self, wrong: Correction) -> None:
        """Hear the recording up to the error, and stop at the word."""
        spans = _spans(self._text())
        at = min(wrong.first, len(spans) - 1)
        second = self._second_of(at)
        self.keys.press(PLAY)
        self._hear_to(second + self.draw.uniform(*_REACTION_S))
        self.keys.press(HEARD)
        for _ in range(3):
            if self._word_at(self._selection()[0]) <= at:
                return
            self.keys.press(HEARD)

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

    def _hear_to(self, second: float) -> None:
        self.page.evaluate("second => { document.querySelector('audio').currentTime = second; }", second)

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
        return [str(text) for text in self.page.evaluate(_OFFERED)]

    def _doubts_left(self) -> int:
        said = self.page.locator("[data-doubt-count]").text_content() or ""
        return (
            int("".join(letter for letter in said.split()[0] if letter.isdigit()) or 0) if said.split() else 0
        )


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
