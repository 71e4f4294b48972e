"""Adding files in the browser: the form, and its way without script. Touches the world.

With script each file travels by itself to POST /api/documents (api.py), so that every one has its own
progress.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ingest.index_fields import ENCOUNTER_TYPES, FIELD_NAMES, PRIORITIES, IndexFieldError
from ingest.stages import ROUTES
from review_ui.auth import CurrentUser, guarded_router, require
from review_ui.permissions import Permission
from review_ui.presenters import route_words
from review_ui.rendering import render
from review_ui.routes.sign_in import text_of
from review_ui.uploading import NoFileError, fields_in, files_in, read_upload_form, take_in_each
from review_ui.workplace import workplace

router = guarded_router()

# What the file picker offers; intake itself goes by the bytes, never by the name.
ACCEPTED = ".pdf,.tif,.tiff,.jpg,.jpeg,.png,.wav,.mp3,.m4a,.aac,.ogg,.opus,.flac"
ROUTE_HELP = {
    "full": "every doubt is checked, and the encounter is coded",
    "key_fields": "patient, type, date and key values are checked",
    "archive": "patient, type, date and image are checked; the text is kept as read by the machine",
}


@router.get("/add", name="add", include_in_schema=False)
def add_page(request: Request, _user: Annotated[CurrentUser, require(Permission.UPLOAD)]) -> Response:
    """The form for new files."""
    return _page(request, given={})


@router.post("/add", include_in_schema=False)
async def add_submitted(
    request: Request, user: Annotated[CurrentUser, require(Permission.UPLOAD)]
) -> Response:
    """Take the files in and say what became of each."""
    form = await read_upload_form(request)
    given = {name: text_of(form, name) for name in FIELD_NAMES}
    try:
        files, fields = files_in(form), fields_in(form)
    except IndexFieldError as wrong:
        return _page(request, given=given, problems=wrong.problems, status=422)
    except NoFileError as missing:
        return _page(request, given=given, problems={"files": str(missing)}, status=422)
    results = await run_in_threadpool(take_in_each, workplace(request), user, files, fields)
    return _page(request, given={}, results=results)


def _page(
    request: Request,
    *,
    given: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
    results: list[Any] | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "uploads/page.html",
        status=status,
        given={name: given.get(name, "") for name in FIELD_NAMES},
        problems=problems or {},
        results=results or [],
        accepted=ACCEPTED,
        encounter_types=_as_options(ENCOUNTER_TYPES),
        priorities=_as_options(PRIORITIES),
        routes=[(name, ROUTE_HELP[name]) for name in reversed(ROUTES)],
        route_options=[(name, route_words(name)) for name in reversed(ROUTES)],
        largest_bytes=workplace(request).ingest.max_upload_bytes,
    )


def _as_options(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]
