"""Stations, batches of a shift and who touched them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BATCH_COLUMNS = (
    # as both databases write it: a new column with its foreign key, without making the table anew (SQLite
    # would refuse that while documents refer to it)
    "station_id VARCHAR(36) CONSTRAINT fk_batch_station_id REFERENCES station (id)",
    'operator_id VARCHAR(36) CONSTRAINT fk_batch_operator_id REFERENCES "user" (id)',
    "box TEXT NOT NULL DEFAULT ''",
    "state TEXT",
    "sheets_counted INTEGER",
    "defaults JSON",
    'holder_id VARCHAR(36) CONSTRAINT fk_batch_holder_id REFERENCES "user" (id)',
)


def upgrade() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scanner", sa.Text(), nullable=False),
        sa.Column("way_in", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.Column("file_name_pattern", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_station_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
    )
    _index_some("uq_station_folder", "station", ["site_id", "folder"], where="retired_at IS NULL")
    for column in _BATCH_COLUMNS:
        op.execute(f"ALTER TABLE batch ADD COLUMN {column}")
    op.add_column("batch", sa.Column("holder_until", UtcDateTime(), nullable=True))
    op.add_column("batch", sa.Column("committed_at", UtcDateTime(), nullable=True))
    op.create_index("ix_batch_state", "batch", ["state", "created_at"])
    open_at_a_station = "state IN ('prepared', 'scanning') AND station_id IS NOT NULL"
    _index_some("uq_batch_open_at_station", "batch", ["station_id"], where=open_at_a_station)
    op.create_table(
        "batch_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_event_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_event")),
    )
    op.create_index(op.f("ix_batch_event_batch_id"), "batch_event", ["batch_id"])
    op.create_index(op.f("ix_batch_event_at"), "batch_event", ["at"])
    _forbid_changes("batch_event")


def _index_some(name: str, table: str, columns: list[str], *, where: str) -> None:
    op.create_index(
        name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
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


def downgrade() -> None:
    raise RuntimeError("the custody of paper is not taken away: restore a backup instead")
