"""Audit lines as CSV that a spreadsheet cannot be tricked into running.

Rule: OWASP, "CSV Injection": a cell that starts with = + - @, tab or a line break may be taken for a
formula. Such a cell gets an apostrophe in front. A cell that already starts with an apostrophe gets one
more, so that taking one leading apostrophe away always gives the exact value back (`original_cell`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from storage.audit.query import AuditLine

COLUMNS = ("id", "at", "actor", "action", "subject_kind", "subject_id", "patient", "detail")
_GUARD = "'"
_DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", _GUARD)


def safe_cell(value: str) -> str:
    """The cell, guarded by an apostrophe when a spreadsheet could take it for a formula."""
    return _GUARD + value if value.startswith(_DANGEROUS_STARTS) else value


def original_cell(cell: str) -> str:
    """The value that `safe_cell` was given."""
    return cell.removeprefix(_GUARD)


def audit_csv(lines: Iterable[AuditLine]) -> Iterator[str]:
    """The CSV text, a header and then one row a piece (RFC 4180: quoted where needed, CRLF)."""
    yield _row(COLUMNS)
    for line in lines:
        yield _row(
            (
                str(line.id),
                line.at.isoformat(),
                line.actor,
                line.action,
                line.subject_kind,
                line.subject_id,
                line.patient,
                json.dumps(line.detail, sort_keys=True, ensure_ascii=False) if line.detail else "",
            )
        )


def _row(values: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe_cell(value) for value in values])
    return buffer.getvalue()
