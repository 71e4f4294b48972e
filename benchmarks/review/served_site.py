"""A site and its real web server in a process of its own, with a person signed in. Touches the world."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx2

from chartscribe.up import prepare_site
from chartscribe.web import open_web_socket, web_url
from review_ui.settings import WebSettings
from storage.accounts import Role, add_user, issue_welcome_link, use_link
from storage.audit.record import Actor
from storage.database import Database
from storage.settings import StorageSettings

PASSWORD = "four words nobody knows"  # noqa: S105 - of an invented person on a site that is thrown away
_SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
_START_LIMIT_S = 60.0


class Took(NamedTuple):
    """What one request took: until the whole answer was there, and of the server's processor for it.

    The second does not grow when other programs keep the machine busy.
    """

    wall_ms: float
    processor_ms: float


@dataclass
class Browser:
    """A signed-in person's requests, timed."""

    client: httpx2.Client
    token: str
    server_pid: int

    def get(self, path: str) -> Took:
        """What it took to get a page."""
        return self._timed("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Took:
        """The same for a form."""
        return self._timed("POST", path, data=dict(fields))

    def post_json(self, path: str, fields: Mapping[str, object]) -> tuple[Took, dict[str, object]]:
        """What it took, and the answer, for what our scripts send."""
        before_ms, began = processor_ms(self.server_pid), time.perf_counter()
        headers = self._headers | {"accept": "application/json"}
        answer = self.client.post(path, json=dict(fields), headers=headers)
        wall_ms = (time.perf_counter() - began) * 1000
        answer.raise_for_status()
        return Took(wall_ms, processor_ms(self.server_pid) - before_ms), answer.json()

    def text(self, path: str) -> str:
        """A page."""
        return self.client.get(path).raise_for_status().text

    @property
    def _headers(self) -> dict[str, str]:
        return {"x-csrf-token": self.token}

    def _timed(self, method: str, path: str, **sent: object) -> Took:
        before_ms, began = processor_ms(self.server_pid), time.perf_counter()
        answer = self.client.request(method, path, headers=self._headers, **sent)  # type: ignore[arg-type]
        wall_ms = (time.perf_counter() - began) * 1000
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status_code}")
        return Took(wall_ms, processor_ms(self.server_pid) - before_ms)


def processor_ms(pid: int) -> float:
    """Milliseconds that all threads of the process have run so far (Linux: /proc/PID/task/*/schedstat)."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e6


def person(database: Database, login: str, *roles: Role) -> str:
    """The id of a new person who can sign in."""
    actor = Actor.program("benchmark")
    with database.write() as session:
        user = add_user(session, login=login, display_name=login.title(), roles=roles, actor=actor)
        token = issue_welcome_link(session, user, actor=actor)
    use_link(database, token, password=PASSWORD, display_name=login.title())
    return user.id


def open_site(home: Path, database_url: str = "") -> StorageSettings:
    """The settings of a new site in `home`."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = StorageSettings(home=home, database_url=database_url)
    prepare_site(settings, say=lambda _line: None)
    return settings


@contextmanager
def serving(settings: StorageSettings) -> Iterator[tuple[str, int]]:
    """The address and process id of the site's web server while it runs."""
    web = WebSettings(web_port=0)
    listener = open_web_socket(web)
    listener.set_inheritable(True)
    environment = {
        **os.environ,
        "CHARTSCRIBE_HOME": str(settings.home),
        "CHARTSCRIBE_DATABASE_URL": settings.database_url,
    }
    number = listener.fileno()
    server = subprocess.Popen(
        [sys.executable, "-m", "chartscribe.web", "--fd", str(number)],
        env=environment,
        pass_fds=[number],
        stderr=subprocess.DEVNULL,
    )
    address = web_url(web, listener.getsockname()[1])
    try:
        wait_for_answer(address)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)
        listener.close()


def sign_in(address: str, login: str, *, server_pid: int) -> Browser:
    """A browser in which this person has signed in."""
    client = httpx2.Client(base_url=address, headers=_SAME_ORIGIN, timeout=120)
    client.post("/sign-in", data={"login": login, "password": PASSWORD})
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', client.get("/").text)
    if found is None:
        raise RuntimeError("nobody could sign in")
    return Browser(client, found[1], server_pid)


def wait_for_answer(address: str) -> None:
    """Returns when the web server answers; raises what its client said when it does not within a minute."""
    give_up = time.monotonic() + _START_LIMIT_S
    while True:
        try:
            httpx2.get(f"{address}/healthz", timeout=5)
        except httpx2.TransportError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return
