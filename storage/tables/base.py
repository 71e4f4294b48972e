"""How Python types are stored, and what every table shares."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.database import UtcDateTime
from storage.ids import new_id

DEFAULT_SITE = "site"

Json = dict[str, Any]
_naming = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declares how Python types are stored."""

    metadata = MetaData(naming_convention=_naming)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a plain dict here
        datetime: UtcDateTime,
        date: Date,
        str: Text,
        Json: JSON,
        list[str]: JSON,
        list[Json]: JSON,
    }


def id_column() -> Mapped[str]:
    """A UUIDv7 primary key."""
    return mapped_column(String(36), primary_key=True, default=new_id)
