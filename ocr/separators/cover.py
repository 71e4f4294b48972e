"""A cover sheet's values as the text of its barcode, and back. Pure.

The text is `CHS1$M<mrn>$E<encounter>$T<document type>$K<check>`: upper-case letters, digits and the signs
that Code 39 has, so that any symbology can carry it. A lower-case letter is / and its capital, a space is +,
every other character is %XX, its UTF-8 bytes in hex. The check is the first 20 bits of the SHA-256 of what
precedes it, for Code 39 has no check of its own.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_VERSION = "CHS1"
_ANY_VERSION = re.compile(r"CHS\d+\$")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
# Crockford's base 32: no I, L, O or U, so nobody who types it confuses two letters
_CHECK_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIELDS = {"M": "mrn", "E": "encounter", "T": "document_type"}
_CHECK_SIGNS = 4
_LONGEST_VALUE = 64


@dataclass(frozen=True)
class CoverSheet:
    """What a cover sheet says about the pages that follow it; None where it says nothing."""

    mrn: str | None = None
    encounter: str | None = None
    document_type: str | None = None

    def __post_init__(self) -> None:
        values = (self.mrn, self.encounter, self.document_type)
        if not any(values):
            raise ValueError("a cover sheet names a patient, an encounter or a document type")
        for value in values:
            if value is not None and not (value.strip() == value and 0 < len(value) <= _LONGEST_VALUE):
                raise ValueError("a value on a cover sheet has 1 to 64 characters and no space around it")
            if value is not None and not value.isprintable():
                raise ValueError("a value on a cover sheet has no control characters")

    def as_json(self) -> dict[str, str]:
        """The values that it has."""
        values = {name: getattr(self, name) for name in _FIELDS.values()}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, stored: dict[str, str]) -> CoverSheet:
        """The cover sheet that `as_json` wrote."""
        return cls(**stored)


def cover_text(sheet: CoverSheet) -> str:
    """The text of the sheet's barcode; `parse_cover` leads back."""
    parts = [_VERSION]
    for letter, name in _FIELDS.items():
        value = getattr(sheet, name)
        if value is not None:
            parts.append(letter + _escaped(value))
    body = "$".join(parts) + "$"
    return f"{body}K{_check(body)}"


def is_cover_text(text: str) -> bool:
    """Whether a barcode's text claims to be a cover sheet of ours, readable or not."""
    return _ANY_VERSION.match(text.strip()) is not None


def parse_cover(text: str) -> CoverSheet | None:
    """The cover sheet that a barcode's text stands for, or None.

    None as well for a text that is damaged, or of a later version whose fields are not known here: nothing
    is guessed (`is_cover_text` still tells such a page from a page of the chart).
    """
    whole = text.strip()
    body, check = whole[: -_CHECK_SIGNS - 1], whole[-_CHECK_SIGNS - 1 :]
    if not body.startswith(f"{_VERSION}$") or check != f"K{_check(body)}":
        return None
    values: dict[str, str] = {}
    for part in body.split("$")[1:-1]:
        name, value = _FIELDS.get(part[:1]), _plain(part[1:])
        if name is None or name in values or value is None:
            return None
        values[name] = value
    try:
        return CoverSheet(**values)
    except ValueError:  # a check that is right over values that we never write
        return None


def _escaped(value: str) -> str:
    return "".join(map(_escaped_char, value))


def _escaped_char(char: str) -> str:
    if char in _PLAIN:
        return char
    if char == " ":
        return "+"
    if char.isascii() and char.islower():
        return f"/{char.upper()}"
    return "".join(f"%{byte:02X}" for byte in char.encode())


def _plain(escaped: str) -> str | None:
    if re.fullmatch(r"(?:[A-Z0-9.+-]|/[A-Z]|%[0-9A-F]{2})*", escaped) is None:
        return None
    spaced = re.sub(r"/(.)", lambda found: found[1].lower(), escaped.replace("+", " "))
    raw = re.sub(r"%(..)", lambda found: chr(int(found[1], 16)), spaced)
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return None


def _check(body: str) -> str:
    bits = int.from_bytes(hashlib.sha256(body.encode()).digest()[:3], "big") >> 4
    return "".join(_CHECK_LETTERS[(bits >> shift) & 31] for shift in (15, 10, 5, 0))
