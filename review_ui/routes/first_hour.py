"""A clinic's first hour: look round, or start the archive; then five questions. Touches the world.

The demo shows the choice and calls for the archive; the questions are the archive's own.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData

from review_ui.archive_call import answer_path, call_for_archive, read_archive_answer
from review_ui.auth import CurrentUser, guarded_router, read_form, require
from review_ui.first_steps import ASKED, after_question, first_hour
from review_ui.permissions import Permission
from review_ui.rendering import go_to, render
from review_ui.routes.sign_in import text_of
from review_ui.workplace import workplace
from storage.errors import Disposition, ServiceError
from storage.first_hour import CHOICES, LATER, QUESTIONS, AnswerRefusedError, keep_answer, read_answer

router = guarded_router()
# (heading, words, what to try): each card may be skipped
CARDS = (
    (
        "Paper on the left, its words on the right",
        "Every word leads to its place on the paper. Words that the machine doubts are marked, and n goes "
        "from one to the next. What you correct is kept at once; nothing is ever written over.",
        "In the worklist, press Enter on the first chart.",
    ),
    (
        "Who, what, when",
        "A chart is filed under a patient that a person has confirmed, never by itself. In an archive of old "
        "charts that is most of the work: who is it, what is it, of which day.",
        "On a chart's page, press i: the fields are read from the paper and wait for your Enter.",
    ),
    (
        "Nothing gets lost",
        "What came in is filed, on its way, waiting for somebody, withdrawn or refused with a reason, and "
        "the sum is always right. / finds any record from any page.",
        "Press / and type four letters of a name.",
    ),
)


class OnlyInTheDemoError(ServiceError):
    """An archive is started from the demo; this site is no demo."""

    code = "review_ui.only_in_the_demo"
    disposition = Disposition.REJECT
    remedy = "Go to the home page: this site is the real one already"


class NoSuchQuestionError(ServiceError):
    """There are five questions."""

    code = "review_ui.no_such_question"
    disposition = Disposition.REJECT
    remedy = "Go to the home page: it leads on"


@router.get("/start", name="start", include_in_schema=False)
def start_page(request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """In the demo: look round, or start the archive. Elsewhere: where the first hour goes on."""
    if not workplace(request).settings.demo:
        return go_to("/")
    return render(request, "first_hour/choose.html")


@router.get("/start/look/{number}", name="look_round", include_in_schema=False)
def card_page(
    request: Request, number: int, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]
) -> Response:
    """One of the cards that say what to try with the samples."""
    if not 1 <= number <= len(CARDS):
        return go_to("/")
    return render(request, "first_hour/card.html", number=number, cards=CARDS)


@router.post("/start/archive", name="start_archive", include_in_schema=False)
def archive_called(
    request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]
) -> Response:
    """Call for the archive and go to the page that waits for it.

    Raises:
        OnlyInTheDemoError: this is no demo.
    """
    settings = workplace(request).settings
    if not settings.demo:
        raise OnlyInTheDemoError("Only the demo starts an archive")
    answer_path(settings.home).unlink(missing_ok=True)
    call_for_archive(settings.home)
    return go_to("/start/archive")


@router.get("/start/archive", name="archive", include_in_schema=False)
def archive_page(request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN)]) -> Response:
    """Waits for the archive, then leads there."""
    settings = workplace(request).settings
    if not settings.demo:
        return go_to("/")
    return render(request, "first_hour/archive.html", answer=read_archive_answer(settings.home))


@router.get("/start/archive/answer", name="archive_answer", include_in_schema=False)
def archive_answer(
    request: Request, _user: Annotated[CurrentUser, require(Permission.SIGNED_IN, passive=True)]
) -> Response:
    """The answer as JSON, for the waiting page: {"ready", "href"}."""
    settings = workplace(request).settings
    answer = read_archive_answer(settings.home) if settings.demo else None
    return JSONResponse({"ready": answer is not None, "href": answer.href if answer and answer.url else ""})


@router.get("/start/question/{number}", name="first_question", include_in_schema=False)
def question_page(
    request: Request, number: int, _user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)]
) -> Response:
    """One question, with what was answered before."""
    return _question(request, number)


@router.post("/start/question/{number}", include_in_schema=False)
def question_answered(
    request: Request,
    number: int,
    user: Annotated[CurrentUser, require(Permission.MANAGE_PEOPLE)],
    form: Annotated[FormData, Depends(read_form)],
) -> Response:
    """Keep the answer and go on."""
    _check_number(number)
    question, typed = QUESTIONS[number - 1], text_of(form, "answer")
    try:
        value = read_answer(question, typed)
    except AnswerRefusedError as refused:
        return _question(request, number, typed=typed, problem=str(refused))
    with workplace(request).database.write() as session:
        keep_answer(session, question, value, actor=user.actor)
        return go_to(after_question(session, number))


def _question(request: Request, number: int, *, typed: str | None = None, problem: str = "") -> Response:
    _check_number(number)
    question = QUESTIONS[number - 1]
    proposed = CHOICES[question][0] if question in CHOICES else ""
    kept = str(first_hour(workplace(request)).answers.get(question, proposed))
    return render(
        request,
        "first_hour/question.html",
        status=422 if problem else 200,
        number=number,
        count=len(QUESTIONS),
        asked=ASKED[question],
        answer=typed if typed is not None else "" if not ASKED[question].choices and kept == LATER else kept,
        problem=problem,
    )


def _check_number(number: int) -> None:
    if not 1 <= number <= len(QUESTIONS):
        raise NoSuchQuestionError(f"There are {len(QUESTIONS)} questions")
