from __future__ import annotations

from pathlib import Path

import pytest

from storage.audit.record import Actor
from storage.first_hour import (
    QUESTIONS,
    AnswerRefusedError,
    Question,
    RecoverySheetFirstError,
    keep_answer,
    read_answer,
    read_first_hour,
    require_recovery_sheet,
)
from storage.tables import AuditEvent
from tests.small_site import small_site

ANA = Actor("u-ana", "ana")


def test_answers_are_kept_one_by_one_and_the_first_open_one_is_next(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        given = ("Hill Road Family Practice", "name_birth_date", "later", "archive", "/media/copy")
        for number, (question, answer) in enumerate(zip(QUESTIONS, given, strict=True), start=1):
            with site.belt.database.read() as session:
                assert read_first_hour(session).next_question == number
            with site.belt.database.write() as session:
                keep_answer(session, question, answer, actor=ANA)
        with site.belt.database.read() as session:
            first = read_first_hour(session)
        assert first.next_question is None
        assert first.practice_name == "Hill Road Family Practice"
        assert (first.route, first.second_copy_folder) == ("archive", "/media/copy")


def test_a_changed_answer_stands_and_the_audit_has_both(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        for answer in ("archive", "archive", "full"):
            with site.belt.database.write() as session:
                keep_answer(session, Question.DOING, answer, actor=ANA)
        with site.belt.database.read() as session:
            assert read_first_hour(session).route == "full"
            details = [row.detail for row in session.query(AuditEvent).filter_by(action="site.answered")]
        assert [(one["before"], one["answer"]) for one in details] == [(None, "archive"), ("archive", "full")]


@pytest.mark.parametrize(
    ("question", "text"),
    [(Question.DOING, "everything"), (Question.PRACTICE_NAME, "  "), (Question.PRACTICE_NAME, "x" * 121)],
)
def test_an_answer_that_means_nothing_is_refused(question: Question, text: str) -> None:
    with pytest.raises(AnswerRefusedError):
        read_answer(question, text)


def test_a_clinic_files_nothing_before_its_recovery_sheet_is_typed_back(tmp_path: Path) -> None:
    with small_site(tmp_path) as site, site.belt.database.write() as session:
        require_recovery_sheet(session)  # a site that was not begun as a clinic
        keep_answer(session, Question.BEGUN, True, actor=ANA)
        with pytest.raises(RecoverySheetFirstError):
            require_recovery_sheet(session)
        keep_answer(session, Question.RECOVERY_SHEET, "00ff", actor=ANA)
        require_recovery_sheet(session)
