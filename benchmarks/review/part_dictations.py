"""Bar 2, dictations: what it takes to put right every wrong word of the development ones, by keys alone.

Touches the world: a site of its own hears the recordings, and a real Chromium is driven on it. Nothing about
the patients is told beforehand.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.drill_service import wait_until
from benchmarks.frame import SetMissingError
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from benchmarks.review.bench import Bench
from benchmarks.review.corrections import corrections_in_sequence
from benchmarks.review.counted_keys import CountedKeys, percentile
from benchmarks.review.dictation_reviewer import DictationReviewer, walk_doubts
from benchmarks.review.part_charts import where_keys_went
from benchmarks.review.read_site import ReadSite, Sent, read_site
from benchmarks.review.textarea import (
    CHARACTERS_A_LINE,
    seconds_from_nothing,
    seconds_of_review,
    textarea_actions,
)

_MOST_ACTIONS = 0.35
_MOST_SECONDS = 0.5
_MOST_JUMP_MS = 100.0
_OPEN_S = 60
_SETTINGS = {"CHARTSCRIBE_REVIEW_COVERAGE": "off"}


@dataclass(frozen=True)
class _Dictation:
    path: Path
    reference: str
    seconds: float


@dataclass(frozen=True)
class _Reviewed:
    """One dictation, corrected."""

    name: str
    sound_s: float
    errors: int
    left: int
    actions: int
    textarea: int
    seconds: float
    from_nothing_s: float
    characters: int
    jumps_ms: tuple[float, ...]
    spent: Mapping[str, int]


def measure(bench: Bench) -> PartResult:
    """Actions and modelled seconds of correcting each dictation, beside a text area."""
    dictations = _dictations(bench)
    with tempfile.TemporaryDirectory() as folder:
        sent = [Sent(one.path, {}) for one in dictations]
        with read_site(Path(folder) / "home", sent, _SETTINGS) as site:
            reviewed = [
                _review(site, one, document_id)
                for one, document_id in zip(dictations, site.document_ids, strict=True)
            ]
    rows = [_row(one.name, [one]) for one in reviewed] + [_row("dictations", reviewed)]
    went = where_keys_went([one.spent for one in reviewed])
    return PartResult("dictations", [Table("Dictations", _HEADINGS, tuple(rows)), went], _bars(reviewed))


def _dictations(bench: Bench) -> list[_Dictation]:
    for folder in [] if bench.data is None else [bench.data / "asr" / "dictation", bench.data / "dictation"]:
        if folder.is_dir():
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            return [
                _Dictation(folder / one["audio"], one["reference"], float(one["seconds"]))
                for one in manifest[: bench.limit]
            ]
    raise SetMissingError("no folder dictation (or asr/dictation) under --data")


def _review(site: ReadSite, dictation: _Dictation, document_id: str) -> _Reviewed:
    page, true = site.page, dictation.reference.split()
    address = f"{site.address}/dictations/{document_id}"
    _open(page, address)
    jumps_ms = walk_doubts(page)
    _open(page, address)  # nothing of the walk goes on playing
    draft = str(page.evaluate("document.querySelector('[data-report]').value"))
    wanted = corrections_in_sequence(draft.split(), true)
    keys = CountedKeys(page)
    reviewer = DictationReviewer(page, keys, f"{address}/words", true)
    reviewer.review()
    return _Reviewed(
        name=dictation.path.stem,
        sound_s=dictation.seconds,
        errors=len(wanted),
        left=len(reviewer.corrections()),
        actions=keys.actions,
        textarea=textarea_actions(wanted),
        seconds=seconds_of_review(actions=keys.actions, decisions=keys.decisions, sound_s=dictation.seconds),
        from_nothing_s=seconds_from_nothing(dictation.reference, sound_s=dictation.seconds),
        characters=len(dictation.reference),
        jumps_ms=tuple(jumps_ms),
        spent=keys.spent,
    )


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html.has-script [data-report]")
    # the words and their doubts are fetched after the page: only then do the keys work
    has_marks = "CSS.highlights.get('doubtful') !== undefined"
    wait_until("marks", lambda: page.evaluate(has_marks), limit_s=_OPEN_S)


_HEADINGS = (
    *("dictation", "errors", "left at the end", "actions a minute of sound", "actions an error"),
    *("text area, an error", "of it", "s a line", "typed from nothing", "of it "),
)


def _row(name: str, made: Sequence[_Reviewed]) -> tuple[Figure, ...]:
    errors, actions = sum(one.errors for one in made), sum(one.actions for one in made)
    textarea, sound_s = sum(one.textarea for one in made), sum(one.sound_s for one in made)
    seconds, nothing = sum(one.seconds for one in made), sum(one.from_nothing_s for one in made)
    lines = sum(one.characters for one in made) / CHARACTERS_A_LINE
    return (
        *(name, errors, sum(one.left for one in made), actions / sound_s * 60, actions / max(errors, 1)),
        *(textarea / max(errors, 1), actions / max(textarea, 1)),
        *(seconds / lines, nothing / lines, seconds / nothing),
    )


def _bars(made: Sequence[_Reviewed]) -> list[Bar]:
    actions, textarea = sum(one.actions for one in made), sum(one.textarea for one in made)
    seconds, nothing = sum(one.seconds for one in made), sum(one.from_nothing_s for one in made)
    jumps = [jump for one in made for jump in one.jumps_ms]
    of_area, of_typing = actions / max(textarea, 1), seconds / nothing
    return [
        Bar.at_most("dictations: actions an error, of the text area's", of_area, _MOST_ACTIONS),
        Bar.at_most("dictations: seconds a line, of typing from nothing", of_typing, _MOST_SECONDS),
        Bar.at_most("dictations: jump, 95th percentile, ms", percentile(jumps, 0.95), _MOST_JUMP_MS),
    ]
