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
FILES = sorted((Path(__file__).parent / "assertion_cases").glob("*.tsv"))


def said_of(marked: str) -> str:
    """The label that the rules give to the words in braces."""
    text = marked.replace("{", "").replace("}", "")
    span = marked.index("{"), marked.index("}") - 1
    return RULES.assert_spans(text, SPLITTER.split(text), [span])[0].label.value


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_scope_and_not_the_cue_alone_decides(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    cases = [line.split("\t") for line in lines]
    found = [(label, sentence, said_of(sentence.replace("\\n", "\n"))) for label, sentence in cases]
    assert found
    assert [one for one in found if one[0] != one[2]] == []
