from __future__ import annotations

import pytest

from nlp.assertion import AssertionRules
from nlp.chart_index import load_chart_index
from nlp.sections import SectionSplitter, section_at

INDEX = load_chart_index()
RULES = AssertionRules(INDEX.cues)
SPLITTER = SectionSplitter(INDEX.sections)


def label(text: str) -> str:
    """The label of the words between square brackets."""
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "", 1).replace("]", "", 1)
    return RULES.assert_spans(plain, SPLITTER.split(plain), [(start, end)])[0].label.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He has [pneumonia].", "affirmed"),
        ("He denies [chest pain], fever, or cough.", "negated"),
        ("He denies chest pain, fever, or [cough].", "negated"),
        ("No fever but [cough] persists.", "affirmed"),
        ("No evidence of [pulmonary embolism].", "negated"),
        ("[Pulmonary embolism] was ruled out.", "negated"),
        ("Troponin [elevation] not seen.", "negated"),
        ("Admitted to rule out [myocardial infarction].", "possible"),
        ("[Malignancy] cannot be excluded.", "possible"),
        ("Probable [pneumonia] on chest film.", "possible"),
        ("? [fracture] of the wrist", "possible"),
        ("Not only [pneumonia] but empyema.", "affirmed"),
        ("No increase in [pleural effusion].", "affirmed"),
        ("History of [stroke].", "historical"),
        ("A two-day history of [fever].", "affirmed"),
        ("h/o [prostate cancer], now with back pain", "historical"),
        ("h/o prostate cancer, now with [back pain]", "affirmed"),
        ("His mother had [breast cancer].", "family"),
        ("Family history of [colon cancer].", "family"),
        ("Colon cancer runs in the family, but she has [gout].", "affirmed"),
        ("There is [breast cancer] in her mother.", "family"),
        ("Lives with his mother and has [gout].", "affirmed"),
        ("Return if you have [chest pain] or fever.", "hypothetical"),
        ("Nitroglycerin as needed for [chest pain].", "hypothetical"),
        ("No family history of [colon cancer].", "negated"),
        ("Dr. Brown saw no [fever] on St. Mary's ward.", "negated"),
        ("Old [rib fracture].", "historical"),
        ("Old films show today a new and obvious [rib fracture].", "affirmed"),
        ("Gout resolved. [Fever] today.", "affirmed"),
        ("[Gout] versus septic joint.", "possible"),
        ("Gout versus [septic joint].", "possible"),
        ("[Fever] resolved.", "historical"),
    ],
)
def test_words_around_a_diagnosis_decide_what_is_said_of_it(text: str, expected: str) -> None:
    assert label(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PAST MEDICAL HISTORY:\n1. [Gout]\n2. COPD", "historical"),
        ("FAMILY HISTORY: [Gout].", "family"),
        ("FAMILY HISTORY: No [gout].", "negated"),
        ("FAMILY HISTORY:\nFATHER: [Gout].", "family"),
        ("DISCHARGE INSTRUCTIONS: [Fever] means come back.", "hypothetical"),
        ("PAST MEDICAL HISTORY: COPD.\n\nASSESSMENT AND PLAN:\n1. [Gout]", "affirmed"),
        ("Past Medical History\nCOPD\nAssessment\n[Gout]", "affirmed"),
        ("Social history: smoker. FAMILY HISTORY: [Gout].", "family"),
    ],
)
def test_sections_say_what_their_words_do_not(text: str, expected: str) -> None:
    assert label(text) == expected


def test_sections_cover_the_text_and_name_their_kind() -> None:
    text = "Seen today.\nHPI: Cough.\nREVIEW OF SYSTEMS:\nHEENT: fine\nSPLINE COUNT: 3\nPlan:\nrest"
    sections = SPLITTER.split(text)
    assert [section.kind for section in sections] == [
        "text",
        "present_illness",
        "review_of_systems",
        "review_of_systems",
        "review_of_systems",
        "plan",
    ]
    assert [section.start for section in sections[1:]] == [section.end for section in sections[:-1]]
    assert section_at(sections, len(text) - 1) == "plan"
    assert section_at([], 0) == "text"
    assert SPLITTER.split("more", before="plan")[0].kind == "plan"


def test_a_short_heading_needs_its_colon() -> None:
    assert SPLITTER.split("PE")[0].kind == "text"
    assert SPLITTER.split("PE: lungs clear")[0].kind == "examination"


def test_empty_text_has_no_sentence_and_no_answer() -> None:
    assert RULES.assert_spans("", [], []) == []


def test_a_cue_inside_a_name_is_part_of_it_and_inside_a_guess_it_is_not() -> None:
    text = "She has migraine without aura today."
    span = (text.index("migraine"), text.index(" today"))

    assert RULES.assert_spans(text, [], [span])[0].label.value == "affirmed"
    assert RULES.assert_spans(text, [], [span], names=[])[0].label.value == "negated"
