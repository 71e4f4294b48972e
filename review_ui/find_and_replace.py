"""Finding words on all pages of a document, and replacing them everywhere. Touches the database."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from review_ui.auth import CurrentUser
from review_ui.live_text import base_for, claimed_to_edit, record_text_act
from review_ui.workplace import Workplace
from storage.edits import Token, fold, live
from storage.find_words import FoundWords, WantedWords, find_words
from storage.page_tokens import tokens_by_page
from storage.replacing import replace_everywhere
from storage.reviewed_text import splices_of
from storage.tables import Document


@dataclass(frozen=True)
class FoundPlace:
    """One place: its page's id, the words (tokens) it goes from and to, and characters within their text."""

    page_id: str
    first: str
    last: str
    start: int
    end: int


@dataclass(frozen=True)
class FoundPlaces:
    """All places in order at one revision of the text."""

    revision: int
    places: tuple[FoundPlace, ...]

    def as_json(self) -> dict[str, Any]:
        """For our own scripts."""
        return asdict(self)


def find_in_text(place: Workplace, user: CurrentUser, document_id: str, wanted: WantedWords) -> FoundPlaces:
    """Where the words stand in the text as it is now.

    Raises:
        review_ui.visibility.DocumentUnknownError: there is none, or the person may not see it.
    """
    base = base_for(place, user, document_id)
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
        tokens = live(fold(base, splices_of(session, document, up_to=document.revision)))
        revision = document.revision
    found = find_words(tokens, wanted)
    pages = {token.id: page_id for page_id, here in tokens_by_page(tokens).items() for token in here}
    return FoundPlaces(revision, tuple(_place(one, tokens, pages) for one in found))


def _place(found: FoundWords, tokens: tuple[Token, ...], pages: dict[str, str]) -> FoundPlace:
    first = tokens[found.first].id
    return FoundPlace(pages[first], first, tokens[found.last].id, found.start, found.end)


def replace_in_text(
    place: Workplace, user: CurrentUser, document_id: str, wanted: WantedWords, *, text: str, counted: int
) -> int:
    """The new revision after the words gave way to `text` at all `counted` places; taken back as one.

    Raises:
        storage.replacing.CountChangedError: there are more or fewer places now; nothing is changed.
        NotEditableError, storage.reviews.ClaimedError: it is not theirs to change now.
    """
    base = base_for(place, user, document_id)
    with place.database.write() as session:
        document = claimed_to_edit(session, place, user, document_id)
        before = document.revision
        revision = replace_everywhere(
            session, document_id, base, wanted, text=text, counted=counted, user_id=user.user_id
        )
        if revision != before:
            record_text_act(session, user, document, "text.replaced", revision)
    return revision
