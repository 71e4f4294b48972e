"""Patient lists that came in, other names of a patient, merges, and whose page is whose."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from storage.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHUNK = 2000
_SOUND_OF = dict(zip("abcdefghijklmnopqrstuvwxyz", "A123A12-A22455A12623A1-2-2", strict=True))


def upgrade() -> None:
    op.add_column("patient", sa.Column("merged_into", sa.String(length=36), nullable=True))
    op.add_column("patient", sa.Column("said_by", sa.JSON(), nullable=False, server_default="{}"))
    op.create_index(op.f("ix_patient_merged_into"), "patient", ["merged_into"])
    op.add_column("encounter", sa.Column("cancelled_at", UtcDateTime(), nullable=True))
    _add_names()
    _add_lists()
    _add_decisions()
    _forbid_changes("page_patient_decision")
    _fill_name_keys()


def _add_names() -> None:
    op.create_table(
        "patient_alias",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_alias_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_alias")),
        sa.UniqueConstraint(
            "patient_id", "kind", "value_key", name=op.f("uq_patient_alias_patient_id_kind_value_key")
        ),
    )
    op.create_index(op.f("ix_patient_alias_patient_id"), "patient_alias", ["patient_id"])
    op.create_index(op.f("ix_patient_alias_value_key"), "patient_alias", ["value_key"])
    op.create_table(
        "patient_name_key",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_name_key_patient_id")),
        sa.PrimaryKeyConstraint("key", "patient_id", name=op.f("pk_patient_name_key")),
    )
    op.create_index(op.f("ix_patient_name_key_patient_id"), "patient_name_key", ["patient_id"])
    op.create_table(
        "patient_merge",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kept_id", sa.String(length=36), nullable=False),
        sa.Column("merged_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("merged_at", UtcDateTime(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["merged_id"], ["patient.id"], name=op.f("fk_patient_merge_merged_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["patient.id"], name=op.f("fk_patient_merge_kept_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merge")),
    )
    op.create_index(op.f("ix_patient_merge_kept_id"), "patient_merge", ["kept_id"])
    op.create_index(op.f("ix_patient_merge_merged_id"), "patient_merge", ["merged_id"])


def _add_lists() -> None:
    op.create_table(
        "patient_list",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_known", sa.Integer(), nullable=False),
        sa.Column("rows_asked", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_patient_list_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_list")),
    )
    op.create_table(
        "patient_list_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.String(length=36), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_list_note_patient_id")),
        sa.ForeignKeyConstraint(["list_id"], ["patient_list.id"], name=op.f("fk_patient_list_note_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_list_note")),
    )
    op.create_index(op.f("ix_patient_list_note_list_id"), "patient_list_note", ["list_id"])
    op.create_index(op.f("ix_patient_list_note_open"), "patient_list_note", ["kind", "decided_at"])
    op.create_table(
        "patient_list_columns",
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("headings_key", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("date_order", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_patient_list_columns_site_id")),
        sa.PrimaryKeyConstraint("site_id", "headings_key", name=op.f("pk_patient_list_columns")),
    )
    op.create_table(
        "adt_message",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("control_id", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["patient_list.id"], name=op.f("fk_adt_message_list_id")),
        sa.PrimaryKeyConstraint("sender", "control_id", name=op.f("pk_adt_message")),
    )
    op.create_index(op.f("ix_adt_message_list_id"), "adt_message", ["list_id"])


def _add_decisions() -> None:
    op.create_table(
        "page_patient_decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("page_id", sa.String(length=36), nullable=True),
        sa.Column("patient_id", sa.String(length=36), nullable=True),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_page_patient_decision_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_page_patient_decision_document_id")
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_patient_decision_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_patient_decision")),
    )
    op.create_index(op.f("ix_page_patient_decision_document_id"), "page_patient_decision", ["document_id"])
    op.create_table(
        "unidentified_document",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("set_aside_by", sa.Text(), nullable=False),
        sa.Column("set_aside_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_unidentified_document_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_unidentified_document")),
    )


def _forbid_changes(table: str) -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for verb in ("UPDATE", "DELETE"):
        refuse = (
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            if is_postgresql
            else "BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END"
        )
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refuse}")


def _fill_name_keys() -> None:
    connection = op.get_bind()
    keys = sa.table("patient_name_key", sa.column("key"), sa.column("patient_id"))
    patients = sa.table("patient", sa.column("id"), sa.column("name_key"))
    known = connection.execute(sa.select(patients.c.id, patients.c.name_key)).all()
    for start in range(0, len(known), _CHUNK):
        rows = [
            {"key": key, "patient_id": patient_id}
            for patient_id, name_key in known[start : start + _CHUNK]
            for key in sorted(set(_keys(name_key)))
        ]
        if rows:
            connection.execute(sa.insert(keys), rows)


def _keys(name_key: str) -> Iterator[str]:
    # the rules of that day, written down here: a migration does not change when the code does
    words = re.findall(r"[a-z]{2,}", name_key)[:6]
    for word in words:
        yield f"w:{word[:30]}"
    for one, other in itertools.permutations(words, 2):
        yield f"s:{_sound(one)}:{other[0]}"


def _sound(word: str) -> str:
    first, *rest = (_SOUND_OF[letter] for letter in word)
    kept = [first]
    for sound in rest:
        if sound not in ("A", "-") and sound != kept[-1]:
            kept.append(sound)
    return "".join(kept)[:4]


def downgrade() -> None:
    raise RuntimeError("whose record a document is, is not forgotten: restore a backup instead")
