"""What may be suggested for a finding, by what the text says about it and the kind of encounter. Pure.

Rules: ICD-10-CM Official Guidelines for Coding and Reporting: uncertain diagnoses II.H and III.C (inpatient)
and IV.H (outpatient), confirmed cases only I.C.1.a, I.C.1.f, I.C.1.g and I.C.10.c, history I.C.21.c.4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nlp.chart_index import ChartIndex
from nlp.chart_index.chart_index import longest_prefix
from nlp.options import EncounterType
from nlp.suggestion import AssertionLabel, CandidateCode, Finding

_CONFIRMED_ONLY = ("B20", "Z21", "U07.1", "A92.5", "J09")
# Codes that already say status or history: "history of" adds nothing to them.
_STATUS = ("Z", "I25.2")
# What is uncertain there was so before the stay ended (Guidelines II.H: "at the time of discharge").
_BEFORE_DISCHARGE = frozenset(
    {"chief_complaint", "present_illness", "review_of_systems", "examination", "laboratory", "imaging"}
    | {"technique", "indication", "medications", "past_history"}
)
_POSSIBLE_FACTOR = 0.7
_CHRONIC_FACTOR = 0.85
_MAPPED_FACTOR = 0.85
_CONDITIONAL_FACTOR = 0.9  # not measured: a little behind what is said outright


# Codes of what a drug once did, or of what one may come to meet: past and circumstance are in their names.
_ALLERGY_STATUS = ("Z88", "Z91.0")
_PAST_OR_APT = (AssertionLabel.CONDITIONAL, AssertionLabel.HISTORICAL)


def _is_of_birth(finding: Finding) -> bool:
    return finding.candidates[0].code.startswith("P")


def _says_so_itself(finding: Finding) -> bool:
    return finding.candidates[0].code.startswith(_ALLERGY_STATUS)


@dataclass(frozen=True)
class Verdict:
    """Codes to suggest, or codes held back with the one reason (`reason` is empty when nothing is)."""

    suggest: tuple[CandidateCode, ...]
    hold_back: tuple[CandidateCode, ...]
    reason: str


def decide(
    finding: Finding,
    *,
    encounter_type: EncounterType | None,
    index: ChartIndex,
    before_discharge: bool = False,
    of_newborn: bool = False,
) -> Verdict:
    """The verdict on one finding.

    `before_discharge` says that the whole document was written before, `of_newborn` that it is of the stay in
    which the patient was born.
    """
    label = finding.mention.assertion
    # What ended in the days after birth is coded there.
    is_of_birth = of_newborn and label is AssertionLabel.HISTORICAL and _is_of_birth(finding)
    if (
        is_of_birth
        or label is AssertionLabel.AFFIRMED
        or (label in _PAST_OR_APT and _says_so_itself(finding))
    ):
        return Verdict(finding.candidates, (), "")
    if label is AssertionLabel.POSSIBLE:
        return _decide_uncertain(finding, encounter_type, before_discharge=before_discharge)
    if label is AssertionLabel.HISTORICAL:
        return _decide_historical(finding, index)
    if label is AssertionLabel.FAMILY:
        return _decide_family(finding, index)
    if label is AssertionLabel.CONDITIONAL and AssertionLabel.HISTORICAL not in finding.mention.effects:
        return _decide_conditional(finding)
    return Verdict((), finding.candidates[:1], label.value)


def _decide_uncertain(
    finding: Finding, encounter_type: EncounterType | None, *, before_discharge: bool
) -> Verdict:
    best = finding.candidates[0]
    if best.code.startswith(_CONFIRMED_ONLY):
        return Verdict((), (best,), "uncertain_needs_confirmation")
    if encounter_type is not EncounterType.INPATIENT:
        return Verdict((), (best,), "uncertain_not_inpatient")
    if before_discharge or finding.mention.section in _BEFORE_DISCHARGE:
        return Verdict((), (best,), "uncertain_not_at_discharge")
    step = (
        "uncertain diagnosis, inpatient: coded as if established if so stated at discharge (Guidelines II.H)"
    )
    return Verdict(
        tuple(
            replace(
                candidate,
                score=candidate.score * _POSSIBLE_FACTOR,
                flags=(*candidate.flags, "uncertain_diagnosis"),
                trace=(*candidate.trace, step),
            )
            for candidate in finding.candidates
        ),
        (),
        "",
    )


def _decide_historical(finding: Finding, index: ChartIndex) -> Verdict:
    best = finding.candidates[0]
    if best.code.startswith(_STATUS):
        return Verdict(finding.candidates, (), "")
    if any(best.code.startswith(prefix) for prefix in index.chronic):
        kept = replace(
            best,
            score=best.score * _CHRONIC_FACTOR,
            flags=(*best.flags, "stated_as_history"),
            trace=(*best.trace, "stated as history; the condition lasts, so it is taken as present"),
        )
        return Verdict((kept,), (), "")
    mapped = longest_prefix(best.code, index.history)
    if mapped is None:
        return Verdict((), (best,), "historical")
    return Verdict((_mapped(best, mapped, "personal history of"),), (best,), "historical")


def _decide_family(finding: Finding, index: ChartIndex) -> Verdict:
    best = finding.candidates[0]
    if best.code.startswith(("Z80", "Z81", "Z82", "Z83", "Z84")):
        return Verdict((best,), (), "")
    mapped = longest_prefix(best.code, index.family)
    if mapped is None:
        return Verdict((), (best,), "family")
    return Verdict((_mapped(best, mapped, "family history of"),), (best,), "family")


def _decide_conditional(finding: Finding) -> Verdict:
    """What comes only on exertion or after meals is there all the same; what a drug once did is not."""
    step = "only under a circumstance (on exertion, after meals), and present all the same"
    return Verdict(
        tuple(
            replace(
                candidate,
                score=candidate.score * _CONDITIONAL_FACTOR,
                flags=(*candidate.flags, "only_under_a_circumstance"),
                trace=(*candidate.trace, step),
            )
            for candidate in finding.candidates
        ),
        (),
        "",
    )


def _mapped(best: CandidateCode, code: str, words: str) -> CandidateCode:
    return CandidateCode(
        code=code,
        matched_term=best.matched_term,
        score=best.score * _MAPPED_FACTOR,
        trace=(*best.trace, f"{words} {best.code} -> {code}"),
    )
