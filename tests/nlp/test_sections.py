from __future__ import annotations

import pytest

from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes
from nlp.suggestion import SuggestionSet


def _suggest(resources: CodingResources, text: str) -> SuggestionSet:
    options = CodingOptions(encounter_type=EncounterType.OUTPATIENT)
    return suggest_codes(SourceText.from_plain_text(text), options=options, resources=resources)


def _section_of(found: SuggestionSet, code: str) -> str:
    return next(one for one in found.suggestions if one.code == code).evidence[0].section


@pytest.mark.parametrize(
    "heading", ["ASSESSMENT AND PLAN", "Assessment and Plan", "IMPRESSION", "Assessment:"]
)
def test_a_heading_alone_on_its_line_opens_its_section(resources: CodingResources, heading: str) -> None:
    found = _suggest(resources, f"OBJECTIVE\nLungs are clear.\n{heading}\n1. Hypothyroidism, stable.")

    assert _section_of(found, "E03.9") == "assessment"


def test_a_diagnosis_in_short_form_alone_on_a_line_is_no_heading(resources: CodingResources) -> None:
    found = _suggest(resources, "ASSESSMENT\nPE\nHypothyroidism")

    assert _section_of(found, "E03.9") == "assessment"


def test_the_reaction_in_a_list_of_allergies_is_not_todays_finding(resources: CodingResources) -> None:
    found = _suggest(resources, "ALLERGIES\nPenicillin (rash).\nASSESSMENT\nHypothyroidism.")

    assert "R21" not in [one.code for one in found.suggestions]


def test_a_reason_to_come_back_is_not_a_finding(resources: CodingResources) -> None:
    found = _suggest(resources, "PLAN\nReturn in six weeks, sooner for chest pain.")

    assert [one.code for one in found.suggestions] == []
    assert [one.reason for one in found.suppressed] == ["hypothetical"]


def test_blood_pressure_is_no_pressure_ulcer(resources: CodingResources) -> None:
    found = _suggest(resources, "Follow-up of blood pressure.").suggestions
    assert not any(one.shown or one.code.startswith("L89") for one in found)  # near names may be listed
