"""The web application: `create_app` puts routes, guards, headers and error pages together. Touches the world.

To add a page: a module in routes/ with `router = guarded_router()`, listed in ROUTERS; a folder in
templates/; one behaviour a file in static/js/. Read auth.py, rendering.py and templates/base.html first.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount

from ingest.belt import Belt, open_belt
from ingest.settings import IngestSettings
from review_ui import failures
from review_ui.access_log import AccessLog
from review_ui.auth import GuardedRoute
from review_ui.routes import (
    amendment,
    api,
    api_records,
    audit,
    author,
    author_questions,
    board,
    case_documents,
    case_queries,
    chart_opener,
    chart_review,
    coding,
    copies,
    coverage,
    dictation_review,
    document,
    events,
    exports,
    figures,
    find,
    first_hour,
    first_hour_keys,
    first_hour_scan,
    found_page,
    health,
    home,
    index_panel,
    keys,
    media,
    my_day,
    page_moves,
    page_places,
    paper,
    patient_lists,
    patient_merges,
    people,
    personal,
    phrases,
    physician_queries,
    record,
    rescans,
    review_acts,
    sampling,
    session_lock,
    sign_in,
    stations,
    stations_batches,
    stations_screen,
    stations_set_up,
    status,
    text_history,
    uploads,
    who_is_this,
    worklist,
    worklist_acts,
)
from review_ui.security import SecurityHeaders
from review_ui.settings import WebSettings
from review_ui.static_files import STATIC, StaticTree
from review_ui.workplace import Workplace
from storage.settings import StorageSettings

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    session_lock.router,
    home.router,
    first_hour.router,
    first_hour_keys.router,
    first_hour_scan.router,
    worklist.router,
    worklist_acts.router,
    uploads.router,
    stations.router,
    stations_batches.router,
    stations_screen.router,
    stations_set_up.router,
    api.router,
    api_records.router,
    find.router,
    found_page.router,
    document.router,
    chart_review.router,
    chart_opener.router,
    review_acts.router,
    text_history.router,
    coverage.router,
    page_moves.router,
    page_places.router,
    who_is_this.router,
    patient_lists.router,
    patient_merges.router,
    rescans.router,
    amendment.router,
    index_panel.router,
    media.router,
    status.router,
    figures.router,
    sampling.router,
    board.router,
    paper.router,
    exports.router,
    copies.router,
    audit.router,
    people.router,
    personal.router,
    my_day.router,
    phrases.router,
    keys.router,
    events.router,
    health.router,
    coding.router,
    case_documents.router,
    case_queries.router,
    physician_queries.router,
    record.router,
    dictation_review.router,
    author.router,
    author_questions.router,
)


def create_app(
    settings: StorageSettings | None = None,
    *,
    ingest: IngestSettings | None = None,
    web: WebSettings | None = None,
    belt: Belt | None = None,
) -> FastAPI:
    """The application of one site; what is not given comes from the environment.

    A belt that is given stays the caller's to close; one opened here is closed with the application.

    Raises:
        review_ui.settings.TlsRequiredError: it would listen to other machines without TLS.
    """
    web = web or WebSettings()
    web.check_binding()
    own_belt = belt is None
    place = Workplace(
        belt=belt or open_belt(settings or StorageSettings()), ingest=ingest or IngestSettings(), web=web
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if own_belt:
            place.belt.close()

    app = FastAPI(
        title="Chartscribe",
        version=version("chartscribe"),
        description=api.__doc__ or "",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    app.state.workplace = place
    _add_routes(app)
    failures.install(app)
    app.add_middleware(SecurityHeaders, tls=web.speaks_tls)
    app.add_middleware(AccessLog)
    return app


def _add_routes(app: FastAPI) -> None:
    for router in ROUTERS:
        app.include_router(router)
    # static files alone are compressed: what a person's page says must not be guessed from its length
    app.mount("/static", GZipMiddleware(StaticTree(directory=STATIC), minimum_size=1000), name="static")
    for route in all_routes(app):
        if not isinstance(route, GuardedRoute | Mount):
            raise TypeError(f"{route} does not say who may call it")


def all_routes(app: FastAPI) -> Iterator[BaseRoute]:
    """Every route of the application, those of included routers too."""
    for route in app.routes:
        included: APIRouter | None = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from included.routes
