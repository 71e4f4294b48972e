"""Reads and saves the text of a document for the web. Touches the database and the object store.

The machine's words never change, so they are read from the store once and kept for a while; edits are rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.page_text import page_base, page_edits
from review_ui.returned import may_answer_return
from review_ui.review_rights import check_may_edit, may_review
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace
from storage.audit.record import record_audit
from storage.database import database_now
from storage.edits import Token, fold, live, text_of
from storage.ledger.document_states import DocumentState
from storage.objects.sealed_store import SealedStore
from storage.page_tokens import ChartPage
from storage.reviewed_text import (
    ReviewedText,
    StaleSaveError,
    TypedRange,
    draft_hashes,
    edits_around,
    edits_of,
    machine_tokens,
    save_typing,
    splices_of,
)
from storage.reviews import Reviewer, claim_for_review
from storage.save_order import others_saved
from storage.tables import Document

_DOCUMENTS_KEPT = 8


@dataclass(frozen=True)
class SavedText:
    """A save that stands: the new revision and the words that now stand in the edited range.

    `settled` are those that the act was about, where it named words one by one; else all of them.
    `others` is True when somebody else's changes lie between the revision that the typist saw and this one:
    the page then shows older words elsewhere and should be read again.
    """

    revision: int
    tokens: tuple[Token, ...]
    others: bool
    settled: tuple[Token, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For our own scripts."""
        return {
            "revision": self.revision,
            "tokens": [token_json(token) for token in self.tokens],
            "others": self.others,
        }


@dataclass(frozen=True)
class Conflict:
    """A save that does not stand: somebody else changed the same words. Nothing was saved.

    `first` and `last` are the ends of the same range at `revision`, to save again on top of it; `seen_text`
    is what both began with.
    """

    revision: int
    first: str
    last: str
    current_text: str
    your_text: str
    seen_text: str

    def as_json(self) -> dict[str, Any]:
        """For our own scripts."""
        return asdict(self)


def token_json(token: Token) -> dict[str, Any]:
    """One word for our own scripts: id, text, white space after it, machine words, and who wrote it."""
    return {
        "id": token.id,
        "text": token.text,
        "after": token.space_after,
        "words": list(token.sources),
        "person": token.origin == "person",
    }


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def _machine_tokens(store: SealedStore, hashes: tuple[str, ...]) -> tuple[Token, ...]:
    return machine_tokens(store, hashes)


def base_tokens(place: Workplace, document: Document) -> tuple[Token, ...]:
    """The machine's words of the document's current reading."""
    with place.database.read() as session:
        hashes = tuple(draft_hashes(session, document))
    return _machine_tokens(place.belt.store, hashes)


def base_for(place: Workplace, user: CurrentUser, document_id: str) -> tuple[Token, ...]:
    """The same, once it is known that the person may see the document (else DocumentUnknownError)."""
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
    return base_tokens(place, document)


def read_text(place: Workplace, document_id: str) -> ReviewedText:
    """The text at its newest revision, struck words included."""
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
    base = base_tokens(place, document)
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
        splices = splices_of(session, document, up_to=document.revision)
        return ReviewedText(document_id, document.reading_no, document.revision, fold(base, splices))


def save_range(
    place: Workplace, user: CurrentUser, document_id: str, typed: TypedRange
) -> SavedText | Conflict:
    """What stands after the typing was saved, or both versions; it keeps the person's claim alive.

    Raises:
        NotEditableError, storage.reviews.ClaimedError: it is not theirs to change now.
        storage.reviewed_text.RangeGoneError: the range does not exist.
    """
    ground = _ground(place, user, document_id, typed)
    if typed.only:
        typed = _around_all(place, document_id, ground, typed)
    try:
        with place.database.write() as session:
            document = claimed_to_edit(session, place, user, document_id)
            before = document.revision
            revision = save_typing(
                session, document_id, ground.base, typed, user_id=user.user_id, page=ground.page
            )
            if revision != before:
                record_text_act(session, user, document, "text.corrected", revision)
    except StaleSaveError:
        return _conflict(place, document_id, ground, typed)
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
        seen = ground.at(session, document, typed.based_on)
        tokens = ground.at(session, document, revision)
        others = others_saved(edits_of(session, document), typed, before)
    standing = live(between(tokens, seen, typed))
    return SavedText(revision, standing, others=others, settled=_settled(standing, seen, typed.only))


def _settled(
    standing: tuple[Token, ...], seen: Sequence[Token], only: frozenset[str] | None
) -> tuple[Token, ...]:
    if only is None:
        return standing
    sources = {token.sources for token in seen if token.id in only}
    return tuple(token for token in standing if token.sources in sources)


@dataclass(frozen=True)
class _Ground:
    """The machine's words that a save works on: of one page of a chart, or (`page` None) of everything."""

    base: tuple[Token, ...]
    page: ChartPage | None

    def at(self, session: Session, document: Document, revision: int) -> tuple[Token, ...]:
        """All tokens at a revision."""
        return fold(self.base, edits_around(edits_of(session, document), revision, self.page)[0])


def _ground(place: Workplace, user: CurrentUser, document_id: str, typed: TypedRange) -> _Ground:
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        if document.kind == "chart" and typed.first and typed.last:
            edits = page_edits(session, document)
            pages = {edits.page_of(typed.first), edits.page_of(typed.last)}
            if len(pages) == 1:
                one = page_base(place, session, document, pages.pop())
                return _Ground(one.tokens, one.page)
    return _Ground(base_tokens(place, document), None)


def _around_all(place: Workplace, document_id: str, ground: _Ground, typed: TypedRange) -> TypedRange:
    """The range from the first to the last of the words that are named one by one.

    A page shows tables row by row, the text has them as they were read: what stands first there need not be
    first here.
    """
    with place.database.read() as session:
        seen = ground.at(session, session.get_one(Document, document_id), typed.based_on)
    meant = [token.id for token in seen if typed.only and token.id in typed.only]
    return replace(typed, first=meant[0], last=meant[-1]) if meant else typed


def _conflict(place: Workplace, document_id: str, ground: _Ground, typed: TypedRange) -> Conflict:
    with place.database.read() as session:
        document = session.get_one(Document, document_id)
        seen = ground.at(session, document, typed.based_on)
        newest = between(ground.at(session, document, document.revision), seen, typed)
    return Conflict(
        revision=document.revision,
        first=newest[0].id,
        last=newest[-1].id,
        current_text=text_of(newest),
        your_text=typed.text,
        seen_text=text_of(between(seen, seen, typed)),
    )


def between(tokens: Sequence[Token], seen: Sequence[Token], typed: TypedRange) -> tuple[Token, ...]:
    """The tokens that now stand where the typist saw the range, struck ones included."""
    if typed.first is None or typed.last is None:
        return tuple(tokens)
    places = {token.id: index for index, token in enumerate(tokens)}
    seen_ids = [token.id for token in seen]
    before, follows = seen_ids.index(typed.first) - 1, seen_ids.index(typed.last) + 1
    start = (
        places[seen_ids[before]] + 1 if before >= 0 else 0
    )  # what was put before the first word belongs to it
    end = places[seen_ids[follows]] if follows < len(seen_ids) else len(tokens)
    return tuple(tokens[start:end])


def claimed_to_edit(session: Session, place: Workplace, user: CurrentUser, document_id: str) -> Document:
    """The document, theirs to change now; it keeps the person's claim alive.

    Raises:
        NotEditableError, storage.reviews.ClaimedError: it is not theirs to change now.
    """
    document = visible_document(session, user, document_id)
    if may_review(user, document.kind) and document.state in (
        DocumentState.AWAITING_REVIEW,
        DocumentState.IN_REVIEW,
    ):
        reviewer = Reviewer(user.user_id, user.login)
        lease = place.settings.review_lease_minutes
        document = claim_for_review(session, document_id, reviewer, lease_minutes=lease)
    if not may_answer_return(session, user, document):
        check_may_edit(user, document, database_now(session))
    return document


def record_text_act(
    session: Session, user: CurrentUser, document: Document, action: str, revision: int
) -> None:
    """Note in the audit trail that the person changed the text to this revision."""
    record_audit(
        session,
        actor=user.actor,
        action=action,
        subject_kind="document",
        subject_id=document.id,
        patient_id=document.patient_id,
        detail={"revision": revision},
    )
