from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.abbreviations import DefinedAbbreviation, Reader
from nlp.chart_index import load_chart_index
from nlp.dictionary import Dictionary
from nlp.dictionary_terms import term_variants
from nlp.measures import measured_matches
from nlp.mentions import find_matches
from nlp.words import stem, written_words

INDEX = load_chart_index()
READER = Reader(INDEX.words, INDEX.abbreviations)


def stems(text: str) -> list[str]:
    return [unit.stem for unit in READER.units(text)]


def dictionary(*phrases: str) -> Dictionary:
    return Dictionary(
        {
            " ".join(sorted(set(READER.stems(phrase)))): f"X{n}\ttitle\t0\t{phrase}"
            for n, phrase in enumerate(phrases)
        }
    )


def found(text: str, *phrases: str) -> list[str]:
    return [text[match.start : match.end] for match in find_matches(READER.units(text), dictionary(*phrases))]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("fractures", "fracture"),
        ("allergies", "allergy"),
        ("masses", "mass"),
        ("sepsis", "sepsis"),
        ("crohn's", "crohn"),
        ("pus", "pus"),
        ("reflexes", "reflex"),
    ],
)
def test_endings_fall_off_but_latin_words_stay(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_british_spelling_lay_words_and_plurals_read_the_same() -> None:
    assert stems("anaemia") == stems("anemia")
    assert stems("kidney stones") == stems("renal calculi")
    assert stems("legs") == stems("lower extremity")


def test_an_abbreviation_keeps_its_place_and_reads_in_full() -> None:
    units = READER.units("new CHF today")
    chf = [unit for unit in units if unit.group == units[1].group]
    assert [unit.stem for unit in chf] == ["congestive", "heart", "failure"]
    assert {(unit.start, unit.end) for unit in chf} == {(4, 7)}


def test_context_decides_between_readings() -> None:
    assert "multiple" in stems("MS, on interferon")
    assert "mitral" in stems("severe MS with a diastolic murmur")
    assert any(unit.ambiguous for unit in READER.units("MS, on interferon"))
    assert not any(unit.ambiguous for unit in READER.units("MS with a murmur"))


@pytest.mark.parametrize("text", ["Mr. Doe came", "as severe as before", "Ms Smith"])
def test_names_and_plain_words_are_no_abbreviations(text: str) -> None:
    assert not {"dyspnea", "aorta", "sclerosis"} & set(stems(text))


def test_a_definition_in_the_note_wins_over_the_curated_reading() -> None:
    text = "MS was seen"
    units = READER.units(text, [DefinedAbbreviation(0, 2, "mitral stenosis")])
    assert [unit.stem for unit in units if unit.end == 2] == ["mitral", "stenosis"]
    two_words = READER.units("A B here", [DefinedAbbreviation(0, 3, "acute bronchitis")])
    assert {(unit.start, unit.end) for unit in two_words if unit.stem == "bronchitis"} == {(0, 3)}


def test_abbreviations_of_several_words_do_not_cross_a_break() -> None:
    assert "clostridium" in stems("C. diff colitis")
    assert "clostridium" not in stems("vitamin C; diff pending")


def test_type_two_keeps_the_word_type_in_its_place() -> None:
    text = "has type 2 diabetes"
    assert found(text, "type 2 diabetes mellitus") == ["type 2 diabetes"]


def test_the_letter_a_counts_behind_hepatitis_only() -> None:
    assert "a" in stems("hepatitis A")
    assert "a" not in stems("a hepatitis")


def test_word_order_does_not_matter_and_the_longest_match_wins() -> None:
    phrases = ("heart failure", "acute systolic heart failure")
    assert found("heart failure, systolic, acute", *phrases) == ["heart failure, systolic, acute"]
    assert found("acute heart failure", *phrases) == ["heart failure"]


def test_attributes_inside_a_match_are_left_aside() -> None:
    assert found("fracture of left wrist", "wrist fracture") == ["fracture of left wrist"]
    assert found("left wrist fracture", "wrist fracture") == ["wrist fracture"]


def test_words_of_two_sentences_or_lines_make_no_diagnosis() -> None:
    assert found("Heart fine. Failure to attend", "heart failure") == []
    assert found("- heart\n- failure", "heart failure") == []
    wrapped = "He was admitted with what turned out to be a heart\nfailure"
    assert found(wrapped, "heart failure") == ["heart\nfailure"]


def test_context_around_a_match_stops_at_the_next_match() -> None:
    text = "left knee pain right hip fracture"
    knee, hip = find_matches(READER.units(text), dictionary("knee pain", "hip fracture"))
    assert "left" in knee.context
    assert "left" not in hip.context
    assert "right" in hip.context


def test_an_official_title_is_found_in_its_everyday_forms() -> None:
    def bags(title: str) -> set[str]:
        return {" ".join(sorted(variant.stems)) for variant in term_variants(title, READER.stems)}

    assert "pneumonia" in bags("Pneumonia, unspecified organism")
    assert "hypertension" in bags("Essential (primary) hypertension")
    assert "disease human immunodeficiency viru" not in bags("Gout")
    assert "embolism" in bags("Embolism and thrombosis")
    assert "breast cancer" in bags("Malignant neoplasm of breast")
    assert bags("Pain") == set()


def test_numbers_that_are_diagnoses_are_read() -> None:
    text = "BMI 42.3. Earlier BMI of 18. 39-week gestation, 50 weeks pregnant, 5 weeks pregnant; "
    text += "BMI 27 and BMI 95"
    codes = [match.entries[0].code for match in measured_matches(text)]
    assert codes == ["Z68.41", "Z68.1", "Z3A.39", "Z3A.49", "Z3A.01", "Z68.27", "Z68.45"]
    assert [m.entries[0].code for m in measured_matches("BMI 46, BMI 55, BMI 66")] == [
        "Z68.42",
        "Z68.43",
        "Z68.44",
    ]


@given(st.text(max_size=300))
def test_units_of_any_text_lie_inside_it_in_order(text: str) -> None:
    units = READER.units(text)
    assert all(0 <= unit.start < unit.end <= len(text) for unit in units)
    assert [unit.group for unit in units] == sorted(unit.group for unit in units)
    assert all(text[word.start : word.end] == word.text for word in written_words(text))
