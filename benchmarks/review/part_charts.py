"""Bar 2, charts: what it takes to put right every wrong word of the development pages, by keys alone.

Touches the world: a site of its own reads the pages, and a real Chromium is driven on it. Forms are judged by
place (those of `form_slips` left out), prose by its words wherever they stand. Handwriting that the page
keeps as an image is no part of the text on either side.
"""

from __future__ import annotations

import statistics
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.frame import SetMissingError
from benchmarks.ocr.bench import Bench as OcrBench
from benchmarks.ocr.form_slips import cannot_be_judged
from benchmarks.ocr.page_sets import FormPage, clinical, forms
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from benchmarks.ocr.truth import Corners, TrueWord
from benchmarks.review.bench import Bench
from benchmarks.review.chart_reviewer import ChartReviewer, ShownWord, shown_words, walk_doubts
from benchmarks.review.corrections import Correction, corrections_by_place
from benchmarks.review.counted_keys import CountedKeys, percentile
from benchmarks.review.moved_text import corrections_of_words
from benchmarks.review.read_site import ReadSite, Sent, read_site
from benchmarks.review.textarea import (
    CHARACTERS_A_LINE,
    SECONDS_A_KEY,
    seconds_from_nothing,
    seconds_of_review,
    textarea_actions,
)

_PAGES_OF_A_SET = 10
_MOST_ACTIONS = 0.35
_MOST_SECONDS = 0.5
_MOST_JUMP_MS = 100.0
_PLACES = """() => [...document.querySelectorAll('[data-place-box]')]
  .map(box => ['x', 'y', 'width', 'height'].map(name => Number(box.getAttribute(name))))"""


@dataclass(frozen=True)
class _Chart:
    """A page to correct: its file, and what it says, by place (forms) or as text (prose)."""

    set_name: str
    name: str
    path: Path
    words: tuple[TrueWord, ...] = ()
    text: str = ""

    def corrections(self, shown: Sequence[ShownWord], images: Sequence[Corners]) -> list[Correction]:
        if self.text:
            return corrections_of_words([one.text for one in shown], self.text.split())
        true = [word for word in self.words if not any(_within(word.box, image) for image in images)]
        found = corrections_by_place([one.placed for one in shown], true)
        return [
            one
            for one in found
            if not any(cannot_be_judged(self.name, word.placed.box) for word in shown[one.first : one.end])
        ]


@dataclass(frozen=True)
class _Reviewed:
    """One page, corrected."""

    chart: _Chart
    words: int
    errors: int
    actions: int
    textarea: int
    seconds: float
    from_nothing_s: float
    left: int
    jumps_ms: tuple[float, ...]
    spent: Mapping[str, int]


def measure(bench: Bench) -> PartResult:
    """Actions and modelled seconds of correcting forms and prose, beside a text area."""
    with tempfile.TemporaryDirectory() as folder, _ocr_bench(bench, Path(folder)) as ocr:
        charts = _charts(ocr)
        with read_site(Path(folder) / "home", [Sent(one.path, {}) for one in charts], {}) as site:
            reviewed = [
                _review(site, one, document_id)
                for one, document_id in zip(charts, site.document_ids, strict=True)
            ]
    sets = {name: [one for one in reviewed if one.chart.set_name == name] for name in ("forms", "prose")}
    rows = [_row(name, pages) for name, pages in {**sets, "charts": reviewed}.items() if pages]
    return PartResult(
        "charts",
        [Table("Charts", _HEADINGS, tuple(rows)), where_keys_went([one.spent for one in reviewed])],
        _bars(reviewed),
        [_jumps(reviewed)],
    )


def where_keys_went(spent: Sequence[Mapping[str, int]]) -> Table:
    """What all actions were spent on."""
    total: Counter[str] = sum(map(Counter, spent), Counter())
    rows = tuple((purpose, count, count / total.total()) for purpose, count in total.most_common())
    return Table("Where the keys went", ("spent on", "actions", "share"), rows)


def _ocr_bench(bench: Bench, folder: Path) -> OcrBench:
    if bench.data is None:
        raise SetMissingError("no --data folder was named: charts are left out")
    return OcrBench(data=bench.data, limit=bench.limit or _PAGES_OF_A_SET, keep=folder)


def _charts(ocr: OcrBench) -> list[_Chart]:
    pages: list[FormPage] = forms(ocr)
    found = [_Chart("forms", page.name, page.image, words=page.words) for page in pages]
    prose = [one for one in clinical(ocr, subsets=("original",)) if len(one.images) == 1]
    return found + [_Chart("prose", one.name, one.images[0], text=one.text) for one in prose]


def _review(site: ReadSite, chart: _Chart, document_id: str) -> _Reviewed:
    page = site.page
    page.goto(f"{site.address}/charts/{document_id}")
    page.wait_for_selector("html.has-script [data-sheet]")
    shown = shown_words(page)
    wanted = chart.corrections(shown, _images(page))
    jumps_ms = walk_doubts(page)
    keys = CountedKeys(page)
    ChartReviewer(page, keys, shown, list(wanted)).review()
    after = shown_words(page)
    text = " ".join(one.text for one in after)
    return _Reviewed(
        chart=chart,
        words=len(shown),
        errors=len(wanted),
        actions=keys.actions,
        textarea=textarea_actions(wanted),
        seconds=seconds_of_review(actions=keys.actions, decisions=keys.decisions),
        from_nothing_s=seconds_from_nothing(text),
        left=len(chart.corrections(after, _images(page))),
        jumps_ms=tuple(jumps_ms),
        spent=keys.spent,
    )


def _images(page: Page) -> list[Corners]:
    return [(left, top, left + width, top + height) for left, top, width, height in page.evaluate(_PLACES)]


def _within(box: Corners, image: Corners) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return image[0] <= across <= image[2] and image[1] <= down <= image[3]


_HEADINGS = (
    *("set", "pages", "words", "errors", "left at the end", "actions a page", "actions an error"),
    *("text area, an error", "of it", "s a line", "typed from nothing", "of it "),
)


def _row(name: str, pages: Sequence[_Reviewed]) -> tuple[Figure, ...]:
    errors, actions = sum(one.errors for one in pages), sum(one.actions for one in pages)
    textarea = sum(one.textarea for one in pages)
    seconds, nothing = sum(one.seconds for one in pages), sum(one.from_nothing_s for one in pages)
    lines = nothing / (CHARACTERS_A_LINE * SECONDS_A_KEY)
    return (
        *(name, len(pages), sum(one.words for one in pages), errors, sum(one.left for one in pages)),
        *(
            actions / len(pages),
            actions / max(errors, 1),
            textarea / max(errors, 1),
            actions / max(textarea, 1),
        ),
        *(seconds / lines, nothing / lines, seconds / nothing),
    )


def _bars(pages: Sequence[_Reviewed]) -> list[Bar]:
    actions, textarea = sum(one.actions for one in pages), sum(one.textarea for one in pages)
    seconds, nothing = sum(one.seconds for one in pages), sum(one.from_nothing_s for one in pages)
    jumps = [jump for one in pages for jump in one.jumps_ms]
    return [
        Bar.at_most(
            "charts: actions an error, of the text area's", actions / max(textarea, 1), _MOST_ACTIONS
        ),
        Bar.at_most("charts: seconds a line, of typing from nothing", seconds / nothing, _MOST_SECONDS),
        Bar.at_most(
            "charts: jump from doubt to doubt, 95th percentile, ms", percentile(jumps, 0.95), _MOST_JUMP_MS
        ),
    ]


def _jumps(pages: Sequence[_Reviewed]) -> str:
    jumps = [jump for one in pages for jump in one.jumps_ms]
    return f"{len(jumps)} jumps, median {statistics.median(jumps or [0]):.0f} ms, from the key to the frame"
