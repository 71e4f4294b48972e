"""Codes that count only beside another one: external causes, measures, aftercare, study findings. Pure.

Sources: Guidelines I.C.20 (external causes), I.B.14 (a measure needs the provider's diagnosis), I.C.21.c.7
(no aftercare code with an injury code), III.B (an abnormal finding is coded when the provider says that it
matters).
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.rules.outcome import Outcome, firm, flagged, hold_back
from nlp.rules.spans import CodeSpans
from nlp.suggestion import CodeSuggestion

_EXTERNAL = CodeSpans.of("V00-Y99")
_NOT_EXTERNAL = CodeSpans.of(
    "Y90 Y95"
)  # blood alcohol level and hospital-acquired condition are no accidents
_INJURED = CodeSpans.of("S00-T88 M80 M84.3 M84.4 G97 I97 J95 K91 L76 M96 N99 O71 H59 H95 E89 D78 Z04 O9A.2")
_AFTERCARE = CodeSpans.of("Z47-Z48")
_ACTIVE_INJURY = CodeSpans.of("S00-T34")
_STUDY_SECTIONS = frozenset({"imaging", "laboratory", "technique"})
_STUDIED_BY_PROVIDER = CodeSpans.of("Z00-Z99")  # status and measures are judged by rules of their own
# Symptoms that patients tell and lists of systems hold; states that need care of their own (shock, seizure,
# severe sepsis) are not among them.
_TOLD_SYMPTOMS = CodeSpans.of(
    "R00-R07 R09-R14 R19-R22 R25 R30-R36 R39 R42-R43 R50-R53 R55 R60-R61 R63 R68 H53.1 H53.8 H57.1 H92 H93.1"
    " J34.89 K59.0 L29 M25.4-M25.6 M54.2 M54.5-M54.6 M54.9 M79.1 M79.6 M79.89 N89.8"
)
_TOLD_SECTIONS = frozenset({"present_illness", "review_of_systems", "examination"})
_STATED_SECTIONS = frozenset({"assessment", "problem_list"})
_CERTAIN_SECTIONS = _STATED_SECTIONS | {
    "past_history",
    "present_illness",
    "hospital_course",
    "chief_complaint",
}
BODY_MASS = CodeSpans.of("Z68")
_WEIGHT = CodeSpans.of("E40-E46 E64.0 E65-E68 R62.7 R63.4-R63.6 R64 F50 O99.21 O99.84 Z71.3")


_NORMAL_DELIVERY = CodeSpans.of("O80")
_PREGNANCY = CodeSpans.of("O00-O9A")
_NOT_NORMAL = "held back: {code} tells of a complication, a normal delivery has none, Guidelines I.C.15.n.1"
_ALONE = "held back: an external cause stands only beside an injury or another harm, Guidelines I.C.20"


def hold_back_what_stands_alone(suggestions: Sequence[CodeSuggestion]) -> Outcome:
    """The suggestions without external causes that have no injury, and without aftercare of an injury.

    A line that says how something happened and nothing else keeps its code: the harm may stand elsewhere.
    """
    strong = firm(suggestions)
    reasons: dict[str, str] = {}
    tells_more = any(not _is_external(one.code) for one in strong)
    if tells_more and not any(_INJURED.hold(one.code) for one in strong):
        reasons = {one.code: _ALONE for one in suggestions if _is_external(one.code)}
    alone = hold_back(suggestions, reasons, "external_cause_alone")
    injury = next((one for one in strong if _ACTIVE_INJURY.hold(one.code) and len(one.code) == 8), None)
    if injury is None:
        return alone
    note = f"held back: {injury.code} says by its 7th character that it heals, Guidelines I.C.21.c.7"
    after = {one.code: note for one in alone.kept if _AFTERCARE.hold(one.code)}
    aftercare = hold_back(alone.kept, after, "aftercare_of_injury")
    return Outcome(aftercare.kept, (*alone.held, *aftercare.held))


def hold_back_normal_delivery(suggestions: Sequence[CodeSuggestion]) -> Outcome:
    """The suggestions without the code of a normal delivery where another of chapter 15 stands."""
    other = next(
        (
            one
            for one in firm(suggestions)
            if _PREGNANCY.hold(one.code) and not _NORMAL_DELIVERY.hold(one.code)
        ),
        None,
    )
    if other is None:
        return Outcome(tuple(suggestions))
    note = _NOT_NORMAL.format(code=other.code)
    reasons = {one.code: note for one in suggestions if _NORMAL_DELIVERY.hold(one.code)}
    return hold_back(suggestions, reasons, "delivery_with_complication")


def hide_what_no_provider_states(suggestions: Sequence[CodeSuggestion]) -> tuple[CodeSuggestion, ...]:
    """The suggestions; a measure without its diagnosis, and what only a study found, leave the shown tier."""
    weight_named = any(_WEIGHT.hold(one.code) for one in firm(suggestions))
    return tuple(_hidden(one, weight_named=weight_named) for one in suggestions)


def hide_symptoms_only_told(
    suggestions: Sequence[CodeSuggestion], *, in_doubt: bool
) -> tuple[CodeSuggestion, ...]:
    """The suggestions; symptoms that were told and not assessed leave the shown tier of an assessed note.

    An additional code is one for what was evaluated or treated (Guidelines III, IV.J). Where the assessment
    is only a suspicion (`in_doubt`) the symptoms are what is coded (IV.H), so all of them stay.
    """
    assessed = any(
        piece.section in _STATED_SECTIONS and not _TOLD_SYMPTOMS.hold(one.code)
        for one in firm(suggestions)
        for piece in one.evidence
    )
    if in_doubt or not assessed:
        return tuple(suggestions)
    step = "told, and neither assessed nor treated in this note, Guidelines III and IV.J"
    return tuple(
        flagged(one, "symptom_not_assessed", step, hide=True)
        if _TOLD_SYMPTOMS.hold(one.code) and {piece.section for piece in one.evidence} <= _TOLD_SECTIONS
        else one
        for one in suggestions
    )


def _is_external(code: str) -> bool:
    return _EXTERNAL.hold(code) and not _NOT_EXTERNAL.hold(code)


def _hidden(suggestion: CodeSuggestion, *, weight_named: bool) -> CodeSuggestion:
    if BODY_MASS.hold(suggestion.code):
        if weight_named:
            return suggestion
        step = "a body mass index needs a provider's diagnosis beside it, Guidelines I.B.14"
        return flagged(suggestion, "needs_provider_diagnosis", step, hide=True)
    sections = {piece.section for piece in suggestion.evidence}
    if "ambiguous_abbreviation" in suggestion.flags and not sections & _CERTAIN_SECTIONS:
        return flagged(suggestion, "ambiguous_abbreviation", "a short form with several meanings", hide=True)
    if sections <= _STUDY_SECTIONS and not _STUDIED_BY_PROVIDER.hold(suggestion.code):
        step = "stands in the results of a study alone; coded when the provider says it matters, III.B"
        return flagged(suggestion, "study_finding_only", step, hide=True)
    return suggestion
