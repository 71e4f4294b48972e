"""The rule behind each reason for which a single finding gives no code, in plain words. Pure."""

from __future__ import annotations

_RULES = {
    "negated": "what is denied or ruled out is not coded",
    "historical": "a condition that is past is coded as history, Guidelines I.C.21.c.4",
    "family": "a relative's condition is coded as family history, Guidelines I.C.21.c.4",
    "hypothetical": "what may come or is only looked for is not coded",
    "conditional": "what a drug or a food once did is coded as allergy status, Guidelines I.C.21.c.3",
    "uncertain_not_inpatient": "uncertain diagnoses are not coded for outpatients, Guidelines IV.H",
    "uncertain_not_at_discharge": "coded as if established only if uncertain at discharge, Guidelines II.H",
    "uncertain_needs_confirmation": "coded only when confirmed, Guidelines I.C.1 and I.C.10",
    "preoperative_diagnosis": "the postoperative diagnosis is the more definite one, Guidelines IV.N",
    "covered_by_postoperative_diagnosis": "the postoperative diagnosis says it, Guidelines IV.N",
    "procedure_of_this_encounter": "a status is coded at later encounters, Guidelines I.C.21.c.3",
    "no_diagnosis_in_this_part": "specimens and descriptions lead to the final diagnosis and are none",
}


def rule_of(reason: str) -> str:
    """The rule, or "" for a reason without one."""
    return _RULES.get(reason, "")
