"""Filing a corrected chart once more. Touches the database."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from review_ui.amending import file_amended
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.failures import wants_json
from review_ui.given import read_given, whole_number
from review_ui.permissions import Permission
from review_ui.rendering import go_to
from review_ui.visibility import visible_document
from review_ui.workplace import workplace

router = guarded_router()


@router.post("/charts/{document_id}/amend", name="amend_chart", include_in_schema=False)
async def chart_amended(
    request: Request,
    document_id: str,
    user: Annotated[CurrentUser, require(Permission.VERIFY_CHARTS)],
    given: Annotated[dict[str, str], Depends(read_given)],
) -> Response:
    """File what was corrected since, with its `reason`, as a new version; the earlier ones stay."""
    based_on = whole_number(given, "based_on")
    reason = " ".join(given.get("reason", "").split())[:500]

    def act() -> None:
        with workplace(request).database.write() as session:
            visible_document(session, user, document_id)
            file_amended(session, user, document_id, reason=reason, based_on=based_on)

    await run_in_threadpool(act)
    address = f"/documents/{document_id}"
    if wants_json(request):
        return JSONResponse({"go_to": f"{address}?done=amended"})
    return go_to(address, done="amended")
