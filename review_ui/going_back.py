"""Takes a person's acts on a text back and does them again, for the web. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.live_text import base_for, claimed_to_edit, record_text_act
from review_ui.workplace import Workplace
from storage.edits import Token, fold, live
from storage.reviewed_text import edits_of, splices_of
from storage.undoing import redo_last_edit, undo_last_edit


@dataclass(frozen=True)
class Undone:
    """A change that was taken back: the new revision, a word near it to look at, and that word's page.

    Both are '' when no word stands near it; the page's is '' in a dictation.
    """

    revision: int
    token_id: str
    page_id: str


def undo(place: Workplace, user: CurrentUser, document_id: str) -> Undone:
    """Take back the person's newest act that can still be taken back.

    Raises:
        NotEditableError, storage.reviews.ClaimedError: it is not theirs to change now.
        storage.reviewed_text.RangeGoneError: there is nothing to take back.
    """
    return _go_back(place, user, document_id, undo_last_edit, action="text.undone")


def redo(place: Workplace, user: CurrentUser, document_id: str) -> Undone:
    """Do again what the person took back last; raises as `undo` does."""
    return _go_back(place, user, document_id, redo_last_edit, action="text.redone")


class _Turn(Protocol):
    """Taking back or doing again: the new revision of the document."""

    def __call__(self, session: Session, document_id: str, base: Sequence[Token], *, user_id: str) -> int: ...


def _go_back(place: Workplace, user: CurrentUser, document_id: str, turn: _Turn, *, action: str) -> Undone:
    base = base_for(place, user, document_id)
    with place.database.write() as session:
        document = claimed_to_edit(session, place, user, document_id)
        before = document.revision
        revision = turn(session, document_id, base, user_id=user.user_id)
        record_text_act(session, user, document, action, revision)
        newest = [row for row in edits_of(session, document) if row.revision > before]
        tokens = fold(base, splices_of(session, document, up_to=revision))
    brought_back = {one["id"] for row in newest for one in row.inserted}
    near = _near(tokens, brought_back or {one for row in newest for one in row.removed})
    page_id = near.sources[0].partition(":")[0] if near and near.sources else ""
    return Undone(revision, near.id if near else "", page_id)


def _near(tokens: Sequence[Token], ids: set[str]) -> Token | None:
    """The first word that stands at or after these tokens, else the last one of the text."""
    start = next((index for index, token in enumerate(tokens) if token.id in ids), 0)
    after, before = live(tokens[start:]), live(tokens[:start])
    return after[0] if after else before[-1] if before else None
