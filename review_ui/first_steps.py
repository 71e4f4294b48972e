"""Where a clinic stands in its first hour, and the page that goes on from there. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from review_ui.workplace import Workplace
from storage.database import DatabaseUnreachableError
from storage.first_hour import QUESTIONS, FirstHour, Question, read_first_hour

Q = Question


@dataclass(frozen=True)
class Asked:
    """One question in words: the sentence, why it is asked, and its choices as (value, words, more words)."""

    question: Question
    asks: str
    why: str
    choices: tuple[tuple[str, str, str], ...] = ()
    placeholder: str = ""


ASKED: Mapping[Question, Asked] = {
    Q.PRACTICE_NAME: Asked(
        Q.PRACTICE_NAME,
        "What is the practice called?",
        "The name stands on every page and on everything you print.",
        placeholder="Hill Road Family Practice",
    ),
    Q.KNOWN_BY: Asked(
        Q.KNOWN_BY,
        "How do you know a patient?",
        "What you look for first on a page. All of them always count.",
        (
            ("name_birth_date", "By name and birth date", "as most practices do"),
            ("mrn", "By a medical record number (MRN)", "the number on your labels"),
            ("chart_number", "By a chart number", "the number on the spine of the folder"),
        ),
    ),
    Q.PATIENT_LIST: Asked(
        Q.PATIENT_LIST,
        "Have you got a list of your patients as a file?",
        "With a list most patients are found by themselves. A CSV file from your practice program will do.",
        (
            ("later", "Later, or no list", "you type a name when a chart has a new one"),
            ("now", "Yes, I bring it in now", "the page for it opens when these questions are done"),
        ),
    ),
    Q.DOING: Asked(
        Q.DOING,
        "What are you doing?",
        "This decides how much of each chart a person checks. It can be changed for any box.",
        (
            ("archive", "An archive of old charts", "patient, type, date and picture are checked"),
            ("key_fields", "An archive with key values", "medicines, allergies and results are checked too"),
            ("full", "Charts of today, word by word", "every doubtful word is checked; this takes longest"),
        ),
    ),
    Q.SECOND_COPY: Asked(
        Q.SECOND_COPY,
        "Where does the second copy go?",
        "A disk or a share that is not in this PC, such as /media/usb-disk. Leave it empty to decide later: "
        "until there is one, no paper may be destroyed.",
        placeholder="empty: later",
    ),
}


def first_hour(place: Workplace) -> FirstHour:
    """What this site has answered; nothing while the database is away."""
    try:
        with place.database.read() as session:
            return read_first_hour(session)
    except DatabaseUnreachableError:
        return FirstHour({})


def step_left(first: FirstHour) -> str | None:
    """The page of the first hour's next open step; None when all of it is done, or it was never begun."""
    if not first.is_begun:
        return None
    if first.next_question is not None:
        return f"/start/question/{first.next_question}"
    if Q.RECOVERY_SHEET not in first.answers:
        return "/start/recovery"
    if Q.SCAN_TEST not in first.answers:
        return "/start/folder"
    return None


def after_question(session: Session, number: int) -> str:
    """The page after question `number`: the next question, or what the first hour asks then."""
    if number < len(QUESTIONS):
        return f"/start/question/{number + 1}"
    return step_left(read_first_hour(session)) or "/home"
