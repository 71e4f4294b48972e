"""Worklist rows that lead to the wall: long charts that nobody has opened yet. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.review_rights import IN_REVIEW_STATES
from review_ui.worklist_rows import WorklistRow
from storage.tables import ChartOpening, Document


def to_open_first(session: Session, rows: Sequence[WorklistRow], *, least_pages: int) -> list[WorklistRow]:
    """The rows in their order; a chart of at least so many pages, never taken apart, opens on the wall."""
    long_ones = set(
        session.scalars(
            select(Document.id)
            .outerjoin(ChartOpening, ChartOpening.document_id == Document.id)
            .where(
                Document.id.in_([row.id for row in rows if row.route_name == "chart_review"]),
                Document.page_count >= least_pages,
                Document.part_of.is_(None),
                Document.state.in_([state.value for state in IN_REVIEW_STATES]),
                ChartOpening.committed_at.is_(None),
            )
        )
    )
    return [replace(row, route_name="chart_opener") if row.id in long_ones else row for row in rows]
