"""Twelve scripted people, each with a session of their own, acting through the site's pages.

Touches the world: sends requests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from benchmarks.review.served_site import PASSWORD, person
from storage.accounts import Role
from storage.database import Database

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
OPERATORS = {"scanner-1": "olga", "scanner-2": "omar", "scanner-3": "otis"}
INDEXERS = ("ines", "igor", "ida", "ivan")
CHECKERS = ("carla", "chidi", "clara")
SAMPLER, SUPERVISOR = "sam", "sue"
ROLES: dict[str, tuple[Role, ...]] = {
    **dict.fromkeys(OPERATORS.values(), (Role.SCANNER,)),
    **dict.fromkeys((*INDEXERS, *CHECKERS, SAMPLER), (Role.TECHNICIAN,)),
    SUPERVISOR: (Role.SUPERVISOR, Role.TECHNICIAN, Role.SCANNER),
}

_LOCKED = 401


class RefusedError(RuntimeError):
    """The site answered a person's act with a refusal; the message is what it said."""


@dataclass
class Person:
    """One signed-in person."""

    login: str
    client: httpx2.Client
    token: str
    answers: int = 0

    @classmethod
    def signed_in(cls, address: str, login: str) -> Person:
        """A new session of this person.

        Raises:
            RefusedError: nobody could sign in.
        """
        client = httpx2.Client(base_url=address, headers=SAME_ORIGIN, timeout=180)
        return cls(login, client, _sign_in(client, login))

    def page(self, path: str) -> str:
        """A page as HTML.

        Raises:
            RefusedError: it was not shown.
        """
        return self._told("GET", path).text

    def answer(self, path: str) -> httpx2.Response:
        """Whatever comes, refusals too."""
        self.answers += 1
        return self.client.get(path)

    def act(self, path: str, fields: Mapping[str, object] | None = None) -> httpx2.Response:
        """What our own scripts send: JSON.

        Raises:
            RefusedError: it was refused.
        """
        headers = {"accept": "application/json"}
        return self._told("POST", path, json=dict(fields or {}), headers=headers)

    def fill(self, path: str, fields: Mapping[str, str]) -> httpx2.Response:
        """A form.

        Raises:
            RefusedError: it was refused.
        """
        return self._told("POST", path, data={"csrf_token": self.token, **fields})

    def send(self, path: str, file_name: str, content: bytes, fields: Mapping[str, str]) -> httpx2.Response:
        """A form with a file.

        Raises:
            RefusedError: it was refused.
        """
        return self._told("POST", path, files=[("files", (file_name, content))], data=dict(fields))

    def _told(self, method: str, path: str, **sent: object) -> httpx2.Response:
        self.answers += 1
        answer = self._asked(method, path, sent)
        if answer.status_code == _LOCKED:  # they were away for a while
            self.token = _sign_in(self.client, self.login)
            answer = self._asked(method, path, sent)
        if answer.status_code >= 400:
            said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))[:300]
            said = re.sub(r"reference \w+", "reference …", said)
            raise RefusedError(
                f"{method} {re.sub(r'[0-9a-f-]{36}', 'ID', path)}: {answer.status_code} {said}"
            )
        return answer

    def _asked(self, method: str, path: str, sent: Mapping[str, object]) -> httpx2.Response:
        headers = {"x-csrf-token": self.token, **dict(sent.get("headers", {}))}  # type: ignore[call-overload]
        given = {name: value for name, value in sent.items() if name != "headers"}
        if isinstance(data := given.get("data"), Mapping) and "csrf_token" in data:
            given["data"] = {**data, "csrf_token": self.token}
        return self.client.request(method, path, headers=headers, **given)  # type: ignore[arg-type]


def _sign_in(client: httpx2.Client, login: str) -> str:
    """The token of a new session in this browser."""
    client.post("/sign-in", data={"login": login, "password": PASSWORD})
    for page in ("/add", "/"):
        found = re.search(r'<meta name="csrf-token" content="([^"]+)"', client.get(page).text)
        if found is not None:
            return found[1]
    raise RefusedError(f"{login} could not sign in")


def hire(database: Database, known: set[str]) -> dict[str, str]:
    """The id of each of the twelve who is not known yet."""
    return {login: person(database, login, *roles) for login, roles in ROLES.items() if login not in known}
