"""What a request says, from a form or from one of our own scripts. Pure but for reading the body."""

from __future__ import annotations

import json

from fastapi import Request
from starlette.exceptions import HTTPException


async def read_given(request: Request) -> dict[str, str]:
    """The text fields of a form, or of a JSON object of texts and numbers; the same names either way.

    As a dependency named after the guard it is read only for those who may send it.

    Raises:
        HTTPException: 400 when the body is neither.
    """
    if request.headers.get("content-type", "").startswith("application/json"):
        return checked_texts(_from_json(await request.body()))
    form = await request.form()
    return checked_texts({name: value for name, value in form.items() if isinstance(value, str)})


async def json_body(request: Request) -> bytes:
    """The body of a request that says that it is JSON; a form's body was read already, by the guard.

    Raises:
        HTTPException: 400 when it says that it is something else.
    """
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise HTTPException(400)
    return await request.body()


def checked_texts(given: dict[str, str]) -> dict[str, str]:
    """The same texts, all of which can be kept and filed.

    Raises:
        HTTPException: 400 for half a surrogate pair, which no file can hold, and for NUL, which no text
            column of PostgreSQL can: saved today, such a text could never be filed.
    """
    for text in given.values():
        if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
            raise HTTPException(400)
    return given


def _from_json(body: bytes) -> dict[str, str]:
    try:
        given = json.loads(body)
    except ValueError as malformed:
        raise HTTPException(400) from malformed
    if not isinstance(given, dict):
        raise HTTPException(400)
    there = {name: value for name, value in given.items() if value is not None}
    # a list or an object in place of a text is no missing text: left out, it would ask for something else
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for value in there.values()):
        raise HTTPException(400)
    return {name: str(value) for name, value in there.items()}


def whole_number(given: dict[str, str], name: str) -> int:
    """The field as a whole number from 0.

    Raises:
        HTTPException: 400 when it is missing or something else.
    """
    text = given.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise HTTPException(400)
    return int(text)
