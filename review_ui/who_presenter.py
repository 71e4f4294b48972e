"""What the page "Who is this?" shows of a document. Touches the database and the object store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ingest.patients.candidates import Asked, Candidate, is_meant
from ingest.patients.identity import ReadIdentity
from ingest.patients.known import kept_patient
from ingest.patients.look_up import candidates, candidates_typed
from ingest.patients.who import asked_of
from review_ui.auth import CurrentUser
from review_ui.places import read_page
from review_ui.presenters import day_words
from review_ui.review_rights import IN_REVIEW_STATES
from review_ui.visibility import visible_to
from review_ui.who_places import PageView, page_view
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact
from storage.database import database_now
from storage.reviews import OTHER_PATIENT, open_deficiencies
from storage.tables import Document, DocumentPage, Encounter, Patient, Reading, UnidentifiedDocument

_MOST_LAID_ASIDE = 50


@dataclass(frozen=True)
class ShownCandidate:
    """A patient to choose, in words; `reason` says what agrees and what does not."""

    patient_id: str
    name: str
    born: str
    mrn: str
    other_names: str
    documents: int
    last_visit: str
    reason: str
    differs: bool


@dataclass(frozen=True)
class ForeignPages:
    """Pages that name the same other person and wait for an answer."""

    deficiency_ids: str  # with spaces between
    numbers: tuple[int, ...]
    page_ids: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class WhoPage:
    """Everything that the page shows; `meant` says that the first candidate needs no choice."""

    document_id: str
    title: str
    found: Sequence[ShownCandidate]
    meant: bool
    new: dict[str, str]  # what the form for a new patient begins with
    view: PageView | None
    current: ShownCandidate | None
    foreign: Sequence[ForeignPages]
    waiting: int
    open: bool  # the document waits to be checked
    note: str  # of who laid it aside


@dataclass(frozen=True)
class LaidAside:
    """A document that somebody laid aside, and what they said."""

    document_id: str
    note: str
    by: str
    at: Any


def who_page(place: Workplace, session: Session, user: CurrentUser, document: Document) -> WhoPage:
    """The page of this document."""
    pages = _readings(session, document)
    read = [ReadIdentity.from_json(identity) for _, _, identity in pages]
    asked = asked_of(document, read)
    ranked = candidates(session, asked) if not asked.is_empty else []
    foreign = _foreign(session, document)
    chosen = session.get(Patient, document.patient_id) if document.patient_confirmed_by else None
    laid_aside = session.get(UnidentifiedDocument, document.id)
    return WhoPage(
        document_id=document.id,
        title=document.document_type or "No type yet",
        found=shown(session, ranked),
        meant=is_meant(ranked),
        new=_form(asked),
        view=_view(place, session, document, _waiting_first(pages, foreign)),
        current=shown_patient(session, kept_patient(session, chosen), "") if chosen else None,
        foreign=foreign,
        waiting=how_many(session, user),
        open=document.state in IN_REVIEW_STATES and document.kind == "chart",
        note=laid_aside.note if laid_aside else "",
    )


def _form(asked: Asked) -> dict[str, str]:
    born = asked.birth_date.isoformat() if asked.birth_date else ""
    return {"mrn": asked.number, "name": asked.name, "dob": born}


def typed_candidates(session: Session, typed: str) -> list[ShownCandidate]:
    """The patients for what was typed."""
    return shown(session, candidates_typed(session, typed))


def shown(session: Session, ranked: Sequence[Candidate]) -> list[ShownCandidate]:
    """The candidates as the page shows them."""
    return [
        shown_patient(
            session, session.get_one(Patient, one.patient_id), one.reason, differs=bool(one.differs)
        )
        for one in ranked
    ]


def shown_patient(
    session: Session, patient: Patient, reason: str, *, differs: bool = False
) -> ShownCandidate:
    """One patient as the page shows them."""
    merged = session.scalars(select(Patient).where(Patient.merged_into == patient.id)).all()
    own = [patient.id, *(one.id for one in merged)]
    documents = session.scalar(select(func.count()).select_from(Document).where(Document.patient_id.in_(own)))
    last = session.scalar(select(func.max(Encounter.date_of_service)).where(Encounter.patient_id.in_(own)))
    return ShownCandidate(
        patient_id=patient.id,
        name=patient.name,
        born=day_words(patient.birth_date) if patient.birth_date else "not known",
        mrn=patient.mrn,
        other_names=", ".join(one.name for one in merged if one.name != patient.name),
        documents=documents or 0,
        last_visit=day_words(last) if last else "",
        reason=reason,
        differs=differs,
    )


def _readings(session: Session, document: Document) -> list[tuple[int, str, dict[str, Any]]]:
    """(page number from 1, page id, identity) of each page that was read, in order."""
    rows = session.execute(
        select(DocumentPage.position, DocumentPage.page_id, Reading.identity)
        .join(
            Reading,
            (Reading.unit_id == DocumentPage.page_id) & (Reading.reading_no == document.reading_no),
        )
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.position)
    )
    return [(position + 1, page_id, identity) for position, page_id, identity in rows]


def _waiting_first(
    pages: list[tuple[int, str, dict[str, Any]]], foreign: Sequence[ForeignPages]
) -> list[tuple[int, str, dict[str, Any]]]:
    """The pages that wait for an answer, or all of them when none does."""
    waiting = {page_id for group in foreign[:1] for page_id in group.page_ids}
    return [one for one in pages if one[1] in waiting] or pages


def _view(
    place: Workplace, session: Session, document: Document, pages: list[tuple[int, str, dict[str, Any]]]
) -> PageView | None:
    """The first page that says most about its patient."""
    if not pages:
        return None
    number, page_id, _ = max(pages, key=lambda one: (_says(one[2]), -one[0]))
    made = find_artifact(session, page_id, "page", document.reading_no)
    return page_view(read_page(place.belt.store, made.sha256), number) if made else None


def _says(identity: dict[str, Any]) -> int:
    return sum(bool(identity.get(name)) for name in ("mrn", "name", "birth_date"))


def _foreign(session: Session, document: Document) -> list[ForeignPages]:
    """The waiting pages, those that read the same together, in page order."""
    by_number = {number: (page_id, identity) for number, page_id, identity in _readings(session, document)}
    groups: dict[str, list[tuple[str, int, str]]] = {}
    for one in open_deficiencies(session, document):
        if one.kind == OTHER_PATIENT and one.page_number in by_number:
            page_id, identity = by_number[one.page_number]
            groups.setdefault(said_words(identity), []).append((one.id, one.page_number, page_id))
    return [
        ForeignPages(
            " ".join(deficiency_id for deficiency_id, _, _ in pages),
            tuple(number for _, number, _ in pages),
            tuple(page_id for _, _, page_id in pages),
            said,
        )
        for said, pages in groups.items()
    ]


def said_words(identity: dict[str, Any]) -> str:
    """What a page reads about its patients, in one line."""
    read = ReadIdentity.from_json(identity)
    people = []
    for one in (read, *read.others):
        born = f"born {day_words(one.birth_date)}" if one.birth_date else ""
        number = one.label_mrn or one.mrn
        said = [one.name, born, f"MRN {number}" if number else ""]
        people.append(", ".join(part for part in said if part))
    return "; and ".join(part for part in people if part)


def _unidentified(user: CurrentUser) -> Select[str]:
    aside = select(UnidentifiedDocument.document_id)
    return select(Document.id).where(
        visible_to(user),
        Document.kind == "chart",
        Document.state.in_([state.value for state in IN_REVIEW_STATES]),
        Document.patient_confirmed_by.is_(None),
        Document.id.not_in(aside),
    )


def next_unidentified(session: Session, user: CurrentUser, *, after: str = "") -> str | None:
    """The id of the next chart that nobody has named yet and that is free; those before `after` come last."""
    now = database_now(session)
    free = (Document.reviewer_until.is_(None)) | (Document.reviewer_until < now)
    mine = Document.reviewer_id == user.user_id
    wanted = _unidentified(user).where(free | mine, Document.id != after)
    return session.scalars(
        wanted.order_by(Document.priority, Document.id <= after, Document.id).limit(1)
    ).first()


def how_many(session: Session, user: CurrentUser) -> int:
    """How many charts nobody has named yet, those laid aside left out."""
    return session.scalar(select(func.count()).select_from(_unidentified(user).subquery())) or 0


def laid_aside(session: Session, user: CurrentUser) -> list[LaidAside]:
    """The charts that were laid aside, oldest first."""
    rows = session.execute(
        select(UnidentifiedDocument)
        .join(Document, Document.id == UnidentifiedDocument.document_id)
        .where(visible_to(user), Document.state.in_([state.value for state in IN_REVIEW_STATES]))
        .order_by(UnidentifiedDocument.set_aside_at)
        .limit(_MOST_LAID_ASIDE)
    ).scalars()
    return [LaidAside(one.document_id, one.note, one.set_aside_by, one.set_aside_at) for one in rows]
