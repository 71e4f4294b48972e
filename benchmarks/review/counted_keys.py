"""A keyboard whose every stroke is counted, and the time from a stroke to the place it leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class CountedKeys:
    """The keyboard of a page. A chord (Ctrl with an arrow) is one action, and so is each typed character.

    `spent` says on what the actions went, by the purpose that the reviewer named (`doing`).
    """

    page: Page
    actions: int = 0
    decisions: int = 0
    jumps_ms: list[float] = field(default_factory=list)
    spent: Counter[str] = field(default_factory=Counter)
    _purpose: str = ""

    @contextmanager
    def doing(self, purpose: str) -> Iterator[None]:
        """What the actions inside are spent on."""
        before, self._purpose = self._purpose, purpose
        yield
        self._purpose = before

    def press(self, chord: str) -> None:
        """One action."""
        self.page.keyboard.press(chord)
        self.count(1)

    def type(self, text: str) -> None:
        """An action for each character."""
        self.page.keyboard.type(text)
        self.count(len(text))

    def jump(self, chord: str, place: str) -> object:
        """One action, timed until the value of the page's expression `place` is another one; the value then.

        Timed inside the browser: from the key's own time stamp until the frame that shows the change is
        handed over. A stroke that leads nowhere is not timed.
        """
        self.page.evaluate(_ARM % (place, place))
        self.press(chord)
        took_ms = self.page.evaluate("window.jumpTook")
        if took_ms is not None:
            self.jumps_ms.append(float(took_ms))
        return self.page.evaluate(place)

    def decide(self) -> None:
        """A look at a word and a judgement."""
        self.decisions += 1

    def count(self, actions: int) -> None:
        """Actions that were pressed for the keyboard, or that it could not press itself."""
        self.actions += actions
        self.spent[self._purpose] += actions


_ARM = """() => {
  const before = %s;
  window.jumpTook = new Promise(done => document.addEventListener('keydown', event => {
    const look = () => requestAnimationFrame(() => {
      const now = %s;
      const tookMs = performance.now() - event.timeStamp;
      if (now === before && tookMs < 600) return look();
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => done(now === before ? null : performance.now() - event.timeStamp);
      port2.postMessage(0);
    });
    look();
  }, {capture: true, once: true}));
}"""


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[min(round(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
