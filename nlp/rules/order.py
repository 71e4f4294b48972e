"""A proposal for the order of codes, principal or first-listed first, with the reason. Pure but for notes.

Sources: Guidelines II (principal diagnosis), IV.G (first-listed), I.A.13 (etiology before manifestation),
I.B.8 (acute before chronic), I.C.20.a.6 (external causes), I.C.21.c.16 (Z codes first-listed only).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.advice import OrderedCode
from nlp.code_set.codes import within
from nlp.options import EncounterType
from nlp.rules.headings import Stretch, stretch_at
from nlp.rules.outcome import firm
from nlp.rules.spans import CodeSpans
from nlp.rules.tables import FirstPlace
from nlp.suggestion import CodeSuggestion

Spans = Sequence[tuple[str, str]]
_MANIFESTATION = "in diseases classified elsewhere"
_PRINCIPAL = ("principal", "primary", "main")
_LISTS = ("assessment", "problem_list")
_REASON = ("chief_complaint", "indication")
_LAST = 9
_VISITS = CodeSpans.of("Z00-Z29 Z30-Z53")  # reasons of a visit; status and history stand in the table


@dataclass(frozen=True)
class _Place:
    """Where a code wants to stand: a rank (less is earlier), then its place in the text, and why."""

    rank: int
    position: int
    why: str


def propose_order(
    suggestions: Sequence[CodeSuggestion],
    *,
    encounter_type: EncounterType | None,
    found: Sequence[Stretch],
    table: Sequence[FirstPlace],
    code_first: Callable[[str], Spans],
) -> tuple[OrderedCode, ...]:
    """The shown codes in the order proposed; nothing where no code is shown."""
    inpatient = encounter_type is EncounterType.INPATIENT
    shown = firm(suggestions)
    places = {one.code: _place(one, found, table, inpatient=inpatient) for one in shown}
    by_place = sorted(shown, key=lambda one: (places[one.code].rank, places[one.code].position, one.code))
    codes, moved = _by_notes([one.code for one in by_place], code_first)
    codes, acute = _acute_first(codes, {one.code: one.title for one in shown})
    roles = {EncounterType.INPATIENT: "principal", None: "first"}
    first_role = roles.get(encounter_type, "first_listed")
    return tuple(
        OrderedCode(
            code,
            first_role if number == 0 and places[code].rank < _LAST else "secondary",
            acute.get(code) or moved.get(code) or places[code].why,
        )
        for number, code in enumerate(codes)
    )


def _place(
    suggestion: CodeSuggestion, found: Sequence[Stretch], table: Sequence[FirstPlace], *, inpatient: bool
) -> _Place:
    rows = [row for row in table if row.codes.hold(suggestion.code)]
    start = min(piece.start for piece in suggestion.evidence)
    never = next((row.why for row in rows if row.place == "never"), None)
    if never:
        return _Place(_LAST + (suggestion.code[0] in "VWXY"), start, never)
    if _MANIFESTATION in suggestion.title.lower():
        return _Place(_LAST, start, "a manifestation follows its cause, Guidelines I.A.13")
    wanted = next((row.why for row in rows if row.place == "first"), None)
    if wanted and not inpatient:
        return _Place(0, start, wanted)
    reason = any(piece.section in _REASON for piece in suggestion.evidence)
    if reason and not inpatient and _VISITS.hold(suggestion.code):
        why = "the reason of the visit, whatever was found besides, Guidelines I.C.21.c.5 and IV.G"
        return _Place(0, start, why)
    return _by_section(suggestion, found, start)


def _by_section(suggestion: CodeSuggestion, found: Sequence[Stretch], start: int) -> _Place:
    symptom = (
        2 if suggestion.code.startswith("R") else 0
    )  # Guidelines II.A: a symptom gives way to a diagnosis
    for piece in suggestion.evidence:
        stretch = stretch_at(found, piece.start)
        if stretch is not None and stretch.name.startswith(_PRINCIPAL):
            return _Place(1, piece.start, f"stands under “{stretch.name}”")
    listed = [piece.start for piece in suggestion.evidence if piece.section in _LISTS]
    if listed:
        return _Place(2 + symptom, min(listed), "its place in the assessment")
    asked = [piece.start for piece in suggestion.evidence if piece.section in _REASON]
    if asked:
        return _Place(3 + symptom, min(asked), "stated as the reason of the visit")
    if {piece.section for piece in suggestion.evidence} <= {"past_history", "family_history"}:
        return _Place(7, start, "history")
    return _Place(4 + symptom, start, "its place in the text")


def _by_notes(codes: Sequence[str], code_first: Callable[[str], Spans]) -> tuple[list[str], dict[str, str]]:
    """The codes with each one that a "code first" note names moved before the code that has the note."""
    order = list(codes)
    why: dict[str, str] = {}
    for code in codes:
        named = [
            other
            for other in order[order.index(code) + 1 :]
            if any(within(other, first, last) for first, last in code_first(code))
        ]
        for other in named:
            order.remove(other)
            order.insert(order.index(code), other)
            why[other] = f"before {code} by its “code first” note, Guidelines I.A.13"
    return order, why


def _acute_first(codes: Sequence[str], titles: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The codes with an acute condition before the chronic one of its category."""
    order = list(codes)
    why: dict[str, str] = {}
    for code in codes:
        if not _says(titles[code], "chronic") or _says(titles[code], "acute"):
            continue
        for other in order[order.index(code) + 1 :]:
            if other[:3] == code[:3] and _says(titles[other], "acute"):
                order.remove(other)
                order.insert(order.index(code), other)
                why[other] = f"acute before chronic {code}, Guidelines I.B.8"
    return order, why


def _says(title: str, word: str) -> bool:
    return word in title.lower().replace("(", " ").replace(")", " ").split()
