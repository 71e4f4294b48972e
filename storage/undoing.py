"""Taking back what a person did to a text, and doing it again, without end. Touches the world.

Nothing is removed: taking back appends the splices that put the former words there again, and doing again
appends those that take the taking back back. What one save did (all words of "replace all") goes as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from storage.edits import Splice, SpliceMismatchError, Token, fold, undo_splice
from storage.ids import new_id
from storage.replacing import REPLACED_ALL
from storage.reviewed_text import (
    RangeGoneError,
    append_edits,
    edits_of,
    lock_to_edit,
    splice_of,
)
from storage.tables import Document, TextEdit
from storage.word_acts import WORD_ACTS

# what a person did by hand; other causes (a page was replaced) have their own way back
_BY_A_PERSON = frozenset({"", REPLACED_ALL, *WORD_ACTS})


@dataclass(frozen=True)
class ActOfEdit:
    """What kind of act an edit belongs to ("": typed), and the first revision that the act made."""

    kind: str
    first_revision: int


def act_of(row: TextEdit) -> ActOfEdit:
    """The act that `append_edits` wrote the row for."""
    kind, _, first = row.cause.partition(":")
    return ActOfEdit(kind, int(first) if first.isdigit() else row.revision)


@dataclass(frozen=True)
class _Act:
    """The edits of one save, oldest first."""

    edits: tuple[TextEdit, ...]

    @property
    def takes_back(self) -> int | None:
        return self.edits[0].undoes

    @property
    def revisions(self) -> frozenset[int]:
        return frozenset(edit.revision for edit in self.edits)


@dataclass(frozen=True)
class _Acts:
    """A person's acts that stand, and those that were taken back and can be done again; newest last."""

    standing: tuple[_Act, ...]
    taken_back: tuple[_Act, ...]


def undo_last_edit(session: Session, document_id: str, base: Sequence[Token], *, user_id: str) -> int:
    """The new revision after the newest act of this person that can still be taken back was taken back.

    `base` are the machine's tokens, loaded outside the transaction.

    Raises:
        RangeGoneError: there is nothing of theirs to take back.
        NotEditableError: the document is approved or closed.
    """
    document = lock_to_edit(session, document_id)
    rows = edits_of(session, document)
    revision = _take_back(session, document, base, rows, _acts_of(rows, user_id).standing)
    if revision is None:
        raise RangeGoneError("There is no change of yours to take back", where=f"document {document_id}")
    return revision


def redo_last_edit(session: Session, document_id: str, base: Sequence[Token], *, user_id: str) -> int:
    """The new revision after what this person took back last was done again; typing anew ends that.

    Raises:
        RangeGoneError: there is nothing to do again.
        NotEditableError: the document is approved or closed.
    """
    document = lock_to_edit(session, document_id)
    rows = edits_of(session, document)
    revision = _take_back(session, document, base, rows, _acts_of(rows, user_id).taken_back)
    if revision is None:
        raise RangeGoneError("There is no change of yours to do again", where=f"document {document_id}")
    return revision


def _acts_of(rows: Sequence[TextEdit], user_id: str) -> _Acts:
    standing: list[_Act] = []
    taken_back: list[_Act] = []
    for act in _saves(row for row in rows if row.user_id == user_id):
        former = act.takes_back
        if former is None:
            standing.append(act)
            taken_back.clear()
        elif any(former in one.revisions for one in standing):
            standing = [one for one in standing if former not in one.revisions]
            taken_back.append(act)
        else:
            taken_back = [one for one in taken_back if former not in one.revisions]
            standing.append(act)
    return _Acts(tuple(standing), tuple(taken_back))


def _saves(rows: Iterator[TextEdit]) -> Iterator[_Act]:
    by_hand = (row for row in rows if act_of(row).kind in _BY_A_PERSON)
    for _, edits in groupby(by_hand, key=lambda row: act_of(row).first_revision):
        yield _Act(tuple(edits))


def _take_back(
    session: Session,
    document: Document,
    base: Sequence[Token],
    rows: Sequence[TextEdit],
    acts: Sequence[_Act],
) -> int | None:
    """The revision after the newest act that nobody else's edit stands on was reversed; None without one."""
    tokens, restored = fold(base, [splice_of(row) for row in rows]), _restored(rows)
    user_id = acts[-1].edits[0].user_id if acts else ""
    for act in reversed(acts):
        edits = tuple(reversed(act.edits))
        try:
            back: list[Splice] = [
                undo_splice(tokens, splice_of(edit), new_id=new_id, restored=restored) for edit in edits
            ]
        except SpliceMismatchError:
            continue
        undoes = [edit.revision for edit in edits]
        return append_edits(session, document, back, user_id, undoes=undoes)
    return None


def _restored(rows: Sequence[TextEdit]) -> dict[str, str]:
    """Former id -> id of every token that an undo brought back; an undo restores in the order of removal."""
    by_revision = {row.revision: row for row in rows}
    return {
        former: str(token["id"])
        for row in rows
        if row.undoes is not None
        for former, token in zip(by_revision[row.undoes].removed, row.inserted, strict=True)
    }


def acts_by_token(rows: Sequence[TextEdit]) -> dict[str, str]:
    """The kind of act ("": typed) behind each token of an edit, also of one brought back."""
    acts: dict[str, str] = {}
    by_revision = {row.revision: row for row in rows}
    for row in rows:
        if row.undoes is None:
            acts |= dict.fromkeys((str(token["id"]) for token in row.inserted), act_of(row).kind)
        else:
            former = by_revision[row.undoes].removed
            brought_back = zip(former, row.inserted, strict=True)
            acts |= {str(token["id"]): acts.get(token_id, "") for token_id, token in brought_back}
    return acts
