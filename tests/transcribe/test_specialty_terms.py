from __future__ import annotations

from transcribe.specialty_terms import GENERAL_TERMS, terms_of_specialty


def test_a_specialty_and_a_worktype_bring_their_terms_each_once() -> None:
    terms = terms_of_specialty("Operative report", "Cardiology")
    assert terms[0] == "cefazolin"
    assert {"trocar", "apixaban"} <= set(terms)
    assert len(set(terms)) == len(terms)


def test_a_part_of_a_word_does_not_choose_a_list() -> None:
    assert "tamsulosin" not in terms_of_specialty("Neurology")
    assert terms_of_specialty("Postoperative check") == ()
    assert terms_of_specialty("", "Letter") == ()


def test_the_general_list_names_each_drug_once() -> None:
    assert len(set(GENERAL_TERMS)) == len(GENERAL_TERMS) > 40
