"""Whether a review can be proved, and what is missing in plain words. Touches the database.

The policy of the site decides what follows: `off` asks nothing, `warn` names what is missing once and then
lets the person go on, `block` does not verify before everything was seen, heard and confirmed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

from sqlalchemy.orm import Session

from storage.audit.record import record_audit
from storage.critical_words import CriticalWord, kinds_in_words, open_stops, record_met
from storage.review_coverage import Unseen, runs_of, unseen
from storage.reviews import NotReadyError, Reviewer
from storage.tables import Document

Policy = Literal["off", "warn", "block"]
_EDGE_S = 0.05  # a gap that ends this little after a second ends there: whole seconds are named
_MOST_NAMED = 12  # further places are counted: a list that is longer is read by nobody


@dataclass(frozen=True)
class Proof:
    """What verification asks: the site's policy, the critical words as they stand, and the person's word.

    `goes_on`: the person was told what is missing and files it all the same.
    """

    policy: Policy = "off"
    critical: Sequence[CriticalWord] = ()
    goes_on: bool = False


NOTHING_ASKED = Proof()


@dataclass(frozen=True)
class Gap:
    """Something that was not seen, heard or confirmed, in words without patient data, and where it is.

    `token_id` names the one word that a person can confirm right there.
    """

    words: str
    page_number: int | None = None
    start_s: float | None = None
    token_id: str = ""

    def as_json(self) -> dict[str, Any]:
        """For our own scripts."""
        return asdict(self)


class NotProvedError(NotReadyError):
    """A part of the document was not seen, heard or confirmed; `gaps` says which."""

    code = "storage.review_not_proved"
    remedy = "Go to each of the places that are listed, then verify again"

    def __init__(self, gaps: Sequence[Gap], *, may_go_on: bool) -> None:
        super().__init__([gap.words for gap in gaps])
        self.gaps = tuple(gaps)
        self.may_go_on = may_go_on


def proof_gaps(session: Session, document: Document, critical: Sequence[CriticalWord] = ()) -> list[Gap]:
    """All that is not seen, heard or confirmed yet, in the order of the document, the longest lists cut."""
    left = unseen(session, document)
    found = [*_page_gaps(left), *_sound_gaps(left), *_stop_gaps(open_stops(session, document, critical))]
    if len(found) <= _MOST_NAMED:
        return found
    more = len(found) - _MOST_NAMED + 1
    return [*found[: _MOST_NAMED - 1], Gap(f"{more} more places were not seen, heard or confirmed")]


def prove(session: Session, document: Document, proof: Proof, reviewer: Reviewer) -> None:
    """Return when the site's policy lets this person verify the document.

    The critical words that were met without a key are noted as confirmed; that somebody was told what is
    missing and went on is audited, and what was missing is not: it is quality data.

    Raises:
        NotProvedError: something is missing, and the policy stops here.
    """
    if proof.policy == "off":
        return
    found = proof_gaps(session, document, proof.critical)
    may_go_on = proof.policy == "warn"
    if found and not (may_go_on and proof.goes_on):
        raise NotProvedError(found, may_go_on=may_go_on)
    record_met(session, document, proof.critical, reviewer.user_id)
    if found:
        record_audit(
            session,
            actor=reviewer.actor,
            action="verified.not_all_seen",
            subject_kind="document",
            subject_id=document.id,
            patient_id=document.patient_id,
            detail={"revision": document.revision},
        )


def _page_gaps(left: Unseen) -> list[Gap]:
    found = [Gap(_of_pages(first, last, left), page_number=first) for first, last in _runs(left)]
    return sorted(found, key=lambda gap: gap.page_number or 0)


def _runs(left: Unseen) -> list[tuple[int, int]]:
    never = [number for number in left.pages if number not in left.partly]
    return [*runs_of(never), *((number, number) for number in sorted(left.partly))]


def _of_pages(first: int, last: int, left: Unseen) -> str:
    if first == last:
        part = "a part of " if first in left.partly else ""
        return f"{part}page {first} of {left.page_count} was not shown large enough to read"
    return f"pages {first} to {last} of {left.page_count} were not shown large enough to read"


def _sound_gaps(left: Unseen) -> list[Gap]:
    if left.seconds == ((0.0, left.duration_s),):
        return [Gap("nothing of the recording was played", start_s=0.0)]
    return [
        Gap(
            f"{clock(math.floor(start + _EDGE_S))} to {clock(math.ceil(end - _EDGE_S))} was not played",
            start_s=start,
        )
        for start, end in left.seconds
    ]


def clock(seconds: float) -> str:
    """The second as players show it: "1:35", "1:02:07"."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def _stop_gaps(stops: Sequence[CriticalWord]) -> list[Gap]:
    """One line a page; in a recording one a word, at its second."""
    on_pages = sorted((one for one in stops if one.page_number), key=lambda one: one.page_number or 0)
    found = [
        Gap(f"on page {number}, {_not_confirmed(list(words))}", page_number=number)
        for number, words in groupby(on_pages, key=lambda one: one.page_number)
    ]
    for one in stops:
        if one.page_number is None:
            where = "" if one.start_s is None else f"at {clock(one.start_s)}, "
            found.append(Gap(f"{where}{_not_confirmed([one])}", start_s=one.start_s, token_id=one.token_id))
    return found


def _not_confirmed(words: Sequence[CriticalWord]) -> str:
    return f"{kinds_in_words(words)} {'is' if len(words) == 1 else 'are'} not confirmed"
