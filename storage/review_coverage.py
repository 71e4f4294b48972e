"""Which pages were shown large enough to read, and which seconds were played. Touches the database.

This is quality data: kept apart from the record, never filed with it, and removed after a time of its own
(storage.review_retention). What a browser says it showed is taken at its word: a changed browser can say
what it likes, so this proves a careful day's work to the one who did it, and nothing against a forger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.page_order import given_up_pages
from storage.page_parts import are_seen
from storage.rows import insert_if_absent
from storage.spans import Span, gaps, union
from storage.tables import Document, DocumentPage, ReviewCoverage, ReviewEffort

SOUND = "sound"  # the unit of a recording; a page's unit is its id
# A step back after a pause, or two seconds that meet, leave no word unheard in less than this
UNHEARD_FROM_S = 0.3


@dataclass(frozen=True)
class UnitSeen:
    """What everybody together saw of one page (numbered parts), or heard of a recording (seconds)."""

    spans: tuple[Span, ...] = ()
    is_whole: bool = False


@dataclass(frozen=True)
class Unseen:
    """What nobody saw or heard: page numbers from 1 of `page_count`, and seconds of `duration_s`."""

    page_count: int = 0
    pages: tuple[int, ...] = ()
    partly: frozenset[int] = frozenset()  # of these pages a part was seen
    duration_s: float = 0.0
    seconds: tuple[Span, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """True when all was seen and heard."""
        return not self.pages and not self.seconds


def record_seen(
    session: Session,
    document: Document,
    user_id: str,
    unit_id: str,
    *,
    spans: Iterable[Span],
    seconds: float = 0.0,
    needed: Collection[int] | None = None,
) -> UnitSeen:
    """What is seen of the unit now, after this person saw these parts of it for some more seconds.

    `needed` are the parts of a page that have to be seen, None for a recording.
    """
    now = database_now(session)
    key = {
        "document_id": document.id,
        "reading_no": document.reading_no,
        "unit_id": unit_id,
        "user_id": user_id,
    }
    insert_if_absent(
        session, ReviewCoverage, **key, seen_s=0.0, heard={"spans": []}, first_at=now, last_at=now
    )
    row = session.get_one(ReviewCoverage, key, with_for_update=True, populate_existing=True)
    own = union([*_spans(row), *spans])
    everybody = union([*own, *_spans_of_others(session, row)])
    is_whole = _is_whole(row) or (needed is not None and are_seen(needed, everybody))
    row.heard = {"spans": [list(span) for span in own], "whole": is_whole}
    row.seen_s += seconds
    row.last_at = now
    session.flush()
    return UnitSeen(everybody, is_whole)


def _spans(row: ReviewCoverage) -> list[Span]:
    return [(start, end) for start, end in row.heard["spans"]]


def _is_whole(row: ReviewCoverage) -> bool:
    return bool(row.heard.get("whole"))


def _spans_of_others(session: Session, own: ReviewCoverage) -> list[Span]:
    rows = session.scalars(
        select(ReviewCoverage).where(
            ReviewCoverage.document_id == own.document_id,
            ReviewCoverage.reading_no == own.reading_no,
            ReviewCoverage.unit_id == own.unit_id,
            ReviewCoverage.user_id != own.user_id,
        )
    )
    return [span for row in rows for span in _spans(row)]


def seen_of(session: Session, document: Document) -> Mapping[str, UnitSeen]:
    """What was seen of each unit of the current reading, by everybody in every sitting."""
    rows = session.scalars(
        select(ReviewCoverage).where(
            ReviewCoverage.document_id == document.id, ReviewCoverage.reading_no == document.reading_no
        )
    )
    found: dict[str, UnitSeen] = {}
    for row in rows:
        before = found.get(row.unit_id, UnitSeen())
        found[row.unit_id] = UnitSeen(union([*before.spans, *_spans(row)]), before.is_whole or _is_whole(row))
    return found


def unseen(session: Session, document: Document) -> Unseen:
    """What nobody saw or heard of the document yet; a page that could not be read has no picture to show."""
    seen = seen_of(session, document)
    if document.kind == "dictation":
        duration_s = document.duration_s or 0.0
        heard = seen.get(SOUND, UnitSeen()).spans
        return Unseen(duration_s=duration_s, seconds=gaps(heard, duration_s, smallest=UNHEARD_FROM_S))
    pages = pages_with_pictures(session, document)
    left = [number for number, page_id in pages.items() if not seen.get(page_id, UnitSeen()).is_whole]
    return Unseen(
        page_count=document.page_count or len(pages),
        pages=tuple(left),
        partly=frozenset(number for number in left if seen.get(pages[number], UnitSeen()).spans),
    )


def pages_with_pictures(session: Session, document: Document) -> Mapping[int, str]:
    """The page ids of a chart by their number from 1, without those that could not be read."""
    rows = session.execute(
        select(DocumentPage.position, DocumentPage.page_id)
        .where(
            DocumentPage.document_id == document.id,
            (DocumentPage.position + 1).not_in(given_up_pages(document)),
        )
        .order_by(DocumentPage.position)
    )
    return {position + 1: page_id for position, page_id in rows}


def add_effort(session: Session, document_id: str, user_id: str, *, keystrokes: int, active_s: float) -> None:
    """Add keys and seconds to what this person spent on the document."""
    if keystrokes == 0 and active_s == 0:
        return
    now = database_now(session)
    key = {"document_id": document_id, "user_id": user_id}
    insert_if_absent(session, ReviewEffort, **key, keystrokes=0, active_s=0.0, first_at=now, last_at=now)
    row = session.get_one(ReviewEffort, key, with_for_update=True, populate_existing=True)
    row.keystrokes += keystrokes
    row.active_s += active_s
    row.last_at = now
    session.flush()


def runs_of(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers that follow each other, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
