"""The critical words of a document as it reads now. Touches the database and the object store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from review_ui.auth import CurrentUser
from review_ui.critical_marks import SpokenWords, sample, words_in_report, words_on_page
from review_ui.dictation_presenter import spoken_text
from review_ui.live_text import read_text
from review_ui.page_text import read_page_text
from review_ui.places import read_page
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact, load_json
from storage.critical_words import CriticalWord, drawn, looks
from storage.edits import Token, live
from storage.page_tokens import tokens_by_page
from storage.review_coverage import pages_with_pictures
from storage.review_proof import NOTHING_ASKED, Proof
from storage.tables import Artifact, Document

_FEW_PAGES = 16
_PAGES_FOR_A_WORD = 4  # pages looked at for each word that is drawn: some hold no critical word at all


def critical_words(place: Workplace, document: Document, *, page_id: str = "") -> list[CriticalWord]:
    """The document's critical words, or those of one page; on other routes than the full one the drawn ones.

    Reads every page of a chart on the full route (about 6 ms each), so ask for one page where one is shown.
    """
    if document.kind == "dictation":
        return _spoken(place, document)
    with place.database.read() as session:
        numbers = {one: number for number, one in pages_with_pictures(session, document).items()}
    if document.route == "full":
        wanted = [page_id] if page_id in numbers else list(numbers)
        return _printed(place, document, numbers, _standing(place, document, wanted))
    found = _drawn(place, document, numbers)
    return [word for word in found if page_id in ("", word.page_id)]


def _drawn(place: Workplace, document: Document, numbers: dict[str, int]) -> list[CriticalWord]:
    size = place.settings.critical_sample
    chosen = drawn(document.id, numbers, size * _PAGES_FOR_A_WORD)
    standing = _standing(place, document, chosen)
    # an edit gives a word a new id, and leaves it the machine's word behind it
    names = {
        token.id: token.sources[0] if token.sources else token.id
        for tokens in standing.values()
        for token in tokens
    }
    words = _printed(place, document, numbers, standing)
    by_page = [{names[word.token_id]: word for word in words if word.page_id == one} for one in chosen]
    return sample(document.id, by_page, size)


def _standing(place: Workplace, document: Document, page_ids: Sequence[str]) -> dict[str, tuple[Token, ...]]:
    """The words of these pages as they stand; a few pages are read without all the others."""
    if len(page_ids) <= _FEW_PAGES:
        return {one: live(read_page_text(place, document.id, one).tokens) for one in page_ids}
    by_page = tokens_by_page(read_text(place, document.id).tokens)
    return {one: live(by_page.get(one, ())) for one in page_ids}


def _printed(
    place: Workplace,
    document: Document,
    numbers: dict[str, int],
    standing: Mapping[str, Sequence[Token]],
) -> list[CriticalWord]:
    with place.database.read() as session:
        made, looked = _page_hashes(session, document, list(standing)), looks(session, document)
    return [
        word
        for page_id, tokens in standing.items()
        if page_id in made
        for word in words_on_page(
            read_page(place.belt.store, made[page_id]), tokens, numbers[page_id], looks=looked
        )
    ]


def _page_hashes(session: Session, document: Document, page_ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(
        select(Artifact.subject_id, Artifact.sha256).where(
            Artifact.subject_id.in_(page_ids),
            Artifact.kind == "page",
            Artifact.version == document.reading_no,
        )
    )
    return {page_id: sha256 for page_id, sha256 in rows}


def _spoken(place: Workplace, document: Document) -> list[CriticalWord]:
    with place.database.read() as session:
        made = find_artifact(session, document.id, "reading", document.reading_no)
        looked = looks(session, document)
    if made is None:
        return []
    text = spoken_text(place, document)
    kinds = load_json(place.belt.store, made.sha256).get("doubt", {}).get("critical", {})
    return words_in_report(text.tokens, SpokenWords(text.words, kinds, text.doubtful), looks=looked)


def proof_of(place: Workplace, user: CurrentUser, document_id: str, *, goes_on: bool) -> Proof:
    """What the verification of this document has to ask; reads the critical words where the site asks at all.

    Raises:
        DocumentUnknownError: there is none, or the person may not see it.
    """
    policy = place.settings.review_coverage
    if policy == "off":
        return NOTHING_ASKED
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
    return Proof(policy, critical_words(place, document), goes_on)
