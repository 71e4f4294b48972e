"""The web as a process of its own: `python -m chartscribe.web --fd N`. Touches the world.

`up` opens the listening socket and lends it, so the port stays ours while the web is started again: a browser
waits a moment instead of being refused.
"""

from __future__ import annotations

import argparse
import errno
import socket

from ingest.logs import configure_logging
from review_ui.settings import WebSettings
from storage.errors import Disposition, ServiceError
from storage.settings import StorageSettings

_PORTS_TRIED = 50
_GOODBYE_S = 3  # for open answers and event streams


class WebAddressError(ServiceError):
    """The web cannot listen there."""

    code = "chartscribe.web_address"
    disposition = Disposition.ASK_HUMAN
    remedy = "Choose another CHARTSCRIBE_WEB_HOST or CHARTSCRIBE_WEB_PORT"


def open_web_socket(settings: WebSettings) -> socket.socket:
    """A listening socket at the wanted port, or at the next free one.

    Raises:
        review_ui.settings.TlsRequiredError: other machines could reach it and there is no certificate.
        WebAddressError: the address is not this machine's, or every port near the wanted one is taken.
    """
    settings.check_binding()
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    for port in range(settings.web_port, min(settings.web_port + _PORTS_TRIED, 65536)):  # 0: any free port
        try:
            return socket.create_server((settings.web_host, port), family=family, backlog=128)
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise WebAddressError(
                    "The web cannot listen at this address", where=f"port {port}"
                ) from refused
    raise WebAddressError("Every port near the wanted one is taken", where=f"port {settings.web_port}")


def web_url(settings: WebSettings, port: int) -> str:
    """The address to open in a browser."""
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    return f"{'https' if settings.speaks_tls else 'http'}://{host}:{port}"


def serve_web(settings: WebSettings, listener: socket.socket) -> None:
    """Answer requests on the listener until told to stop; uploads get the engine options of the settings."""
    import uvicorn  # the command line starts without these

    from chartscribe.options import EngineSettings, snapshot
    from ingest.belt import open_belt
    from review_ui.app import create_app

    belt = open_belt(StorageSettings(), snapshot(EngineSettings()))
    config = uvicorn.Config(
        create_app(web=settings, belt=belt),
        log_config=None,
        access_log=False,  # addresses hold what people looked for
        server_header=False,
        timeout_graceful_shutdown=_GOODBYE_S,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        proxy_headers=False,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        belt.close()


def main() -> None:
    """Start as a child process, logging to standard error."""
    configure_logging()
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    serve_web(WebSettings(), socket.socket(fileno=parser.parse_args().fd))


if __name__ == "__main__":
    main()
