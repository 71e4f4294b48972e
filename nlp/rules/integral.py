"""Symptoms that belong to a diagnosis of the encounter are not coded beside it (Guidelines I.B.5). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from nlp.rules.outcome import Outcome, firm, hold_back
from nlp.rules.spans import has_prefix_among
from nlp.rules.tables import IntegralSymptom
from nlp.suggestion import CodeSuggestion

_RULE = "Guidelines I.B.5"
_HISTORY = frozenset({"past_history", "surgical_history", "family_history", "social_history", "medications"})
_LISTS = frozenset({"assessment", "problem_list"})
_SAME_LINE_CHARS = 80  # "chest pain due to GERD": one entry of the list, not two


def hold_back_integral(
    suggestions: Sequence[CodeSuggestion],
    table: Mapping[str, Sequence[IntegralSymptom]],
    chronic: Collection[str] = (),
) -> Outcome:
    """The suggestions without symptoms of which a firmly suggested diagnosis is the reason.

    `table` holds the rows by the category of their symptoms. What stands in the history alone explains
    nothing new, and a lasting condition (`chronic` prefixes) does not explain a symptom that the
    assessment lists as an entry of its own. A diagnosis that is itself held back still explains its
    symptoms, so the order of the suggestions does not matter.
    """
    diagnoses = [one for one in firm(suggestions) if not _is_history(one)]
    reasons: dict[str, str] = {}
    by: dict[str, str] = {}
    for one in suggestions:
        cause = _cause(one, diagnoses, table.get(one.code[:3], ()), chronic)
        if cause is not None:
            diagnosis, name = cause
            reasons[one.code] = f"held back: {name}, integral to {diagnosis.code}, {_RULE}"
            by[one.code] = diagnosis.code
    return hold_back(suggestions, reasons, "integral", by=by)


def _is_history(suggestion: CodeSuggestion) -> bool:
    return {piece.section for piece in suggestion.evidence} <= _HISTORY


def _cause(
    symptom: CodeSuggestion,
    diagnoses: Sequence[CodeSuggestion],
    table: Sequence[IntegralSymptom],
    chronic: Collection[str],
) -> tuple[CodeSuggestion, str] | None:
    """The best diagnosis that explains it, and the symptom's name in the table."""
    found = [
        (diagnosis, row.name)
        for row in table
        if row.symptoms.hold(symptom.code)
        for diagnosis in diagnoses
        if diagnosis.code != symptom.code
        and row.diagnoses.hold(diagnosis.code)
        and not _stands_apart(symptom, diagnosis, chronic)
    ]
    return min(found, key=lambda pair: (-pair[0].score, pair[0].code), default=None)


def _stands_apart(symptom: CodeSuggestion, diagnosis: CodeSuggestion, chronic: Collection[str]) -> bool:
    """Whether the symptom is an entry of its own in the assessment, beside a condition that lasts."""
    listed = [piece for piece in symptom.evidence if piece.section in _LISTS]
    if not listed or "acute" in diagnosis.title.lower():
        return False
    if not has_prefix_among(diagnosis.code, chronic):
        return False
    return not any(
        abs(one.start - other.start) <= _SAME_LINE_CHARS for one in listed for other in diagnosis.evidence
    )
