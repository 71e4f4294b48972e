"""How much a request may send. Counted while it is read, and refused by its own announcement before that.

The framework's limit answers in plain text whatever we say, so this one raises: the answer is then a page
or the JSON error object like every other (failures.py).
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

LARGEST_FORM_BYTES = 1_000_000  # of every request that is not an upload
MULTIPART_ROOM_BYTES = 1_000_000  # of an upload, for the other fields and the boundaries


def limited(request: Request, largest_bytes: int) -> Request:
    """The same request, whose body cannot be read beyond the limit.

    Raises:
        HTTPException: 413, now when the request announces more, else while it is read.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > largest_bytes:
        raise HTTPException(413)
    receive, seen_bytes = request.receive, 0

    async def receive_counted() -> Message:
        nonlocal seen_bytes
        message = await receive()
        seen_bytes += len(message.get("body", b""))
        if seen_bytes > largest_bytes:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive_counted)
