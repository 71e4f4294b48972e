"""How long a letter takes to the screen, whether a fast expander loses any, and the jump from doubt to doubt.

    python -m benchmarks.review.typing_speed [--words 3000] [--keys 200] [--json FILE]

Touches the world: a site in a temporary folder, its web, and Chromium. Letters are real key events of the
browser; a letter's time runs from the event's own time stamp to the end of the frame that shows it, with the
display's own wait taken out. The same keys go into a bare text area of the same size in the same run. The
expander sends a key every 2 ms for four seconds; what stands in the text and what the server has must be what
it sent. A jump ends when the word is selected, the frame is drawn and the sound stands at its second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.review.expander_burst import send_burst
from benchmarks.review.report_page import ReportSite, open_report, report_site
from benchmarks.review.times_kept import WORDS

KEY_LIMIT_MS = 16.0
JUMP_LIMIT_MS = 100.0
_WATCH_KEYS = """(selector) => {
  const area = document.querySelector(selector);
  const middle = area.value.indexOf(" ", area.value.length / 2);
  area.focus();
  area.setSelectionRange(middle, middle);
  window.took = [];
  let pressed = 0;
  area.addEventListener("keydown", (event) => (pressed = event.timeStamp));
  area.addEventListener("input", () => {
    const began = pressed;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.took.push(performance.now() - began);
      after.port2.postMessage(0);
    });
  });
}"""
_WATCH_JUMPS = """() => {
  window.took = [];
  const audio = document.querySelector("audio");
  let pressed = 0;
  document.addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true });
  audio.addEventListener("seeked", () => {
    const began = pressed;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.took.push(performance.now() - began);
      after.port2.postMessage(0);
    });
  });
}"""
_BARE = """(text) => {
  const area = document.createElement("textarea");
  area.className = "bare";
  area.value = text;
  area.rows = 20;
  area.cols = 90;
  document.body.replaceChildren(area);
}"""


def long_report(words: int, *, in_paragraphs: bool) -> str:
    """A dictation of that many words, one in 17 doubtful, as the test site takes it."""
    chance, marked = random.Random(words), []
    for number in range(1, words + 1):
        end = ".¶" if in_paragraphs and number % 50 == 0 else "." if number % 12 == 0 else ""
        marked.append(("~" if number % 17 == 0 else "") + chance.choice(WORDS) + end)
    return " ".join(marked)


def open_dictation(page: Page, site: ReportSite, said: str) -> str:
    """The id of a new dictation on the screen, its editor working; one word in nine is critical."""
    critical = {f"d:1:{number}": "drug" for number in range(5, len(said.split()), 9)}
    document_id = site.dictation(said, doubt={"critical": critical})
    page.goto(f"{site.address}/dictations/{document_id}")
    while not page.evaluate("CSS.highlights.get('doubtful')?.size > 0"):
        page.wait_for_timeout(100)
    return document_id


def time_keys(page: Page, selector: str, keys: int) -> list[float]:
    """Milliseconds of each letter, typed at 15 a second in the middle of the text."""
    page.evaluate(_WATCH_KEYS, selector)
    chance = random.Random(7)
    for _ in range(keys):
        page.keyboard.press(chance.choice("etaoinshrdlu") if chance.random() < 0.83 else "Space")
        page.wait_for_timeout(60)
    page.wait_for_timeout(500)
    return sorted(page.evaluate("window.took"))


def time_jumps(page: Page, jumps: int) -> list[float]:
    """Milliseconds of each jump to the next doubt."""
    page.evaluate("document.querySelector('[data-report]').focus()")
    page.evaluate(_WATCH_JUMPS)
    for _ in range(jumps):
        before = page.evaluate("window.took.length")
        page.keyboard.press("Control+ArrowDown")
        give_up = time.monotonic() + 5
        while page.evaluate("window.took.length") == before and time.monotonic() < give_up:
            page.wait_for_timeout(5)
        page.wait_for_timeout(150)
    return sorted(page.evaluate("window.took"))


def at(times: Sequence[float], share: float) -> float:
    """The time that this share of them does not exceed."""
    return times[min(int(len(times) * share), len(times) - 1)]


def main(arguments: list[str] | None = None) -> int:
    """0 when every bar is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review.typing_speed")
    parser.add_argument("--words", type=int, default=3000)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        report_site(Path(folder)) as site,
        sync_playwright() as made,
    ):
        browser, page = open_report(made, site)
        results = measure(page, site, words=chosen.words, keys=chosen.keys)
        browser.close()
        # the burst drives a browser of its own without waiting for answers: in a thread of its own
        with ThreadPoolExecutor(1) as other:
            burst = other.submit(send_burst, site, long_report(chosen.words, in_paragraphs=True)).result()
        results |= {f"burst: {name}": value for name, value in asdict(burst).items()}
    results["load_average"] = round(os.getloadavg()[0], 1)
    for name, value in results.items():
        sys.stdout.write(f"{name:<44} {value}\n")
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    met = (
        results["paragraphs: key to screen p50 ms"] < KEY_LIMIT_MS,
        results["jump p95 ms"] < JUMP_LIMIT_MS,
        results["burst: is_on_page"],
        results["burst: is_on_server"],
    )
    return 0 if all(met) else 1


def measure(page: Page, site: ReportSite, *, words: int, keys: int) -> dict[str, Any]:
    """The figures by name."""
    results: dict[str, Any] = {}
    for name, in_paragraphs in (("paragraphs", True), ("one paragraph", False)):
        open_dictation(page, site, long_report(words, in_paragraphs=in_paragraphs))
        took = time_keys(page, "[data-report]", keys)
        for share in (0.5, 0.95):
            results[f"{name}: key to screen p{share * 100:.0f} ms"] = round(at(took, share), 1)
        if in_paragraphs:
            jumps = time_jumps(page, 40)
            results |= {f"jump p{share * 100:.0f} ms": round(at(jumps, share), 1) for share in (0.5, 0.95)}
        page.goto("about:blank")
        page.evaluate(_BARE, long_report(words, in_paragraphs=in_paragraphs).replace("¶", "\n"))
        took = time_keys(page, ".bare", keys)
        for share in (0.5, 0.95):
            results[f"{name}: bare text area p{share * 100:.0f} ms"] = round(at(took, share), 1)
    return results


if __name__ == "__main__":
    raise SystemExit(main())
