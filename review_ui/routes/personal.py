"""What a person set for herself, for our own scripts (static/js/personal.js). Touches the database."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.given import checked_texts, json_body
from review_ui.permissions import Permission
from review_ui.workplace import workplace
from storage.personal_settings import read_setting, write_setting

router = guarded_router()
Signed = Annotated[CurrentUser, require(Permission.SIGNED_IN)]


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object that the request carries.

    Raises:
        HTTPException: 400 when it carries anything else.
    """
    try:
        given = json.loads(await json_body(request))
    except (ValueError, RecursionError) as malformed:
        raise HTTPException(400) from malformed
    # NUL is written as an escape in JSON, and PostgreSQL takes it in no form
    text = json.dumps(given, ensure_ascii=False)
    if not isinstance(given, dict) or "\\u0000" in text:
        raise HTTPException(400)
    checked_texts({"": text})
    return given


@router.get("/me/settings/{name}", name="personal_setting", include_in_schema=False)
def setting_shown(request: Request, name: str, user: Signed) -> Response:
    """{value}: what the person set under this name, or null."""
    with workplace(request).database.read() as session:
        return JSONResponse({"value": read_setting(session, user.user_id, name)})


@router.post("/me/settings/{name}", name="set_personal_setting", include_in_schema=False)
async def setting_changed(
    request: Request, name: str, user: Signed, given: Annotated[dict[str, Any], Depends(read_object)]
) -> Response:
    """Keep the JSON object in place of what was set under this name."""

    def keep() -> None:
        with workplace(request).database.write() as session:
            write_setting(session, user.user_id, name, given)

    await run_in_threadpool(keep)
    return Response(status_code=204)
