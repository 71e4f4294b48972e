"""Lists, search and figures that stay quick at a hundred thousand documents: indexes, and what Find reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CHUNK = 2000


def upgrade() -> None:
    op.execute("UPDATE document SET due_at = received_at WHERE due_at IS NULL")
    op.drop_index("ix_document_worklist", "document")
    # the site comes last: there is one, and an index that begins with it would be taken for a way to few rows
    work = ["state", "priority", "due_at", "id", "kind", "site_id"]
    op.create_index("ix_document_work", "document", work)
    op.create_index("ix_document_newest", "document", ["state", "updated_at", "id", "site_id"])
    op.create_index("ix_document_unsigned", "document", ["state", "kind", "signed_by"])
    op.create_index(op.f("ix_document_batch_id"), "document", ["batch_id"])
    op.create_index(op.f("ix_document_verified_at"), "document", ["verified_at"])
    op.create_index(op.f("ix_document_event_at"), "document_event", ["at"])
    op.create_index("ix_document_event_event", "document_event", ["event", "document_id"])
    op.create_index(op.f("ix_reading_created_at"), "reading", ["created_at"])
    op.create_index(op.f("ix_filed_record_filed_at"), "filed_record", ["filed_at"])
    op.create_index(op.f("ix_coding_case_state"), "coding_case", ["state"])
    op.create_index("ix_sign_off_kind", "sign_off", ["kind", "document_id"])
    op.create_index(op.f("ix_patient_birth_date"), "patient", ["birth_date"])
    op.create_table(
        "claimed_identity",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("mrn", sa.Text(), nullable=False),
        sa.Column("encounter", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_claimed_identity_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_claimed_identity")),
    )
    op.create_index(op.f("ix_claimed_identity_birth_date"), "claimed_identity", ["birth_date"])
    _fill_claims()


def _fill_claims() -> None:
    connection = op.get_bind()
    claims = sa.table(
        "claimed_identity",
        *(sa.column(name) for name in ("document_id", "name_key", "mrn", "encounter")),
        sa.column("birth_date", sa.Date),
    )
    documents = sa.table("document", sa.column("id"), sa.column("claimed_fields", sa.JSON))
    found = connection.execute(sa.select(documents.c.id, documents.c.claimed_fields)).all()
    for rows in _chunks(_claim(document_id, fields or {}) for document_id, fields in found):
        connection.execute(sa.insert(claims), rows)


def _claim(document_id: str, fields: dict[str, Any]) -> dict[str, Any]:
    # the rules of that day, written down here: a migration does not change when the code does
    plain = unicodedata.normalize("NFKD", fields.get("name") or "").encode("ascii", "ignore").decode()
    return {
        "document_id": document_id,
        "name_key": " ".join(sorted(re.findall(r"[a-z0-9]+", plain.casefold()))),
        "mrn": (fields.get("mrn") or "").casefold(),
        "encounter": (fields.get("encounter") or "").casefold(),
        "birth_date": date.fromisoformat(fields["dob"]) if fields.get("dob") else None,
    }


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
