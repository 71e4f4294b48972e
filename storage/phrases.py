"""Phrases that people write with: short forms written out, macros, headings of a worktype. Touches the world.

A phrase belongs to one person, or to the site (owner None). A changed text is a new row, and a removed phrase
stays with who removed it: nothing that stood in a report becomes unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from storage.audit.record import Actor, record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.tables import Phrase

PhraseKind = Literal["expander", "macro", "template"]
KINDS: tuple[PhraseKind, ...] = get_args(PhraseKind)
LONGEST_SHORT = 24  # the expander looks back this far and no further: the same cost at every key
LONGEST_TEXT = 8_000
LONGEST_WORKTYPE = 80
MOST_PHRASES = 3_000  # of one list; all of them go to the browser at once
# A short form ends where a separator is typed, so it holds none; one mark before it keeps it from being a
# word
_EXPANDER = re.compile(r"[;#\\]?[^\W_]['’&/_\w-]*\Z")


class PhraseRefusedError(ServiceError):
    """A phrase that could not work: no text, no usable short form, or too long."""

    code = "storage.phrase_refused"
    disposition = Disposition.REJECT
    remedy = (
        f"Give it a text, and a short form of 2 to {LONGEST_SHORT} letters or digits without spaces, full "
        "stops or commas"
    )


class PhraseUnknownError(ServiceError):
    """The phrase is not in this list (any more)."""

    code = "storage.phrase_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page: somebody may have removed or changed it"


@dataclass(frozen=True)
class PhraseText:
    """A phrase as it is given: what it is, its short form or name, what it stands for, for which worktype.

    `worktype` "" holds for every worktype. White space at the ends of the short form is taken away.

    Raises:
        PhraseRefusedError: it could not work.
    """

    kind: PhraseKind
    short: str
    text: str
    worktype: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "short", " ".join(self.short.split()))
        object.__setattr__(self, "text", self.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
        object.__setattr__(self, "worktype", " ".join(self.worktype.split()))
        if self.kind not in KINDS:
            raise PhraseRefusedError("A phrase is an expander, a macro or a template")
        if not self.text.strip() or len(self.text) > LONGEST_TEXT:
            raise PhraseRefusedError(f"The text has 1 to {LONGEST_TEXT} characters")
        if len(self.worktype) > LONGEST_WORKTYPE:
            raise PhraseRefusedError("The worktype is too long")
        _check_short(self.kind, self.short)


def _check_short(kind: str, short: str) -> None:
    if kind == "expander" and not (_EXPANDER.match(short) and 2 <= len(short) <= LONGEST_SHORT):
        raise PhraseRefusedError("This short form cannot be typed as one word")
    if not 1 <= len(short) <= LONGEST_WORKTYPE:
        raise PhraseRefusedError("The phrase needs a name")


@dataclass(frozen=True)
class KeptPhrase:
    """A phrase in a list. `is_own`: the reader's; else the site's."""

    id: str
    phrase: PhraseText
    is_own: bool


def phrases_of(session: Session, owner_id: str | None) -> list[KeptPhrase]:
    """The list of one person, or of the site (None), by kind and short form."""
    rows = session.scalars(_standing(owner_id).order_by(Phrase.kind, Phrase.short, Phrase.worktype))
    return [_kept(row) for row in rows]


def phrases_for(session: Session, user_id: str, worktype: str) -> list[KeptPhrase]:
    """What this person can write with in a report of this worktype: the own list and the site's.

    Of phrases with the same kind and short form one is there: the own before the site's, then that of the
    worktype before that of all.
    """
    rows = session.scalars(
        select(Phrase).where(
            Phrase.removed_at.is_(None),
            or_(Phrase.owner_id == user_id, Phrase.owner_id.is_(None)),
            func.lower(Phrase.worktype).in_(["", worktype.lower()]),
        )
    ).all()
    best: dict[tuple[str, str], Phrase] = {}
    for row in sorted(rows, key=lambda row: (row.owner_id is not None, row.worktype != "")):
        best[row.kind, row.short] = row
    return sorted((_kept(row) for row in best.values()), key=lambda one: one.phrase.short.casefold())


def _standing(owner_id: str | None) -> Select[Phrase]:
    whose = Phrase.owner_id.is_(None) if owner_id is None else Phrase.owner_id == owner_id
    return select(Phrase).where(whose, Phrase.removed_at.is_(None))


def _kept(row: Phrase) -> KeptPhrase:
    kind = next(kind for kind in KINDS if kind == row.kind)
    return KeptPhrase(row.id, PhraseText(kind, row.short, row.text, row.worktype), row.owner_id is not None)


def keep_phrases(
    session: Session, owner_id: str | None, wanted: Iterable[PhraseText], actor: Actor
) -> tuple[int, int]:
    """(how many are new or changed, how many stood there already) after these phrases were put into a list.

    One with the kind, short form and worktype of another takes its place.

    Raises:
        PhraseRefusedError: the list would hold too many.
    """
    standing = {_key(one.phrase): one for one in phrases_of(session, owner_id)}
    kept, same = 0, 0
    for phrase in wanted:
        before = standing.get(_key(phrase))
        if before is not None and before.phrase == phrase:
            same += 1
            continue
        if before is None and len(standing) >= MOST_PHRASES:
            raise PhraseRefusedError(f"A list holds up to {MOST_PHRASES} phrases")
        if before is not None:
            _take_away(session, before.id, actor)
        standing[_key(phrase)] = KeptPhrase(_add(session, owner_id, phrase, actor), phrase, is_own=True)
        kept += 1
    if kept:
        _audit(session, owner_id, "phrase.kept", actor, kept)
    return kept, same


def change_phrase(
    session: Session, owner_id: str | None, phrase_id: str, wanted: PhraseText, actor: Actor
) -> None:
    """Put a phrase in the place of the one with this id.

    Raises:
        PhraseUnknownError: it is not in this list.
    """
    remove_phrase(session, owner_id, phrase_id, actor)
    keep_phrases(session, owner_id, [wanted], actor)


def remove_phrase(session: Session, owner_id: str | None, phrase_id: str, actor: Actor) -> None:
    """Take a phrase out of this list; its row stays.

    Raises:
        PhraseUnknownError: it is not in this list.
    """
    if phrase_id not in {one.id for one in phrases_of(session, owner_id)}:
        raise PhraseUnknownError("There is no such phrase in this list")
    _take_away(session, phrase_id, actor)
    _audit(session, owner_id, "phrase.removed", actor, 1)


def bring_back_phrase(session: Session, owner_id: str | None, phrase_id: str, actor: Actor) -> None:
    """Put a removed phrase back into this list, unless another took its place meanwhile.

    Raises:
        PhraseUnknownError: this list never had it.
    """
    row = session.get(Phrase, phrase_id)
    if row is None or row.owner_id != owner_id or row.removed_at is None:
        raise PhraseUnknownError("There is no such phrase to bring back")
    text = _kept(row).phrase
    if _key(text) not in {_key(one.phrase) for one in phrases_of(session, owner_id)}:
        keep_phrases(session, owner_id, [text], actor)


def _key(phrase: PhraseText) -> tuple[str, str, str]:
    return phrase.kind, phrase.short, phrase.worktype.casefold()


def _add(session: Session, owner_id: str | None, phrase: PhraseText, actor: Actor) -> str:
    row = Phrase(
        id=new_id(),
        owner_id=owner_id,
        kind=phrase.kind,
        short=phrase.short,
        text=phrase.text,
        worktype=phrase.worktype,
        created_by=actor.user_id or actor.name,
        created_at=database_now(session),
    )
    session.add(row)
    session.flush()
    return row.id


def _take_away(session: Session, phrase_id: str, actor: Actor) -> None:
    row = session.get_one(Phrase, phrase_id)
    row.removed_at, row.removed_by = database_now(session), actor.user_id or actor.name
    session.flush()


def _audit(session: Session, owner_id: str | None, action: str, actor: Actor, number: int) -> None:
    """Only the site's list is everybody's: what somebody writes with alone is no matter of the record."""
    if owner_id is None:
        record_audit(session, actor=actor, action=action, subject_kind="phrases", detail={"phrases": number})


def worktypes_of(phrases: Sequence[KeptPhrase]) -> list[str]:
    """The worktypes that the phrases name, each once, in order."""
    return sorted({one.phrase.worktype for one in phrases} - {""}, key=str.casefold)
