"""Which saves lie between what a typist saw and what they saved. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storage.reviewed_text import TypedRange
from storage.tables import TextEdit
from storage.undoing import act_of


def others_saved(rows: Sequence[TextEdit], typed: TypedRange, before: int) -> bool:
    """Whether a save met changes that the typist had not seen; the same save sent again is none.

    `rows` are the edits of the document, `before` its revision when the save came. The page that is told so
    reads the whole text anew, so it must not be told without need: somebody may be typing.
    """
    first = next((row for row in rows if row.id == typed.save_id), None)
    if first is None:
        return before > typed.based_on
    own = act_of(first).first_revision
    return any(typed.based_on < row.revision <= before and act_of(row).first_revision != own for row in rows)
