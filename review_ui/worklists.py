"""The worklists as a table: which there are, who sees them, and what each holds. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func

from review_ui.auth import CurrentUser
from review_ui.permissions import Permission as P
from review_ui.returned import is_returned
from storage.ledger.document_states import DocumentState as S
from storage.tables import Document

QUERIES = "queries"  # the list of coders' questions to a physician
_ON_THE_BELT = (S.RECEIVED, S.SPLITTING, S.READING, S.VERIFIED, S.RENDERING, S.FILING)


@dataclass(frozen=True)
class Worklist:
    """A kind of list: whom it is for, what it holds, where its rows lead, what to say when it is empty."""

    key: str
    title: str
    needs: frozenset[P]  # any one of these
    opens: str
    empty: str
    holds: Callable[[CurrentUser], ColumnElement[bool]] | None  # None: coding cases, or coders' questions
    newest_first: bool = False

    def is_for(self, user: CurrentUser) -> bool:
        """True when the person sees this list."""
        return bool(self.needs & user.permissions)


def _to_verify(kind: str) -> Callable[[CurrentUser], ColumnElement[bool]]:
    return lambda _user: Document.state.in_([S.AWAITING_REVIEW, S.IN_REVIEW]) & (Document.kind == kind)


def _to_sign(user: CurrentUser) -> ColumnElement[bool]:
    """Preliminary reports of this author, and those that name nobody; who sees everything sees all."""
    unsigned = (Document.state == S.FILED) & (Document.kind == "dictation") & Document.signed_by.is_(None)
    unsigned &= ~is_returned()
    if user.may(P.MEND):  # whoever steers the work sees everybody's
        return unsigned
    mine = func.lower(Document.author).in_([user.login, user.display_name.casefold(), ""])
    return unsigned & mine


WORKLISTS: tuple[Worklist, ...] = (
    Worklist(
        "charts",
        "Charts to verify",
        frozenset({P.VERIFY_CHARTS}),
        "chart_review",
        "No chart is waiting. New ones appear here by themselves.",
        _to_verify("chart"),
    ),
    Worklist(
        "dictations",
        "Dictations to verify",
        frozenset({P.VERIFY_DICTATIONS}),
        "dictation_review",
        "No dictation is waiting. New ones appear here by themselves.",
        _to_verify("dictation"),
    ),
    Worklist(
        "coding",
        "Coding",
        frozenset({P.CODE}),
        "coding_case",
        "No encounter is waiting for its codes.",
        None,
    ),
    Worklist(
        "sign",
        "To sign",
        frozenset({P.SIGN}),
        "sign_report",
        "No report is waiting for your signature.",
        _to_sign,
    ),
    Worklist(
        QUERIES,
        "Questions to you",
        frozenset({P.SIGN}),
        "physician_query",
        "No coder has a question for you.",
        None,
    ),
    Worklist(
        "attention",
        "Needs a look",
        frozenset({P.MEND}),
        "document",
        "Nothing has stopped.",
        lambda _user: Document.state == S.NEEDS_ATTENTION,
    ),
    Worklist(
        "rejected",
        "Could not be used",
        frozenset({P.MEND}),
        "document",
        "Every file that came in could be used.",
        lambda _user: (Document.state == S.REJECTED) & Document.seen_by.is_(None),
    ),
    Worklist(
        "returned",
        "Returned by the author",
        frozenset({P.VERIFY_DICTATIONS}),
        "dictation_review",
        "No report came back from its author.",
        lambda _user: is_returned(),
    ),
    Worklist(
        "belt",
        "On its way",
        frozenset({P.SEE_DOCUMENTS, P.SEE_OWN_UPLOADS}),
        "document",
        "Nothing is being read or filed right now.",
        lambda _user: Document.state.in_(_ON_THE_BELT),
    ),
    Worklist(
        "filed",
        "Filed",
        frozenset({P.SEE_DOCUMENTS, P.SEE_OWN_UPLOADS}),
        "document",
        "Nothing is filed yet.",
        lambda _user: Document.state == S.FILED,
        newest_first=True,
    ),
)


def lists_for(user: CurrentUser) -> list[Worklist]:
    """The lists that this person sees, in the order of the tabs."""
    return [worklist for worklist in WORKLISTS if worklist.is_for(user)]
