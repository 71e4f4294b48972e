"""What a coder does to a case: accept, reject, add, take back, put in order. Touches the database.

Every act names the case's revision that the coder saw; when somebody else decided about the same code in
between, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.coding_case import CaseLine
from review_ui.auth import CurrentUser
from review_ui.case_editions import code_set_for
from review_ui.case_reading import CaseReading, read_case
from review_ui.cases import CodeNotCompleteError, CodeUnknownError, visible_case
from review_ui.workplace import Workplace
from storage.coding_decisions import (
    ACCEPT,
    ADD,
    ONSETS,
    REJECT,
    UNDO,
    Decision,
    assigned_codes,
    decide,
    decisions_of,
    lock_case,
    mark_onset,
    put_in_order,
)
from storage.reviews import Reviewer
from storage.tables import Encounter

MOVES = ("first", "up", "down")
_MOST_PATHS = 8


@dataclass(frozen=True)
class CodeFound:
    """One line of the search box; `path` is the way of the index to it, where the search found one."""

    code: str
    title: str
    billable: bool
    path: str = ""


def search_codes(place: Workplace, encounter: Encounter, query: str, *, limit: int = 12) -> list[CodeFound]:
    """Codes of the encounter's edition for what was typed: by code, by words, and by paths of the index."""
    code_set = code_set_for(place, encounter)
    found = [CodeFound(hit.code, hit.title, hit.billable) for hit in code_set.search(query, limit)]
    known = {one.code for one in found}
    for path in code_set.find_paths(query, limit=_MOST_PATHS):
        title = code_set.title(path.code)
        if title is not None and path.code not in known:
            known.add(path.code)
            found.append(CodeFound(path.code, title, code_set.billable(path.code), path.path))
    return found


def titles_of(reading: CaseReading, codes: set[str]) -> dict[str, str]:
    """The official title of each code that the code set has."""
    found = {code: reading.resources.code_set.title(code) for code in codes}
    return {code: title for code, title in found.items() if title}


def accept(place: Workplace, user: CurrentUser, case_id: str, code: str, *, based_on: int) -> None:
    """Assign a suggested code with the evidence and the presence at admission that the coder saw.

    Raises:
        CodeUnknownError: it is not suggested, or no code of the encounter's edition.
        CodeNotCompleteError: it cannot be assigned as it is. StaleCaseError: somebody else decided about it.
    """
    reading = read_case(place, user, case_id)
    line = _line(reading, code)
    _checked(reading, code)
    decision = Decision(line.code, line.edition, line.title, ACCEPT, evidence=_snapshot(line))
    onset = line.poa if reading.encounter.encounter_type == "inpatient" else ""
    _write(place, user, case_id, [decision], based_on, onset=onset)


def reject(
    place: Workplace, user: CurrentUser, case_id: str, code: str, *, reason: str, based_on: int
) -> None:
    """Turn a suggested code down.

    Raises:
        storage.reviews.NotReadyError: there is no reason. Else as `accept`.
    """
    line = _line(read_case(place, user, case_id), code)
    decision = Decision(line.code, line.edition, line.title, REJECT, reason, _snapshot(line))
    _write(place, user, case_id, [decision], based_on)


def add(
    place: Workplace, user: CurrentUser, case_id: str, code: str, *, instead_of: str, based_on: int
) -> None:
    """Assign a code that a person chose; in place of a suggestion it takes its evidence and turns it down.

    Raises:
        CodeUnknownError, CodeNotCompleteError: it cannot be assigned.
        StaleCaseError: somebody else decided about it.
    """
    reading = read_case(place, user, case_id)
    title = _checked(reading, code)
    lines = {line.code: line for line in reading.suggestions.lines}
    replaced = lines.get(instead_of) if instead_of not in reading.decisions else None
    kept = lines.get(instead_of) or lines.get(code)
    edition = reading.resources.code_set.edition.name
    decisions = [Decision(code, edition, title, ADD, evidence=_snapshot(kept) if kept else ())]
    if replaced is not None and replaced.code != code:
        reason = replaced_words(code)
        decisions.append(
            Decision(replaced.code, replaced.edition, replaced.title, REJECT, reason, _snapshot(replaced))
        )
    onset = kept.poa if kept and reading.encounter.encounter_type == "inpatient" else ""
    _write(place, user, case_id, decisions, based_on, onset=onset)


def replaced_words(code: str) -> str:
    """The reason of a suggestion that gave way to this code; taking the code back brings it back."""
    return f"another code says it better: {code}"


def mark_present(place: Workplace, user: CurrentUser, case_id: str, code: str, *, indicator: str) -> None:
    """Say whether an assigned code was present on admission.

    Raises:
        StaleCaseError: it is not assigned any more.
    """
    with place.database.write() as session:
        visible_case(session, user, case_id)
        mark_onset(session, case_id, code, indicator, reviewer=Reviewer(user.user_id, user.login))


def take_back(place: Workplace, user: CurrentUser, case_id: str, code: str, *, based_on: int) -> None:
    """Undo the decision about a code: a suggested one waits again, an added one is gone.

    What the code replaced waits again, too.

    Raises:
        CodeUnknownError: nothing was decided about it. StaleCaseError: it was decided anew.
    """
    with place.database.read() as session:
        decisions = decisions_of(session, visible_case(session, user, case_id).id)
    row = decisions.get(code)
    if row is None:
        raise CodeUnknownError(f"Nothing is decided about {code[:12]}")
    back = [one for one in decisions.values() if one.reason == replaced_words(code)]
    undone = [Decision(one.code, one.edition, one.title, UNDO) for one in (row, *back)]
    _write(place, user, case_id, undone, based_on)


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


def completeness(place: Workplace, encounter: Encounter) -> Callable[[str], bool]:
    """Asks the encounter's code set whether a code is complete, that is, may be billed as it is."""
    billable: Callable[[str], bool] = code_set_for(place, encounter).billable
    return billable


def _write(
    place: Workplace,
    user: CurrentUser,
    case_id: str,
    decisions: Sequence[Decision],
    based_on: int,
    *,
    onset: str = "",
) -> None:
    """Write the decisions as one; the presence at admission is that of the first code."""
    reviewer = Reviewer(user.user_id, user.login)
    with place.database.write() as session:
        visible_case(session, user, case_id)
        for decision in decisions:
            decide(session, case_id, decision, based_on=based_on, reviewer=reviewer)
        if onset in ONSETS:
            mark_onset(session, case_id, decisions[0].code, onset, reviewer=reviewer)


def _checked(reading: CaseReading, code: str) -> str:
    """The title of a code that the encounter's edition lets be assigned.

    Raises:
        CodeUnknownError, CodeNotCompleteError: otherwise.
    """
    code_set = reading.resources.code_set
    title = code_set.title(code)
    if title is None:
        raise CodeUnknownError(f"There is no code {code[:12]} in edition {code_set.edition.name}")
    if not code_set.billable(code):
        raise CodeNotCompleteError(f"{code} is not a complete code")
    return title


def _line(reading: CaseReading, code: str) -> CaseLine:
    for line in reading.suggestions.lines:
        if line.code == code:
            return line
    raise CodeUnknownError(f"{code[:12]} is not suggested for this encounter")


def _snapshot(line: CaseLine) -> tuple[dict[str, Any], ...]:
    return tuple(piece.evidence.as_json() | {"document_id": piece.document_id} for piece in line.evidence)
