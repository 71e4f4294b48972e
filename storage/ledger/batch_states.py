"""The states of a batch of paper as a pure table: which moves exist, and who holds a station.

Nothing but `storage.ledger.batches` writes `batch.state`. A batch that came in without a station has none.
"""

from __future__ import annotations

from enum import StrEnum


class BatchState(StrEnum):
    """Where a batch of paper is between the box and the archive."""

    PREPARED = "prepared"  # sheets counted, nothing scanned yet
    SCANNING = "scanning"
    SCANNED = "scanned"  # the last sheet went through
    CHECKED = "checked"  # sheets and images were compared, and somebody said that it is right
    INDEXED = "indexed"  # every document has its patient and was looked at
    COMMITTED = "committed"  # every document is filed, or was taken off with a reason


S = BatchState

TRANSITIONS: dict[BatchState, frozenset[BatchState]] = {
    S.PREPARED: frozenset({S.SCANNING}),
    S.SCANNING: frozenset({S.SCANNED}),
    S.SCANNED: frozenset({S.SCANNING, S.CHECKED}),  # back: a sheet had been forgotten
    S.CHECKED: frozenset({S.SCANNED, S.INDEXED}),
    S.INDEXED: frozenset({S.CHECKED, S.COMMITTED}),  # back: a document was sent back to be checked
    S.COMMITTED: frozenset(),
}

OPEN_AT_A_STATION = frozenset({S.PREPARED, S.SCANNING})  # a station has at most one of these
PAPER_AT_HAND = frozenset({S.PREPARED, S.SCANNING, S.SCANNED})  # a sheet can still be laid into the scanner


def may_move(old: BatchState, new: BatchState) -> bool:
    """True when a batch can go from `old` to `new`."""
    return new in TRANSITIONS[old]
