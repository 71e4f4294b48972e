"""The size of verified reports, frozen when they are verified: what a transcriptionist is paid by.

Touches the world. Quality data about people: a person reads the own rows, everybody else sums over five or
more (`group_total`), and a filed record holds none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.edits import Token, live
from storage.ids import new_id
from storage.tables import Document, VerifiedLines

FEWEST_PEOPLE = 5  # a sum over fewer would say what one of them did


@dataclass(frozen=True)
class ReportSize:
    """How large a report is.

    `characters` are letters, signs and single spaces; ends of lines and paragraphs are none, as word
    processors count. `visible` leaves the spaces out. `typed` are those of `characters` that stand in words
    which a person wrote, the space after each included. `from_draft` is False when a person wrote every word.
    """

    characters: int
    visible: int
    typed: int
    from_draft: bool

    def __post_init__(self) -> None:
        if not 0 <= self.visible <= self.characters or not 0 <= self.typed <= self.characters:
            raise ValueError("visible and typed characters are some of all characters")


@dataclass(frozen=True)
class VerifiedReport:
    """One row of a person's own list."""

    document_id: str
    worktype: str
    size: ReportSize
    verified_at: datetime


@dataclass(frozen=True)
class Total:
    """Sums over some reports.

    `edited` and `typed` split `characters`: words that came from the draft or the author's standard text, and
    words that a person wrote; the same for the visible characters.
    """

    reports: int
    characters: int
    visible: int
    typed: int
    typed_visible: int

    @property
    def edited(self) -> int:
        """Characters, spaces included, of words that nobody had to type."""
        return self.characters - self.typed

    @property
    def edited_visible(self) -> int:
        """Visible characters of words that nobody had to type."""
        return self.visible - self.typed_visible


def size_of(tokens: Sequence[Token]) -> ReportSize:
    """The size of the report that these tokens make.

    Struck tokens do not count. They tell a word that a person only let stand as it was read (it is a person's
    now, with the text and the sources of the struck one) from a word that a person typed.
    """
    kept = live(tokens)
    read = {(token.text, token.sources) for token in tokens if token.origin != "person" and token.sources}
    is_typed = [token.origin == "person" and (token.text, token.sources) not in read for token in kept]
    spaces = [token.space_after == " " for token in kept[:-1]] + [False] * bool(kept)
    visible = sum(len(token.text) for token in kept)
    typed = sum(
        len(token.text) + space
        for token, space, by_hand in zip(kept, spaces, is_typed, strict=True)
        if by_hand
    )
    return ReportSize(
        characters=visible + sum(spaces),
        visible=visible,
        typed=typed,
        from_draft=not all(is_typed),
    )


def freeze_lines(session: Session, document: Document, size: ReportSize, *, user_id: str) -> None:
    """Keep the size of a report that this person verifies now.

    A verification that was taken back before the filing leaves its place to the next one; what happens to a
    report after it is filed changes nothing here.
    """
    forget_lines(session, document.id)
    session.add(
        VerifiedLines(
            id=new_id(),
            document_id=document.id,
            user_id=user_id,
            worktype=document.document_type,
            characters=size.characters,
            visible_characters=size.visible,
            typed_characters=size.typed,
            from_draft=size.from_draft,
            verified_at=database_now(session),
        )
    )
    session.flush()


def forget_lines(session: Session, document_id: str) -> None:
    """Take back what a verification counted, because the verification itself is taken back."""
    session.execute(delete(VerifiedLines).where(VerifiedLines.document_id == document_id))


def own_reports(session: Session, user_id: str, *, since: datetime, until: datetime) -> list[VerifiedReport]:
    """What this person verified from `since` up to `until`, oldest first."""
    rows = session.scalars(
        select(VerifiedLines)
        .where(
            VerifiedLines.user_id == user_id,
            VerifiedLines.verified_at >= since,
            VerifiedLines.verified_at < until,
        )
        .order_by(VerifiedLines.verified_at, VerifiedLines.id)
    )
    return [_report(row) for row in rows]


def _report(row: VerifiedLines) -> VerifiedReport:
    size = ReportSize(row.characters, row.visible_characters, row.typed_characters, row.from_draft)
    return VerifiedReport(row.document_id, row.worktype, size, row.verified_at)


def total_of(reports: Iterable[VerifiedReport]) -> Total:
    """The sums over these reports."""
    sizes = [one.size for one in reports]
    return Total(
        reports=len(sizes),
        characters=sum(one.characters for one in sizes),
        visible=sum(one.visible for one in sizes),
        typed=sum(one.typed for one in sizes),
        typed_visible=sum(_typed_visible(one) for one in sizes),
    )


def _typed_visible(size: ReportSize) -> int:
    """The visible part of what was typed, as large a part as of the whole: spaces are not kept apart."""
    return round(size.typed * size.visible / size.characters) if size.characters else 0


def group_total(session: Session, *, since: datetime, until: datetime) -> Total | None:
    """The sums over everybody; None while fewer than five people verified something in this time."""
    within = (VerifiedLines.verified_at >= since, VerifiedLines.verified_at < until)
    people = session.scalar(select(func.count(VerifiedLines.user_id.distinct())).where(*within)) or 0
    if people < FEWEST_PEOPLE:
        return None
    return total_of(_report(row) for row in session.scalars(select(VerifiedLines).where(*within)))
