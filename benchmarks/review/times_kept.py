"""Random edits of a dictation through the page's own modules and the real server: do words keep their times?

    python -m benchmarks.review.times_kept [--edits 10000] [--documents 20]

Touches the world: a site in a temporary folder, its web, and Chromium. Seeded. A word counts as touched when
a letter of it, or of the white space around it, was changed; every other word must keep its text and its
seconds, and a word that was typed over must carry the seconds of what it replaced.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.review.report_page import open_report, report_site

WORDS = re.findall(
    r"\w+",
    "patient denies chest pain and takes metoprolol fifty milligrams daily without any change since her last "
    "visit lungs are clear no edema left knee swollen follow up in two weeks",
)
EDITS_JS = (Path(__file__).parent / "random_edits.js").read_text(encoding="utf-8")


@dataclass
class Kept:
    """What came of random edits: how many of each kind, words compared, and what went wrong."""

    kinds: Counter[str] = field(default_factory=Counter)
    words_compared: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, answer: dict[str, Any]) -> None:
        """Count the answer of one document's edits."""
        self.kinds.update(answer["kinds"])
        self.words_compared += answer["compared"]
        self.failures += answer["failures"]


def said_text(words: int, seed: int) -> str:
    """A dictation of that many words in paragraphs, some doubtful, as the test site takes it."""
    chance = random.Random(seed)
    marked = []
    for number in range(1, words + 1):
        word = ("~" if chance.random() < 0.06 else "") + chance.choice(WORDS)
        if number % 50 == 0:
            word += ".¶"
        elif number % 12 == 0:
            word += "."
        marked.append(word)
    return " ".join(marked)


def edit_at_random(page: Page, document_id: str, *, edits: int, seed: int) -> dict[str, Any]:
    """Make the edits in a signed-in page; {kinds, compared, failures}."""
    answer: dict[str, Any] = page.evaluate(
        EDITS_JS, {"documentId": document_id, "edits": edits, "seed": seed}
    )
    return answer


def main(arguments: list[str] | None = None) -> int:
    """0 when no word lost its time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review.times_kept")
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=20)
    chosen = parser.parse_args(arguments)
    kept, began = Kept(), time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        report_site(Path(folder)) as site,
        sync_playwright() as made,
    ):
        browser, page = open_report(made, site)
        for number in range(chosen.documents):
            document_id = site.dictation(said_text(300, number))
            kept.add(edit_at_random(page, document_id, edits=chosen.edits // chosen.documents, seed=number))
        browser.close()
    sys.stdout.write(
        f"{sum(kept.kinds.values())} edits in {time.monotonic() - began:.0f} s: {dict(kept.kinds)}\n"
    )
    sys.stdout.write(f"{kept.words_compared} untouched words compared, {len(kept.failures)} failures\n")
    sys.stdout.write("".join(f"{one}\n" for one in kept.failures[:20]))
    return 1 if kept.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
