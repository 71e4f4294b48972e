"""What a coder does to a case: accept, reject, add, take back, put in order. Touches the database.

Every act names the case's revision that the coder saw; when somebody else decided about the same code in
between, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nlp.coding_case import CaseLine
from review_ui.auth import CurrentUser
from review_ui.case_reading import CaseReading, read_case
from review_ui.cases import CodeNotCompleteError, CodeUnknownError, visible_case
from review_ui.workplace import Workplace
from storage.coding_decisions import (
    ACCEPT,
    ADD,
    REJECT,
    UNDO,
    Decision,
    assigned_codes,
    decide,
    decisions_of,
    lock_case,
    put_in_order,
)
from storage.reviews import Reviewer

MOVES = ("first", "up", "down")


@dataclass(frozen=True)
class CodeFound:
    """One line of the search box."""

    code: str
    title: str
    billable: bool


def search_codes(place: Workplace, query: str, *, limit: int = 12) -> list[CodeFound]:
    """Codes for what was typed: by code or by words, best first."""
    hits = _code_set(place).search(query, limit)
    return [CodeFound(hit.code, hit.title, hit.billable) for hit in hits]


def titles_of(place: Workplace, codes: set[str]) -> dict[str, str]:
    """The official title of each code that the code set has."""
    if not codes:
        return {}
    found = {code: _code_set(place).title(code) for code in codes}
    return {code: title for code, title in found.items() if title}


def accept(place: Workplace, user: CurrentUser, case_id: str, code: str, *, based_on: int) -> None:
    """Assign a suggested code, with the evidence that the coder saw.

    Raises:
        CodeUnknownError: it is not suggested. CodeNotCompleteError: it cannot be assigned as it is.
        StaleCaseError: somebody else decided about it.
    """
    reading = read_case(place, user, case_id)
    line = _line(reading, code)
    if not line.billable:
        raise CodeNotCompleteError(f"{code} is not a complete code")
    decision = Decision(line.code, line.edition, line.title, ACCEPT, evidence=_snapshot(line))
    _write(place, user, case_id, decision, based_on)


def reject(
    place: Workplace, user: CurrentUser, case_id: str, code: str, *, reason: str, based_on: int
) -> None:
    """Turn a suggested code down.

    Raises:
        storage.reviews.NotReadyError: there is no reason. Else as `accept`.
    """
    line = _line(read_case(place, user, case_id), code)
    decision = Decision(line.code, line.edition, line.title, REJECT, reason, _snapshot(line))
    _write(place, user, case_id, decision, based_on)


def add(
    place: Workplace, user: CurrentUser, case_id: str, code: str, *, instead_of: str, based_on: int
) -> None:
    """Assign a code that a person searched for; the evidence of a suggestion it completes comes along.

    Raises:
        CodeUnknownError, CodeNotCompleteError: it cannot be assigned.
        StaleCaseError: somebody else decided about it.
    """
    code_set = _code_set(place)
    title = code_set.title(code)
    if title is None:
        raise CodeUnknownError(f"There is no code {code[:12]} in edition {code_set.edition.name}")
    if not code_set.billable(code):
        raise CodeNotCompleteError(f"{code} is not a complete code")
    reading = read_case(place, user, case_id)
    lines = {line.code: line for line in reading.suggestions.lines}
    kept = lines.get(instead_of) or lines.get(code)
    evidence = _snapshot(kept) if kept else ()
    decision = Decision(code, code_set.edition.name, title, ADD, evidence=evidence)
    _write(place, user, case_id, decision, based_on)


def take_back(place: Workplace, user: CurrentUser, case_id: str, code: str, *, based_on: int) -> None:
    """Undo the decision about a code: a suggested one waits again, an added one is gone.

    Raises:
        CodeUnknownError: nothing was decided about it. StaleCaseError: it was decided anew.
    """
    with place.database.read() as session:
        row = decisions_of(session, visible_case(session, user, case_id).id).get(code)
    if row is None:
        raise CodeUnknownError(f"Nothing is decided about {code[:12]}")
    _write(place, user, case_id, Decision(row.code, row.edition, row.title, UNDO), based_on)


def move(place: Workplace, user: CurrentUser, case_id: str, code: str, *, where: str, based_on: int) -> None:
    """Put an assigned code first, one place up or one place down.

    Raises:
        CodeUnknownError: it is not assigned. StaleCaseError: the case moved on.
    """
    reviewer = Reviewer(user.user_id, user.login)
    with place.database.write() as session:
        lock_case(session, visible_case(session, user, case_id).id)
        codes = [row.code for row in assigned_codes(session, case_id)]
        if code not in codes:
            raise CodeUnknownError(f"{code[:12]} is not assigned")
        at = codes.index(code)
        codes.insert({"first": 0, "up": max(at - 1, 0), "down": at + 1}[where], codes.pop(at))
        put_in_order(session, case_id, codes, based_on=based_on, reviewer=reviewer)


def completeness(place: Workplace) -> Callable[[str], bool]:
    """Asks the code set in use whether a code is complete, that is, may be billed as it is."""
    billable: Callable[[str], bool] = _code_set(place).billable
    return billable


def _write(place: Workplace, user: CurrentUser, case_id: str, decision: Decision, based_on: int) -> None:
    with place.database.write() as session:
        visible_case(session, user, case_id)
        reviewer = Reviewer(user.user_id, user.login)
        decide(session, case_id, decision, based_on=based_on, reviewer=reviewer)


def _line(reading: CaseReading, code: str) -> CaseLine:
    for line in reading.suggestions.lines:
        if line.code == code:
            return line
    raise CodeUnknownError(f"{code[:12]} is not suggested for this encounter")


def _snapshot(line: CaseLine) -> tuple[dict[str, Any], ...]:
    return tuple(piece.evidence.as_json() | {"document_id": piece.document_id} for piece in line.evidence)


def _code_set(place: Workplace) -> Any:
    from nlp.resources import load_resources

    return load_resources(place.settings.cache_dir / "code_sets").code_set
