from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nlp.options import CodingOptions, EncounterType
from nlp.rules import (
    as_healing,
    is_follow_up,
    load_rule_tables,
    parts_that_state_nothing,
    person_of,
    propose_onset,
    role_of_author,
    rule_of,
    standing_of,
    stretches,
    uncoded_lines,
)
from nlp.rules.people_and_codes import Person, flag_who_does_not_fit
from nlp.rules.tables import RuleTableError
from nlp.rules.tables import load_rule_tables as tables_of
from nlp.suggestion import AssertionLabel, Mention
from tests.nlp.rules.suggestions import evidence, finding, suggestion

TABLES = load_rule_tables()
INPATIENT, OUTPATIENT = EncounterType.INPATIENT, EncounterType.OUTPATIENT


@pytest.mark.parametrize(
    ("document_type", "role", "encounter", "kind", "admitted", "refused"),
    [
        ("Discharge summary", "", INPATIENT, "provider", ["I10", "Z68.41"], []),
        ("", "", None, "provider", ["I10"], []),
        ("Nursing note", "", INPATIENT, "clinician", ["Z68.41", "Z59.00", "R29.705"], ["I10", "L89.153"]),
        ("Progress note", "RN", INPATIENT, "clinician", ["Z68.41"], ["I10"]),
        ("Progress note", "md", INPATIENT, "provider", ["I10"], []),
        ("Surgical pathology report", "", INPATIENT, "pathology", [], ["C50.912"]),
        ("Surgical pathology report", "", OUTPATIENT, "pathology", ["C50.912"], []),
        ("Radiology report", "", INPATIENT, "radiology", [], ["K80.20"]),
        ("Radiology report", "", OUTPATIENT, "radiology", ["K80.20"], []),
        ("Laboratory report", "", OUTPATIENT, "laboratory", [], ["E87.1"]),
        ("Informed consent", "md", OUTPATIENT, "no_codes", [], ["I10"]),
        ("Patient education", "", OUTPATIENT, "no_codes", [], ["I10"]),
        ("Order set", "", INPATIENT, "no_codes", [], ["I10"]),
        ("Health questionnaire", "", OUTPATIENT, "no_codes", [], ["I10"]),
    ],
)
def test_type_and_author_decide_what_a_document_may_state(
    document_type: str,
    role: str,
    encounter: EncounterType | None,
    kind: str,
    admitted: list[str],
    refused: list[str],
) -> None:
    options = CodingOptions(encounter_type=encounter, document_type=document_type, author_role=role)
    standing = standing_of("", options, TABLES)
    assert standing.kind == kind
    assert all(standing.admits(code) for code in admitted)
    assert not any(standing.admits(code) for code in refused)
    assert bool(standing.why) == bool(refused)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SURGICAL PATHOLOGY REPORT\nDiagnosis: gout", "pathology"),
        ("General Hospital\nNursing Note\nGout.", "clinician"),
        ("Informed Consent\nI agree.", "no_codes"),
        ("He signed the informed consent. Gout.", "provider"),
        ("The radiology report shows gout", "provider"),
        ("DISCHARGE SUMMARY\nNURSING NOTE reviewed: gout", "provider"),
    ],
)
def test_a_document_without_a_type_is_known_by_its_title(text: str, kind: str) -> None:
    assert standing_of(text, CodingOptions(), TABLES).kind == kind


@pytest.mark.parametrize(
    ("author", "role"),
    [("A. Moss, RN", "rn"), ("Dr. A. Moss", ""), ("Rn Moss", ""), ("A. Moss, PA-C", "pa-c")],
)
def test_credentials_behind_a_name_tell_the_role(author: str, role: str) -> None:
    assert role_of_author(author, TABLES) == role


OPERATIVE = """OPERATIVE REPORT
PREOPERATIVE DIAGNOSIS: gout one
POSTOPERATIVE DIAGNOSIS: gout two
PROCEDURE: gout three
FINDINGS: gout four
ESTIMATED BLOOD LOSS: gout five
"""


def silent(text: str, *found: tuple[str, str, str], kind: str = "provider") -> dict[str, str]:
    """The reasons by code, for findings as (code, words, section)."""
    findings = [finding(code, start=text.index(words), section=section) for code, words, section in found]
    reasons = parts_that_state_nothing(findings, stretches(text), kind=kind)
    return {findings[number].candidates[0].code: reason for number, reason in reasons.items()}


def test_the_postoperative_diagnosis_wins() -> None:
    found = [
        ("K35.80", "gout one", "assessment"),
        ("K35.33", "gout two", "assessment"),
        ("Z90.49", "gout three", "procedure"),
        ("K35.32", "gout four", "findings"),
        ("R58", "gout five", "text"),
    ]
    assert silent(OPERATIVE, *found) == {
        "K35.80": "preoperative_diagnosis",
        "Z90.49": "procedure_of_this_encounter",
        "K35.32": "covered_by_postoperative_diagnosis",
        "R58": "no_diagnosis_in_this_part",
    }


def test_every_reason_of_a_single_finding_names_its_rule() -> None:
    reasons = ["negated", "family", "historical", "hypothetical", "conditional", "uncertain_not_inpatient"]
    reasons += ["uncertain_not_at_discharge", "uncertain_needs_confirmation", "preoperative_diagnosis"]
    reasons += [
        "covered_by_postoperative_diagnosis",
        "procedure_of_this_encounter",
        "no_diagnosis_in_this_part",
    ]
    assert all(rule_of(reason) for reason in reasons)


def test_a_screening_is_not_replaced_and_fuller_findings_stay() -> None:
    vague = finding(
        "K57.90", start=OPERATIVE.index("gout two"), section="assessment", flags=("side_not_stated",)
    )
    screening = finding("Z12.11", start=OPERATIVE.index("gout one"), section="assessment")
    fuller = finding("K57.30", start=OPERATIVE.index("gout four"), section="findings")
    findings = [screening, vague, fuller]
    assert parts_that_state_nothing(findings, stretches(OPERATIVE), kind="provider") == {}


def test_the_preoperative_diagnosis_stands_where_no_other_code_follows() -> None:
    assert silent(OPERATIVE, ("K35.80", "gout one", "assessment")) == {}


def test_a_pathology_report_states_its_final_diagnosis_alone() -> None:
    text = "CLINICAL HISTORY: gout one\nSPECIMEN: gout two\nGROSS: gout three\nFINAL DIAGNOSIS: gout four\n"
    found = [(f"M10.{n}", f"gout {w}", "text") for n, w in enumerate(["one", "two", "three", "four"])]
    assert set(silent(text, *found, kind="pathology")) == {"M10.0", "M10.1", "M10.2"}
    assert set(silent(text, *found)) == {"M10.1"}


@pytest.mark.parametrize(
    ("text", "encounter", "expected"),
    [
        ("Follow-up of gout, 3 weeks ago", OUTPATIENT, True),
        ("gout, healing well", None, True),
        ("gout today after a fall", OUTPATIENT, False),
        ("gout. Follow up with orthopedics", OUTPATIENT, False),
        ("gout, healing well", EncounterType.EMERGENCY, False),
        ("gout, healing well", INPATIENT, False),
        ("gout 6 weeks ago, now nonunion", OUTPATIENT, False),
    ],
)
def test_a_healing_injury_is_known_by_the_words_near_it(
    text: str, encounter: EncounterType | None, expected: bool
) -> None:
    injury = finding("S52.502A", start=text.index("gout"), flags=("needs_7th_character",))
    assert is_follow_up(text, [injury], encounter) is expected


def test_an_assumed_7th_character_becomes_d_and_a_stated_one_stays() -> None:
    assumed = finding("S52.502A", flags=("needs_7th_character",))
    assert as_healing(assumed, lambda _: True).candidates[0].code == "S52.502D"
    assert as_healing(assumed, lambda _: False) == assumed
    stated = finding("S52.502A")
    assert as_healing(stated, lambda _: True) == stated


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("A 72-year-old man with gout", Person("m", 72)),
        ("54 yo female", Person("f", 54)),
        ("34 y/o Hispanic woman", Person("f", 34)),
        ("Seen for gout", Person()),
        ("a 450-year-old tree", Person()),
    ],
)
def test_sex_and_age_are_read_where_nobody_gave_them(text: str, person: Person) -> None:
    assert person_of(text, sex="", birth_date=None, day=None) == person


def test_what_is_on_record_beats_what_the_text_says() -> None:
    known = person_of("72-year-old man", sex="f", birth_date=date(2000, 5, 2), day=date(2026, 5, 1))
    assert known == Person("f", 25)


@pytest.mark.parametrize(
    ("code", "person", "flags"),
    [
        ("O24.410", Person("m", 30), ("sex_conflict",)),
        ("O24.410", Person("f", 70), ("age_conflict",)),
        ("O24.410", Person("f", 30), ()),
        ("N40.1", Person("f", 70), ("sex_conflict",)),
        ("P22.0", Person("", 40), ("age_conflict",)),
        ("N40.1", Person(), ()),
    ],
)
def test_codes_that_do_not_fit_are_flagged_and_not_shown(
    code: str, person: Person, flags: tuple[str, ...]
) -> None:
    (checked,) = flag_who_does_not_fit([suggestion(code)], person, TABLES.sex_and_age)
    assert checked.flags == flags
    assert checked.shown is not bool(flags)


@pytest.mark.parametrize(
    ("text", "section", "code", "poa"),
    [
        ("He came with gout.", "present_illness", "M10.9", "Y"),
        ("On hospital day 3 he developed gout.", "hospital_course", "N17.9", "N"),
        ("Gout was treated. POD 2: gout.", "hospital_course", "I48.91", "N"),
        ("Hospital-acquired gout.", "assessment", "J18.9", "N"),
        ("Hospital day 1: gout.", "hospital_course", "J18.9", ""),
        ("Treated for gout.", "hospital_course", "J18.9", ""),
        ("gout", "assessment", "I10", "Y"),
        ("gout", "assessment", "Z79.4", "exempt"),
        ("gout", "assessment", "S52.502D", "exempt"),
        ("Pressure ulcer gout, present on admission.", "assessment", "L89.152", "Y"),
        ("Ulcer gout, not present on admission.", "assessment", "L89.152", "N"),
    ],
)
def test_onset_is_proposed_where_the_words_tell_it(text: str, section: str, code: str, poa: str) -> None:
    start = text.lower().rindex("gout")
    piece = evidence(text[start : start + 4], start=start, section=section)
    (told,) = propose_onset([suggestion(code, piece)], text, exempt=TABLES.poa_exempt, chronic=["I10"])
    assert told.poa == poa
    assert bool(told.trace) == bool(poa)


def test_words_that_contradict_each_other_propose_no_onset() -> None:
    text = "Gout at home. On hospital day 4 developed gout."
    pieces = (evidence("Gout", section="present_illness"), evidence(start=text.rindex("gout")))
    (told,) = propose_onset([suggestion("J18.9", *pieces)], text, exempt=TABLES.poa_exempt, chronic=["J18"])
    assert told.poa == ""


def test_lines_of_an_assessment_without_a_code_are_flagged() -> None:
    text = (
        "HPI: Zorblatt syndrome.\nASSESSMENT:\n1. Gout\n2. Zorblatt syndrome, will watch\n3. Continue diet\n"
        "4. Flim flam disease - stable\n5. 40 mg daily\nPLAN:\n1. Walking shoes\n"
    )
    gout = Mention(text.index("Gout"), text.index("Gout") + 4, "Gout", AssertionLabel.AFFIRMED, "assessment")
    kinds = {"assessment": "assessment", "plan": "plan"}
    flags = uncoded_lines(text, stretches(text), [gout], kinds.get)
    assert [spot.quote for spot in flags] == ["Zorblatt syndrome", "Flim flam disease"]
    assert all(text[spot.start : spot.end] == spot.quote for spot in flags)


def test_a_damaged_table_is_refused_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "integral.tsv").write_text("# head\nR05\tJ18.9\n")
    with pytest.raises(RuleTableError, match=r"integral\.tsv, line 2"):
        tables_of(tmp_path)


def test_options_know_two_sexes_and_none() -> None:
    with pytest.raises(ValueError, match="sex is"):
        replace(CodingOptions(), sex="x")
