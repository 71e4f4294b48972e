from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.known_words import medications_in, problems_in, title_words

REPORT = """History: 64-year-old man.

CURRENT MEDICATIONS:
1. Lisinopril 20 mg daily
2. Metformin hydrochloride 500 mg twice daily
3. Continue aspirin
Allergies: penicillin 500 mg

Past Medical History: Type 2 diabetes mellitus; gout. No history of stroke.
Problem list
- Chronic kidney disease (stage 3)
- Denies asthma
- The patient was seen last year for a long list of things

Plan: start apixaban 5 mg twice daily and increase carvedilol to 12.5 mg.
"""


def test_drugs_are_found_before_a_dose_and_under_their_heading() -> None:
    found = [name.casefold() for name in medications_in(REPORT)]
    assert {"lisinopril", "metformin hydrochloride", "aspirin", "apixaban"} <= set(found)
    assert "continue" not in found


def test_prose_names_drugs_by_their_doses() -> None:
    said = (
        "She takes metformin 1,000 mg twice daily, and levothyroxine 75 mcg. Pulse 72, increased 2 tablets."
    )
    assert medications_in(said) == ("metformin", "levothyroxine")


def test_problems_are_what_stands_under_their_headings_and_was_not_denied() -> None:
    assert problems_in(REPORT) == ("Type 2 diabetes mellitus", "gout", "Chronic kidney disease")


def test_a_section_ends_at_the_next_heading() -> None:
    text = "MEDICATIONS\nwarfarin\nSOCIAL HISTORY\nsmokes daily"
    assert medications_in(text) == ("warfarin",)


def test_a_text_without_headings_and_doses_says_nothing() -> None:
    assert medications_in("Lungs are clear.") == ()
    assert problems_in("Lungs are clear.") == ()


def test_a_code_s_title_is_cut_to_what_people_say() -> None:
    assert title_words("Essential (primary) hypertension") == "Essential hypertension"
    assert title_words("Gout, unspecified") == "Gout"


@given(st.text(max_size=300))
def test_whatever_the_text_no_name_is_empty_or_there_twice(text: str) -> None:
    for found in (medications_in(text), problems_in(text)):
        assert all(name.strip() for name in found)
        assert len({name.casefold() for name in found}) == len(found)
