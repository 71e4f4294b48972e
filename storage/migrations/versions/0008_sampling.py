"""Drawn samples of pages, what they found, and certificates for paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("sample_verdict", "read_back", "paper_certificate")


def upgrade() -> None:
    _add_samples()
    _add_measures()
    _add_paper()
    _hold_append_only()


def _add_samples() -> None:
    op.create_table(
        "sample_lot",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("aql", sa.Double(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("accept", sa.Integer(), nullable=False),
        sa.Column("reject", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_sample_lot_site_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_sample_lot_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_lot")),
    )
    op.create_index(op.f("ix_sample_lot_batch_id"), "sample_lot", ["batch_id"])
    op.create_index(op.f("ix_sample_lot_drawn_at"), "sample_lot", ["drawn_at"])
    op.create_table(
        "sample_document",
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("scanner", sa.Text(), nullable=False),
        sa.Column("sent_back_at", UtcDateTime(), nullable=True),
        sa.Column("rechecked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_sample_document_document_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["sample_lot.id"], name=op.f("fk_sample_document_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", "document_id", name=op.f("pk_sample_document")),
    )
    op.create_index(op.f("ix_sample_document_document_id"), "sample_document", ["document_id"])
    op.create_table(
        "sample_page",
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("page_id", sa.String(length=36), nullable=False),
        sa.Column("page_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_sample_page_document_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["sample_lot.id"], name=op.f("fk_sample_page_lot_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_sample_page_page_id")),
        sa.PrimaryKeyConstraint("lot_id", "place", name=op.f("pk_sample_page")),
    )
    op.create_table(
        "sample_verdict",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["sample_lot.id"], name=op.f("fk_sample_verdict_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_verdict")),
    )
    op.create_index(op.f("ix_sample_verdict_lot"), "sample_verdict", ["lot_id", "place", "id"])
    op.create_table(
        "sample_hold",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_sample_hold_batch_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_sample_hold_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_sample_hold")),
    )
    op.create_index(op.f("ix_sample_hold_batch_id"), "sample_hold", ["batch_id"])


def _add_measures() -> None:
    op.create_table(
        "page_measure",
        sa.Column("page_id", sa.String(length=36), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_blank", sa.Boolean(), nullable=False),
        sa.Column("streaks", sa.Integer(), nullable=False),
        sa.Column("skew_deg", sa.Double(), nullable=True),
        sa.Column("contrast", sa.Double(), nullable=True),
        sa.Column("cut_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_measure_page_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_page_measure_batch_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_measure")),
    )
    op.create_index(op.f("ix_page_measure_watch"), "page_measure", ["at", "batch_id"])


def _add_paper() -> None:
    op.create_table(
        "read_back",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("objects", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_read_back_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_back")),
    )
    op.create_index(op.f("ix_read_back_batch_id"), "read_back", ["batch_id"])
    op.create_table(
        "paper_certificate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_paper_certificate_batch_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_paper_certificate_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_certificate")),
        sa.UniqueConstraint("site_id", "number", name=op.f("uq_paper_certificate_site_id_number")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_paper_certificate_batch_id")),
    )


def _hold_append_only() -> None:
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            act = (
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                if dialect == "postgresql"
                else "BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END"
            )
            op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {act}")


def downgrade() -> None:
    raise RuntimeError("what samples found is not taken away: restore a backup instead")
