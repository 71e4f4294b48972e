from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlp.assertion import AssertionRules
from nlp.chart_index import IndexTerm, load_chart_index
from nlp.chart_index.chart_index import FOLDER, ChartIndexError, longest_prefix
from nlp.index_review import everyday_words_alone, review_index
from nlp.resources import CodingResources
from nlp.suggestion import AssertionLabel

INDEX = load_chart_index()


def test_every_mapped_code_is_billable_in_the_edition(resources: CodingResources) -> None:
    codes = [*INDEX.history.values(), *INDEX.family.values(), *(rule.combined for rule in INDEX.combinations)]
    assert [code for code in codes if not resources.code_set.billable(code)] == []


def test_every_code_prefix_of_the_index_exists(resources: CodingResources) -> None:
    prefixes = {*INDEX.history, *INDEX.family, *INDEX.chronic} - {"A"}
    assert [prefix for prefix in prefixes if not resources.code_set.exists(prefix)] == []


def test_the_index_knows_hundreds_of_chart_diagnoses() -> None:
    assert len({term.code for term in INDEX.terms}) >= 300


def test_every_entry_is_valid_and_billable_or_asks_and_stands_once(resources: CodingResources) -> None:
    reviewed = review_index(INDEX.terms, resources.code_set, resources.reader.stems)
    assert reviewed.faults == ()


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (IndexTerm("x one", "Q99.99", (), "", "17_congenital"), "no such code"),
        (IndexTerm("x one", "I10", (), "", "17_congenital"), "belongs into 09_circulatory"),
        (IndexTerm("x one", "I50", (), "", "09_circulatory"), "say what it asks for"),
        (IndexTerm("x one", "I10", ("type",), "", "09_circulatory"), "asks for nothing"),
        (IndexTerm("x one", "I50", ("colour",), "", "09_circulatory"), "colour"),
        (IndexTerm("of the", "I10", (), "", "09_circulatory"), "no word"),
        (IndexTerm("pressures high", "I10", (), "", "09_circulatory"), "stands there already"),
        (IndexTerm("pressures high", "I95.9", (), "", "09_circulatory"), "leads to I10 already"),
    ],
)
def test_the_review_names_what_is_wrong_with_an_entry(
    term: IndexTerm, said: str, resources: CodingResources
) -> None:
    known = IndexTerm("high pressure", "I10", (), "", "09_circulatory")
    reviewed = review_index([known, term], resources.code_set, resources.reader.stems)
    (fault,) = reviewed.faults
    assert said in fault


def test_official_words_and_their_order_and_endings_do_not_count(resources: CodingResources) -> None:
    terms = [
        IndexTerm("hypertension essential", "I10", (), "", "09_circulatory"),
        IndexTerm("high pressures", "I10", (), "", "09_circulatory"),
    ]
    reviewed = review_index(terms, resources.code_set, resources.reader.stems)
    assert (reviewed.total, reviewed.not_counting) == (1, (terms[0],))


def test_the_review_warns_of_one_everyday_word_alone(resources: CodingResources) -> None:
    phrases = ["in prison", "frequent falls", "epistaxis"]
    terms = [IndexTerm(phrase, "Z65.1", (), "", "21_health_status") for phrase in phrases]
    warnings = everyday_words_alone(terms, resources.reader.stems)
    assert ["in prison" in warning for warning in warnings] == [True]


@pytest.mark.parametrize(
    "said",
    [
        "Follow up with PCP in one week.",
        "Tetanus up to date.",
        "Counseling was provided.",
        "Long axis view, needle biopsy, broad spectrum antibiotics.",
        "Blood and urine cultures were sent.",
        "Fall risk assessed, smoking cessation counseling provided.",
        "Return in 10 days for suture removal.",
    ],
)
def test_what_every_note_says_names_no_diagnosis(said: str, resources: CodingResources) -> None:
    found = resources.suggester.read(said).findings
    assert [one.mention.text for one in found if "near_name" not in one.candidates[0].flags] == []


def test_every_cue_has_an_effect_and_a_direction_that_exist() -> None:
    effects = {"none", *(label.value for label in AssertionLabel)}
    assert {cue.effect for cue in INDEX.cues} <= effects
    assert {cue.direction for cue in INDEX.cues} <= {"forward", "backward", "both"}
    assert AssertionRules(INDEX.cues)


def test_the_longest_prefix_decides() -> None:
    table = {"I2": "a", "I21": "b"}
    assert longest_prefix("I21.4", table) == "b"
    assert longest_prefix("I25.2", table) == "a"
    assert longest_prefix("J18", table) is None


def test_a_malformed_line_is_refused_by_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    blood = tmp_path / "entries" / "03_blood.tsv"
    with blood.open("a") as file:
        file.write("no code here\n")
    lines = len(blood.read_text().splitlines())
    with pytest.raises(ChartIndexError, match=rf"03_blood\.tsv, line {lines}"):
        load_chart_index(tmp_path)
    (tmp_path / "cues.tsv").unlink()
    blood.write_text("")
    with pytest.raises(ChartIndexError, match=r"cues\.tsv"):
        load_chart_index(tmp_path)
