"""A row that two may want to make at the same moment, made once. Touches the world."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.tables import Base


def insert_if_absent(session: Session, table: type[Base], **values: Any) -> bool:
    """True when the row is ours; False when one with the same key or unique values was there first.

    On PostgreSQL it waits for another transaction that is making the same row. Afterwards the row can be
    read in either case, so look it up by what makes it unique, not by an id among `values`.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.flush()
    # the row count is not told on every database (psycopg's is -1 here), a returned key is
    key = list(table.__mapper__.primary_key)
    made = session.execute(insert(table).values(**values).on_conflict_do_nothing().returning(*key))
    return made.first() is not None
