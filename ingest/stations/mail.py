"""A message that a copier or a person sent to the scanning room: its attachments as files. Pure.

All or nothing: a message with a packed file, a program or too much in it is refused whole, in words that its
receiver can pass on. Nothing is unpacked. Text, signatures and small pictures of a letterhead are passed
over; they stay in the message, which is kept as it came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from ingest.media_type import HEAD_BYTES, identify
from storage.errors import Disposition, ServiceError

MAIL_SUFFIX = ".eml"
MOST_BYTES = 100 * 2**20
_MOST_ATTACHMENTS = 100
_MOST_PARTS = 500
_LETTERHEAD_BYTES = 50_000  # pictures of signatures and logos measure 2 to 30 kB; a scanned page 60 and more
_LONGEST_CLAIM = 120
_PASSED_OVER = (
    "text/",
    "application/pkcs7",
    "application/x-pkcs7",
    "application/pgp",
    "application/ics",
    "message/delivery-status",
    "message/disposition-notification",
)
# how packed files begin: ZIP (Office files too), 7z, RAR, gzip, bzip2, xz, tar.Z; and programs of DOS and ELF
_PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x1f\x9d",
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")


class MailRefusedError(ServiceError):
    """A message holds what is not taken from a message."""

    code = "ingest.mail_refused"
    disposition = Disposition.REJECT
    remedy = "Ask the sender for PDF, TIFF or JPEG files, attached one by one, then remove this message"


@dataclass(frozen=True)
class Attachment:
    """One attached file."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A message: who sent it and about what, as it claims, its files, and how many parts are no files."""

    sender: str
    subject: str
    attachments: tuple[Attachment, ...]
    passed_over: int


def read_mail(content: bytes) -> Mail:
    """The message with its files in order.

    Raises:
        MailRefusedError: it has no file that can be used, or something that is refused.
    """
    if len(content) > MOST_BYTES:
        raise MailRefusedError(f"The message is larger than {MOST_BYTES // 2**20} MB")
    try:
        message = message_from_bytes(content)
        leaves = list(_leaves(message))
    except RecursionError as too_deep:
        raise MailRefusedError("The message holds messages within messages") from too_deep
    attachments: list[Attachment] = []
    passed_over = 0
    for part in leaves:
        body = part.get_payload(decode=True)
        held = body if isinstance(body, bytes) else b""
        if not held or _is_passed_over(part, held):
            passed_over += 1
            continue
        attachments.append(Attachment(_file_name(part, len(attachments) + 1), _checked(held)))
    if not attachments:
        raise MailRefusedError("The message has no attached file")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise MailRefusedError(f"The message has more than {_MOST_ATTACHMENTS} attached files")
    return Mail(_claim(message, "from"), _claim(message, "subject"), tuple(attachments), passed_over)


def _leaves(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            raise MailRefusedError(f"The message has more than {_MOST_PARTS} parts")
        if not part.is_multipart():
            yield part


def _is_passed_over(part: Message, body: bytes) -> bool:
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    if kind.startswith(_PASSED_OVER):
        return not body.startswith((*_PACKED, *_PROGRAMS)) and identify(body[:HEAD_BYTES]).kind == "unknown"
    is_shown_in_text = disposition == "inline" or (disposition is None and part.get("content-id") is not None)
    return kind.startswith("image/") and is_shown_in_text and len(body) < _LETTERHEAD_BYTES


def _checked(body: bytes) -> bytes:
    if body.startswith(_PACKED):
        raise MailRefusedError("The message holds a packed file (such as ZIP) or an Office document")
    if body.startswith(_PROGRAMS):
        raise MailRefusedError("The message holds a program")
    if identify(body[:HEAD_BYTES]).kind == "unknown":
        raise MailRefusedError("The message holds a file of a kind that cannot be read")
    return body


def _file_name(part: Message, number: int) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError):  # a header that names no known alphabet
        name = None
    return _words(name or "") or f"attachment {number}"


def _claim(message: Message, header: str) -> str:
    return _words(message.get(header, ""))


def _words(raw: object) -> str:
    """A header's words, decoded, without control characters; what cannot be decoded stays as it came."""
    text = str(raw)
    try:
        text = str(make_header(decode_header(text)))
    except (HeaderParseError, ValueError, LookupError):
        text = str(raw)
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:_LONGEST_CLAIM]
