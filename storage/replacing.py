"""Replacing words everywhere in a text at once, as one act that can be taken back. Touches the world."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from storage.edits import Token, fold, live
from storage.errors import Disposition, ServiceError
from storage.find_words import WantedWords, find_words, replace_words
from storage.ids import new_id
from storage.reviewed_text import append_edits, lock_to_edit, splices_of

REPLACED_ALL = "replaced_all"  # cause of the edits


class CountChangedError(ServiceError):
    """The words stand in other places than were counted before; `count` is how many there are now."""

    code = "storage.count_changed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Look at the new count, then replace them again"

    def __init__(self, what: str, *, where: str, count: int) -> None:
        super().__init__(what, where=where)
        self.count = count


def replace_everywhere(
    session: Session,
    document_id: str,
    base: Sequence[Token],
    wanted: WantedWords,
    *,
    text: str,
    counted: int,
    user_id: str,
) -> int:
    """The new revision after `text` stands at every place where the words stood.

    `base` are the machine's tokens, loaded outside; `counted` is how many places the person was shown.

    Raises:
        CountChangedError: there are more or fewer places now; nothing is changed.
        NotEditableError: the document is approved or closed.
    """
    document = lock_to_edit(session, document_id)
    tokens = live(fold(base, splices_of(session, document, up_to=document.revision)))
    places = find_words(tokens, wanted)
    if len(places) != counted:
        raise CountChangedError(
            "The text has changed since the words were counted",
            where=f"document {document_id}",
            count=len(places),
        )
    splices = replace_words(tokens, places, text, new_id=new_id)
    return append_edits(session, document, splices, user_id, cause=REPLACED_ALL)
