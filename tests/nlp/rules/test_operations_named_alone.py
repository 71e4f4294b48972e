from __future__ import annotations

import pytest

from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes


@pytest.mark.parametrize(
    ("said", "is_status"),
    [
        ("Hospital course: He underwent laparoscopic cholecystectomy.", False),
        ("Past surgical history: cholecystectomy.", True),
        ("Status post cholecystectomy.", True),
        ("She had a cholecystectomy in 2010.", True),
        ("Ultrasound shows a surgically absent gallbladder.", True),
    ],
)
def test_a_removal_is_a_status_only_where_it_is_said_as_past(
    said: str, is_status: bool, resources: CodingResources
) -> None:
    options = CodingOptions(encounter_type=EncounterType.INPATIENT)
    found = suggest_codes(SourceText.from_plain_text(said), options=options, resources=resources)
    assert ("Z90.49" in {one.code for one in found.suggestions}) is is_status
