from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from nlp.options import CodingOptions, EncounterType
from nlp.suggestion import (
    AssertionLabel,
    CandidateCode,
    CodeSuggestion,
    Evidence,
    Finding,
    Mention,
    SuggestionSet,
    SuppressedCandidate,
)
from ocr.page import Box, PageAnchor
from storage.errors import Deficiency, EngineInfo

EVIDENCE = Evidence(
    start=4,
    end=11,
    quote="Gout at",
    anchors=(PageAnchor("p", ("p:1",), Box(0, 0, 5, 5)),),
    token_ids=("t1",),
    matched_term="gout",
    section="assessment",
    assertion=AssertionLabel.AFFIRMED,
)
SUGGESTION = CodeSuggestion(
    code="M10.9",
    edition="2026-04",
    title="Gout, unspecified",
    score=0.9,
    shown=True,
    billable=True,
    evidence=(EVIDENCE,),
    flags=("unspecified",),
    trace=("index: gout -> M10.9",),
)
SET = SuggestionSet(
    suggestions=(SUGGESTION,),
    mentions=(Mention(4, 8, "Gout", AssertionLabel.AFFIRMED, "assessment"),),
    suppressed=(SuppressedCandidate("R50.9", "negated", 20, 25, "fever", "text"),),
    deficiencies=(Deficiency("abbreviations_not_searched", "too many brackets"),),
    engine=EngineInfo("dictionary", "1", "f" * 64, "0" * 64),
    edition="2026-04",
    cautions=(Deficiency("coding_date_unknown", "no date"),),
)


def test_a_set_survives_its_json() -> None:
    assert SuggestionSet.from_json(SET.as_json()) == SET


def test_a_set_of_another_schema_version_is_refused() -> None:
    with pytest.raises(ValueError, match="schema version 99"):
        SuggestionSet.from_json({**SET.as_json(), "schema_version": 99})


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (SUGGESTION, {"evidence": ()}),
        (SUGGESTION, {"score": 1.2}),
        (EVIDENCE, {"quote": "Gout"}),
        (EVIDENCE, {"start": 11}),
        (SET, {"suggestions": (SUGGESTION, SUGGESTION)}),
        (SET.mentions[0], {"end": 4}),
        (SET.suppressed[0], {"reason": ""}),
        (SET.suppressed[0], {"start": -1}),
        (Finding(SET.mentions[0], (CandidateCode("M10.9", "gout", 0.9),)), {"candidates": ()}),
    ],
)
def test_what_cannot_be_true_cannot_be_built(kind: Any, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(kind, **change)


@pytest.mark.parametrize(
    "wrong",
    [
        {"show_from_score": 2.0},
        {"max_suggestions": 0},
        {"date_of_service": date(2026, 5, 2), "discharge_date": date(2026, 5, 1)},
    ],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        CodingOptions(**wrong)


def test_inpatients_are_coded_by_discharge_and_others_by_date_of_service() -> None:
    stay = {"date_of_service": date(2026, 9, 28), "discharge_date": date(2026, 10, 3)}
    inpatient = CodingOptions(encounter_type=EncounterType.INPATIENT, **stay)  # type: ignore[arg-type]
    outpatient = CodingOptions(encounter_type=EncounterType.OUTPATIENT, **stay)  # type: ignore[arg-type]
    assert inpatient.coding_date == date(2026, 10, 3)
    assert outpatient.coding_date == date(2026, 9, 28)
    assert CodingOptions().coding_date is None


def test_options_that_differ_have_different_hashes() -> None:
    assert CodingOptions().options_hash == CodingOptions().options_hash
    assert CodingOptions().options_hash != CodingOptions(max_suggestions=5).options_hash
