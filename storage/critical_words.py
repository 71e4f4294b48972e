"""Words that must not be wrong, and who looked at each of them. Touches the database.

A drug, a dose, a unit, a side, a negation, the patient's name, MRN and birth date. On the full route a
doubtful or changed one stops the reviewer, who confirms it with a key: accepts it, or types it. A word that
was changed without a look at it (replaced everywhere, brought back by an undo) is confirmed likewise. The
others count as confirmed once their place was seen large enough to read, or heard, and never stop anybody.
On other routes a few words are drawn, the same ones for everybody who opens the document, and only they stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.ids import new_id
from storage.page_parts import as_parts
from storage.review_coverage import SOUND, UNHEARD_FROM_S, UnitSeen, seen_of
from storage.reviewed_text import edits_of
from storage.rows import insert_if_absent
from storage.spans import covers
from storage.tables import CriticalConfirmation, Document
from storage.undoing import act_of

PRESSED, SEEN, HEARD = "pressed", "seen", "heard"
_LOOKS = frozenset({"", "typed", "accepted", "by_hand"})  # causes of edits made with the eyes on the word
KINDS: Mapping[str, tuple[str, str]] = {  # one, several
    "drug": ("a drug", "drugs"),
    "dose": ("a dose", "doses"),
    "unit": ("a unit of measure", "units of measure"),
    "side": ("a side", "sides"),
    "negation": ("a negation", "negations"),
    "number": ("a number", "numbers"),
    "name": ("a name", "names"),
    "patient_name": ("the patient's name", "words of the patient's name"),
    "mrn": ("an MRN", "MRNs"),
    "birth_date": ("a birth date", "birth dates"),
}


@dataclass(frozen=True)
class CriticalWord:
    """One critical word as it stands now. `is_stop`: it has to be confirmed with a key.

    `looked_by` is the id of the person who accepted or typed it. Its place: the page's id and number with the
    numbered part that holds it, or the seconds it is said.
    Words that a person added have no place of their own.
    """

    token_id: str
    kind: str
    is_stop: bool
    looked_by: str = ""
    page_id: str = ""
    page_number: int | None = None
    part: int | None = None
    start_s: float | None = None
    end_s: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind} is no kind of critical word")

    def how_met(self, seen: Mapping[str, UnitSeen]) -> str | None:
        """How the word was confirmed by an edit or by its place: pressed, seen or heard; None: not yet."""
        if self.looked_by:
            return PRESSED
        if self.is_stop:
            return None
        if self.start_s is not None and self.end_s is not None:
            heard = seen.get(SOUND, UnitSeen()).spans
            whole = covers(heard, self.start_s, self.end_s, joined_within=UNHEARD_FROM_S)
            return HEARD if whole else None
        page = seen.get(self.page_id, UnitSeen())
        is_seen = page.is_whole or (self.part is not None and self.part in as_parts(page.spans))
        return SEEN if is_seen else None


def confirm_pressed(session: Session, document: Document, token_ids: Iterable[str], user_id: str) -> int:
    """How many words this person's key confirmed now; a word is confirmed once."""
    now, known = database_now(session), confirmed(session, document)
    fresh = [token_id for token_id in dict.fromkeys(token_ids) if token_id not in known]
    for token_id in fresh:
        insert_if_absent(
            session,
            CriticalConfirmation,
            id=new_id(),
            document_id=document.id,
            reading_no=document.reading_no,
            token_id=token_id,
            how=PRESSED,
            user_id=user_id,
            at=now,
        )
    return len(fresh)


def confirmed(session: Session, document: Document) -> Mapping[str, str]:
    """How each confirmed word of the current reading was confirmed, by token id."""
    rows = session.execute(
        select(CriticalConfirmation.token_id, CriticalConfirmation.how).where(
            CriticalConfirmation.document_id == document.id,
            CriticalConfirmation.reading_no == document.reading_no,
        )
    )
    return {token_id: how for token_id, how in rows}


def open_stops(session: Session, document: Document, words: Sequence[CriticalWord]) -> list[CriticalWord]:
    """The words that still have to be confirmed with a key."""
    known = confirmed(session, document)
    return [
        word for word in words if word.is_stop and not word.looked_by and known.get(word.token_id) != PRESSED
    ]


def looks(session: Session, document: Document) -> Mapping[str, str]:
    """Who put each token there by accepting or typing it, by token id; no undo, and no "replace all"."""
    return {
        str(token["id"]): row.user_id
        for row in edits_of(session, document)
        if row.undoes is None and act_of(row).kind in _LOOKS
        for token in row.inserted
    }


def record_met(session: Session, document: Document, words: Sequence[CriticalWord], user_id: str) -> int:
    """How many words were confirmed without a row yet: by an edit, or by being seen or heard.

    Written when `user_id` verifies the document.
    """
    now, known, seen = database_now(session), confirmed(session, document), seen_of(session, document)
    rows = [
        {
            "id": new_id(),
            "document_id": document.id,
            "reading_no": document.reading_no,
            "token_id": word.token_id,
            "how": how,
            "user_id": word.looked_by or user_id,
            "at": now,
        }
        for word in words
        if word.token_id not in known and (how := word.how_met(seen))
    ]
    if rows:
        session.execute(insert(CriticalConfirmation), rows)
    return len(rows)


def drawn(document_id: str, names: Iterable[str], size: int) -> tuple[str, ...]:
    """`size` of the names, drawn by the document's id: nobody chooses them, everybody gets the same ones."""
    ranked = sorted(names, key=lambda name: sha256(f"{document_id}/{name}".encode()).digest())
    return tuple(ranked[:size])


def kinds_in_words(words: Iterable[CriticalWord]) -> str:
    """What the words are, most frequent first: "2 doses and a drug". Never the words themselves."""
    counts = Counter(word.kind for word in words)
    named = [
        KINDS[kind][0] if number == 1 else f"{number} {KINDS[kind][1]}"
        for kind, number in counts.most_common()
    ]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
