"""How coding is said to people: flags, reasons for leaving a code out, choices for rejecting one. Pure."""

from __future__ import annotations

_FLAGS = {
    "needs_7th_character": "7th character missing",
    "needs_more_detail": "needs more detail",
    "default_of_heading": "default code of its heading",
    "side_not_stated": "side not stated",
    "unspecified": "unspecified",
    "uncertain_diagnosis": "stated as uncertain",
    "stated_as_history": "stated as history",
    "only_under_a_circumstance": "only under a circumstance",
    "combination": "combination code",
    "less_specific": "a fuller code stands beside it",
    "excludes1": "Excludes1 with another code",
    "ambiguous_abbreviation": "abbreviation has other meanings",
    "alternative": "another reading of the same words",
    "near_name": "a name like the words",
    "spelling_assumed": "a word was read as another one",
    "part_of_longer_name": "part of a longer name",
    "study_finding_only": "in study results alone",
    "needs_provider_diagnosis": "needs a provider's diagnosis beside it",
    "symptom_not_assessed": "told, not assessed",
    "sex_conflict": "does not fit the patient's sex",
    "age_conflict": "does not fit the patient's age",
    "goes_with_another_code": "goes with another code",
}
_PRESENT_ON_ADMISSION = {
    "Y": "present on admission",
    "N": "not present on admission",
    "exempt": "exempt from present on admission",
}
_INDICATORS = {
    "Y": "present on admission",
    "N": "not present on admission",
    "U": "the record does not say",
    "W": "clinically undetermined",
    "exempt": "exempt",
}
_LEFT_OUT = {
    "negated": "denied or ruled out",
    "family": "said of a relative",
    "historical": "past, no longer present",
    "hypothetical": "only considered, not found",
    "conditional": "what a drug or a food once did",
    "uncertain_not_inpatient": "uncertain; such diagnoses are coded on inpatient stays only",
    "excludes1": "excluded by another code of this encounter",
    "combined": "covered by a combination code",
    "integral": "part of a diagnosis that is suggested",
    "less_specific": "another code says it more fully",
    "uncertain_not_at_discharge": "uncertain before the discharge",
    "uncertain_needs_confirmation": "coded only when confirmed",
    "preoperative_diagnosis": "replaced by the postoperative diagnosis",
    "covered_by_postoperative_diagnosis": "covered by the postoperative diagnosis",
    "procedure_of_this_encounter": "a procedure of this encounter, no status yet",
    "no_diagnosis_in_this_part": "this part of the report states no diagnosis",
    "external_cause_alone": "an external cause without an injury",
    "delivery_with_complication": "not a normal delivery",
    "aftercare_of_injury": "the injury code says that it heals",
}
REJECT_REASONS = (
    "not treated or evaluated at this encounter",
    "ruled out, or only considered",
    "history only",
    "the evidence reads something else",
    "another code says it better",
    "other",
)


def flag_words(flag: str) -> str:
    """A flag of a suggestion in plain words."""
    return _FLAGS.get(flag, flag.replace("_", " "))


def onset_words(poa: str) -> str:
    """What is proposed on presence at admission; nothing where nothing is."""
    return _PRESENT_ON_ADMISSION.get(poa, "")


def indicator_words(indicator: str) -> str:
    """What a person said on presence at admission (UB-04 FL 67)."""
    return _INDICATORS.get(indicator, "")


def left_out_words(reason: str) -> str:
    """Why a candidate was left out, in plain words."""
    return _LEFT_OUT.get(reason, reason.replace("_", " "))


def section_words(section: str) -> str:
    """A section of a note by its name; nothing for text outside of any."""
    return "" if section == "text" else section.replace("_", " ")


def place_words(position: int, encounter_type: str) -> str:
    """What the place of a code in the list means (UHDDS: principal on inpatient stays, else first-listed)."""
    if position > 1:
        return "secondary"
    return "principal" if encounter_type == "inpatient" else "first-listed"
