"""Who changed what in a document's text, and bringing an earlier text back. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.live_text import base_for, claimed_to_edit, record_text_act
from review_ui.workplace import Workplace
from storage.edits import fold
from storage.ids import new_id
from storage.reviewed_text import append_edits, edits_of, splice_of
from storage.reviews import NotReadyError
from storage.tables import Document, TextEdit, User
from storage.text_history import Passage, passages_between, splices_back_to
from storage.undoing import act_of

_ACTS = {
    "accepted": "let stand",
    "replaced_all": "replaced everywhere",
    "page_replaced": "another scan took the page's place",
    "page_put_back": "the first scan was put back",
}


@dataclass(frozen=True)
class ChangeShown:
    """One save: the revision before it, the one after it, and who did what when."""

    before: int
    revision: int
    who: str
    at: datetime
    what: str


@dataclass(frozen=True)
class TextHistory:
    """All saves, newest first, and where the text at `shown` differs from that at `since`."""

    changes: Sequence[ChangeShown]
    since: int
    shown: int
    newest: int
    passages: Sequence[Passage]


def text_history(
    place: Workplace, user: CurrentUser, document_id: str, *, since: int | None, shown: int | None
) -> TextHistory:
    """The history of a document that the person may see; from the machine's reading to now by default.

    Raises:
        DocumentUnknownError: they may not see it, or there is none.
    """
    base = base_for(place, user, document_id)
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
        rows = edits_of(session, document)
        changes = _changes(session, rows)
    newest = document.revision
    first, last = sorted((min(since or 0, newest), newest if shown is None else min(shown, newest)))
    then = fold(base, [splice_of(row) for row in rows if row.revision <= first])
    now = fold(base, [splice_of(row) for row in rows if row.revision <= last])
    return TextHistory(changes[::-1], first, last, newest, passages_between(then, now))


def bring_back(place: Workplace, user: CurrentUser, document_id: str, *, revision: int, based_on: int) -> int:
    """The new revision, at which the text reads as it did at `revision`.

    Raises:
        NotEditableError, storage.reviews.ClaimedError: it is not theirs to change now.
        storage.reviews.NotReadyError: the text changed since the person looked at its history.
    """
    base = base_for(place, user, document_id)
    with place.database.write() as session:
        document = claimed_to_edit(session, place, user, document_id)
        if document.revision != based_on or revision > based_on:
            raise NotReadyError(["the text changed since you opened its history: look at it again"])
        rows = edits_of(session, document)
        now = fold(base, [splice_of(row) for row in rows])
        then = fold(base, [splice_of(row) for row in rows if row.revision <= revision])
        splices = splices_back_to(then, now, new_id=new_id)
        newest = append_edits(session, document, splices, user.user_id)
        if splices:
            record_text_act(session, user, document, "text.brought_back", newest)
        return newest


def _changes(session: Session, rows: Sequence[TextEdit]) -> list[ChangeShown]:
    people = select(User).where(User.id.in_({row.user_id for row in rows}))
    names = {person.id: person.display_name for person in session.scalars(people)}
    shown = []
    for first, group in groupby(rows, key=lambda row: act_of(row).first_revision):
        edits = list(group)
        what = "taken back" if edits[0].undoes is not None else _ACTS.get(act_of(edits[0]).kind, "typed")
        who = names.get(edits[0].user_id, edits[0].user_id)
        shown.append(ChangeShown(first - 1, edits[-1].revision, who, edits[0].at, what))
    return shown
