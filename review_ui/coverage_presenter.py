"""What was seen and heard of a document, for its review page. Touches the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from review_ui.auth import CurrentUser
from review_ui.critical_reading import critical_words
from review_ui.presenters import duration_words
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace
from storage.page_parts import COLUMNS, LEGIBLE_WORD_PX, ROWS, SEEN_AFTER_S
from storage.review_coverage import SOUND, UnitSeen, pages_with_pictures, seen_of, unseen
from storage.review_effort import Effort, own_effort
from storage.review_proof import Gap, Policy, proof_gaps


@dataclass(frozen=True)
class CoverageView:
    """How much was seen or heard (`done` of `total` pages or seconds), what is left, and one's own effort."""

    kind: str
    policy: Policy
    done: float
    total: float
    gaps: Sequence[Gap]
    effort: Effort

    @property
    def words(self) -> str:
        """How far it is, in words."""
        if self.kind == "dictation":
            return f"{duration_words(self.done)} of {duration_words(self.total)} played"
        return f"{self.done:.0f} of {self.total:.0f} {'page' if self.total == 1 else 'pages'} seen"

    @property
    def effort_words(self) -> str:
        """The person's own keys and time on this document; '' while there are none."""
        if not self.effort.documents:
            return ""
        minutes = round(self.effort.active_s / 60)
        keys = "1 key" if self.effort.keystrokes == 1 else f"{self.effort.keystrokes} keys"
        return f"{keys}, {minutes} min" if minutes else f"{keys}, {round(self.effort.active_s)} s"


def coverage_view(
    place: Workplace, user: CurrentUser, document_id: str, *, names_stops: bool = False
) -> CoverageView:
    """The view; with `names_stops` the critical words to confirm are named too, which reads every page."""
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
    stops = critical_words(place, document) if names_stops else ()
    with place.database.read() as session:
        left = unseen(session, document)
        if document.kind == "dictation":
            total = left.duration_s
            done = total - sum(end - start for start, end in left.seconds)
        else:
            total = float(len(pages_with_pictures(session, document)))
            done = total - len(left.pages)
        return CoverageView(
            kind=document.kind,
            policy=place.settings.review_coverage,
            done=done,
            total=total,
            gaps=proof_gaps(session, document, stops),
            effort=own_effort(session, user.user_id, document_id=document.id),
        )


def coverage_json(place: Workplace, user: CurrentUser, document_id: str) -> dict[str, Any]:
    """For our own script, which goes on where the last sitting ended: the rule, parts and seconds so far."""
    with place.database.read() as session:
        document = visible_document(session, user, document_id)
        seen, left = dict(seen_of(session, document)), proof_gaps(session, document)
    heard = seen.pop(SOUND, UnitSeen()).spans
    return {
        "rule": {
            "columns": COLUMNS,
            "rows": ROWS,
            "legible_px": LEGIBLE_WORD_PX,
            "seen_after_s": SEEN_AFTER_S,
        },
        "pages": {unit: {"parts": one.spans, "whole": one.is_whole} for unit, one in seen.items()},
        "heard": heard,
        "gaps": [gap.as_json() for gap in left],
    }
