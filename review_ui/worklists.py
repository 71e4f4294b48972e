"""The worklists as a table: which there are, who sees them, and what each holds. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, true

from review_ui.auth import CurrentUser
from review_ui.permissions import Permission as P
from review_ui.returned import is_returned
from storage.author_questions import has_answers, has_open_questions
from storage.ledger.document_states import DocumentState as S
from storage.tables import Document

QUERIES = "queries"  # the list of coders' questions to a physician
_ON_THE_BELT = (S.RECEIVED, S.SPLITTING, S.READING, S.VERIFIED, S.RENDERING, S.FILING)
_TO_CHECK = (S.AWAITING_REVIEW, S.IN_REVIEW)
_SEES = frozenset({P.SEE_DOCUMENTS, P.SEE_OWN_UPLOADS})


@dataclass(frozen=True)
class Worklist:
    """A kind of list: whom it is for, what it holds, where its rows lead, what to say when it is empty.

    A list of documents holds those in one of its `states` that are of its `kind` ("": of any) and meet
    `holds`. A list without states holds coding cases, or coders' questions.
    """

    key: str
    title: str
    needs: frozenset[P]  # any one of these
    opens: str
    empty: str
    states: tuple[S, ...] = ()
    kind: str = ""
    holds: Callable[[CurrentUser], ColumnElement[bool]] | None = None
    newest_first: bool = False
    is_aside: bool = False  # reached from the numbers of the status page, not from the list of lists

    def is_for(self, user: CurrentUser) -> bool:
        """True when the person sees this list."""
        return bool(self.needs & user.permissions)


def _to_sign(user: CurrentUser) -> ColumnElement[bool]:
    """Preliminary reports of this author, and those that name nobody; who sees everything sees all."""
    unsigned = Document.signed_by.is_(None) & ~is_returned()
    return unsigned & _by(user)


def _asked(user: CurrentUser) -> ColumnElement[bool]:
    """Dictations of this author that are still checked, with a question that nobody has answered."""
    return has_open_questions() & _by(user)


def _by(user: CurrentUser) -> ColumnElement[bool]:
    if user.may(P.MEND):  # whoever steers the work sees everybody's
        return true()
    return func.lower(Document.author).in_([user.login, user.display_name.casefold(), ""])


def _unseen(_user: CurrentUser) -> ColumnElement[bool]:
    return Document.seen_by.is_(None)


WORKLISTS: tuple[Worklist, ...] = (
    Worklist(
        "charts",
        "Charts to verify",
        frozenset({P.VERIFY_CHARTS}),
        "chart_review",
        "No chart is waiting. New ones appear here by themselves.",
        _TO_CHECK,
        "chart",
    ),
    Worklist(
        "dictations",
        "Dictations to verify",
        frozenset({P.VERIFY_DICTATIONS}),
        "dictation_review",
        "No dictation is waiting. New ones appear here by themselves.",
        _TO_CHECK,
        "dictation",
    ),
    Worklist(
        "coding",
        "Coding",
        frozenset({P.CODE}),
        "coding_case",
        "No encounter is waiting for its codes.",
    ),
    Worklist(
        "sign",
        "To sign",
        frozenset({P.SIGN}),
        "sign_report",
        "No report is waiting for your signature.",
        (S.FILED,),
        "dictation",
        _to_sign,
    ),
    Worklist(
        QUERIES,
        "Questions to you",
        frozenset({P.SIGN}),
        "physician_query",
        "No coder has a question for you.",
    ),
    Worklist(
        "attention",
        "Needs a look",
        frozenset({P.MEND}),
        "document",
        "Nothing has stopped.",
        (S.NEEDS_ATTENTION,),
    ),
    Worklist(
        "rejected",
        "Could not be used",
        frozenset({P.MEND}),
        "document",
        "Every file that came in could be used.",
        (S.REJECTED,),
        holds=_unseen,
    ),
    Worklist(
        "returned",
        "Returned by the author",
        frozenset({P.VERIFY_DICTATIONS}),
        "dictation_review",
        "No report came back from its author.",
        (S.FILED,),
        "dictation",
        lambda _user: Document.signed_by.is_(None) & is_returned(),
    ),
    Worklist(
        "asked",
        "Questions about dictations",
        frozenset({P.SIGN}),
        "sign_report",
        "No transcriptionist has a question for you.",
        _TO_CHECK,
        "dictation",
        _asked,
    ),
    Worklist(
        "answered",
        "Answered by the author",
        frozenset({P.VERIFY_DICTATIONS}),
        "dictation_review",
        "No answer has come back that is not in a verified report.",
        _TO_CHECK,
        "dictation",
        lambda _user: has_answers(),
    ),
    Worklist(
        "belt",
        "On its way",
        _SEES,
        "document",
        "Nothing is being read or filed right now.",
        _ON_THE_BELT,
    ),
    Worklist("filed", "Filed", _SEES, "document", "Nothing is filed yet.", (S.FILED,), newest_first=True),
    Worklist(
        "waiting",
        "Waiting for a person",
        frozenset({P.SEE_STATUS}),
        "document",
        "Nothing waits for a person.",
        (*_TO_CHECK, S.NEEDS_ATTENTION),
        is_aside=True,
    ),
    Worklist(
        "withdrawn",
        "Withdrawn",
        frozenset({P.SEE_STATUS}),
        "document",
        "Nothing was withdrawn.",
        (S.WITHDRAWN,),
        newest_first=True,
        is_aside=True,
    ),
    Worklist(
        "refused",
        "Could not be used, seen or not",
        frozenset({P.SEE_STATUS}),
        "document",
        "Every file that came in could be used.",
        (S.REJECTED,),
        newest_first=True,
        is_aside=True,
    ),
)


def lists_for(user: CurrentUser) -> list[Worklist]:
    """The lists that this person sees beside the rows, in their order."""
    return [worklist for worklist in WORKLISTS if worklist.is_for(user) and not worklist.is_aside]


def list_named(user: CurrentUser, key: str) -> Worklist | None:
    """The list with this key, those reached from numbers too, when the person sees it."""
    return next((one for one in WORKLISTS if one.key == key and one.is_for(user)), None)
