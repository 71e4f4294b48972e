from __future__ import annotations

from pathlib import Path

import pytest

from nlp.assertion import AssertionRules
from nlp.chart_index import load_chart_index
from nlp.chart_index.chart_index import ChartIndexError, data_files, longest_prefix
from nlp.resources import CodingResources
from nlp.suggestion import AssertionLabel
from nlp.words import bag_key

INDEX = load_chart_index()


def test_every_code_of_the_index_is_billable_in_the_edition(resources: CodingResources) -> None:
    codes = [term.code for term in INDEX.terms]
    codes += [
        *INDEX.history.values(),
        *INDEX.family.values(),
        *(rule.combined for rule in INDEX.combinations),
    ]
    assert [code for code in codes if not resources.code_set.billable(code)] == []


def test_every_code_prefix_of_the_index_exists(resources: CodingResources) -> None:
    prefixes = {*INDEX.history, *INDEX.family, *INDEX.chronic} - {"A"}
    assert [prefix for prefix in prefixes if not resources.code_set.exists(prefix)] == []


def test_the_index_knows_hundreds_of_chart_diagnoses() -> None:
    assert len({term.code for term in INDEX.terms}) >= 300


def test_no_phrase_leads_to_two_codes(resources: CodingResources) -> None:
    seen: dict[str, str] = {}
    conflicts = []
    for term in INDEX.terms:
        key = bag_key(frozenset(resources.reader.stems(term.phrase)))
        if seen.setdefault(key, term.code) != term.code:
            conflicts.append((term.phrase, term.code, seen[key]))
    assert conflicts == []


def test_every_cue_has_an_effect_and_a_direction_that_exist() -> None:
    effects = {"none", *(label.value for label in AssertionLabel)} - {"affirmed"}
    assert {cue.effect for cue in INDEX.cues} <= effects
    assert {cue.direction for cue in INDEX.cues} <= {"forward", "backward", "both"}
    assert AssertionRules(INDEX.cues)


def test_the_longest_prefix_decides() -> None:
    table = {"I2": "a", "I21": "b"}
    assert longest_prefix("I21.4", table) == "b"
    assert longest_prefix("I25.2", table) == "a"
    assert longest_prefix("J18", table) is None


def test_a_malformed_line_is_refused_by_file_and_line(tmp_path: Path) -> None:
    for path in data_files():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "terms.tsv").open("a") as file:
        file.write("no code here\n")
    lines = len((tmp_path / "terms.tsv").read_text().splitlines())
    with pytest.raises(ChartIndexError, match=rf"terms\.tsv, line {lines}"):
        load_chart_index(tmp_path)
    (tmp_path / "cues.tsv").unlink()
    (tmp_path / "terms.tsv").write_text("")
    with pytest.raises(ChartIndexError, match=r"cues\.tsv"):
        load_chart_index(tmp_path)
