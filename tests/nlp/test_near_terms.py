from __future__ import annotations

import pytest

from nlp.near_terms import NearTerms
from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes
from nlp.suggestion import CodeSuggestion


def suggested(text: str, resources: CodingResources) -> tuple[CodeSuggestion, ...]:
    options = CodingOptions(encounter_type=EncounterType.OUTPATIENT)
    return suggest_codes(SourceText.from_plain_text(text), options=options, resources=resources).suggestions


def test_the_nearest_terms_hold_the_rare_words_and_come_best_first(resources: CodingResources) -> None:
    near = NearTerms(resources.code_set)
    stems = frozenset(resources.reader.stems("proliferative retinopathy of type 2 diabetes"))
    found = near.nearest(stems, 5)
    assert found[0].code.startswith("E11.35")
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
    assert len({one.code for one in found}) == len(found) == 5
    assert all(0 < one.held <= 1 and 0 < one.own <= 1 for one in found)


@pytest.mark.parametrize("stems", [frozenset(), frozenset({"qqqqq"})])
def test_nothing_is_near_to_what_no_term_holds(stems: frozenset[str], resources: CodingResources) -> None:
    assert NearTerms(resources.code_set).nearest(stems, 5) == ()


def test_a_longer_name_comes_before_its_parts_and_says_that_it_is_only_near(
    resources: CodingResources,
) -> None:
    (first, *_) = suggested("hypertrophic pyloric narrowing of adults", resources)
    assert first.code == "K31.1"
    assert "near_name" in first.flags
    found = {one.code: one for one in suggested("amebic abscess in liver and lung", resources)}
    assert found["A06.5"].score > found["A06.6"].score
    assert "near_name" in found["A06.5"].flags or "part_of_longer_name" in found["A06.5"].flags


def test_an_eye_without_a_side_gets_the_character_for_an_unspecified_one(
    resources: CodingResources,
) -> None:
    text = "proliferative retinopathy of type 2 diabetes"
    assert suggested(text, resources)[0].code == "E11.3599"
    assert suggested(f"{text}, left eye", resources)[0].code == "E11.3592"


def test_a_misread_word_is_found_shown_as_it_stands_and_says_what_it_was_taken_for(
    resources: CodingResources,
) -> None:
    (first, *_) = suggested("hyp0thyroidism", resources)
    assert (first.code, first.evidence[0].quote) == ("E03.9", "hyp0thyroidism")
    assert "spelling_assumed" in first.flags
    assert "read as hypothyroidism" in first.trace
    (exact, *_) = suggested("hypothyroidism", resources)
    assert first.score < exact.score


@pytest.mark.parametrize("text", ["1.", "2\n3", "DISCHARGE", "left\nright", "acute"])
def test_numbers_sides_and_single_general_words_have_no_near_terms(
    text: str, resources: CodingResources
) -> None:
    assert suggested(text, resources) == ()


def test_left_and_right_are_found_in_titles_that_say_it_in_more_words(resources: CodingResources) -> None:
    assert suggested("right sciatica", resources)[0].code == "M54.31"
    assert suggested("left hemiparesis", resources)[0].code in ("G81.92", "G81.94")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("L distal radius fracture", "S52.502A"),
        ("left distal radius fracture, healing", "S52.502D"),
        ("open fx R tibial shaft", "S82.201B"),
        ("nonunion of left clavicle fracture", "S42.002K"),
        ("hearing loss, both ears", "H91.93"),
        ("stye left upper lid", "H00.014"),
        ("preterm labor at 33 weeks", "O60.03"),
    ],
)
def test_side_encounter_and_trimester_are_taken_from_the_words_beside(
    text: str, code: str, resources: CodingResources
) -> None:
    assert code in [one.code for one in suggested(text, resources)[:3]]


@pytest.mark.parametrize("text", ["L4 fracture", "R/O fracture", "O.R. note"])
def test_a_letter_that_names_no_side_is_none(text: str, resources: CodingResources) -> None:
    stems = {unit.stem for unit in resources.reader.units(text)}
    assert not stems & {"left", "right"}
