"""Second copies, exports and file lists, and how far they came; files larger than 2 GiB on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_copies()
    _add_exports()
    _add_file_lists()
    if op.get_bind().dialect.name == "postgresql":  # SQLite's integers are wide enough as they are
        for table in ("source_object", "artifact"):
            op.alter_column(table, "size_bytes", type_=sa.BigInteger())


def _add_copies() -> None:
    op.create_table(
        "copy_run",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("objects", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("objects_new", sa.Integer(), nullable=False),
        sa.Column("bytes_new", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("up_to", UtcDateTime(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_copy_run_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_run")),
    )
    op.create_index(op.f("ix_copy_run_started_at"), "copy_run", ["started_at"])


def _add_exports() -> None:
    op.create_table(
        "export_run",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_export_run_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_run")),
    )
    op.create_index(op.f("ix_export_run_started_at"), "export_run", ["started_at"])
    op.create_table(
        "export_file",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("path_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_export_file_document_id")),
        sa.ForeignKeyConstraint(["run_id"], ["export_run.id"], name=op.f("fk_export_file_run_id")),
        sa.PrimaryKeyConstraint("run_id", "document_id", name=op.f("pk_export_file")),
    )
    op.create_index(
        op.f("ix_export_file_run_id_path_key"), "export_file", ["run_id", "path_key"], unique=True
    )


def _add_file_lists() -> None:
    op.create_table(
        "file_list",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_file_list_batch_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_file_list_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_list")),
        sa.UniqueConstraint("list_sha256", name=op.f("uq_file_list_list_sha256")),
    )
    op.create_table(
        "file_list_row",
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["file_list.id"], name=op.f("fk_file_list_row_list_id")),
        sa.PrimaryKeyConstraint("list_id", "row_no", name=op.f("pk_file_list_row")),
    )
    op.create_index(op.f("ix_file_list_row_list_id_outcome"), "file_list_row", ["list_id", "outcome"])
    op.create_index(op.f("ix_file_list_row_document_id"), "file_list_row", ["document_id"])


def downgrade() -> None:
    raise RuntimeError("what was copied and exported is not forgotten: restore a backup instead")
