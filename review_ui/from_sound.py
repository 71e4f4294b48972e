"""Typing from sound: the draft is put away, the worktype's headings stay. Touches the database.

Below a quality that the site sets, correcting a draft takes longer than typing the report; then this is what
the page offers. The machine's words are struck like any others, so undo brings them back and the reading
keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from review_ui.auth import CurrentUser
from review_ui.live_text import base_for, claimed_to_edit, record_text_act
from review_ui.workplace import Workplace
from storage.edits import Splice, Token, fold, live
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.reviewed_text import append_edits, lock_to_edit, splices_of
from transcribe.commands.headings import REQUIRED, known_worktype


class DraftChangedError(ServiceError):
    """Somebody changed the draft that was to be put away."""

    code = "review_ui.draft_changed"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page, look at what was changed, then put the draft away if it should still go"


def wrong_words_in_100(doubt: Mapping[str, Any]) -> float | None:
    """How many of 100 words of the machine's draft are expected to be wrong; None where nobody estimated it.

    `doubt` is the stored form of `transcribe.doubt.WordDoubt`.
    """
    words, estimate = doubt.get("p_wrong"), doubt.get("errors_in_draft")
    return 100.0 * float(estimate["count"]) / len(words) if words and estimate else None


def heading_tokens(worktype: str) -> tuple[Token, ...]:
    """The required headings of a worktype, a paragraph each; none for a worktype we do not know."""
    headings = [choices[0] for choices in REQUIRED.get(known_worktype(worktype), ())]
    return tuple(
        Token(new_id(), text, after, (), "person")
        for heading in headings
        for text, after in _words_of(f"{heading.capitalize()}:")
    )


def headings_text(worktype: str) -> str:
    """What stands in the report when its draft was put away."""
    tokens = heading_tokens(worktype)
    return "".join(token.text + token.space_after for token in tokens).rstrip("\n")


def _words_of(heading: str) -> list[tuple[str, str]]:
    words = heading.split()
    return [*((word, " ") for word in words[:-1]), (words[-1], "\n\n")]


def put_draft_away(place: Workplace, user: CurrentUser, document_id: str, *, based_on: int) -> None:
    """Let the headings stand alone; the person's own undo brings the draft back.

    Raises:
        DraftChangedError: the text is no longer at `based_on`.
        NotEditableError, storage.reviews.ClaimedError: it is not theirs to change now.
    """
    base = base_for(place, user, document_id)
    with place.database.write() as session:
        claimed_to_edit(session, place, user, document_id)
        document = lock_to_edit(session, document_id)
        if document.revision != based_on:
            raise DraftChangedError("The draft was changed", where=f"document {document_id}")
        tokens = fold(base, splices_of(session, document, up_to=document.revision))
        removed = tuple(token.id for token in live(tokens))
        headings = heading_tokens(document.document_type)
        if not removed and not headings:
            return
        after = None if removed or not tokens else tokens[-1].id
        revision = append_edits(session, document, [Splice(after, removed, headings)], user.user_id)
        record_text_act(session, user, document, "text.draft_put_away", revision)
