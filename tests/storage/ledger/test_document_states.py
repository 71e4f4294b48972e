from __future__ import annotations

import itertools

import pytest

from storage.ledger.document_states import (
    CLASS_OF,
    FINAL_STATES,
    TRANSITIONS,
    WORKING_STATES,
    DocumentState,
    LedgerClass,
    may_move,
)

S = DocumentState

# Written down from the design, not from the code: each state and where the belt or a person may lead it.
BELT = {
    S.RECEIVED: {S.SPLITTING},
    S.SPLITTING: {S.READING},
    S.READING: {S.AWAITING_REVIEW},
    S.AWAITING_REVIEW: {S.IN_REVIEW, S.READING},
    S.IN_REVIEW: {S.AWAITING_REVIEW, S.VERIFIED, S.READING},
    S.VERIFIED: {S.RENDERING, S.AWAITING_REVIEW},
    S.RENDERING: {S.FILING},
    S.FILING: {S.FILED},
}
WORKING = set(BELT)
STOPS = {S.NEEDS_ATTENTION, S.REJECTED, S.WITHDRAWN}


def expected(old: DocumentState) -> set[DocumentState]:
    if old in WORKING:
        return BELT[old] | STOPS
    if old is S.NEEDS_ATTENTION:
        return WORKING | {S.REJECTED, S.WITHDRAWN}
    return {S.RENDERING} if old is S.FILED else set()


@pytest.mark.parametrize(("old", "new"), list(itertools.product(S, S)))
def test_the_belt_has_exactly_the_moves_of_the_design(old: DocumentState, new: DocumentState) -> None:
    assert may_move(old, new) == (new in expected(old))


def test_every_state_is_in_exactly_one_class_of_the_count() -> None:
    assert set(CLASS_OF) == set(TRANSITIONS) == set(S)
    assert set(CLASS_OF.values()) == set(LedgerClass)
    people = {S.AWAITING_REVIEW, S.IN_REVIEW, S.NEEDS_ATTENTION}
    assert {state for state in S if CLASS_OF[state] is LedgerClass.WAITING} == people
    assert {state for state in S if CLASS_OF[state] is LedgerClass.IN_PROGRESS} == WORKING - people


def test_final_states_have_no_way_out_and_every_other_state_has_one() -> None:
    assert {state for state in S if not TRANSITIONS[state]} == FINAL_STATES
    assert WORKING_STATES == WORKING


def test_every_state_can_be_reached_from_receiving() -> None:
    reached = {S.RECEIVED}
    while True:
        more = reached | {new for old in reached for new in TRANSITIONS[old]}
        if more == reached:
            break
        reached = more
    assert reached == set(S)


def test_every_working_state_leads_to_filing_when_nothing_goes_wrong() -> None:
    for state in WORKING:
        seen: set[DocumentState] = set()
        ahead = {state}
        while ahead:
            seen |= ahead
            ahead = {new for old in ahead for new in BELT.get(old, set())} - seen
        assert S.FILED in seen
