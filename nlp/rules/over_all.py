"""The rules that look at all codes of a note or of a case, one after the other: read this first.

1. What no provider states loses its place in the shown tier. 2. Two conditions become their combination code.
3. In a pregnancy chapter 15 codes are added. 4. A vaguer code gives way to a fuller one. 5. An Excludes1 note
sets two apart. 6. Symptoms give way to the diagnosis they belong to. 7. What counts only beside another code
is held back without it. Nothing goes without a reason. Pure but for look-ups in the code set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from nlp.chart_index import Combination
from nlp.code_set import CodeSet
from nlp.rules.beside import (
    hide_what_no_provider_states,
    hold_back_normal_delivery,
    hold_back_what_stands_alone,
)
from nlp.rules.combining import combine
from nlp.rules.companions import with_companions
from nlp.rules.excludes import part_excluded
from nlp.rules.integral import hold_back_integral
from nlp.rules.outcome import Held, Outcome
from nlp.rules.pregnancy import pregnancy_codes
from nlp.rules.specificity import hold_back_less_specific
from nlp.rules.tables import RuleTables
from nlp.suggestion import CodeSuggestion

_Step = Callable[[Sequence[CodeSuggestion]], Outcome]


def rule_over_all(
    suggestions: Sequence[CodeSuggestion],
    *,
    code_set: CodeSet,
    combinations: Sequence[Combination],
    tables: RuleTables,
    chronic: Collection[str],
) -> Outcome:
    """The suggestions after all rules, and everything that was held back, with `shown` as it came or less."""

    def titled(code: str) -> tuple[str, bool]:
        return code_set.title(code) or "", code_set.billable(code)

    given = with_companions(hide_what_no_provider_states(suggestions), titled)
    steps: tuple[_Step, ...] = (
        lambda now: combine(now, combinations, titled),
        lambda now: pregnancy_codes(now, titled=titled, exists=code_set.exists),
        lambda now: hold_back_less_specific(now, code_set.ancestry, lambda code: code_set.title(code) or ""),
        lambda now: part_excluded(now, code_set.excluded_by),
        lambda now: hold_back_integral(now, tables.integral_by_category, chronic),
        hold_back_what_stands_alone,
        hold_back_normal_delivery,
    )
    kept: Sequence[CodeSuggestion] = given
    held: list[Held] = []
    for step in steps:
        outcome = step(kept)
        kept = outcome.kept
        held += outcome.held
    return Outcome(tuple(kept), tuple(held))


@lru_cache(maxsize=5_000)
def code_first_spans(code_set: CodeSet, code: str) -> tuple[tuple[str, str], ...]:
    """The codes that "code first" notes of a code name, as (first, last) prefixes; remembered, for speed."""
    return tuple(span for note in code_set.code_first(code) for span in note.codes)
