"""Response headers and the check against forged requests.

Sources: OWASP Secure Headers Project; OWASP CSRF Prevention Cheat Sheet (Fetch Metadata first, Origin where
an old browser sends none, and a token of the session in every form).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review_ui.static_files import caching_of
from storage.errors import Disposition, ServiceError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class ForgedRequestError(ServiceError):
    """A request that changes something did not come from one of our own pages."""

    code = "review_ui.forged_request"
    disposition = Disposition.ASK_HUMAN
    remedy = "Reload the page and try again"


def check_same_origin(request: Request) -> None:
    """Return when a request that changes something was not sent by another site's page.

    A client that is no browser sends neither header and passes: it holds no cookie that a page could
    borrow.

    Raises:
        ForgedRequestError: another site sent it.
    """
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        if fetch_site != "same-origin":
            raise ForgedRequestError("The request came from another site")
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForgedRequestError("The request came from another site")


class SecurityHeaders:
    """Adds the headers to every response; pages are never kept by a browser, our own static files may be."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if tls:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caching = caching_of(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers["Cache-Control"] = caching
            await send(message)

        await self._app(scope, receive, send_with_headers)
