"""The sidecar of a file in the watch folder: `NAME.json` with index fields, and the note about what is wrong.

A sidecar is written by a machine or by hand, so a field that it misspells must not silently lose the patient:
every name and value is checked, and the message says how to mend it without repeating what was in it. Pure.
"""

from __future__ import annotations

import json
from typing import Any

from ingest.index_fields import FIELD_NAMES, IndexFieldError, IndexFields, parse_index_fields

MAX_SIDECAR_BYTES = 64 * 1024
_SHAPE = "sidecar"


class SidecarError(IndexFieldError):
    """The sidecar of a file cannot be used; the file waits beside it."""

    code = "ingest.sidecar"
    remedy = 'Correct the .json file beside it, such as {"mrn": "900417", "date_of_service": "2026-03-14"}'


def parse_sidecar(content: bytes) -> IndexFields:
    """The index fields that a sidecar gives.

    Raises:
        SidecarError: it is no JSON object of texts, names a field that does not exist, or a value cannot be
            used; `problems` says which.
    """
    given = sidecar_texts(content)
    try:
        return parse_index_fields(given)
    except IndexFieldError as refused:
        raise SidecarError(refused.problems) from refused


def sidecar_texts(content: bytes) -> dict[str, str | None]:
    """The fields that a sidecar names, as texts.

    Raises:
        SidecarError: it is no JSON object of texts, or names a field that does not exist.
    """
    given = _object_in(content)
    problems = {
        _shown(name): f"is no index field; there are {', '.join(FIELD_NAMES)}"
        for name in given
        if name not in FIELD_NAMES
    }
    problems |= {
        name: "must be a text in quotes"
        for name, value in given.items()
        if name in FIELD_NAMES and not isinstance(value, str | None)
    }
    if problems:
        raise SidecarError(problems)
    return given


def _object_in(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_SIDECAR_BYTES:
        raise SidecarError({_SHAPE: f"is larger than {MAX_SIDECAR_BYTES} bytes"})
    try:
        given = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_without_repeats)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as failure:
        raise SidecarError({_SHAPE: "is not JSON in UTF-8"}) from failure
    if not isinstance(given, dict):
        raise SidecarError({_SHAPE: "must be one JSON object, {…}"})
    return given


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise SidecarError({_SHAPE: "names a field twice"})
    return dict(pairs)


def _shown(name: str) -> str:
    """A field's name as it may be shown: whatever is no plain word may be anything, a patient's name too."""
    return name if name.isascii() and name.replace("_", "").isalpha() and len(name) <= 30 else "one name"
