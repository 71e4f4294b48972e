"""Where paper becomes images: scanners, fax lines and mailboxes, the batches they make, and who had them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, Json, id_column

_STILL_USED = text("retired_at IS NULL")
_OPEN_AT_A_STATION = text("state IN ('prepared', 'scanning') AND station_id IS NOT NULL")


class Station(Base):
    """A place where paper comes in: a scanner with its drop folder, a fax line, a mailbox."""

    __tablename__ = "station"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    name: Mapped[str]  # what people call it: "Scanner 2"
    scanner: Mapped[str] = mapped_column(default="")  # make and model, in the site's own words
    way_in: Mapped[str]  # scanner | fax | mail
    folder: Mapped[str]  # its folder's name under the site's drop folder
    defaults: Mapped[Json] = mapped_column(default=dict)  # index fields for what says nothing else
    file_name_pattern: Mapped[str] = mapped_column(default="")  # "{mrn}_{last}_{first}_{type}_{date}.pdf"
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_station_folder",
            "site_id",
            "folder",
            unique=True,
            sqlite_where=_STILL_USED,
            postgresql_where=_STILL_USED,
        ),
    )


class Batch(Base):
    """What came in together: one upload, one sweep of a folder, one `add`, or one sitting at a station.

    `state` is written by storage.ledger.batches alone; it is None for what came in without a station.
    """

    __tablename__ = "batch"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    source: Mapped[str]  # upload | watch_folder | command_line | api | demo | station
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"))
    operator_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))  # who sat down
    box: Mapped[str] = mapped_column(default="", server_default="")  # the label of the box of paper
    state: Mapped[str | None]  # prepared | scanning | scanned | checked | indexed | committed
    sheets_counted: Mapped[int | None]
    defaults: Mapped[Json | None]  # index fields for this batch's files that say nothing else
    holder_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    holder_until: Mapped[datetime | None]
    committed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_batch_state", "state", "created_at"),
        Index(
            "uq_batch_open_at_station",
            "station_id",
            unique=True,
            sqlite_where=_OPEN_AT_A_STATION,
            postgresql_where=_OPEN_AT_A_STATION,
        ),
    )


class BatchEvent(Base):
    """The custody line of a batch, from the first touch: who did what with the paper. Append-only."""

    __tablename__ = "batch_event"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    batch_id: Mapped[str] = mapped_column(String(36), ForeignKey("batch.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]  # a login, or the name of a program
    event: Mapped[str]  # opened | moved | held | left | handed_over | counted | file_refused …
    detail: Mapped[Json]  # ids, counts and field names, never patient text
