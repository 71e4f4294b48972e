"""What a rule over all codes gives back: codes that stay, and those that gave way with the reason. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.suggestion import CodeSuggestion


@dataclass(frozen=True)
class Held:
    """A code that gave way: a stable word for the reason, the rule in plain words, and to which code."""

    suggestion: CodeSuggestion
    reason: str
    note: str
    by: str = ""


@dataclass(frozen=True)
class Outcome:
    """The suggestions after a rule, in the order they came, and what it held back."""

    kept: tuple[CodeSuggestion, ...]
    held: tuple[Held, ...] = ()


def hold_back(
    suggestions: Sequence[CodeSuggestion],
    reasons: Mapping[str, str],
    word: str,
    *,
    by: Mapping[str, str] | None = None,
) -> Outcome:
    """The outcome of holding back the codes in `reasons` (code -> rule in plain words) for one reason word.

    `by` says for a code which other one it gave way to.
    """
    winners = by or {}
    return Outcome(
        tuple(one for one in suggestions if one.code not in reasons),
        tuple(
            Held(one, word, reasons[one.code], winners.get(one.code, ""))
            for one in suggestions
            if one.code in reasons
        ),
    )


def firm(suggestions: Iterable[CodeSuggestion]) -> list[CodeSuggestion]:
    """Those that may speak against others: shown, and neither another reading of words nor a near name."""
    return [one for one in suggestions if one.shown and not {"alternative", "near_name"} & set(one.flags)]


def flagged(suggestion: CodeSuggestion, flag: str, step: str, *, hide: bool = False) -> CodeSuggestion:
    """The suggestion with one more flag and step; `hide` takes it out of the shown tier."""
    return replace(
        suggestion,
        flags=tuple(dict.fromkeys((*suggestion.flags, flag))),
        trace=(*suggestion.trace, step),
        shown=suggestion.shown and not hide,
    )
