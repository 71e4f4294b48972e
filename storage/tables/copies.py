"""How far the great movements of files came: second copies, exports, and file lists that come in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, Json, id_column


class CopyRun(Base):
    """One run of the second copy. What was received up to `up_to` is in a copy that was verified."""

    __tablename__ = "copy_run"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    target: Mapped[str]  # the folder, as a person named it
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    state: Mapped[str]  # asked | running | done | failed
    objects: Mapped[int] = mapped_column(default=0)  # in the copy when it ended
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    objects_new: Mapped[int] = mapped_column(default=0)  # copied by this run
    bytes_new: Mapped[int] = mapped_column(BigInteger, default=0)
    verified_at: Mapped[datetime | None]  # when the last byte had been read back
    up_to: Mapped[datetime | None]  # the moment of the database in the copy
    reason_code: Mapped[str | None]
    reason: Mapped[str | None]


class ExportRun(Base):
    """One export, asked for by a person with a reason; its files are planned first, then written."""

    __tablename__ = "export_run"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    asked_by: Mapped[str]
    why: Mapped[str]
    pattern: Mapped[str]
    target: Mapped[str]
    chosen: Mapped[Json]  # box, patient, dates and type: see storage.export.choice
    state: Mapped[str]  # planning | running | done | stopped | failed
    files: Mapped[int] = mapped_column(default=0)  # planned
    written: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    reason_code: Mapped[str | None]
    reason: Mapped[str | None]


class ExportFile(Base):
    """One file of an export: its planned name, and what was read back once it was written."""

    __tablename__ = "export_file"
    run_id: Mapped[str] = mapped_column(ForeignKey("export_run.id"), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    record_version: Mapped[int]
    path: Mapped[str]  # below the folder of the export
    path_key: Mapped[str]  # case-folded: Windows and macOS hold A.pdf and a.pdf for the same file
    kind: Mapped[str | None]  # of the object that was written
    sha256: Mapped[str | None] = mapped_column(String(64))
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    verified_at: Mapped[datetime | None]
    problem: Mapped[str | None]  # why it was left out, as a code
    __table_args__ = (Index("ix_export_file_run_id_path_key", "run_id", "path_key", unique=True),)


class FileList(Base):
    """A list of files that come in from an archive, and how far it was worked through."""

    __tablename__ = "file_list"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    source: Mapped[str]  # the list file or folder, as a person named it
    list_sha256: Mapped[str] = mapped_column(String(64), unique=True)  # of rows and settings
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"))
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    rows: Mapped[int]


class FileListRow(Base):
    """What became of one row of a file list; a row without an entry has not been looked at."""

    __tablename__ = "file_list_row"
    list_id: Mapped[str] = mapped_column(ForeignKey("file_list.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(primary_key=True)  # from 1, the header not counted
    outcome: Mapped[str]  # accepted | already_here | refused
    document_id: Mapped[str | None]
    reason_code: Mapped[str | None]
    reason: Mapped[str | None]
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    at: Mapped[datetime]
    __table_args__ = (
        Index("ix_file_list_row_list_id_outcome", "list_id", "outcome"),
        Index("ix_file_list_row_document_id", "document_id"),
    )
