"""The rules without sound: every text case through the draft report, compared with what was wanted. Pure."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.dictation.gold import LINE, PARAGRAPH, TextCase, laid_out
from transcribe.report import draft_report, report_text
from transcribe.transcript import SpokenWord

_PAUSE, _PAUSE_S, _WORD_S, _STEP_S = "…", 0.8, 0.25, 0.3
_NORMALS = ({"name": "chest exam", "text": "Lungs are clear to auscultation bilaterally.", "worktype": ""},)
_UNITS = (
    ("milligrams?", "mg"),
    ("micrograms?", "mcg"),
    ("kilograms?", "kg"),
    ("grams?", "g"),
    ("millilit(?:er|re)s?", "mL"),
    ("lit(?:er|re)s?", "L"),
    ("millimeters?", "mm"),
    ("centimeters?", "cm"),
    ("milliequivalents?", "mEq"),
    (" ?percent", "%"),
    ("cc['’]?s", "cc"),
    ("Doctor", "Dr."),
)


@dataclass(frozen=True)
class CaseResult:
    """What became of a case: right, right but for capitals, or wrong."""

    case: TextCase
    got: str
    is_right: bool
    is_exact: bool


def run_cases(cases: Sequence[TextCase]) -> list[CaseResult]:
    """Every case's result; capitals count where the case is about them."""
    return [_run(case) for case in cases]


def _run(case: TextCase) -> CaseResult:
    got = draft_of(case.heard)
    wanted = re.compile(_pattern(case.wanted))
    is_exact = wanted.fullmatch(_one_way(got)) is not None
    loose = re.compile(wanted.pattern, re.IGNORECASE).fullmatch(_one_way(got)) is not None
    return CaseResult(case, got, is_exact if case.category == "caps" else loose, is_exact)


def draft_of(heard: str) -> str:
    """The draft of these words, said a third of a second apart."""
    arguments: dict[str, Any] = {}
    if "normals" in inspect.signature(draft_report).parameters:
        arguments["normals"] = _NORMALS
    return report_text(draft_report(spoken_words(heard), **arguments))


def spoken_words(heard: str) -> list[SpokenWord]:
    """The words with times; a pause sign moves the next word on."""
    words: list[SpokenWord] = []
    at_s = 0.0
    for text in heard.split():
        if text == _PAUSE:
            at_s += _PAUSE_S
            continue
        words.append(SpokenWord(f"g:1:{len(words) + 1}", text, at_s, at_s + _WORD_S, 0.9))
        at_s = round(at_s + _STEP_S, 3)
    return words


def _pattern(wanted: str) -> str:
    """The wanted draft as a pattern: "<a|b>" either way."""
    pieces = re.split(r"<([^>]*)>", laid_out(wanted) if PARAGRAPH in wanted or LINE in wanted else wanted)
    return "".join(
        re.escape(_one_way(piece))
        if place % 2 == 0
        else f"(?:{'|'.join(re.escape(_one_way(way)) for way in piece.split('|'))})"
        for place, piece in enumerate(pieces)
    )


def _one_way(text: str) -> str:
    """Units in one form: the full name, and a blank before the percent sign, are counted equal."""
    for name, short in _UNITS:
        text = re.sub(rf"(?<=\d){name}\b" if name[0] == " " else rf"\b{name}\b", short, text)
    return re.sub(r"(?<=\d) %", "%", text).replace("\n\n", "\n")


def by_category(results: Sequence[CaseResult]) -> list[tuple[str, int, int, int]]:
    """Category, cases, right, right to the letter; the last row is all of them."""
    rows = []
    counts = Counter(one.case.category for one in results)
    for category in [*counts, "all"]:
        chosen = [one for one in results if category in (one.case.category, "all")]
        rows.append(
            (category, len(chosen), sum(one.is_right for one in chosen), sum(one.is_exact for one in chosen))
        )
    return rows
