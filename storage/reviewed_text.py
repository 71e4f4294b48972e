"""The current text of a document, and saving what a person typed. Touches the world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.artifacts import ByteStore, load_json
from storage.database import Database, database_now
from storage.edits import Splice, Token, fold, text_of
from storage.errors import Disposition, ServiceError
from storage.heard_again import with_known_places
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.ledger.documents import lock_document
from storage.page_order import pages_with_words
from storage.page_tokens import ChartPage, PageEdits, page_of
from storage.tables import Artifact, Document, TextEdit
from storage.word_acts import WordAct, WordsActedOn, splices_for

S = DocumentState
DRAFT = "draft"  # artifact kind: {"schema_version", "tokens": [Token]} of one page, or of one dictation


class StaleSaveError(ServiceError):
    """Two people changed the same words."""

    code = "storage.stale_save"
    disposition = Disposition.ASK_HUMAN
    remedy = "Both versions are shown: choose which words stand, then save again"

    def __init__(self, what: str, *, where: str, current_text: str, your_text: str) -> None:
        super().__init__(what, where=where)
        self.current_text = current_text
        self.your_text = your_text


class RangeGoneError(ServiceError):
    """The edited range names tokens that the document does not have."""

    code = "storage.range_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page and type the correction again"


class NotEditableError(ServiceError):
    """The text is approved or closed: what is being filed is exactly what was approved."""

    code = "storage.not_editable"
    disposition = Disposition.ASK_HUMAN
    remedy = "Send the document back, or wait until it is filed and change it as an amendment"


_CLOSED = (S.VERIFIED, S.RENDERING, S.FILING, S.REJECTED, S.WITHDRAWN)


@dataclass(frozen=True)
class ReviewedText:
    """All tokens of a document at one revision, struck ones included; `pages` groups them on charts."""

    document_id: str
    reading_no: int
    revision: int
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The text as it reads now."""
        return text_of(self.tokens)


@dataclass(frozen=True)
class TypedRange:
    """What somebody typed over, or did to, the tokens from `first` to `last` of revision `based_on`.

    Both None with a text appends to an empty document. `save_id` is made by the page that sends it: a save
    whose answer was lost comes again under the same id, and is not made twice. `only` are the tokens of the
    range that are accepted (None: all), so that words here and there are settled as one act.
    """

    based_on: int
    first: str | None
    last: str | None
    text: str
    act: WordAct = "typed"
    save_id: str | None = None
    only: frozenset[str] | None = None


def draft_hashes(session: Session, document: Document) -> list[str]:
    """SHA-256 of the document's drafts in page order (one for a dictation); unread pages have none.

    A page that this document gave up stays unread for it, even when another document on the same bytes reads
    that page later: what a person approved would else grow by words that nobody saw. A page whose place a
    later scan took, or that went to another document, keeps its words here, struck by an edit, so that every
    edit before it still fits.
    """
    drafts = select(Artifact.sha256, Artifact.subject_id).where(
        Artifact.kind == DRAFT, Artifact.version == document.reading_no
    )
    if document.kind == "dictation":
        return [sha256 for sha256, _ in session.execute(drafts.where(Artifact.subject_id == document.id))]
    order = {page_id: place for place, page_id in enumerate(pages_with_words(session, document))}
    rows = session.execute(drafts.where(Artifact.subject_id.in_(order))).all()
    return [sha256 for sha256, _ in sorted(rows, key=lambda row: order[row.subject_id])]


def edits_of(session: Session, document: Document) -> Sequence[TextEdit]:
    """The rows of the document's edits on its current reading, oldest first."""
    return session.scalars(
        select(TextEdit)
        .where(TextEdit.document_id == document.id, TextEdit.reading_no == document.reading_no)
        .order_by(TextEdit.revision)
    ).all()


def splices_of(session: Session, document: Document, *, up_to: int) -> list[Splice]:
    """The document's edits up to a revision, oldest first."""
    return [splice_of(row) for row in edits_of(session, document) if row.revision <= up_to]


def splice_of(row: TextEdit) -> Splice:
    """The edit of one row."""
    return Splice(row.after_token, tuple(row.removed), tuple(Token.from_json(one) for one in row.inserted))


def machine_tokens(store: ByteStore, hashes: Sequence[str]) -> tuple[Token, ...]:
    """The machine's tokens of all drafts; each draft ends a paragraph."""
    tokens: list[Token] = []
    for sha256 in hashes:
        drafted = [Token.from_json(one) for one in load_json(store, sha256)["tokens"]]
        if drafted:
            last = drafted[-1]
            drafted[-1] = Token(last.id, last.text, "\n\n", last.sources, last.origin)
        tokens.extend(drafted)
    return tuple(tokens)


def load_text(database: Database, store: ByteStore, document_id: str) -> ReviewedText:
    """The document's text at its newest revision."""
    return load_text_at(database, store, document_id, None)


def load_text_at(
    database: Database, store: ByteStore, document_id: str, revision: int | None
) -> ReviewedText:
    """The document's text as it read at `revision` (None: the newest)."""
    with database.read() as session:
        document = session.get_one(Document, document_id)
        shown = document.revision if revision is None else revision
        hashes, splices = draft_hashes(session, document), splices_of(session, document, up_to=shown)
        reading_no = document.reading_no
    tokens = fold(machine_tokens(store, hashes), splices)
    return ReviewedText(document_id, reading_no, shown, tokens)


def save_typing(
    session: Session,
    document_id: str,
    base: Sequence[Token],
    typed: TypedRange,
    *,
    user_id: str,
    page: ChartPage | None = None,
) -> int:
    """The document's new revision after the typing was aligned, merged and appended.

    `base` are the machine's tokens (immutable, loaded outside the transaction): of the whole document, or of
    the `page` on which the whole range stands. A save that is behind is merged when it touches other
    words than the saves it did not see.

    Raises:
        StaleSaveError: another save changed the same words in between; nothing is saved.
        RangeGoneError: the range does not exist at `based_on`.
        NotEditableError: the document is approved or closed.
    """
    document = lock_to_edit(session, document_id)
    if _is_saved(session, document, typed.save_id, user_id):
        return document.revision
    before, later = edits_around(edits_of(session, document), typed.based_on, page)
    seen = fold(base, before)
    words = _words_of(seen, typed, document_id, of_one_page=page is not None)
    made = splices_for(typed.act, words, typed.text, new_id=new_id, only=typed.only)
    splices = with_known_places(made, seen)
    touched_later = frozenset[str | None]().union(*(splice.touched for splice in later))
    if any(splice.touched & touched_later for splice in splices):
        current = fold(seen, later)
        raise StaleSaveError(
            "Somebody else changed the same words",
            where=f"document {document_id}",
            current_text=text_of(current),
            your_text=text_of(fold(seen, splices)),
        )
    cause = "" if typed.act == "typed" else typed.act
    return append_edits(session, document, splices, user_id, cause=cause, first_id=typed.save_id)


def _is_saved(session: Session, document: Document, save_id: str | None, user_id: str) -> bool:
    row = session.get(TextEdit, save_id) if save_id else None
    if row is not None and (row.document_id, row.user_id) != (document.id, user_id):
        raise RangeGoneError("This save belongs to another text", where=f"document {document.id}")
    return row is not None


def lock_to_edit(session: Session, document_id: str) -> Document:
    """The document, locked; NotEditableError when its text is approved or closed."""
    document = lock_document(session, document_id)
    if document.state in _CLOSED:
        raise NotEditableError("This text is closed", where=f"document {document_id}")
    return document


def edits_around(
    rows: Sequence[TextEdit], revision: int, page: ChartPage | None
) -> tuple[list[Splice], list[Splice]]:
    """The edits up to a revision, and those after it, where they concern the page (None: all of them)."""
    splices: Sequence[Splice | None] = [splice_of(row) for row in rows]
    if page is not None:
        splices = PageEdits([splice_of(row) for row in rows], page.first_id).on(page.id)
    both = list(zip(rows, splices, strict=True))
    before = [splice for row, splice in both if splice and row.revision <= revision]
    return before, [splice for row, splice in both if splice and row.revision > revision]


def _words_of(
    seen: Sequence[Token], typed: TypedRange, document_id: str, *, of_one_page: bool
) -> WordsActedOn:
    places = {token.id: index for index, token in enumerate(seen)}
    if typed.first is None and typed.last is None:
        return WordsActedOn((), seen[-1].id if seen else None)
    try:
        start, end = places[typed.first or ""], places[typed.last or ""]
    except KeyError as missing:
        raise RangeGoneError(
            "The edited words are not in the text", where=f"document {document_id}"
        ) from missing
    if end < start:
        raise RangeGoneError("The edited range ends before it starts", where=f"document {document_id}")
    page_before = next((page_of(token) for token in reversed(seen[:start]) if token.sources), None)
    starts_page = page_before not in (None, page_of(seen[start])) or (page_before is None and of_one_page)
    after = seen[start - 1].id if start else None
    return WordsActedOn(seen[start : end + 1], after, starts_page)


def append_edits(
    session: Session,
    document: Document,
    splices: Sequence[Splice],
    user_id: str,
    *,
    undoes: Sequence[int] = (),
    cause: str = "",
    first_id: str | None = None,
) -> int:
    """The document's new revision after these splices; the caller holds its lock.

    They are one act and taken back as one: of several, each names the act's first revision in its cause.
    `undoes` are the revisions that they take back, one for each splice; `first_id` is the id of the first.
    """
    now = database_now(session)
    act = f"{cause or 'typed'}:{document.revision + 1}" if len(splices) > 1 else cause
    for number, splice in enumerate(splices):
        document.revision += 1
        session.add(
            TextEdit(
                id=(None if number else first_id) or new_id(),
                document_id=document.id,
                reading_no=document.reading_no,
                revision=document.revision,
                after_token=splice.after_token,
                removed=list(splice.removed),
                inserted=[token.as_json() for token in splice.inserted],
                undoes=undoes[number] if undoes else None,
                cause=act,
                user_id=user_id,
                at=now,
            )
        )
    if splices:
        document.updated_at = now
    session.flush()
    return document.revision
