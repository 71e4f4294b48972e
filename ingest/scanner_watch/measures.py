"""What is measured of each scanned page, and what counts as a fault of it. Touches the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from storage.rows import insert_if_absent
from storage.tables import Document, PageMeasure


@dataclass(frozen=True)
class ScanMeasure:
    """The measures of one page image; None where the page has nothing to measure by.

    `streaks` are lines from edge to edge, `skew_deg` the clockwise tilt, `contrast` grey levels between
    paper and print.
    """

    is_blank: bool
    streaks: int
    skew_deg: float | None
    contrast: float | None
    cut_off: bool


def record_measure(
    session: Session, document: Document, page_id: str, position: int, measured: ScanMeasure
) -> None:
    """Keep the page's first measures, at the moment its file came in."""
    insert_if_absent(
        session,
        PageMeasure,
        page_id=page_id,
        batch_id=document.batch_id,
        at=document.received_at,
        position=position,
        is_blank=measured.is_blank,
        streaks=measured.streaks,
        skew_deg=measured.skew_deg,
        contrast=measured.contrast,
        cut_off=measured.cut_off,
    )
