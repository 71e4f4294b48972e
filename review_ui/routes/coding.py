"""The coding of an encounter: its page, a coder's decisions, the place of each piece of evidence.

Touches the database and the store. Decisions answer our own script with the panel as it is now, and a plain
form with a redirect to the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ingest.approval import finalise_coding
from review_ui import coding_acts
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.case_reading import CaseReading, newest_set, read_case
from review_ui.case_texts import place_in_text
from review_ui.cases import visible_case
from review_ui.coding_list import encoder_lines
from review_ui.coding_presenter import case_view
from review_ui.coding_words import REJECT_REASONS, indicator_words
from review_ui.evidence_place import place_json
from review_ui.failures import wants_json
from review_ui.given import read_given, whole_number
from review_ui.permissions import Permission
from review_ui.places import place_of, place_of_span
from review_ui.rendering import go_to, render
from review_ui.visibility import visible_document
from review_ui.workplace import Workplace, workplace
from storage.audit.record import record_audit
from storage.coding_decisions import ONSETS
from storage.reviews import Reviewer
from storage.tables import Encounter

router = guarded_router()
Coder = Annotated[CurrentUser, require(Permission.CODE)]
Given = Annotated[dict[str, str], Depends(read_given)]
LONGEST_REASON = 500


@router.get("/cases/{case_id}", name="coding_case", include_in_schema=False)
def case_page(
    request: Request, case_id: str, user: Annotated[CurrentUser, require(Permission.SEE_DOCUMENTS)]
) -> Response:
    """The case."""
    place = workplace(request)
    context = _context(place, user, case_id)
    with place.database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="coding_case.viewed",
            subject_kind="coding_case",
            subject_id=case_id,
            patient_id=context.pop("patient_id"),
        )
    return render(request, "coding/page.html", **context)


@router.get("/cases/{case_id}/list", name="code_list", include_in_schema=False)
def code_list(
    request: Request, case_id: str, user: Annotated[CurrentUser, require(Permission.SEE_DOCUMENTS)]
) -> Response:
    """The assigned codes in their order, to be printed or copied."""
    place = workplace(request)
    context = _context(place, user, case_id)
    with place.database.write() as session:
        record_audit(
            session,
            actor=user.actor,
            action="coding_case.listed",
            subject_kind="coding_case",
            subject_id=case_id,
            patient_id=context.pop("patient_id"),
        )
    return render(request, "coding/list.html", **context)


@router.get("/cases/{case_id}/panel", name="case_panel", include_in_schema=False)
def case_panel(
    request: Request, case_id: str, user: Annotated[CurrentUser, require(Permission.SEE_DOCUMENTS)]
) -> Response:
    """The case's lists alone, as they are now."""
    return _panel(request, user, case_id)


@router.post("/cases/{case_id}/decisions", name="code_decision", include_in_schema=False)
async def code_decided(request: Request, case_id: str, user: Coder, given: Given) -> Response:
    """Accept, reject, add or take back one code; `based_on` is the case's revision that the coder saw."""
    act = _act_of(workplace(request), user, case_id, given)
    await run_in_threadpool(act)
    return await run_in_threadpool(answer_with_panel, request, user, case_id)


@router.post("/cases/{case_id}/order", name="code_order", include_in_schema=False)
async def code_moved(request: Request, case_id: str, user: Coder, given: Given) -> Response:
    """Put an assigned code first, up or down."""
    where = given.get("move", "")
    if where not in coding_acts.MOVES:
        raise HTTPException(400)
    code, based_on = given.get("code", ""), whole_number(given, "based_on")
    await run_in_threadpool(
        partial(coding_acts.move, workplace(request), user, case_id, code, where=where, based_on=based_on)
    )
    return await run_in_threadpool(answer_with_panel, request, user, case_id)


@router.post("/cases/{case_id}/onset", name="code_onset", include_in_schema=False)
async def onset_marked(request: Request, case_id: str, user: Coder, given: Given) -> Response:
    """Say whether an assigned code was present on admission."""
    indicator, code = given.get("indicator", ""), given.get("code", "")[:12]
    if indicator not in ONSETS:
        raise HTTPException(400)
    place = workplace(request)
    await run_in_threadpool(
        partial(coding_acts.mark_present, place, user, case_id, code, indicator=indicator)
    )
    return await run_in_threadpool(answer_with_panel, request, user, case_id)


@router.post("/cases/{case_id}/finalise", name="finalise_coding", include_in_schema=False)
def coding_finalised(request: Request, case_id: str, user: Coder) -> Response:
    """Close the coding and send it to be filed."""
    place = workplace(request)
    with place.database.read() as session:
        encounter = session.get_one(Encounter, visible_case(session, user, case_id).encounter_id)
    is_complete = coding_acts.completeness(place, encounter)
    with place.database.write() as session:
        visible_case(session, user, case_id)
        reviewer = Reviewer(user.user_id, user.login)
        finalise_coding(session, case_id, reviewer, is_complete=is_complete)
    return go_to(f"/cases/{case_id}", done="finalised")


@router.post("/cases/{case_id}/search", name="code_search", include_in_schema=False)
async def codes_searched(request: Request, case_id: str, user: Coder, given: Given) -> Response:
    """The codes for what was typed: the list alone for our own script, else the page with it.

    Not in the address: what a coder looks for says something about the patient.
    """
    place, query = workplace(request), given.get("query", "")[:200]

    def search() -> dict[str, Any]:
        with place.database.read() as session:
            case = visible_case(session, user, case_id)
            encounter = session.get_one(Encounter, case.encounter_id)
        context: dict[str, Any] = {"case": case, "may_decide": True}
        if not wants_json(request):
            context = _context(place, user, case_id)
            context.pop("patient_id")
        asked = {"query": query, "instead_of": given.get("instead_of", "")[:12]}
        return context | asked | {"found": coding_acts.search_codes(place, encounter, query)}

    context = await run_in_threadpool(search)
    return render(request, "coding/found.html" if wants_json(request) else "coding/page.html", **context)


@router.get("/cases/{case_id}/place", name="evidence_place", include_in_schema=False)
def evidence_place(
    request: Request,
    case_id: str,
    document: str,
    start: int,
    end: int,
    user: Annotated[CurrentUser, require(Permission.SEE_DOCUMENTS)],
) -> Response:
    """Where a quoted stretch of one of the encounter's documents lies: page and box, or seconds."""
    place = workplace(request)
    reading = read_case(place, user, case_id)
    row = next((one for one in reading.documents if one.id == document), None)
    with place.database.read() as session:
        if row is None:
            row = visible_document(session, user, document)
        run = newest_set(session, row)
    stored = _stored(reading, document, start, end)
    revision = run.revision if run else 0
    found = (
        place_of(place, row, stored["anchors"])
        if stored.get("anchors")
        else place_of_span(place, row, revision=revision, start=start, end=end)
    )
    later = reading.later.get(document, ())
    in_text = place_in_text(place, row, stored, revision=revision, later=later)
    return JSONResponse(place_json(request, row, found) | {"in_text": in_text})


def _stored(reading: CaseReading, document_id: str, start: int, end: int) -> Mapping[str, Any]:
    """The evidence at this stretch, from a decision's snapshot or from the suggestions; else its bounds."""
    pieces = [one for row in reading.decisions.values() for one in row.evidence]
    pieces += [
        piece.evidence.as_json() | {"document_id": piece.document_id}
        for line in reading.suggestions.lines
        for piece in line.evidence
    ]
    for piece in pieces:
        if (piece["document_id"], piece["start"], piece["end"]) == (document_id, start, end):
            return piece
    return {"start": start, "end": end}


def _act_of(place: Workplace, user: CurrentUser, case_id: str, given: Mapping[str, str]) -> partial[None]:
    """What the form asks for.

    Raises:
        HTTPException: 400 when it asks for nothing that there is.
    """
    code, based_on = given.get("code", "")[:12], whole_number(dict(given), "based_on")
    here = {"based_on": based_on}
    action = given.get("action", "")
    if action == "accept":
        return partial(coding_acts.accept, place, user, case_id, code, **here)
    if action == "reject":
        reason = _reason(given)
        return partial(coding_acts.reject, place, user, case_id, code, reason=reason, **here)
    if action == "add":
        instead_of = given.get("instead_of", "")
        return partial(coding_acts.add, place, user, case_id, code, instead_of=instead_of, **here)
    if action == "undo":
        return partial(coding_acts.take_back, place, user, case_id, code, **here)
    raise HTTPException(400)


def _reason(given: Mapping[str, str]) -> str:
    """The chosen reason with what was written beside it; "other" alone is none."""
    chosen = given.get("reason", "")
    written = " ".join(given.get("reason_text", "").split())
    parts = [chosen if chosen in REJECT_REASONS and chosen != "other" else "", written]
    return ": ".join(part for part in parts if part)[:LONGEST_REASON]


def answer_with_panel(request: Request, user: CurrentUser, case_id: str) -> Response:
    """The panel as it is now for our own script; a plain form goes back to the page."""
    return _panel(request, user, case_id) if wants_json(request) else go_to(f"/cases/{case_id}")


def _panel(request: Request, user: CurrentUser, case_id: str) -> Response:
    context = _context(workplace(request), user, case_id)
    context.pop("patient_id")
    return render(request, "coding/panel.html", **context)


def _context(place: Workplace, user: CurrentUser, case_id: str) -> dict[str, Any]:
    reading = read_case(place, user, case_id)
    view = case_view(reading)
    left_out_titles = coding_acts.titles_of(reading, {one.code for one in (*view.left_out, *view.clues)})
    return {
        "case": view,
        "titles": left_out_titles,
        "may_decide": user.may(Permission.CODE),
        "reasons": REJECT_REASONS,
        "onsets": [(one, indicator_words(one)) for one in ONSETS],
        "for_encoder": encoder_lines(view, dotted=place.web.encoder_codes == "dotted"),
        "found": None,
        "query": "",
        "instead_of": "",
        "patient_id": reading.patient.id,
    }
