"""What does not fit in the assigned codes, in plain words, before the coding is final. Pure look-ups.

Sources: Official Guidelines I.A.12.a (Excludes1), I.A.13 (code first), I.C.20 (external causes), appendix I
(present on admission). Nothing is refused here: a coder decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

_EXTERNAL_CAUSES = ("V", "W", "X", "Y")


class NotedCodes(Protocol):
    """What is asked of a code set."""

    def exists(self, code: str) -> bool:
        """Whether the edition has the code."""

    def billable(self, code: str) -> bool:
        """Whether the code is complete."""

    def excluded_by(self, code: str) -> tuple[tuple[str, str], ...]:
        """Excludes1 notes that hold for a code, as (first, last) prefixes."""


@dataclass(frozen=True)
class CodingEdit:
    """One thing to look at, and the codes that it is about."""

    words: str
    codes: tuple[str, ...]


def edits_for(
    assigned: Sequence[str],
    codes: NotedCodes,
    *,
    edition: str,
    onsets: Mapping[str, str],
    is_inpatient: bool,
    must_follow: Sequence[str],
) -> tuple[CodingEdit, ...]:
    """What to look at in the assigned codes, given in their order.

    `must_follow` are those of them that go behind the code of an underlying disease.
    """
    found = [_not_there(code, edition) for code in assigned if not codes.exists(code)]
    found += [
        CodingEdit(f"{code} is not complete in edition {edition}: choose one below it", (code,))
        for code in assigned
        if codes.exists(code) and not codes.billable(code)
    ]
    found += [
        CodingEdit(
            f"{one} and {other} exclude each other (Excludes1). Keep one of them, unless the two conditions "
            "have nothing to do with each other",
            (one, other),
        )
        for one, other in combinations(assigned, 2)
        if _excludes(codes, one, other)
    ]
    found += _about_the_first(assigned, must_follow)
    if is_inpatient:
        bare = tuple(code for code in assigned if code not in onsets)
        if bare:
            found.append(CodingEdit(f"Not said whether it was present on admission: {', '.join(bare)}", bare))
    return tuple(found)


def _not_there(code: str, edition: str) -> CodingEdit:
    words = f"{code} is no code of edition {edition}, which holds on the date of this encounter"
    return CodingEdit(words, (code,))


def _excludes(codes: NotedCodes, one: str, other: str) -> bool:
    from nlp.code_set.codes import within

    return any(within(other, *span) for span in codes.excluded_by(one)) or any(
        within(one, *span) for span in codes.excluded_by(other)
    )


def _about_the_first(assigned: Sequence[str], must_follow: Sequence[str]) -> list[CodingEdit]:
    if not assigned:
        return []
    first = assigned[0]
    if first.startswith(_EXTERNAL_CAUSES):
        return [CodingEdit(f"{first} is an external cause: it is never first", (first,))]
    if first in must_follow and len(assigned) > 1:
        return [CodingEdit(f"{first} goes behind the code of the disease that causes it", (first,))]
    return []
