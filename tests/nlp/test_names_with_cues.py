from __future__ import annotations

from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes


def _codes(resources: CodingResources, text: str) -> tuple[set[str], dict[str, str]]:
    options = CodingOptions(encounter_type=EncounterType.OUTPATIENT)
    found = suggest_codes(SourceText.from_plain_text(text), options=options, resources=resources)
    return {one.code for one in found.suggestions}, {one.code: one.reason for one in found.suppressed}


def test_a_denial_inside_a_name_denies_nothing_behind_it(resources: CodingResources) -> None:
    suggested, left_out = _codes(resources, "She has migraine without aura and mild intermittent asthma.")

    assert "J45.20" in suggested
    assert "J45.20" not in left_out


def test_a_denial_of_its_own_still_reaches_what_follows(resources: CodingResources) -> None:
    suggested, left_out = _codes(resources, "She came without fever and asthma.")

    assert suggested == set()
    assert set(left_out.values()) == {"negated"}
