"""A clinic's home page: five numbers and the one step to do next. Touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.permissions import Permission
from review_ui.visibility import visible_to
from storage.ledger.document_states import DocumentState
from storage.tables import Document

S = DocumentState
_BEING_READ = (S.RECEIVED, S.SPLITTING, S.READING)
_WITH_A_PERSON = (S.AWAITING_REVIEW, S.IN_REVIEW)
_FILED = (S.VERIFIED, S.RENDERING, S.FILING, S.FILED)


@dataclass(frozen=True)
class Figure:
    """One of the five numbers: its words, and the page that lists what it counts."""

    key: str
    words: str
    number: int
    href: str


@dataclass(frozen=True)
class NextStep:
    """What to do now: the button's words, the page, and a sentence that says why."""

    words: str
    href: str
    why: str


def read_figures(session: Session, user: CurrentUser, *, who_href: str) -> tuple[Figure, ...]:
    """The five numbers, in the order in which a chart passes them."""
    rows = session.execute(
        select(Document.state, Document.patient_id.is_(None), func.count())
        .where(visible_to(user))
        .group_by(Document.state, Document.patient_id.is_(None))
    ).all()
    counted: dict[tuple[str, bool], int] = {
        (state, bool(nameless)): number for state, nameless, number in rows
    }

    def total(states: tuple[DocumentState, ...], *nameless: bool) -> int:
        return sum(
            counted.get((state.value, one), 0) for state in states for one in nameless or (True, False)
        )

    return (
        Figure("reading", "Being read", total(_BEING_READ), "/?shown=belt"),
        Figure("who", "Who is this?", total(_WITH_A_PERSON, True), who_href),
        Figure("check", "To check", total(_WITH_A_PERSON, False), "/?shown=charts"),
        Figure("look", "Needs a look", total((S.NEEDS_ATTENTION,)), "/?shown=stopped"),
        Figure("filed", "Filed", total(_FILED), "/?shown=filed"),
    )


def next_step(
    figures: tuple[Figure, ...], user: CurrentUser, *, first_hour_href: str | None, hrefs: Mapping[str, str]
) -> NextStep:
    """The one thing to do next; pure. `hrefs` leads to the pages "scan" and "check"."""
    number = {figure.key: figure.number for figure in figures}
    href = {figure.key: figure.href for figure in figures}
    if first_hour_href is not None:
        return NextStep("Go on setting up", first_hour_href, "A few steps are left before the first chart.")
    if number["look"] and user.may(Permission.MEND):
        return NextStep("Look what stopped", href["look"], "Something could not go on by itself.")
    if number["who"] and user.may(Permission.VERIFY_CHARTS):
        return NextStep("Who is this?", href["who"], "These charts wait for a patient's name.")
    if number["check"] and user.may(Permission.VERIFY_CHARTS):
        return NextStep("Check", hrefs["check"], "Look at the pages; what is right is filed with two keys.")
    if number["reading"]:
        return NextStep(
            "Scan the next chart", hrefs["scan"], "The last ones are being read; no need to wait."
        )
    return NextStep("Scan", hrefs["scan"], "Everything that came in is filed. Bring the next chart.")
