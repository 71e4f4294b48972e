"""Rules that look at all suggested codes together: combinations, Excludes1, less specific, edition. Pure.

Nothing is dropped without a trace: a code that gives way becomes a suppressed candidate with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nlp.chart_index import Combination
from nlp.code_set import CodeSet, Edition
from nlp.options import CodingOptions
from nlp.ranking import LESS_SPECIFIC_FACTOR, less_specific
from nlp.suggestion import CodeSuggestion, SuppressedCandidate
from storage.errors import Deficiency


def combine(
    suggestions: Sequence[CodeSuggestion],
    rules: Sequence[Combination],
    titled: Callable[[str], tuple[str, bool]],
) -> tuple[list[CodeSuggestion], list[SuppressedCandidate]]:
    """The suggestions with pairs joined to combination codes, and the codes that gave way.

    A combination code is used where one exists (Guidelines I.B.9). `titled` gives title and billable flag.
    Both parts must stand in the tier of their own; alternatives are never combined.
    """
    kept = {suggestion.code: suggestion for suggestion in suggestions}
    gone: list[SuppressedCandidate] = []
    for rule in _to_a_fixed_point(rules):
        first = _match(kept, rule.first, exact=True)
        second = _match(kept, rule.second, exact=False)
        if first is None or second is None:
            continue
        title, billable = titled(rule.combined)
        evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
        del kept[first.code]
        known = kept.get(rule.combined)
        kept[rule.combined] = CodeSuggestion(
            code=rule.combined,
            edition=first.edition,
            title=title,
            score=max(first.score, second.score, known.score if known else 0.0),
            shown=first.shown,
            billable=billable,
            evidence=tuple(dict.fromkeys((*known.evidence, *evidence))) if known else evidence,
            flags=("combination",),
            trace=(*first.trace, f"{first.code} with {second.code} -> {rule.combined}: {rule.reason}"),
        )
        gone += [
            SuppressedCandidate(first.code, "combined", piece.start, piece.end, piece.quote, piece.section)
            for piece in first.evidence
        ]
    return list(kept.values()), gone


def _to_a_fixed_point(rules: Sequence[Combination]) -> list[Combination]:
    """The rules twice, since one combination (hypertension with heart failure) can enter another."""
    return [*rules, *rules]


def _match(kept: dict[str, CodeSuggestion], prefix: str, *, exact: bool) -> CodeSuggestion | None:
    if exact:
        found = kept.get(prefix)
        return found if found is not None and "alternative" not in found.flags else None
    return next(
        (
            suggestion
            for code, suggestion in kept.items()
            if code.startswith(prefix) and "alternative" not in suggestion.flags
        ),
        None,
    )


def demote_less_specific(suggestions: Sequence[CodeSuggestion]) -> list[CodeSuggestion]:
    """The suggestions, "unspecified" ones at half their score where a fuller code of the category stands."""
    strong = [suggestion.code for suggestion in suggestions if "alternative" not in suggestion.flags]
    return [
        replace(
            suggestion,
            score=round(suggestion.score * LESS_SPECIFIC_FACTOR, 4),
            flags=(*suggestion.flags, "less_specific"),
        )
        if less_specific(suggestion.code, suggestion.title, strong)
        else suggestion
        for suggestion in suggestions
    ]


def flag_excludes1(suggestions: Sequence[CodeSuggestion], code_set: CodeSet) -> list[CodeSuggestion]:
    """The suggestions, with shown pairs flagged that an Excludes1 note forbids (Guidelines I.A.12.a)."""
    shown = [suggestion for suggestion in suggestions if suggestion.shown]
    against: dict[str, list[str]] = {}
    for one in shown:
        notes = code_set.excluded_by(one.code)
        for other in shown:
            if other is not one and any(_within(other.code, first, last) for first, last in notes):
                against.setdefault(one.code, []).append(other.code)
                against.setdefault(other.code, []).append(one.code)
    return [
        replace(
            suggestion,
            flags=(*suggestion.flags, "excludes1"),
            trace=(
                *suggestion.trace,
                f"Excludes1 note against {', '.join(dict.fromkeys(against[suggestion.code]))}",
            ),
        )
        if suggestion.code in against
        else suggestion
        for suggestion in suggestions
    ]


def _within(code: str, first: str, last: str) -> bool:
    return code.startswith(first) or first <= code[: len(last)] <= last


def coding_cautions(edition: Edition, options: CodingOptions, *, found: int) -> tuple[Deficiency, ...]:
    """What the coder must know: what could not be decided, and how many of the `found` codes are left out."""
    cautions: list[Deficiency] = []
    day = options.coding_date
    if options.encounter_type is None:
        note = "No encounter type: uncertain diagnoses are held back, as outpatient rules demand."
        cautions.append(Deficiency(kind="encounter_type_unknown", note=note))
    if day is None:
        note = f"No date of service: whether edition {edition.name} applies cannot be said."
        cautions.append(Deficiency(kind="coding_date_unknown", note=note))
    elif not edition.covers(day):
        note = (
            f"Edition {edition.name} holds from {edition.effective_from} to {edition.effective_to}, "
            f"not on {day}: check every code against the edition in force."
        )
        cautions.append(Deficiency(kind="code_edition_not_in_force", note=note))
    if found > options.max_suggestions:
        note = f"{found} codes were found; the list holds the best {options.max_suggestions}."
        cautions.append(Deficiency(kind="suggestions_left_out", note=note))
    return tuple(cautions)
