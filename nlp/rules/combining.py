"""Two conditions that ICD-10-CM joins in one code (Guidelines I.A.15, I.B.9). Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nlp.chart_index import Combination
from nlp.rules.outcome import Held, Outcome
from nlp.suggestion import CodeSuggestion

# As many codes of diabetes as it has complications (Guidelines I.C.4.a).
_TAKES_SEVERAL = ("E08", "E09", "E10", "E11", "E13")


def combine(
    suggestions: Sequence[CodeSuggestion],
    rules: Sequence[Combination],
    titled: Callable[[str], tuple[str, bool]],
) -> Outcome:
    """The suggestions with pairs joined to combination codes, and the codes that gave way.

    `titled` gives title and billable flag. Alternatives and near names are never combined, and a shown code
    never with one that is not.
    """
    kept = {suggestion.code: suggestion for suggestion in suggestions}
    held: dict[str, Held] = {}
    for rule in (*rules, *rules):  # twice: a combination (hypertension with heart failure) can enter another
        pair = _pair(kept, rule)
        if pair is None:
            continue
        first, second = pair
        stays = first.code != rule.first or first.code.startswith(_TAKES_SEVERAL)
        if first.code != rule.first and _beginning(kept, rule.combined[:5]) is not None:
            continue
        kept = _joined(kept, rule, first, second, titled) | ({first.code: first} if stays else {})
        if first.code == rule.first != rule.combined:
            note = f"held back: {first.code} with {second.code} is {rule.combined}, {rule.reason}"
            held.setdefault(first.code, Held(first, "combined", note))
    return Outcome(tuple(one for code, one in kept.items() if code not in held), tuple(held.values()))


def _pair(kept: dict[str, CodeSuggestion], rule: Combination) -> tuple[CodeSuggestion, CodeSuggestion] | None:
    """The two suggestions that a rule joins; what is not firm takes nothing from what is."""
    first = kept.get(rule.first) or _complicated(kept, rule)
    if first is None or _unsure(first):
        return None
    second = _beginning(kept, rule.second)
    if second is None or first is second or (first.shown and not second.shown):
        return None
    return first, second


def _complicated(kept: dict[str, CodeSuggestion], rule: Combination) -> CodeSuggestion | None:
    """Another code of the same diabetes, where the note names it with one of its complications only."""
    if not rule.first.startswith(_TAKES_SEVERAL):
        return None
    return _beginning(kept, rule.first[:3])


def _unsure(suggestion: CodeSuggestion) -> bool:
    return bool({"alternative", "near_name"} & set(suggestion.flags))


def _beginning(kept: dict[str, CodeSuggestion], prefix: str) -> CodeSuggestion | None:
    fitting = [one for code, one in kept.items() if code.startswith(prefix) and not _unsure(one)]
    return min(fitting, key=lambda one: (not one.shown, -one.score, one.code), default=None)


def _joined(
    kept: dict[str, CodeSuggestion],
    rule: Combination,
    first: CodeSuggestion,
    second: CodeSuggestion,
    titled: Callable[[str], tuple[str, bool]],
) -> dict[str, CodeSuggestion]:
    title, billable = titled(rule.combined)
    known = kept.get(rule.combined)
    parts = (known, first, second) if known else (first, second)
    joined = CodeSuggestion(
        code=rule.combined,
        edition=first.edition,
        title=title,
        score=max(part.score for part in parts),
        shown=(first.shown and second.shown) or bool(known and known.shown),
        billable=billable,
        evidence=tuple(dict.fromkeys(piece for part in parts for piece in part.evidence)),
        flags=("combination",),
        trace=(*first.trace, f"{first.code} with {second.code} -> {rule.combined}: {rule.reason}"),
    )
    return {code: one for code, one in kept.items() if code != first.code} | {rule.combined: joined}
