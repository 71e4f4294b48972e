"""Deciding, combining, ranking, resolving and merging: rules on hand-made findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from nlp.advice import Advice, QueryDraft, Spot
from nlp.chart_index import load_chart_index
from nlp.coding_case import CaseRules, merge_suggestions
from nlp.deciding import decide
from nlp.options import CodingOptions, EncounterType
from nlp.resolving import Resolver
from nlp.resources import CodingResources
from nlp.rules import coding_cautions
from nlp.rules.combining import combine
from nlp.rules.excludes import part_excluded
from nlp.rules.specificity import hold_back_less_specific
from nlp.suggestion import (
    AssertionLabel,
    CandidateCode,
    CodeSuggestion,
    Evidence,
    Finding,
    Mention,
    SuggestionSet,
    SuppressedCandidate,
)
from storage.errors import Deficiency, EngineInfo

INDEX = load_chart_index()
LABEL = AssertionLabel


def finding(code: str, label: AssertionLabel) -> Finding:
    return Finding(Mention(0, 4, "gout", label, "text"), (CandidateCode(code, "gout", 0.9),))


def suggestion(
    code: str,
    *,
    title: str = "title",
    score: float = 0.9,
    shown: bool = True,
    flags: tuple[str, ...] = (),
    start: int = 0,
) -> CodeSuggestion:
    evidence = Evidence(start, start + 4, "gout", (), (), "gout", "text", LABEL.AFFIRMED)
    return CodeSuggestion(code, "2026-04", title, score, shown, True, (evidence,), flags)


@pytest.mark.parametrize(
    ("code", "label", "encounter", "suggested", "reason"),
    [
        ("M10.9", LABEL.AFFIRMED, None, ["M10.9"], ""),
        ("M10.9", LABEL.NEGATED, None, [], "negated"),
        ("M10.9", LABEL.HYPOTHETICAL, None, [], "hypothetical"),
        ("J18.9", LABEL.POSSIBLE, EncounterType.INPATIENT, ["J18.9"], ""),
        ("J18.9", LABEL.POSSIBLE, EncounterType.OUTPATIENT, [], "uncertain_not_inpatient"),
        ("J18.9", LABEL.POSSIBLE, EncounterType.EMERGENCY, [], "uncertain_not_inpatient"),
        ("J18.9", LABEL.POSSIBLE, EncounterType.OBSERVATION, [], "uncertain_not_inpatient"),
        ("J18.9", LABEL.POSSIBLE, None, [], "uncertain_not_inpatient"),
        ("U07.1", LABEL.POSSIBLE, EncounterType.INPATIENT, [], "uncertain_needs_confirmation"),
        ("I63.9", LABEL.HISTORICAL, None, ["Z86.73"], "historical"),
        ("I21.4", LABEL.HISTORICAL, None, ["I25.2"], "historical"),
        ("I10", LABEL.HISTORICAL, None, ["I10"], ""),
        ("Z95.1", LABEL.HISTORICAL, None, ["Z95.1"], ""),
        ("R50.9", LABEL.HISTORICAL, None, [], "historical"),
        ("C18.9", LABEL.FAMILY, None, ["Z80.0"], "family"),
        ("Z80.3", LABEL.FAMILY, None, ["Z80.3"], ""),
        ("R50.9", LABEL.FAMILY, None, [], "family"),
    ],
)
def test_the_guidelines_decide_what_a_finding_becomes(
    code: str, label: AssertionLabel, encounter: EncounterType | None, suggested: list[str], reason: str
) -> None:
    verdict = decide(finding(code, label), encounter_type=encounter, index=INDEX)
    assert [candidate.code for candidate in verdict.suggest] == suggested
    assert verdict.reason == reason
    assert bool(verdict.hold_back) == bool(reason)


@pytest.mark.parametrize("section", ["imaging", "present_illness", "chief_complaint"])
def test_what_was_uncertain_before_the_discharge_is_not_coded(section: str) -> None:
    possible = finding("J18.9", LABEL.POSSIBLE)
    early = replace(possible, mention=replace(possible.mention, section=section))
    assert decide(early, encounter_type=EncounterType.INPATIENT, index=INDEX).reason == (
        "uncertain_not_at_discharge"
    )
    verdict = decide(possible, encounter_type=EncounterType.INPATIENT, index=INDEX, before_discharge=True)
    assert verdict.reason == "uncertain_not_at_discharge"


def test_a_symptom_on_exertion_is_there_and_says_so_but_what_a_drug_once_did_is_not() -> None:
    on_exertion = decide(finding("R06.00", LABEL.CONDITIONAL), encounter_type=None, index=INDEX)
    assert on_exertion.suggest[0].flags == ("only_under_a_circumstance",)

    reaction = finding("R21", LABEL.CONDITIONAL)
    effects = frozenset({LABEL.CONDITIONAL, LABEL.HISTORICAL})
    once = replace(reaction, mention=replace(reaction.mention, effects=effects))
    verdict = decide(once, encounter_type=None, index=INDEX)
    assert (verdict.suggest, verdict.reason) == ((), "conditional")


def test_an_uncertain_inpatient_diagnosis_says_so() -> None:
    verdict = decide(finding("J18.9", LABEL.POSSIBLE), encounter_type=EncounterType.INPATIENT, index=INDEX)
    assert verdict.suggest[0].flags == ("uncertain_diagnosis",)
    assert "II.H" in verdict.suggest[0].trace[0]


def titled(code: str) -> tuple[str, bool]:
    return f"title of {code}", True


def test_hypertension_heart_failure_and_kidney_disease_become_one_code() -> None:
    outcome = combine(
        [suggestion("I10"), suggestion("I50.9", start=9), suggestion("N18.4", start=20)],
        INDEX.combinations,
        titled,
    )
    codes = {one.code: one for one in outcome.kept}
    assert set(codes) == {"I13.0", "I50.9", "N18.4"}
    assert {evidence.start for evidence in codes["I13.0"].evidence} == {0, 9, 20}
    assert [(one.suggestion.code, one.reason) for one in outcome.held] == [
        ("I10", "combined"),
        ("I11.0", "combined"),
    ]
    assert "Guidelines" in outcome.held[0].note


def test_a_combined_code_that_stands_already_takes_the_evidence() -> None:
    outcome = combine(
        [suggestion("E11.9"), suggestion("N18.4", start=9), suggestion("E11.22", start=20)],
        INDEX.combinations,
        titled,
    )
    (combined,) = [one for one in outcome.kept if one.code == "E11.22"]
    assert {evidence.start for evidence in combined.evidence} == {0, 9, 20}


@pytest.mark.parametrize("unsure", ["alternative", "near_name"])
def test_unsure_codes_are_never_combined(unsure: str) -> None:
    given = (suggestion("I10", flags=(unsure,)), suggestion("N18.4"))
    assert combine(given, INDEX.combinations, titled).kept == given
    given = (suggestion("I10"), suggestion("N18.4", flags=(unsure,)))
    assert combine(given, INDEX.combinations, titled).kept == given


def test_a_shown_code_is_not_taken_away_by_one_that_is_not() -> None:
    given = (suggestion("I10"), suggestion("N18.4", shown=False))
    assert combine(given, INDEX.combinations, titled).kept == given


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        (["I50.9", "I50.23", "J44.9"], ["I50.23", "J44.9"]),
        (["E11.9", "E11.22"], ["E11.22"]),
        (["M54.9", "M54.50"], ["M54.50"]),
        (["C50.912", "C50.919"], ["C50.912"]),
        (["C50.919", "C50.412"], ["C50.412"]),
        (["I50.20", "I50.30"], ["I50.20", "I50.30"]),
        (["S61.409A", "S61.012A"], ["S61.409A", "S61.012A"]),
        (["M25.569", "M25.561"], ["M25.561"]),
    ],
)
def test_an_unspecified_code_gives_way_to_a_fuller_one(
    codes: list[str], kept: list[str], resources: CodingResources
) -> None:
    code_set = resources.code_set
    given = [suggestion(code, title=code_set.title(code) or "") for code in codes]
    for order in (given, given[::-1]):
        outcome = hold_back_less_specific(order, code_set.ancestry, lambda code: code_set.title(code) or "")
        assert sorted(one.code for one in outcome.kept) == sorted(kept)
        assert all(one.reason == "less_specific" and one.note for one in outcome.held)


def test_shown_codes_that_exclude_each_other_are_flagged_on_both_sides(resources: CodingResources) -> None:
    excluded_by = resources.code_set.excluded_by
    outcome = part_excluded([suggestion("E11.9"), suggestion("E10.9"), suggestion("I10")], excluded_by)
    assert ["excludes1" in one.flags for one in outcome.kept] == [True, True, False]
    assert "E10.9" in outcome.kept[0].trace[-1]
    hidden = part_excluded([suggestion("E11.9"), suggestion("E10.9", shown=False)], excluded_by)
    assert ["excludes1" in one.flags for one in hidden.kept] == [False, False]


def test_of_two_codes_that_exclude_each_other_the_symptom_gives_way(resources: CodingResources) -> None:
    given = [suggestion("R06.2", title="Wheezing"), suggestion("J45.41", title="Moderate persistent asthma")]
    outcome = part_excluded(given, resources.code_set.excluded_by)
    assert [one.code for one in outcome.kept] == ["J45.41"]
    assert (outcome.held[0].reason, "I.A.12.a" in outcome.held[0].note) == ("excludes1", True)


def test_the_coder_is_told_what_cannot_be_decided(resources: CodingResources) -> None:
    edition = resources.code_set.edition
    kinds = [caution.kind for caution in coding_cautions(edition, CodingOptions(), found=3)]
    assert kinds == ["encounter_type_unknown", "coding_date_unknown"]
    late = CodingOptions(encounter_type=EncounterType.OUTPATIENT, date_of_service=date(2026, 10, 1))
    assert [caution.kind for caution in coding_cautions(edition, late, found=3)] == [
        "code_edition_not_in_force"
    ]
    fine = CodingOptions(encounter_type=EncounterType.OUTPATIENT, date_of_service=date(2026, 9, 30))
    assert coding_cautions(edition, fine, found=200) == ()
    assert [caution.kind for caution in coding_cautions(edition, fine, found=201)] == ["suggestions_left_out"]


@pytest.mark.parametrize(
    ("code", "context", "expected"),
    [
        ("M17.9", {"left"}, "M17.12"),
        ("M17.9", {"bilateral"}, "M17.0"),
        ("I82.409", {"left"}, "I82.402"),
        ("C50.919", {"right"}, "C50.911"),
        ("E11", set(), "E11.9"),
        ("J96.0", set(), "J96.00"),
        ("S72.009A", {"left"}, "S72.002A"),
        ("S72.009A", {"left", "subsequent"}, "S72.002D"),
        ("S72.00", {"right"}, "S72.001A"),
        ("I10", {"left"}, "I10"),
        ("Z68", set(), "Z68"),
    ],
)
def test_side_default_and_7th_character_come_from_the_words_beside(
    resources: CodingResources, code: str, context: set[str], expected: str
) -> None:
    resolver = Resolver(resources.code_set, resources.reader.stems)
    assert resolver.resolve(code, frozenset(context)).code == expected


def test_what_is_missing_is_flagged(resources: CodingResources) -> None:
    resolver = Resolver(resources.code_set, resources.reader.stems)
    assert "side_not_stated" in resolver.resolve("C50.919", frozenset()).flags
    assert "unspecified" in resolver.resolve("I50.9", frozenset()).flags
    assert "needs_7th_character" in resolver.resolve("S72.00", frozenset()).flags
    assert "needs_more_detail" in resolver.resolve("Z68", frozenset()).flags
    assert resolver.resolve("I10", frozenset()).flags == ()


def one_set(*suggestions: CodeSuggestion, left_out: tuple[SuppressedCandidate, ...] = ()) -> SuggestionSet:
    return SuggestionSet(
        suggestions=suggestions,
        mentions=(),
        suppressed=left_out,
        deficiencies=(Deficiency("abbreviations_not_searched", "note"),),
        engine=EngineInfo("dictionary", "1"),
        edition="2026-04",
        cautions=(Deficiency("coding_date_unknown", "note"),),
    )


def test_documents_of_a_case_merge_to_one_line_a_code() -> None:
    merged = merge_suggestions(
        [
            ("d1", one_set(suggestion("M10.9", score=0.6, shown=False), suggestion("I10", score=0.7))),
            ("d2", one_set(suggestion("M10.9", score=0.9, flags=("unspecified",), start=7))),
        ]
    )
    assert [line.code for line in merged.lines] == ["M10.9", "I10"]
    gout = merged.lines[0]
    assert gout.score == 0.9
    assert gout.shown
    assert gout.document_ids == ("d1", "d2")
    assert [piece.evidence.start for piece in gout.evidence] == [0, 7]
    assert gout.flags == ("unspecified",)
    assert [document for document, _ in merged.deficiencies] == ["d1", "d2"]
    assert [document for document, _ in merged.cautions] == ["d1", "d2"]


def test_a_code_affirmed_in_one_document_and_negated_in_another_keeps_both_sides() -> None:
    left_out = SuppressedCandidate("M10.9", "negated", 3, 7, "gout", "text")
    merged = merge_suggestions([("d1", one_set(suggestion("M10.9"))), ("d2", one_set(left_out=(left_out,)))])
    assert [(one.document_id, one.candidate.reason) for one in merged.lines[0].left_out_elsewhere] == [
        ("d2", "negated")
    ]
    assert len(merged.suppressed) == 1


@pytest.fixture
def case_rules(resources: CodingResources) -> CaseRules:
    return CaseRules(resources.code_set, INDEX, EncounterType.INPATIENT)


def test_a_symptom_of_one_document_gives_way_to_the_diagnosis_of_another(case_rules: CaseRules) -> None:
    sets = [
        ("d1", one_set(suggestion("R50.9", start=5), suggestion("I10", start=30))),
        ("d2", one_set(suggestion("J18.9", start=2), suggestion("N18.4", start=50))),
    ]
    merged = merge_suggestions(sets, rules=case_rules)
    assert {line.code for line in merged.lines} == {"I12.9", "J18.9", "N18.4"}
    held = {(one.document_id, one.candidate.code, one.candidate.reason) for one in merged.suppressed}
    assert held == {("d1", "R50.9", "integral"), ("d1", "I10", "combined")}
    fever = next(one for one in merged.suppressed if one.candidate.code == "R50.9")
    assert (fever.candidate.start, "J18.9" in fever.candidate.note) == (5, True)
    joined = next(line for line in merged.lines if line.code == "I12.9")
    assert [(piece.document_id, piece.evidence.start) for piece in joined.evidence] == [
        ("d1", 30),
        ("d2", 50),
    ]
    assert {place.code for place in merged.order} == {"I12.9", "J18.9", "N18.4"}
    assert merged.order[0].role == "principal"


def test_the_order_of_documents_decides_no_code(case_rules: CaseRules) -> None:
    sets = [
        ("d1", one_set(suggestion("R50.9"), suggestion("I10"))),
        ("d2", one_set(suggestion("J18.9"), suggestion("N18.4", shown=False))),
        ("d3", one_set(suggestion("N18.4"), suggestion("R50.9", start=8))),
    ]
    codes = [
        {(line.code, line.shown) for line in merge_suggestions(given, rules=case_rules).lines}
        for given in (sets, sets[::-1], [sets[1], sets[0], sets[2]])
    ]
    assert codes[0] == codes[1] == codes[2]


def test_onset_is_proposed_for_the_case_only_where_documents_agree() -> None:
    early, late = (replace(suggestion("J18.9"), poa=poa) for poa in "YN")
    assert merge_suggestions([("d1", one_set(early)), ("d2", one_set(early))]).lines[0].poa == "Y"
    assert merge_suggestions([("d1", one_set(early)), ("d2", one_set(late))]).lines[0].poa == ""


def test_a_question_that_another_document_answers_is_not_asked() -> None:
    spot = Spot(0, 3, "CKD")
    draft = QueryDraft("chronic kidney disease stage", "Which stage?", ("1", "2"), (spot,))
    asking = replace(one_set(suggestion("N18.9")), advice=Advice(queries=(draft,), uncoded=(spot,)))
    alone = merge_suggestions([("d1", asking), ("d2", asking)])
    assert [(name, query.topic) for name, query in alone.queries] == [("d1", draft.topic)]
    assert [name for name, _ in alone.uncoded] == ["d1", "d2"]
    assert merge_suggestions([("d1", asking), ("d2", one_set(suggestion("N18.4")))]).queries == ()


def test_a_case_without_documents_is_empty() -> None:
    assert merge_suggestions([]).lines == ()
