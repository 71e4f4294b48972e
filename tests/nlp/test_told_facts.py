from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp.chart_index.chart_index import FOLDER, table_rows
from nlp.drug_harm import drug_harm, spread_sites
from nlp.injury_places import injury_places
from nlp.resources import CodingResources
from nlp.told_allergies import told_allergies
from nlp.told_facts import told_facts


def codes(found: list) -> list[str]:  # type: ignore[type-arg]
    return sorted(match.entries[0].code for match in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She smoked a pack a day for thirty years and quit in 2005.", ["Z87.891"]),
        ("He smokes a pack a day and is not ready to quit.", []),
        ("Newborn discharge summary. Term male infant delivered vaginally.", ["Z38.00"]),
        ("G2P1 in active labor. Spontaneous delivery of a live male infant.", ["Z37.0"]),
        ("Fell off a ladder while cleaning the gutters.", ["W11.XXXA", "Y93.H9"]),
        ("He cleaned the gutters last year.", []),
        ("Sprained her ankle playing soccer.", ["Y93.66", "Y99.8"]),
        ("Tetanus booster given.", ["Z23"]),
    ],
)
def test_what_a_sentence_tells_leads_to_its_code(text: str, expected: list[str]) -> None:
    assert codes(told_facts(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She fell in the kitchen of her apartment.", ["Y92.030"]),
        ("Slipped in the bathroom at her nursing home.", ["Y92.121"]),
        ("He cut his hand in the garage of his house.", ["Y92.015"]),
        ("He lives in an apartment and was injured in a crash.", []),
    ],
)
def test_home_and_room_make_one_place_code(text: str, expected: list[str]) -> None:
    assert codes(injury_places(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Penicillin caused hives as a child.", ["Z88.0"]),
        ("Cannot eat shrimp because of throat swelling.", ["Z91.013"]),
        ("Allergic to sulfa and latex.", ["Z88.2", "Z91.040"]),
        ("No allergy to penicillin.", []),
        ("New rash today from amoxicillin.", []),
        ("Metformin was continued.", []),
    ],
)
def test_an_allergy_told_in_a_sentence_is_a_status(text: str, expected: list[str]) -> None:
    assert codes(told_allergies(text, lambda _: "text")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Neutropenia due to chemotherapy.", ["T45.1X5A"]),
        ("Steroid-induced hyperglycemia.", ["T38.0X5A"]),
        ("Constipation from opioids.", ["T40.2X5A"]),
        ("Overdose due to acetaminophen ingestion.", []),
        ("She takes prednisone for asthma.", []),
    ],
)
def test_a_drug_that_is_blamed_gets_its_adverse_effect(text: str, expected: list[str]) -> None:
    assert codes(drug_harm(text)) == expected


def test_every_site_a_cancer_spread_to_counts() -> None:
    assert codes(spread_sites("Lung cancer metastatic to brain and liver.")) == ["C78.7", "C79.31"]
    assert spread_sites("The brain and liver were normal.") == []


@pytest.mark.parametrize(
    ("table", "columns"), [("told", 3), ("allergens", 2), ("adverse_drugs", 2), ("spread", 2)]
)
def test_every_code_of_the_tables_may_be_billed(table: str, columns: int, resources: CodingResources) -> None:
    rows = list(table_rows(FOLDER, table, columns))
    assert rows
    assert [row[1] for row in rows if not resources.code_set.billable(row[1])] == []


def test_every_pattern_of_the_table_is_one(resources: CodingResources) -> None:
    assert Path(FOLDER, "told.tsv").is_file()
    assert all(re.compile(row[0]).groups == 0 for row in table_rows(FOLDER, "told", 3))
    assert resources.code_set
