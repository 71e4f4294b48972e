"""The custody lines that a station's folder writes, and what is open among them. Touches the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage.database import database_now
from storage.ledger.batches import batch_events, record_batch_event

FILE_AGAIN = "file_again"  # bytes that were here already: no new document
FILE_REFUSED = "file_refused"  # it stays in the folder, with a note beside it
FILE_TAKEN = "file_taken"  # one that had been refused was taken after all
RESCAN_ASKED = "rescan_asked"  # the next file takes the place of a page
RESCAN_CALLED_OFF = "rescan_called_off"
RESCAN_CAME = "rescan_came"
MAIL_OPENED = "mail_opened"
_WAITS_FOR = timedelta(minutes=10)  # a scan that is asked for and does not come is not waited for all day


@dataclass(frozen=True)
class AskedRescan:
    """The page whose place the next file takes, who asked, and when (None: it is only being asked)."""

    document_id: str
    page_number: int
    user_id: str
    login: str
    at: datetime | None = None


def ask_rescan(session: Session, batch_id: str, asked: AskedRescan) -> None:
    """From now on the next file of the batch takes the place of that page."""
    record_batch_event(
        session,
        batch_id,
        RESCAN_ASKED,
        actor=asked.login,
        document_id=asked.document_id,
        page=asked.page_number,
        user_id=asked.user_id,
    )


def asked_rescan(session: Session, batch_id: str) -> AskedRescan | None:
    """The rescan that the batch waits for now."""
    wanted = {RESCAN_ASKED, RESCAN_CALLED_OFF, RESCAN_CAME}
    last = next((one for one in reversed(batch_events(session, batch_id)) if one.event in wanted), None)
    if last is None or last.event != RESCAN_ASKED or database_now(session) - last.at > _WAITS_FOR:
        return None
    detail = last.detail
    return AskedRescan(detail["document_id"], int(detail["page"]), detail["user_id"], last.actor, last.at)


def files_here_already(session: Session, batch_id: str) -> int:
    """How many files came whose bytes were here already."""
    return sum(one.event == FILE_AGAIN for one in batch_events(session, batch_id))


def files_left_outside(session: Session, batch_id: str) -> set[str]:
    """References of the files that still stay in the folder because they were refused."""
    outside: set[str] = set()
    for one in batch_events(session, batch_id):
        if one.event == FILE_REFUSED:
            outside.add(one.detail["file"])
        elif one.event == FILE_TAKEN:
            outside.discard(one.detail["file"])
    return outside
