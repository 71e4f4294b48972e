"""What the page of exports shows: a form read, names tried out, and how far each export is.

Touches the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.index_fields import parse_date
from review_ui.presenters import Said, counted, size_words
from storage.export import Chosen, ExportPatternError, check_pattern, file_path
from storage.export.choice import chosen_documents
from storage.export.planning import name_fields
from storage.tables import ExportRun

FIELDS = ("pattern", "box", "mrn", "since", "until", "document_type", "why")
USUAL_PATTERN = "{last}_{first}_{dob}_{type}_{date}.pdf"
_TRIED = 5
_SHOWN = 20
_LONGEST_WHY = 300
_STATES = {
    "planning": Said("Giving names", "busy"),
    "running": Said("Writing", "busy"),
    "done": Said("Done", "good"),
    "stopped": Said("Rests", "waiting"),
    "failed": Said("Broke off", "bad"),
}


@dataclass(frozen=True)
class ExportForm:
    """The form as it was filled in, what it asks for, and what is wrong with it by field."""

    given: Mapping[str, str]
    chosen: Chosen
    problems: Mapping[str, str]


@dataclass(frozen=True)
class ExportRow:
    """One export, as a line of the list."""

    run_id: str
    started_at: datetime
    asked_by: str
    why: str
    target: str
    said: Said
    written: int
    files: int
    left_out: str
    size: str
    reason: str
    may_stop: bool
    may_go_on: bool


def read_export_form(given: Mapping[str, str], *, needs_why: bool) -> ExportForm:
    """What the form says; pure. `needs_why`: an export has a reason, a look at the names needs none."""
    said = {name: " ".join(given.get(name, "").split()) for name in FIELDS}
    problems: dict[str, str] = {}
    try:
        check_pattern(said["pattern"])
    except ExportPatternError as wrong:
        problems["pattern"] = f"{wrong.what}."
    days = {name: parse_date(said[name]) for name in ("since", "until")}
    problems |= {name: "Write the day as YYYY-MM-DD." for name, day in days.items() if said[name] and not day}
    if days["since"] and days["until"] and days["since"] > days["until"]:
        problems["until"] = "The last day lies before the first."
    if needs_why and not said["why"]:
        problems["why"] = "Say why these records leave; it is kept."
    if len(said["why"]) > _LONGEST_WHY:
        problems["why"] = f"At most {_LONGEST_WHY} letters."
    chosen = Chosen(
        box=said["box"],
        mrn=said["mrn"],
        since=days["since"],
        until=days["until"],
        document_type=said["document_type"],
    )
    return ExportForm(said, chosen, problems)


def tried_names(session: Session, form: ExportForm, *, site_id: str) -> list[str]:
    """The names that the first few chosen documents would get; all are taken for PDFs."""
    rows = session.execute(chosen_documents(form.chosen, site_id=site_id).limit(_TRIED))
    pattern = check_pattern(form.given["pattern"])
    return [file_path(pattern, name_fields(session, document), "application/pdf") for document, _ in rows]


def export_rows(session: Session, *, site_id: str) -> list[ExportRow]:
    """The newest exports, newest first."""
    runs = session.scalars(
        select(ExportRun)
        .where(ExportRun.site_id == site_id)
        .order_by(ExportRun.started_at.desc())
        .limit(_SHOWN)
    )
    return [_row(run) for run in runs]


def _row(run: ExportRun) -> ExportRow:
    return ExportRow(
        run_id=run.id,
        started_at=run.started_at,
        asked_by=run.asked_by,
        why=run.why,
        target=run.target,
        said=_STATES[run.state],
        written=run.written + run.left_out,
        files=run.files,
        left_out=counted(run.left_out, "document") if run.left_out else "",
        size=size_words(run.bytes) if run.bytes else "",
        reason=run.reason or "",
        may_stop=run.state in ("planning", "running"),
        may_go_on=run.state in ("stopped", "failed"),
    )


def exports_stamp(session: Session) -> str:
    """A short text that changes whenever the list could look different."""
    written, newest = session.execute(
        select(func.sum(ExportRun.written + ExportRun.left_out + ExportRun.files), func.max(ExportRun.id))
    ).one()
    states = session.execute(select(ExportRun.state, func.count()).group_by(ExportRun.state)).all()
    return f"{written} {newest} {sorted((state, count) for state, count in states)}"
