"""Frozen records to plain JSON values and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from storage.errors import Deficiency

Record = TypeVar("Record")


def as_plain(value: Any) -> Any:
    """The value with records as objects and tuples as lists."""
    if isinstance(value, Deficiency):
        return value.as_json()
    if is_dataclass(value):
        return {one.name: as_plain(getattr(value, one.name)) for one in fields(value)}
    return [as_plain(one) for one in value] if isinstance(value, tuple) else value


def records(kind: type[Record], stored: Mapping[str, Any], key: str) -> tuple[Record, ...]:
    """The records of one kind that stand under a key; none where the key is absent."""
    return tuple(
        kind(**{name: tuple(one) if isinstance(one, list) else one for name, one in entry.items()})
        for entry in stored.get(key, ())
    )
