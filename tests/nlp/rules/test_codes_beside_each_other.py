from __future__ import annotations

import pytest

from nlp.chart_index import load_chart_index
from nlp.resources import CodingResources
from nlp.rules import load_rule_tables, rule_over_all
from nlp.rules.beside import (
    hide_symptoms_only_told,
    hide_what_no_provider_states,
    hold_back_normal_delivery,
    hold_back_what_stands_alone,
)
from nlp.rules.companions import with_companions
from nlp.rules.integral import hold_back_integral
from nlp.rules.outcome import Outcome
from nlp.suggestion import CodeSuggestion
from tests.nlp.rules.suggestions import evidence, suggestion

TABLES = load_rule_tables()
INDEX = load_chart_index()


def codes(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.kept]


@pytest.mark.parametrize(
    ("symptom", "diagnosis"),
    [
        ("R50.9", "J18.9"),
        ("R05.9", "J18.9"),
        ("R07.9", "I21.4"),
        ("R30.0", "N39.0"),
        ("R11.2", "A09"),
        ("R06.02", "I50.23"),
        ("R60.0", "I50.23"),
        ("R10.31", "K35.80"),
        ("R51.9", "G43.909"),
        ("M25.561", "M17.11"),
        ("R41.82", "G93.41"),
        ("R73.9", "E11.65"),
        ("R17", "K80.50"),
        ("M54.50", "M51.26"),
        ("R31.9", "N20.0"),
        ("R29.6", "S52.502A"),
    ],
)
def test_a_symptom_that_belongs_to_a_diagnosis_is_held_back_with_the_rule(
    symptom: str, diagnosis: str
) -> None:
    outcome = hold_back_integral([suggestion(symptom), suggestion(diagnosis)], TABLES.integral_by_category)
    assert codes(outcome) == [diagnosis]
    (held,) = outcome.held
    assert (held.reason, held.by) == ("integral", diagnosis)
    assert f"integral to {diagnosis}, Guidelines I.B.5" in held.note


@pytest.mark.parametrize(
    ("symptom", "diagnosis"),
    [
        ("R07.9", "I10"),
        ("R18.8", "K74.60"),  # ascites of a cirrhosis that is not alcoholic has no code in common with it
        ("R47.01", "I63.9"),  # aphasia says more about a stroke
        ("R57.0", "I21.4"),
        ("R33.9", "N40.1"),  # by its "use additional" note
        ("R45.851", "F32.A"),
    ],
)
def test_a_symptom_that_says_more_than_the_diagnosis_stays(symptom: str, diagnosis: str) -> None:
    given = [suggestion(symptom), suggestion(diagnosis)]
    assert codes(hold_back_integral(given, TABLES.integral_by_category)) == [symptom, diagnosis]


@pytest.mark.parametrize(
    "diagnosis",
    [
        suggestion("J18.9", shown=False),
        suggestion("J18.9", flags=("alternative",)),
        suggestion("J18.9", evidence(section="past_history")),
    ],
)
def test_what_is_not_firm_or_long_past_explains_no_symptom(diagnosis: CodeSuggestion) -> None:
    given = [suggestion("R50.9"), diagnosis]
    assert codes(hold_back_integral(given, TABLES.integral_by_category)) == ["R50.9", "J18.9"]


def test_a_symptom_listed_apart_is_not_explained_by_a_lasting_condition() -> None:
    apart = [suggestion("R07.9", evidence(start=0)), suggestion("K21.9", evidence(start=200))]
    assert codes(hold_back_integral(apart, TABLES.integral_by_category, INDEX.chronic)) == ["R07.9", "K21.9"]
    together = [suggestion("R07.9", evidence(start=0)), suggestion("K21.9", evidence(start=20))]
    assert codes(hold_back_integral(together, TABLES.integral_by_category, INDEX.chronic)) == ["K21.9"]


def test_the_table_of_integral_symptoms_names_codes_of_the_edition(resources: CodingResources) -> None:
    ends = {
        end
        for row in TABLES.integral
        for first, last in (*row.symptoms.spans, *row.diagnoses.spans)
        for end in (first, last)
    }
    assert {end for end in ends if not resources.code_set.billable_under(end)} == set()
    pairs = sum(len(row.symptoms.spans) * len(row.diagnoses.spans) for row in TABLES.integral)
    assert pairs >= 120


def test_an_external_cause_needs_an_injury() -> None:
    alone = hold_back_what_stands_alone([suggestion("W19.XXXA"), suggestion("I10")])
    assert codes(alone) == ["I10"]
    assert alone.held[0].reason == "external_cause_alone"
    beside = [suggestion("W19.XXXA"), suggestion("S52.502A")]
    assert codes(hold_back_what_stands_alone(beside)) == ["W19.XXXA", "S52.502A"]
    assert codes(hold_back_what_stands_alone([suggestion("Y90.6"), suggestion("F10.129")])) == [
        "Y90.6",
        "F10.129",
    ]


def test_aftercare_gives_way_to_the_injury_that_heals() -> None:
    outcome = hold_back_what_stands_alone([suggestion("Z47.89"), suggestion("S52.502D")])
    assert codes(outcome) == ["S52.502D"]
    assert "I.C.21.c.7" in outcome.held[0].note


def test_a_normal_delivery_has_no_complication() -> None:
    outcome = hold_back_normal_delivery([suggestion("O80"), suggestion("O70.1"), suggestion("Z37.0")])
    assert codes(outcome) == ["O70.1", "Z37.0"]
    assert "O70.1" in outcome.held[0].note
    assert codes(hold_back_normal_delivery([suggestion("O80"), suggestion("Z37.0")])) == ["O80", "Z37.0"]


def test_a_body_mass_index_counts_beside_a_diagnosis_of_weight_alone() -> None:
    alone, beside = (
        hide_what_no_provider_states([suggestion("Z68.41"), suggestion(other)]) for other in ("I10", "E66.01")
    )
    assert [one.shown for one in alone] == [False, True]
    assert "needs_provider_diagnosis" in alone[0].flags
    assert [one.shown for one in beside] == [True, True]


def test_what_only_a_study_found_is_not_shown() -> None:
    found, stated = hide_what_no_provider_states(
        [
            suggestion("K57.90", evidence(section="imaging")),
            suggestion("J18.9", evidence(section="imaging"), evidence(section="assessment")),
        ]
    )
    assert (found.shown, stated.shown) == (False, True)
    assert "study_finding_only" in found.flags


def test_an_ambiguous_short_form_outside_of_the_story_is_not_shown() -> None:
    ambiguous = ("ambiguous_abbreviation",)
    aside, told = hide_what_no_provider_states(
        [
            suggestion("M06.9", evidence(section="text"), flags=ambiguous),
            suggestion("M06.9", evidence(section="past_history"), flags=ambiguous),
        ]
    )
    assert (aside.shown, told.shown) == (False, True)


def test_symptoms_that_were_only_told_are_not_shown_unless_the_diagnosis_is_in_doubt() -> None:
    given = [suggestion("R53.83", evidence(section="present_illness")), suggestion("I10")]
    assert [one.shown for one in hide_symptoms_only_told(given, in_doubt=False)] == [False, True]
    assert [one.shown for one in hide_symptoms_only_told(given, in_doubt=True)] == [True, True]
    alone = given[:1]
    assert hide_symptoms_only_told(alone, in_doubt=False)[0].shown


def test_septic_shock_takes_the_code_of_the_infection() -> None:
    found = with_companions([suggestion("R65.21")], lambda code: (code, True))
    assert [one.code for one in found] == ["R65.21", "A41.9"]
    assert found[1].evidence == found[0].evidence
    named = [suggestion("R65.21"), suggestion("A41.51")]
    assert with_companions(named, lambda code: (code, True)) == tuple(named)


def test_the_order_of_suggestions_decides_nothing(resources: CodingResources) -> None:
    """The same codes stay, and the same give way for the same reasons, in whatever order they come."""
    code_set = resources.code_set
    wanted = [
        "I10",
        "I50.9",
        "I50.23",
        "N18.4",
        "E11.9",
        "R06.02",
        "R50.9",
        "J18.9",
        "J44.9",
        "W19.XXXA",
        "R65.21",
    ]
    given = [
        suggestion(
            code, evidence(start=number * 10), title=code_set.title(code) or "", score=0.9 - number / 100
        )
        for number, code in enumerate(wanted)
    ]

    def ruled(order: list[CodeSuggestion]) -> tuple[set[str], set[tuple[str, str]]]:
        outcome = rule_over_all(
            order,
            code_set=code_set,
            combinations=INDEX.combinations,
            tables=TABLES,
            chronic=INDEX.chronic,
        )
        return set(codes(outcome)), {(one.suggestion.code, one.reason) for one in outcome.held}

    first = ruled(given)
    assert {"I13.0", "I50.23", "E11.22", "J44.0", "A41.9"} <= first[0]
    assert ("R50.9", "integral") in first[1]
    orders = [given[turn:] + given[:turn] for turn in range(1, len(given))]
    for order in (*orders, given[::-1]):
        assert ruled(order) == first


def test_a_line_that_only_says_how_it_happened_keeps_its_code() -> None:
    assert codes(hold_back_what_stands_alone([suggestion("W11.XXXA")])) == ["W11.XXXA"]
