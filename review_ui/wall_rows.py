"""Worklist rows that lead to the wall: long charts that nobody has opened yet. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.review_rights import IN_REVIEW_STATES
from review_ui.worklist_rows import WorklistRow
from storage.tables import ChartOpening, Document

_WAITING = frozenset(state.value for state in IN_REVIEW_STATES)


def to_open_first(session: Session, rows: Sequence[WorklistRow], *, least_pages: int) -> list[WorklistRow]:
    """The rows in their order; a chart of at least so many pages, never taken apart, opens on the wall."""
    charts = [row.id for row in rows if row.route_name == "chart_review"]
    # by id alone: with its other conditions the query would walk through everything that waits
    kept = session.execute(
        select(Document.id, Document.page_count, Document.part_of, Document.state).where(
            Document.id.in_(charts)
        )
    )
    waiting = {
        document_id
        for document_id, pages, part_of, state in kept
        if (pages or 0) >= least_pages and part_of is None and state in _WAITING
    }
    opened = session.scalars(
        select(ChartOpening.document_id).where(
            ChartOpening.document_id.in_(waiting), ChartOpening.committed_at.is_not(None)
        )
    )
    long_ones = waiting - set(opened)
    return [replace(row, route_name="chart_opener") if row.id in long_ones else row for row in rows]
