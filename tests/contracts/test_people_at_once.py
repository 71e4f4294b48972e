"""What people do at the same moment: one wins or both stand, nothing is lost, and nobody meets a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.approval import confirm_index, finalise_coding, sign, verify
from ingest.index_fields import parse_index_fields
from storage.accounts.passwords import hash_password
from storage.accounts.roles import Role
from storage.accounts.sessions import signed_in
from storage.accounts.sign_in import SignInRefusedError, sign_in
from storage.accounts.users import LastAdministratorError, add_user, disable_user, end_sessions_of, find_user
from storage.artifacts import put_json, record_artifact
from storage.audit.record import Actor
from storage.coding_decisions import ACCEPT, Decision, case_of, decide, decisions_of
from storage.edits import Token
from storage.errors import ServiceError
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document, move
from storage.reviewed_text import DRAFT, NotEditableError, StaleSaveError, TypedRange, load_text, save_typing
from storage.reviews import ClaimedError, NotReadyError, Reviewer, claim_for_review
from storage.tables import CodeDecision, CodingCase, Encounter, Patient, SignOff
from tests.at_once import at_once
from tests.small_site import FERN, SmallSite, small_site

S = DocumentState
MANY = 5
WORDS = ("Patient", "denies", "chest", "pane", "and", "feever.")
BASE = tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(WORDS))
PASSWORD = "correct horse battery staple"
TESTER = Actor.program("test")


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield site


def _waiting(site: SmallSite, number: int = 0) -> str:
    """The id of a dictation with a draft of six words that waits for review."""
    document_id = site.receive(b"ID3 a dictation %d" % number, file_name="note.mp3").document_id
    made = put_json(
        site.belt.store, DRAFT, {"schema_version": 1, "tokens": [token.as_json() for token in BASE]}
    )

    def lead_there(session: Session) -> None:
        record_artifact(session, made, subject_id=document_id, version=1)
        for state in (S.SPLITTING, S.READING, S.AWAITING_REVIEW):
            move(session, lock_document(session, document_id), state, actor="test")

    site.write(lead_there)
    return document_id


def _attempt(site: SmallSite, act: Callable[[Session], object], *refusals: type[ServiceError]) -> bool:
    """True when the deed was done, False when it was refused in the expected way."""
    try:
        site.write(act)
    except refusals:
        return False
    return True


def _count(site: SmallSite, table: type[object]) -> int:
    with site.belt.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _indexing(site: SmallSite, document_id: str, clerk: Reviewer, **fields: str) -> Callable[[], None]:
    given = parse_index_fields(fields)

    def act(session: Session) -> None:
        confirm_index(session, document_id, given, clerk, site.belt.settings)

    return lambda: site.write(act)


def test_of_claims_at_once_one_person_gets_the_document(site: SmallSite) -> None:
    document_id = _waiting(site)
    people = [site.person("technician", name=f"Pat {number}") for number in range(MANY)]

    def claim(person: Reviewer) -> bool:
        return _attempt(
            site, lambda s: claim_for_review(s, document_id, person, lease_minutes=5), ClaimedError
        )

    won = at_once([partial(claim, person) for person in people])

    assert sum(won) == 1
    assert site.document(document_id).reviewer_id == people[won.index(True)].user_id


def test_charts_of_one_new_patient_indexed_at_once_make_one_patient_encounter_and_case(
    site: SmallSite,
) -> None:
    clerk = site.person("technician")
    fields = {**FERN, "encounter": "E1", "encounter_type": "outpatient"}

    at_once([_indexing(site, _waiting(site, n), clerk, **fields) for n in range(MANY)])

    assert (_count(site, Patient), _count(site, Encounter), _count(site, CodingCase)) == (1, 1, 1)


def test_patients_without_mrn_indexed_at_once_get_a_chart_number_each_and_one_only(site: SmallSite) -> None:
    clerk = site.person("technician")
    people = ["Doe, Jane", "Doe, Jane", "Roe, Ann", "Roe, Ann", "Poe, Kit"]

    at_once(
        [_indexing(site, _waiting(site, n), clerk, name=p, dob="1970-01-01") for n, p in enumerate(people)]
    )

    with site.belt.database.read() as session:
        made = {patient.mrn: patient.name for patient in session.query(Patient)}
    assert sorted(made) == ["C000001", "C000002", "C000003"]
    assert set(made.values()) == set(people)


def test_a_chart_number_of_ours_never_takes_an_mrn_that_looks_like_it(site: SmallSite) -> None:
    clerk = site.person("technician")
    _indexing(site, _waiting(site, 1), clerk, **{**FERN, "mrn": "C000001"})()

    _indexing(site, _waiting(site, 2), clerk, name="Doe, Jane", dob="1970-01-01")()

    with site.belt.database.read() as session:
        assert {patient.mrn for patient in session.query(Patient)} == {"C000001", "C000002"}


def test_a_document_verified_twice_at_once_is_filed_once(site: SmallSite) -> None:
    document_id, clerk = _waiting(site), site.person("transcriptionist")
    site.write(lambda s: claim_for_review(s, document_id, clerk, lease_minutes=5))
    fields = {**FERN, "encounter": "E1", "encounter_type": "outpatient"}
    _indexing(site, document_id, clerk, **fields)()

    def approve() -> bool:
        return _attempt(site, lambda s: verify(s, document_id, clerk, based_on=0), NotReadyError)

    assert sum(at_once([approve] * MANY)) == 1
    assert [job.kind for job in site.jobs(document_id)].count("render_dictation") == 1
    assert site.document(document_id).record_version == 1

    _file(site, document_id)

    def put_name_to_it() -> bool:
        return _attempt(site, lambda s: sign(s, document_id, clerk, based_on=0), NotReadyError)

    assert sum(at_once([put_name_to_it] * MANY)) == 1
    assert site.document(document_id).record_version == 2
    with site.belt.database.read() as session:
        assert session.query(SignOff).filter_by(document_id=document_id, kind="author").count() == 1


def _file(site: SmallSite, document_id: str) -> None:
    def lead_there(session: Session) -> None:
        for state in (S.RENDERING, S.FILING, S.FILED):
            move(session, lock_document(session, document_id), state, actor="test")

    site.write(lead_there)


def _saving(site: SmallSite, document_id: str, word: int, text: str) -> Callable[[], bool]:
    typed = TypedRange(0, f"t{word}", f"t{word}", text)

    def save(session: Session) -> None:
        save_typing(session, document_id, BASE, typed, user_id="ann")

    return lambda: _attempt(site, save, StaleSaveError, NotEditableError)


def test_saves_of_different_words_at_once_are_all_kept(site: SmallSite) -> None:
    document_id = _waiting(site)
    texts = [f"new{number}" for number in range(len(WORDS))]

    saved = at_once([_saving(site, document_id, number, text) for number, text in enumerate(texts)])

    assert all(saved)
    assert load_text(site.belt.database, site.belt.store, document_id).text == " ".join(texts)
    assert site.document(document_id).revision == len(WORDS)


def test_of_saves_of_one_word_at_once_one_stands_and_the_others_are_told(site: SmallSite) -> None:
    document_id = _waiting(site)
    texts = [f"pain{number}" for number in range(MANY)]

    saved = at_once([_saving(site, document_id, 3, text) for text in texts])

    assert sum(saved) == 1
    text = load_text(site.belt.database, site.belt.store, document_id).text
    assert text == f"Patient denies chest {texts[saved.index(True)]} and feever."


def test_a_save_and_a_verification_at_once_never_file_words_that_nobody_saw(site: SmallSite) -> None:
    document_id, clerk = _waiting(site), site.person("transcriptionist")
    site.write(lambda s: claim_for_review(s, document_id, clerk, lease_minutes=5))
    fields = {**FERN, "encounter": "E1", "encounter_type": "outpatient"}
    _indexing(site, document_id, clerk, **fields)()

    def approve() -> bool:
        return _attempt(site, lambda s: verify(s, document_id, clerk, based_on=0), NotReadyError)

    verified, saved = at_once([approve, _saving(site, document_id, 3, "pain")])

    assert verified is not saved
    renders = [job for job in site.jobs(document_id) if job.kind == "render_dictation"]
    assert [job.payload["revision"] for job in renders] == ([0] if verified else [])


def test_decisions_of_several_coders_at_once_are_all_kept_in_one_order(site: SmallSite) -> None:
    clerk, coder = site.person("technician"), site.person("coder")
    fields = {**FERN, "encounter": "E1", "encounter_type": "outpatient"}
    _indexing(site, _waiting(site), clerk, **fields)()
    with site.belt.database.write() as session:
        case_id = case_of(session, session.scalars(select(Encounter.id)).one()).id

    def accept(code: str) -> None:
        decision = Decision(code, "FY2026", "a title", ACCEPT)
        site.write(lambda s: decide(s, case_id, decision, based_on=0, reviewer=coder))

    codes = [f"E11.{number}" for number in range(MANY)]
    at_once([partial(accept, code) for code in codes])

    with site.belt.database.read() as session:
        assert set(decisions_of(session, case_id)) == set(codes)
        sequence = session.scalars(select(CodeDecision.sequence).order_by(CodeDecision.sequence)).all()
    assert list(sequence) == list(range(1, MANY + 1))
    refused = partial(
        _attempt, site, lambda s: finalise_coding(s, case_id, coder, is_complete=bool), NotReadyError
    )
    assert not any(at_once([refused] * 2))  # the dictation is not verified yet


def test_two_administrators_cannot_each_leave_the_site_to_the_other(site: SmallSite) -> None:
    def add(session: Session) -> None:
        for login in ("ann", "bob"):
            add_user(session, login=login, display_name=login, roles=[Role.ADMINISTRATOR], actor=TESTER)

    site.write(add)

    def disable(login: str) -> bool:
        return _attempt(
            site, lambda s: disable_user(s, find_user(s, login), actor=TESTER), LastAdministratorError
        )

    assert sum(at_once([partial(disable, login) for login in ("ann", "bob")])) == 1


def test_a_reset_leaves_no_session_of_a_sign_in_at_the_same_moment(site: SmallSite) -> None:
    def add(session: Session) -> None:
        user = add_user(session, login="ann", display_name="Ann", roles=[Role.CODER], actor=TESTER)
        user.password_hash = hash_password(PASSWORD)

    site.write(add)

    def enter() -> str | None:
        try:
            return sign_in(site.belt.database, login="ann", password=PASSWORD).token
        except SignInRefusedError:
            return None

    def reset(session: Session) -> None:
        user = find_user(session, "ann")
        user.password_hash = None
        end_sessions_of(session, user.id)

    *tokens, _ = at_once([*[enter] * MANY, lambda: site.write(reset)])

    settings = site.belt.settings
    for token in filter(None, tokens):
        assert signed_in(site.belt.database, token, settings=settings, counts_as_activity=False) is None
