from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.author_questions import (
    Asked,
    Question,
    QuestionClosedError,
    QuestionRefusedError,
    answer,
    answers_note,
    ask,
    has_answers,
    has_open_questions,
    questions_of,
    take_back,
)
from storage.reviews import Reviewer
from storage.tables import Document
from tests.small_site import SmallSite, small_site


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield site


@pytest.fixture
def report(site: SmallSite) -> str:
    document_id = site.receive(b"ID3 a dictation", file_name="note.mp3").document_id

    def lasts(session: Session) -> None:
        session.get_one(Document, document_id).duration_s = 12.0

    site.write(lasts)
    return document_id


class Desk:
    """Asks and answers about one report."""

    def __init__(self, site: SmallSite, report: str) -> None:
        self.site, self.report = site, report
        self.tom, self.imani = site.person(name="Tom"), site.person(name="Imani")

    def ask(self, words: str, start_s: float | None = None) -> str:
        asked = Asked(words, "t1", start_s)
        with self.site.belt.database.write() as session:
            return ask(session, session.get_one(Document, self.report), asked, self.tom)

    def answer(self, question_id: str, words: str, who: Reviewer | None = None) -> None:
        by = who or self.imani
        self.site.write(lambda s: answer(s, s.get_one(Document, self.report), question_id, words, by))

    def take_back(self, question_id: str, who: Reviewer | None = None) -> None:
        by = who or self.tom
        self.site.write(lambda s: take_back(s, s.get_one(Document, self.report), question_id, by))

    def standing(self) -> list[Question]:
        with self.site.belt.database.read() as session:
            return questions_of(session, self.report)

    def lists(self) -> tuple[bool, bool]:
        with self.site.belt.database.read() as session:
            return tuple(  # type: ignore[return-value]
                session.scalar(select(Document.id).where(condition)) is not None
                for condition in (has_open_questions(), has_answers())
            )


@pytest.fixture
def desk(site: SmallSite, report: str) -> Desk:
    return Desk(site, report)


def test_questions_stand_in_the_order_of_the_recording_until_they_are_answered(desk: Desk) -> None:
    anywhere = desk.ask("Who gets a copy?")
    late = desk.ask("Which  dose?", 9.0)
    early = desk.ask("Which side?", 2.0)
    assert [one.id for one in desk.standing()] == [early, late, anywhere]
    assert desk.standing()[1].question == "Which dose?"
    assert desk.lists() == (True, False)

    desk.answer(late, " 20 mg \r\ndaily ")
    assert [one.is_open for one in desk.standing()] == [True, False, True]
    assert desk.standing()[1].answer == "20 mg \ndaily"
    assert answers_note(desk.standing()) == "1 question is answered"
    desk.answer(early, "left")
    desk.take_back(anywhere)
    assert desk.lists() == (False, True)
    assert [one.id for one in desk.standing()] == [early, late]
    assert answers_note(desk.standing()) == "2 questions are answered"


def test_an_answer_may_be_mended_by_who_gave_it_and_by_nobody_else(desk: Desk) -> None:
    question = desk.ask("Which dose?", 1.0)
    desk.answer(question, "20 mg")
    desk.answer(question, "40 mg")
    assert desk.standing()[0].answer == "40 mg"
    with pytest.raises(QuestionClosedError):
        desk.answer(question, "60 mg", desk.tom)
    with pytest.raises(QuestionClosedError):
        desk.take_back(question)


def test_what_cannot_be_asked_or_answered_is_refused(desk: Desk) -> None:
    with pytest.raises(QuestionRefusedError):
        desk.ask("  ")
    with pytest.raises(QuestionRefusedError):
        desk.ask("Which?", 12.5)
    with pytest.raises(QuestionRefusedError):
        desk.ask("Which?", float("nan"))
    question = desk.ask("Which?", 12.0)
    with pytest.raises(QuestionRefusedError):
        desk.answer(question, " ")
    with pytest.raises(QuestionClosedError):
        desk.take_back(question, desk.imani)
    desk.take_back(question)
    with pytest.raises(QuestionClosedError):
        desk.answer(question, "too late")
    with pytest.raises(QuestionClosedError):
        desk.answer("no-such-question", "20 mg")
