"""From a coder's decisions about one case to what is counted of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.learning.counting import DecidedText


@dataclass(frozen=True)
class CodeVerdict:
    """What stands about a code: assigned or turned down, and the dictionary terms that its evidence names.

    A code that a person added in place of a suggestion has that suggestion's terms.
    """

    code: str
    is_assigned: bool
    terms: frozenset[str] = frozenset()


def decided_text(
    person: str,
    groups: Iterable[str],
    offered: Iterable[tuple[str, str]],
    verdicts: Sequence[CodeVerdict],
) -> DecidedText:
    """What is counted of a case; `offered` are (term, code) of its suggestions.

    A code put for a term that led to others turns those down, unless they were assigned too.
    """
    pairs = frozenset(offered)
    assigned = frozenset(one.code for one in verdicts if one.is_assigned)
    replaced = frozenset(
        (term, one.code)
        for one in verdicts
        if one.is_assigned
        for term in one.terms
        if (term, one.code) not in pairs
    )
    moved = {term for term, _ in replaced}
    given_up = {code for term, code in pairs if term in moved}
    turned_down = {one.code for one in verdicts if not one.is_assigned}
    shown = {code for _, code in pairs}
    return DecidedText(
        person=person,
        groups=frozenset(groups),
        offered=pairs,
        accepted=assigned & shown,
        rejected=frozenset((turned_down | given_up) - assigned),
        assigned=assigned,
        replaced=replaced,
    )
