"""Settings of the front desk and the conveyor: limits of what comes in, the broker, the number of workers."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, field_validator

from ingest.office_hours import parse_office_hours
from storage.settings import FolderSettings

_GIB = 2**30


def usable_cores() -> int:
    """The number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class IngestSettings(FolderSettings):
    """How much may come in, and what carries the work."""

    broker_url: str = Field(
        default="",
        description="Celery broker URL (amqp://… or redis://…); empty: `chartscribe up` starts its own.",
    )
    ocr_slots: int = Field(
        default_factory=usable_cores, ge=1, description="OCR workers at this site; empty: one a core."
    )
    scan_slots: int = Field(
        default=1,
        ge=1,
        description="Workers that check page images (blank, rescan, separators) at this site.",
    )
    transcribe_slots: int = Field(default=1, ge=1, description="Speech workers at this site.")
    nlp_slots: int = Field(default=1, ge=1, description="Coding workers at this site.")
    filing_slots: int = Field(default=1, ge=1, description="Filing workers at this site.")
    dispatch_poll_s: float = Field(
        default=0.5, gt=0, description="How often the dispatcher looks for work when there is none."
    )
    max_upload_bytes: int = Field(default=8 * _GIB, ge=1, description="Largest file that is accepted.")
    min_free_disk_bytes: int = Field(
        default=_GIB, ge=0, description="Nothing is accepted while less than this is free on the disk."
    )
    adt_folder: Path | None = Field(
        default=None, description="Folder where admission messages (HL7 v2 ADT) are dropped; empty: none."
    )
    watch_folder: Path | None = Field(default=None, description="Folder to take files from; empty: none.")
    stations_folder: Path | None = Field(
        default=None, description="Folder with a folder for each scanner, fax line and mailbox; empty: none."
    )
    stations_poll_s: float = Field(
        default=2, gt=0, description="How often the stations' folders are looked at; a file rests this long."
    )
    watch_poll_s: float = Field(
        default=5, gt=0, description="How often the watch folder is looked at; a file must rest this long."
    )

    office_hours: str = Field(
        default="",
        description="When people work at this machine, such as `Mon-Fri 08:00-18:00`: charts are read at low "
        "CPU priority then. Empty: never.",
    )

    @field_validator("office_hours")
    @classmethod
    def _hours_can_be_read(cls, text: str) -> str:
        parse_office_hours(text)  # raises with the bad part when it cannot
        return text

    @property
    def slots(self) -> dict[str, int]:
        """Workers of each queue, at the whole site: the dispatcher sends at most twice as many jobs."""
        return {
            "scan": self.scan_slots,
            "ocr": self.ocr_slots,
            "transcribe": self.transcribe_slots,
            "nlp": self.nlp_slots,
            "filing": self.filing_slots,
        }
