"""Workbench: personal settings, phrases, proof of review, lines, questions, and sessions that sleep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locked_at", UtcDateTime(), nullable=True))
    _add_personal()
    _add_coverage()
    _add_lines()
    _add_questions()


def _add_personal() -> None:
    op.create_table(
        "personal_setting",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_personal_setting_user_id")),
        sa.PrimaryKeyConstraint("user_id", "name", name=op.f("pk_personal_setting")),
    )
    op.create_table(
        "phrase",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("worktype", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_phrase_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase")),
    )
    op.create_index(op.f("ix_phrase_owner_id"), "phrase", ["owner_id"])


def _add_coverage() -> None:
    op.create_table(
        "review_coverage",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("reading_no", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("seen_s", sa.Double(), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_review_coverage_document_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_review_coverage_user_id")),
        sa.PrimaryKeyConstraint(
            "document_id", "reading_no", "unit_id", "user_id", name=op.f("pk_review_coverage")
        ),
    )
    op.create_table(
        "review_effort",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("keystrokes", sa.Integer(), nullable=False),
        sa.Column("active_s", sa.Double(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_review_effort_document_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_review_effort_user_id")),
        sa.PrimaryKeyConstraint("document_id", "user_id", name=op.f("pk_review_effort")),
    )
    op.create_table(
        "critical_confirmation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("reading_no", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_critical_confirmation_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_critical_confirmation")),
        sa.UniqueConstraint(
            "document_id",
            "reading_no",
            "token_id",
            name=op.f("uq_critical_confirmation_document_id_reading_no_token_id"),
        ),
    )


def _add_lines() -> None:
    op.create_table(
        "verified_lines",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("worktype", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("visible_characters", sa.Integer(), nullable=False),
        sa.Column("typed_characters", sa.Integer(), nullable=False),
        sa.Column("from_draft", sa.Boolean(), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_verified_lines_document_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_verified_lines_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verified_lines")),
        sa.UniqueConstraint("document_id", name=op.f("uq_verified_lines_document_id")),
    )
    op.create_index(
        op.f("ix_verified_lines_user_id_verified_at"), "verified_lines", ["user_id", "verified_at"]
    )


def _add_questions() -> None:
    op.create_table(
        "author_question",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_author_question_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_question")),
    )
    op.create_index(op.f("ix_author_question_document_id"), "author_question", ["document_id"])
    op.create_table(
        "physician_query",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("to_login", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["coding_case.id"], name=op.f("fk_physician_query_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physician_query")),
    )
    op.create_index(op.f("ix_physician_query_case_id"), "physician_query", ["case_id"])


def downgrade() -> None:
    raise RuntimeError("how records were reviewed is not taken away: restore a backup instead")
