"""A keyboard whose every stroke is counted, and the time from a stroke to the place it leads to."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class CountedKeys:
    """The keyboard of a page. A chord (Ctrl with an arrow) is one action, and so is each typed character."""

    page: Page
    actions: int = 0
    decisions: int = 0
    jumps_ms: list[float] = field(default_factory=list)

    def press(self, chord: str) -> None:
        """One action."""
        self.page.keyboard.press(chord)
        self.actions += 1

    def type(self, text: str) -> None:
        """An action for each character."""
        self.page.keyboard.type(text)
        self.actions += len(text)

    def jump(self, chord: str, place: str) -> object:
        """One action, timed until the value of the page's expression `place` is another one; the value then.

        The time holds the way of the stroke to the browser and the frame after the change. A stroke that
        leads nowhere is not timed.
        """
        before = self.page.evaluate(place)
        began = time.perf_counter()
        self.press(chord)
        after = self.page.evaluate(_AFTER_FRAME % place)
        took_ms = (time.perf_counter() - began) * 1000
        if after != before:
            self.jumps_ms.append(took_ms)
        return after

    def decide(self) -> None:
        """A look at a word and a judgement."""
        self.decisions += 1


_AFTER_FRAME = "() => new Promise(done => requestAnimationFrame(() => done(%s)))"


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[min(round(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
