"""HTTP servers that are S3 servers on a bad day."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answers:
    """What the server says to each method: status and body; every request is noted.

    `withheld_bytes` more are promised than sent, before the connection is closed.
    """

    by_method: dict[str, tuple[int, bytes]]
    withheld_bytes: int = 0
    seen: list[str] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: Answers
    upstream: str


class _Canned(BaseHTTPRequestHandler):
    server: _Server

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.answers.seen.append(self.command)
        status, body = self.server.answers.by_method.get(self.command, (404, b""))
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body) + self.server.answers.withheld_bytes))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_HEAD = do_DELETE = _answer

    def log_message(self, *_: object) -> None:
        """Stay silent."""


class _LosesAnswers(_Canned):
    def _relay(self) -> tuple[http.client.HTTPResponse, bytes]:
        content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        connection = http.client.HTTPConnection(self.server.upstream, timeout=30)
        try:
            # Host stays what it was: it is part of the signature.
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders(content)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def _answer(self) -> None:
        answer, body = self._relay()
        if self.command == "PUT":
            self.close_connection = True  # the object landed; nobody hears of it
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "server", "date"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_HEAD = do_DELETE = _answer


@contextmanager
def _serving(handler: type[_Canned], *, answers: Answers, upstream: str = "") -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), handler)
    server.answers, server.upstream = answers, upstream
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def canned_s3(answers: Answers) -> Iterator[str]:
    """The endpoint of a server that gives `answers` (404 to every other method)."""
    with _serving(_Canned, answers=answers) as endpoint:
        yield endpoint


@contextmanager
def s3_that_loses_put_answers(upstream: str) -> Iterator[str]:
    """The endpoint of a relay to `upstream` that carries out every PUT and hangs up instead of answering."""
    with _serving(_LosesAnswers, answers=Answers({}), upstream=upstream) as endpoint:
        yield endpoint
