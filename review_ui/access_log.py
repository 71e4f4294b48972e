"""One log line a request: method, route pattern, ids, status and time; never a query, a name or a token."""

from __future__ import annotations

import logging
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("review_ui.access")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class AccessLog:
    """Logs requests by the pattern of their route, so that nothing typed into an address is written down."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log it when its response begins."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        started = time.monotonic()

        async def send_and_log(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent_ms = (time.monotonic() - started) * 1000
                log.info(
                    "%s %s %s %d %.0f ms",
                    scope["method"],
                    _pattern(scope),
                    _who(scope),
                    message["status"],
                    spent_ms,
                )
            await send(message)

        await self._app(scope, receive, send_and_log)


def _pattern(scope: Scope) -> str:
    route = scope.get("route")
    path = getattr(route, "path", None) or "(no such page)"
    ids = [value for value in scope.get("path_params", {}).values() if _ID.fullmatch(str(value))]
    return f"{path} {' '.join(ids)}".strip()


def _who(scope: Scope) -> str:
    user = scope.get("state", {}).get("user")
    return f"user {user.user_id}" if user else "nobody"
