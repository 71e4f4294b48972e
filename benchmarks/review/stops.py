"""How often a chart's critical words stop a reviewer, page by page: median and maximum.

    python -m benchmarks.review.stops --data FOLDER [--limit N] [--read FILE] [--keep FILE]

Touches the world: reads the development charts with our own reader (or takes what `chartscribe ocr --format
json` printed before, `--read`) and prints a table. A page is clean where nothing was done to its scan. Words
that are confirmed by being seen never stop anybody: they are counted beside the stops.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ocr.ours import Ours
from benchmarks.ocr.peers import run
from benchmarks.ocr.report import Bar, PartResult, Table
from ocr.confidence import needs_review
from ocr.draft import draft_words
from ocr.output import pages_from_json
from ocr.page import Page
from review_ui.critical_marks import words_on_page
from storage.edits import Token
from storage.page_parts import LEGIBLE_WORD_PX

_MOST_ON_CLEAN_PAGES = 5
_CLEAN, _DEGRADED = "clean", "degraded"


@dataclass(frozen=True)
class PageStops:
    """One page: its critical words, those that stop, all its doubtful words, and its words' middle height."""

    critical: int
    stops: int
    doubtful: int
    words: int
    legible_from_width_px: float  # CSS pixels that the page's width has to have to be read at all


def stops_on(page: Page) -> PageStops:
    """The figures of a page as it was read, before anybody touched it."""
    words = [word for word, _ in draft_words(page)]
    tokens = [Token(word.id, word.text, " ", (word.id,)) for word in words]
    critical = words_on_page(page, tokens, 1, looks={})
    heights = [word.box.width if page.rotation_deg % 180 else word.box.height for word in words]
    width = page.height if page.rotation_deg % 180 else page.width
    tall = statistics.median(heights) if heights else 0.0
    return PageStops(
        critical=len(critical),
        stops=sum(word.is_stop for word in critical),
        doubtful=sum(needs_review(word) for word in words),
        words=len(words),
        legible_from_width_px=width * LEGIBLE_WORD_PX / tall if tall else 0.0,
    )


def summary(pages: dict[str, list[PageStops]]) -> PartResult:
    """The table by set of pages, and the bar on the clean ones."""
    rows = tuple(
        (
            name,
            len(found),
            statistics.median(page.words for page in found),
            statistics.median(page.critical for page in found),
            statistics.median(page.stops for page in found),
            max(page.stops for page in found),
            statistics.median(page.doubtful for page in found),
            max(page.doubtful for page in found),
            round(statistics.median(page.legible_from_width_px for page in found)),
        )
        for name, found in pages.items()
        if found
    )
    headings = (
        *("pages", "number", "words", "critical words", "stops: median", "stops: maximum"),
        *("doubtful words: median", "doubtful words: maximum", "px wide to be legible"),
    )
    clean = pages.get(_CLEAN, [])
    median = statistics.median(page.stops for page in clean) if clean else None
    bar = Bar.at_most("median stops a clean page by critical words", median, _MOST_ON_CLEAN_PAGES)
    return PartResult("stops", [Table("critical words a page", headings, rows)], [bar])


def pages_by_set(lines: Iterable[str], folder: Path) -> dict[str, list[PageStops]]:
    """The pages of each document that `chartscribe ocr` printed a line for, clean or degraded."""
    scans = json.loads((folder / "scans.json").read_text(encoding="utf-8"))
    clean = {scan["file"] for scan in scans if scan["degradation"] == _CLEAN}
    found: dict[str, list[PageStops]] = {_CLEAN: [], _DEGRADED: []}
    for line in lines:
        document = json.loads(line)
        if "error" not in document:
            name = _CLEAN if Path(document["file"]).name in clean else _DEGRADED
            found[name] += [stops_on(page) for page in pages_from_json(document)]
    return found


def _read(files: Sequence[Path]) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="stops-") as home:
        command = Ours("routed").command(files, home=home)
        printed = run(command, {**os.environ, "OMP_THREAD_LIMIT": "1"}, fine=(0, 2, 3, 4))
    return [line for line in printed.splitlines() if line.startswith("{")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 0 when the bar is met, 1 when it is not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review.stops", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the development sets")
    parser.add_argument("--limit", type=int, help="the most charts")
    parser.add_argument("--read", type=Path, help="what `chartscribe ocr --format json` printed for them")
    parser.add_argument("--keep", type=Path, help="write what was read here, for --read")
    chosen = parser.parse_args(arguments)
    folder = chosen.data / "ocr" / "clinical"
    if chosen.read:
        lines = chosen.read.read_text(encoding="utf-8").splitlines()
    else:
        lines = _read(sorted(folder.glob("*.pdf"))[: chosen.limit])
    if chosen.keep:
        chosen.keep.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = summary(pages_by_set(lines, folder))
    print(result.as_text())
    return 1 if any(bar.is_met is False for bar in result.bars) else 0


if __name__ == "__main__":
    sys.exit(main())
