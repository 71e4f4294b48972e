from __future__ import annotations

from itertools import combinations

import pytest

from review_ui.permissions import ALLOWED, Permission, may_see_documents, permissions_of
from storage.accounts import Role

P = Permission


def allowed(*roles: Role, one_for_all: bool = False) -> frozenset[Permission]:
    return permissions_of(frozenset(roles), one_person_may_do_all=one_for_all)


def test_without_a_role_nothing_is_allowed_whatever_the_clinic() -> None:
    assert allowed() == frozenset()
    assert allowed(one_for_all=True) == frozenset()


def test_every_role_is_in_the_table() -> None:
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (P.VERIFY_CHARTS, {Role.TECHNICIAN, Role.SUPERVISOR}),
        (P.VERIFY_DICTATIONS, {Role.TRANSCRIPTIONIST, Role.SUPERVISOR}),
        (P.CODE, {Role.CODER}),
        (P.SIGN, {Role.AUTHOR}),
        (P.MANAGE_PEOPLE, {Role.ADMINISTRATOR}),
        (P.SCAN, {Role.SCANNER, Role.TECHNICIAN, Role.SUPERVISOR}),
        (P.KEEP_STATIONS, {Role.SUPERVISOR, Role.ADMINISTRATOR}),
        (P.SEE_AUDIT, {Role.SUPERVISOR, Role.ADMINISTRATOR}),
        (P.SEE_OWN_UPLOADS, set(Role) - {Role.ADMINISTRATOR}),
    ],
)
def test_who_may_do_what(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if permission in allowed(role)} == roles


def test_an_administrator_sees_no_patient_and_a_scanner_only_own_uploads() -> None:
    assert not may_see_documents(allowed(Role.ADMINISTRATOR))
    assert P.SEE_DOCUMENTS not in allowed(Role.SCANNER)
    assert may_see_documents(allowed(Role.SCANNER))


def test_in_a_small_clinic_one_working_person_may_do_all_the_work_but_not_manage_people() -> None:
    everything = allowed(Role.TECHNICIAN, one_for_all=True)
    assert {P.VERIFY_CHARTS, P.VERIFY_DICTATIONS, P.CODE, P.SIGN} <= everything
    assert P.MANAGE_PEOPLE not in everything
    for role in (Role.SCANNER, Role.READER, Role.ADMINISTRATOR):
        assert allowed(role, one_for_all=True) == allowed(role)


def test_two_roles_allow_what_either_allows() -> None:
    for one, other in combinations(Role, 2):
        assert allowed(one, other) == allowed(one) | allowed(other)
