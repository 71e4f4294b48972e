"""Two codes that an Excludes1 note sets apart (Guidelines I.A.12.a). Pure but for look-ups of the notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nlp.code_set.codes import within
from nlp.rules.outcome import Outcome, firm, flagged, hold_back
from nlp.suggestion import CodeSuggestion

Spans = Sequence[tuple[str, str]]
_RULE = "Excludes1 note, Guidelines I.A.12.a"


def part_excluded(suggestions: Sequence[CodeSuggestion], excluded_by: Callable[[str], Spans]) -> Outcome:
    """The suggestions without codes that clearly give way; other pairs stay, flagged on both sides.

    Clearly gives way: a symptom beside a diagnosis, and an unspecified code beside a fuller one. Two full
    diagnoses may be unrelated to each other, which the note allows for: there a person decides.
    """
    strong = sorted(firm(suggestions), key=lambda one: one.code)
    reasons: dict[str, str] = {}
    against: dict[str, list[str]] = {}
    for one in strong:
        notes = excluded_by(one.code)
        for other in strong:
            if other is one or not any(within(other.code, first, last) for first, last in notes):
                continue
            weaker = _weaker(one, other)
            if weaker is None:
                against.setdefault(one.code, []).append(other.code)
                against.setdefault(other.code, []).append(one.code)
            else:
                stronger = other if weaker is one else one
                reasons[weaker.code] = f"held back: {stronger.code} stands against it, {_RULE}"
    outcome = hold_back(suggestions, reasons, "excludes1")
    return Outcome(tuple(_marked(one, against, reasons) for one in outcome.kept), outcome.held)


def _weaker(one: CodeSuggestion, other: CodeSuggestion) -> CodeSuggestion | None:
    weights = _fullness(one), _fullness(other)
    if weights[0] == weights[1]:
        return None
    return one if weights[0] < weights[1] else other


def _fullness(suggestion: CodeSuggestion) -> int:
    """0 for a symptom, 1 for an unspecified diagnosis, 2 for a full one."""
    if suggestion.code.startswith("R"):
        return 0
    return 1 if "unspecified" in suggestion.title.lower() else 2


def _marked(
    suggestion: CodeSuggestion, against: dict[str, list[str]], gone: dict[str, str]
) -> CodeSuggestion:
    others = [code for code in dict.fromkeys(against.get(suggestion.code, ())) if code not in gone]
    if not others:
        return suggestion
    return flagged(suggestion, "excludes1", f"Excludes1 note against {', '.join(others)}")
