"""Where documents begin in a long chart, their types and dates, as proposed and decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_opening()
    _add_types()


def _add_opening() -> None:
    op.create_table(
        "chart_opening",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("reading_no", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("committed_by", sa.Text(), nullable=True),
        sa.Column("committed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_chart_opening_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_chart_opening")),
    )
    op.create_table(
        "opening_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_opening_act_document_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_opening_act_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_act")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_opening_act_document_id_number")),
    )
    op.create_table(
        "page_glance",
        sa.Column("page_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_glance_page_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_page_glance_user_id")),
        sa.PrimaryKeyConstraint("page_id", "user_id", name=op.f("pk_page_glance")),
    )


def _add_types() -> None:
    op.create_table(
        "type_count",
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("signs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_type_count_site_id")),
        sa.PrimaryKeyConstraint("site_id", "document_type", name=op.f("pk_type_count")),
    )
    op.create_table(
        "type_sign_count",
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("sign", sa.String(length=60), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_type_sign_count_site_id")),
        sa.PrimaryKeyConstraint("site_id", "sign", "document_type", name=op.f("pk_type_sign_count")),
    )
    op.create_table(
        "type_lesson",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("learned_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_type_lesson_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_type_lesson")),
    )


def downgrade() -> None:
    raise RuntimeError("what people decided about a chart is not taken away: restore a backup instead")
