"""Sentences with traps of scope, one file a kind of trap, each with the label of the words in braces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.assertion import AssertionRules
from nlp.chart_index import load_chart_index
from nlp.sections import SectionSplitter

INDEX = load_chart_index()
RULES = AssertionRules(INDEX.cues)
SPLITTER = SectionSplitter(INDEX.sections)
FILES = sorted((Path(__file__).parent / "assertion_cases").glob("*.tsv"))


def cases_of(path: Path) -> Iterator[tuple[str, int, int, str]]:
    """The cases of a file: the text, where the diagnosis starts and ends, and the label it has."""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        label, sentence = line.split("\t")
        marked = sentence.replace("\\n", "\n")
        text = marked.replace("{", "").replace("}", "")
        yield text, marked.index("{"), marked.index("}") - 1, label


def marked_cases() -> list[tuple[str, int, int, str]]:
    """The cases of all files."""
    return [case for path in FILES for case in cases_of(path)]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_scope_and_not_the_cue_alone_decides(path: Path) -> None:
    found = [
        (
            text,
            text[start:end],
            label,
            RULES.assert_spans(text, SPLITTER.split(text), [(start, end)])[0].label,
        )
        for text, start, end, label in cases_of(path)
    ]
    assert found
    assert [one for one in found if one[2] != one[3].value] == []
