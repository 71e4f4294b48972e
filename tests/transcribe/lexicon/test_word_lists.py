from __future__ import annotations

from pathlib import Path

import pytest

import transcribe.lexicon
from transcribe.lexicon import Familiarity, look_alikes, word_lists
from transcribe.lexicon.look_alikes import pair_count
from transcribe.lexicon.sound import sound_of

FOLDER = Path(transcribe.lexicon.__file__).parent


@pytest.mark.parametrize(
    "drug",
    """metformin lisinopril atorvastatin amlodipine levothyroxine apixaban rivaroxaban empagliflozin
    dapagliflozin sacubitril semaglutide tirzepatide dulaglutide ocrelizumab dupilumab adalimumab
    pembrolizumab ceftriaxone
    vancomycin piperacillin ondansetron cefazolin furosemide spironolactone warfarin sertraline escitalopram
    albuterol tiotropium fluticasone montelukast prednisone hydrocodone gabapentin nirmatrelvir finerenone
    ozempic eliquis jardiance entresto lipitor synthroid humira keytruda xarelto paxlovid wegovy""".split(),  # noqa: SIM905
)
def test_the_formulary_of_general_practice_is_covered(drug: str) -> None:
    assert word_lists().terms[drug].is_drug


@pytest.mark.parametrize(
    "word", ["cholecystectomy", "dyspnea", "pneumoperitoneum", "regurgitation", "gallbladder", "mellitus"]
)
def test_clinical_words_are_covered(word: str) -> None:
    assert word in word_lists().terms


@pytest.mark.parametrize("word", ["water", "listen", "large", "english", "patient", "daily"])
def test_everyday_words_are_no_terms(word: str) -> None:
    assert word not in word_lists().terms
    assert word_lists().familiarity(word) is Familiarity.EVERYDAY


@pytest.mark.parametrize(
    ("word", "familiarity"),
    [
        ("metformin", Familiarity.KNOWN),
        ("arthralgias", Familiarity.KNOWN),
        ("hollingsworth", Familiarity.RARE),
        ("furocimide", Familiarity.UNKNOWN),
        ("xqs", Familiarity.UNKNOWN),
    ],
)
def test_familiarity_knows_inflected_words_and_names(word: str, familiarity: Familiarity) -> None:
    assert word_lists().familiarity(word) is familiarity


def test_the_sounds_in_the_lists_are_those_that_the_code_gives() -> None:
    wrong = [t.text for t in word_lists().terms.values() if t.sound != sound_of(t.text.replace("-", ""))]
    assert wrong == []


def test_every_list_names_its_sources_and_all_stay_small() -> None:
    for name in ("drugs.tsv", "words.tsv", "look_alikes.tsv"):
        assert (FOLDER / name).read_text("ascii").startswith("# ")
    assert "licensed under the Open Government Licence" in (FOLDER / "drugs.tsv").read_text("ascii")
    assert sum(file.stat().st_size for file in FOLDER.iterdir() if file.is_file()) < 1_300_000


def test_look_alikes_hold_both_ways_whatever_the_case() -> None:
    assert "prednisolone" in look_alikes("prednisone")
    assert "prednisone" in look_alikes("Prednisolone,")
    assert {"hydromorphone", "hydroxyzine"} <= set(look_alikes("hydralazine"))
    assert look_alikes("metformin")
    assert not look_alikes("listen")
    assert pair_count() >= 150


def test_a_drug_is_not_its_own_look_alike() -> None:
    names = [
        name
        for line in (FOLDER / "look_alikes.tsv").read_text("ascii").splitlines()[6:]
        for name in line.split("\t")[:-1]
    ]
    assert all(name not in look_alikes(name) for name in names)
