from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from nlp.rules import asking
from storage.coding_decisions import lock_case, missing_for_final
from storage.database import database_now
from storage.ids import new_id
from storage.physician_queries import (
    QueryMovedOnError,
    QueryUnknownError,
    answer_query,
    change_draft,
    draft_query,
    queries_of,
    query_asked_of,
    query_of_case,
    send_query,
    withdraw_query,
)
from storage.physician_query_words import ALWAYS, QueryWords, QueryWordsError, checked_words
from storage.reviews import NotReadyError, Reviewer
from storage.tables import AuditEvent, CodingCase, DocumentEventRow, Encounter, Patient, PhysicianQuery
from tests.small_site import SmallSite, small_site

CHOICES = ("stage 3a", "stage 3b")
WORDS = checked_words("stage", "The record states “CKD 3”. Can it be stated as 3a or 3b?", CHOICES)


@dataclass
class Asked:
    site: SmallSite
    case_id: str
    document_id: str
    coder: Reviewer
    doctor: Reviewer

    def act(self, call: Any, *given: Any, **named: Any) -> Any:
        with self.site.belt.database.write() as session:
            made = call(session, *given, **named)
            return made.id if isinstance(made, PhysicianQuery) else made

    def draft(self) -> str:
        evidence = [{"document_id": self.document_id, "quote": "CKD 3"}]
        drafted: str = self.act(draft_query, self.case_id, WORDS, evidence=evidence, drafter=self.coder)
        return drafted

    def sent(self) -> str:
        query_id = self.draft()
        self.act(send_query, query_id, to_login=self.doctor.name, sender=self.coder)
        return query_id

    def state(self) -> str:
        with self.site.belt.database.read() as session:
            return session.get_one(CodingCase, self.case_id).state

    def query(self, query_id: str) -> PhysicianQuery:
        with self.site.belt.database.read() as session:
            return session.get_one(PhysicianQuery, query_id)

    def missing(self) -> list[str]:
        with self.site.belt.database.read() as session:
            return missing_for_final(session, session.get_one(CodingCase, self.case_id))


@pytest.fixture
def asked(tmp_path: Path, database_url: str) -> Iterator[Asked]:
    with small_site(tmp_path, database_url=database_url) as site:
        document_id = site.receive(mrn="1", name="A, B").document_id
        case_ids: list[str] = []
        site.write(lambda session: case_ids.append(_case(session)))
        yield Asked(
            site, case_ids[0], document_id, site.person("coder"), site.person("author", name="Ada Holt")
        )


def _case(session: Session) -> str:
    now = database_now(session)
    patient = Patient(
        id=new_id(), mrn="1", name="A, B", name_key="a b", birth_date=date(1950, 1, 1), created_at=now
    )
    session.add(patient)
    session.flush()
    encounter = Encounter(
        id=new_id(), patient_id=patient.id, number="E-1", encounter_type="inpatient", created_at=now
    )
    session.add(encounter)
    session.flush()
    case = CodingCase(id=new_id(), encounter_id=encounter.id, state="open", created_at=now)
    session.add(case)
    session.flush()
    return case.id


def test_a_question_goes_to_its_physician_and_the_answer_comes_back(asked: Asked) -> None:
    query_id = asked.sent()
    assert asked.state() == "query_pending"
    assert any("has not answered" in one for one in asked.missing())

    asked.act(answer_query, query_id, choice="stage 3b", words="eGFR  38", author=asked.doctor)

    query = asked.query(query_id)
    assert (query.state, query.answer, query.answered_by) == (
        "answered",
        "stage 3b\neGFR 38",
        asked.doctor.user_id,
    )
    assert asked.state() == "open"
    assert not any("has not answered" in one for one in asked.missing())
    with asked.site.belt.database.read() as session:
        events = [row.event for row in session.query(DocumentEventRow)]
        audited = [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)]
        assert [one.id for one in queries_of(session, asked.case_id)] == [query_id]
    assert "query_answered" in events
    assert [one for one in audited if one.startswith("query_")] == [
        "query_drafted",
        "query_sent",
        "query_answered",
    ]


def test_only_the_physician_who_was_asked_sees_and_answers(asked: Asked) -> None:
    query_id = asked.sent()
    other = asked.site.person("author", name="Otto Ray")

    with pytest.raises(QueryUnknownError):
        asked.act(query_asked_of, query_id, other.name)
    with pytest.raises(QueryUnknownError):
        asked.act(answer_query, query_id, choice="stage 3a", words="", author=other)
    with pytest.raises(QueryUnknownError):
        asked.act(query_of_case, query_id, "another case")
    with pytest.raises(QueryUnknownError):
        asked.act(query_asked_of, asked.draft(), "")


def test_an_answer_needs_a_choice_and_other_needs_words(asked: Asked) -> None:
    query_id = asked.sent()

    for choice, words in (("", "3b"), ("stage 9", ""), (ALWAYS[0], " ")):
        with pytest.raises(NotReadyError):
            asked.act(answer_query, query_id, choice=choice, words=words, author=asked.doctor)
    asked.act(answer_query, query_id, choice=ALWAYS[1], words="", author=asked.doctor)
    with pytest.raises(QueryMovedOnError):
        asked.act(answer_query, query_id, choice="stage 3a", words="", author=asked.doctor)


def test_a_question_is_withdrawn_with_its_reason_and_the_case_goes_on(asked: Asked) -> None:
    first, second = asked.sent(), asked.sent()
    with pytest.raises(NotReadyError):
        asked.act(withdraw_query, first, reason=" ", reviewer=asked.coder)

    asked.act(withdraw_query, first, reason="the addendum says it", reviewer=asked.coder)
    assert asked.state() == "query_pending"
    asked.act(withdraw_query, second, reason="asked twice", reviewer=asked.coder)

    assert asked.state() == "open"
    assert asked.query(first).answer == "the addendum says it"
    with pytest.raises(QueryMovedOnError):
        asked.act(answer_query, first, choice="stage 3a", words="", author=asked.doctor)


def test_a_case_that_was_final_comes_back_as_changed_after_its_answer(asked: Asked) -> None:
    def once_final(session: Session) -> None:
        case = lock_case(session, asked.case_id)
        case.state, case.record_version = "final", 1

    asked.site.write(once_final)
    query_id = asked.sent()
    assert asked.state() == "query_pending"

    asked.act(answer_query, query_id, choice="stage 3a", words="", author=asked.doctor)

    assert asked.state() == "changed_since_final"


def test_a_draft_is_changed_and_thrown_away_but_not_after_it_was_sent(asked: Asked) -> None:
    kept, thrown = asked.draft(), asked.draft()
    other = checked_words("stage", "Which stage?", ("3a", "3b", "4"))

    asked.act(change_draft, kept, other, drafter=asked.coder)
    asked.act(withdraw_query, thrown, reason="", reviewer=asked.coder)
    asked.act(send_query, kept, to_login=asked.doctor.name, sender=asked.coder)

    assert asked.query(kept).choices == ["3a", "3b", "4", *ALWAYS]
    with asked.site.belt.database.read() as session:
        assert [one.id for one in queries_of(session, asked.case_id)] == [kept]
    with pytest.raises(QueryMovedOnError):
        asked.act(change_draft, kept, WORDS, drafter=asked.coder)
    with pytest.raises(QueryUnknownError):
        asked.act(change_draft, "nothing", WORDS, drafter=asked.coder)
    with pytest.raises(QueryWordsError):
        asked.act(send_query, asked.draft(), to_login="", sender=asked.coder)


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        ("Which stage? It changes the DRG.", CHOICES),
        ("Which stage? The payer asks.", CHOICES),
        ("Would I50.23 hold?", CHOICES),
        ("Please document acute on chronic heart failure.", CHOICES),
        ("Do you agree that it is stage 3b?", CHOICES),
        ("Which stage?", ("stage 3b",)),
        ("Which stage?", ("stage 3b", "stage 3b")),
        ("Which stage?", ("MCC", "none")),
        ("Which stage?", ALWAYS),
        (" ", CHOICES),
        ("long " * 400, CHOICES),
    ],
)
def test_a_question_that_leads_or_speaks_of_payment_or_codes_is_refused(
    question: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(QueryWordsError):
        checked_words("stage", question, choices)


def test_everyday_clinical_words_are_no_payment_words() -> None:
    said = "Code status, ROM of the knee, vitamin B12, 5 cc of fluid and a billiary (sic) drain: what holds?"

    assert checked_words("what holds", said, CHOICES).question == said


def test_every_question_ends_in_other_and_unable_to_determine() -> None:
    assert ALWAYS == asking.ALWAYS
    asked = QueryWords("stage", "Which  stage?", ("3b", ALWAYS[1], "3a"))

    assert checked_words(asked.about, asked.question, asked.choices).choices == ("3b", "3a", *ALWAYS)
