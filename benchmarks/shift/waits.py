"""How long the scanning room waits for the verdict on its images while the paper is at hand.

Touches the database.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from sqlalchemy import func, select

from ingest.belt import Belt
from ingest.page_verdicts import PAGE_CHECK
from storage.tables import Artifact, Document, Page

_OF_A_SHEET = 0.9


def seconds_to_verdict(belt: Belt) -> list[tuple[int, float]]:
    """(images, seconds from being taken in until the last of them was looked at) of every file."""
    received = (
        select(Document.source_sha256, func.min(Document.received_at).label("at"))
        .group_by(Document.source_sha256)
        .subquery()
    )
    looked = (
        select(received.c.at, func.count(Page.id), func.max(Artifact.created_at))
        .join(Page, Page.source_sha256 == received.c.source_sha256)
        .join(Artifact, (Artifact.subject_id == Page.id) & (Artifact.kind == PAGE_CHECK))
        .group_by(received.c.source_sha256, received.c.at)
    )
    with belt.database.read() as session:
        rows = session.execute(looked).all()
    return [(images, (last - first).total_seconds()) for first, images, last in rows]


def in_words(waits: Sequence[Sequence[float]]) -> list[tuple[str, float]]:
    """The middle, the ninth tenth and the longest wait, and the middle of the waits for one image."""
    if not waits:
        return []
    seconds = sorted(wait for _, wait in waits)
    return [
        ("middle file", round(statistics.median(seconds), 1)),
        ("nine files in ten", round(seconds[min(int(len(seconds) * _OF_A_SHEET), len(seconds) - 1)], 1)),
        ("longest", round(seconds[-1], 1)),
        ("middle, for one image", round(statistics.median(wait / images for images, wait in waits), 2)),
    ]
