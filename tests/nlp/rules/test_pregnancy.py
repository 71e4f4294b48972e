from __future__ import annotations

from datetime import date

from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes

STAY = CodingOptions(
    encounter_type=EncounterType.INPATIENT, date_of_service=date(2026, 5, 1), discharge_date=date(2026, 5, 4)
)


def found(text: str, resources: CodingResources) -> set[str]:
    told = suggest_codes(SourceText.from_plain_text(text), options=STAY, resources=resources)
    return {one.code for one in told.suggestions}


def test_the_weeks_tell_the_trimester_of_every_code_of_the_pregnancy(resources: CodingResources) -> None:
    text = "G3P2 at 22 weeks. Elderly multigravida. Essential hypertension. Smokes ten cigarettes daily."
    assert {"O09.522", "O10.012", "O99.332", "F17.210", "Z3A.22"} <= found(text, resources)


def test_a_delivery_makes_them_codes_of_childbirth(resources: CodingResources) -> None:
    text = (
        "G2P1 at 39 weeks 2 days in active labor with diet-controlled gestational diabetes and obesity. "
        "Vaginal delivery of a live male infant. Second degree perineal laceration."
    )
    assert {"O24.420", "O99.214", "Z3A.39", "Z37.0", "O70.1"} <= found(text, resources)


def test_a_newborns_note_keeps_what_ended_in_its_first_days(resources: CodingResources) -> None:
    text = "NEWBORN NOTE\n\nTerm male infant delivered by cesarean section. Transient tachypnea, resolved."
    codes = found(text, resources)
    assert {"Z38.01", "P22.1"} <= codes
    assert "Z37.0" not in codes


def test_without_a_pregnancy_nothing_of_chapter_15_comes(resources: CodingResources) -> None:
    assert not any(code.startswith("O") for code in found("Obesity and essential hypertension.", resources))
