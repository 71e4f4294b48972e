"""Due times, progress of listening, and what authors of dictations taught."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heard_s", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("due_at", UtcDateTime(), nullable=True))
    _add_learning()
    _add_normals()


def _add_learning() -> None:
    op.create_table(
        "learned_dictation",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("learned_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_learned_dictation_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_learned_dictation")),
    )
    op.create_index(op.f("ix_learned_dictation_author_key"), "learned_dictation", ["author_key"])
    op.create_table(
        "author_correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("meant", sa.Text(), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_author_correction_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_correction")),
    )
    op.create_index(op.f("ix_author_correction_document_id"), "author_correction", ["document_id"])
    op.create_index("ix_author_correction_pair", "author_correction", ["author_key", "heard", "meant"])
    op.create_table(
        "author_term",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("meant", sa.Text(), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("replayed", sa.Integer(), nullable=False),
        sa.Column("errors_before", sa.Integer(), nullable=False),
        sa.Column("errors_after", sa.Integer(), nullable=False),
        sa.Column("learned_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_term")),
        sa.UniqueConstraint(
            "author_key", "heard", "meant", name=op.f("uq_author_term_author_key_heard_meant")
        ),
    )


def _add_normals() -> None:
    op.create_table(
        "author_normal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("worktype", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_normal")),
    )
    op.create_index(op.f("ix_author_normal_author_key"), "author_normal", ["author_key"])


def downgrade() -> None:
    raise RuntimeError("what authors taught is not taken away: restore a backup instead")
