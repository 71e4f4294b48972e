"""Sentences with traps of scope, one file a kind of trap, each with the label of the words in braces."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.assertion import AssertionRules
from nlp.chart_index import load_chart_index
from nlp.sections import SectionSplitter

INDEX = load_chart_index()
RULES = AssertionRules(INDEX.cues)
SPLITTER = SectionSplitter(INDEX.sections)


def _cases() -> list[tuple[str, str]]:
    files = sorted((Path(__file__).parent / "assertion_cases").glob("*.tsv"))
    rows = [
        line for path in files for line in path.read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    return [(sentence.replace("\\n", "\n"), label) for label, sentence in (row.split("\t") for row in rows)]


def _label(marked: str) -> str:
    start, end = marked.index("{"), marked.index("}") - 1
    text = marked.replace("{", "").replace("}", "")
    return RULES.assert_spans(text, SPLITTER.split(text), [(start, end)])[0].label.value


@pytest.mark.parametrize(("sentence", "expected"), _cases())
def test_scope_and_not_the_cue_alone_decides(sentence: str, expected: str) -> None:
    assert _label(sentence) == expected
