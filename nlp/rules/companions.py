"""Codes that another code cannot do without: severe sepsis takes the code of the infection, too.

Source: Guidelines I.C.1.d.1.b and I.C.1.d.2: at least two codes, and A41.9 where the organism is not stated.
Pure but for look-ups of titles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nlp.rules.outcome import firm
from nlp.rules.spans import CodeSpans
from nlp.suggestion import CodeSuggestion

_SEVERE_SEPSIS = CodeSpans.of("R65.2")
_SYSTEMIC_INFECTIONS = CodeSpans.of(
    "A40-A41 A02.1 A22.7 A26.7 A32.7 A42.7 A54.86 B37.7 O03.37 O07.37 O08.82 O75.3 O85 O86.04 P36"
    " T80.2 T81.44"
)
_UNNAMED = "A41.9"


def with_companions(
    suggestions: Sequence[CodeSuggestion], titled: Callable[[str], tuple[str, bool]]
) -> tuple[CodeSuggestion, ...]:
    """The suggestions, with sepsis of an unnamed organism where only severe sepsis or septic shock stands."""
    severe = next((one for one in firm(suggestions) if _SEVERE_SEPSIS.hold(one.code)), None)
    if severe is None or any(_SYSTEMIC_INFECTIONS.hold(one.code) for one in suggestions):
        return tuple(suggestions)
    title, billable = titled(_UNNAMED)
    companion = CodeSuggestion(
        code=_UNNAMED,
        edition=severe.edition,
        title=title,
        score=severe.score,
        shown=severe.shown,
        billable=billable,
        evidence=severe.evidence,
        flags=("goes_with_another_code", "unspecified"),
        trace=(
            *severe.trace,
            f"{severe.code} follows the code of the infection; no organism is stated, Guidelines I.C.1.d.2",
        ),
    )
    return (*suggestions, companion)
