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


def marked_cases() -> list[tuple[str, int, int, str]]:
    """Every case: its text, where the diagnosis starts and ends, and the label it has."""
    files = sorted((Path(__file__).parent / "assertion_cases").glob("*.tsv"))
    lines = [line for path in files for line in path.read_text("utf-8").splitlines()]
    cases = []
    for label, sentence in (line.split("\t") for line in lines if not line.startswith("#")):
        marked = sentence.replace("\\n", "\n")
        text = marked.replace("{", "").replace("}", "")
        cases.append((text, marked.index("{"), marked.index("}") - 1, label))
    return cases


@pytest.mark.parametrize(("text", "start", "end", "expected"), marked_cases())
def test_scope_and_not_the_cue_alone_decides(text: str, start: int, end: int, expected: str) -> None:
    assert RULES.assert_spans(text, SPLITTER.split(text), [(start, end)])[0].label.value == expected
