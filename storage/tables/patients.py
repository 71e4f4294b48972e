"""The clinic, its patients and their encounters."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import DEFAULT_SITE, Base, Json, id_column


class Site(Base):
    """One clinic."""

    __tablename__ = "site"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class Patient(Base):
    """A patient as this site knows them: by MRN, or by name and birth date under a chart number of ours."""

    __tablename__ = "patient"
    id: Mapped[str] = id_column()
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), default=DEFAULT_SITE)
    mrn: Mapped[str]
    mrn_is_ours: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]  # "Family, Given"
    name_key: Mapped[str] = mapped_column(index=True)  # case-folded letters and digits, for matching
    birth_date: Mapped[date | None] = mapped_column(index=True)
    merged_into: Mapped[str | None] = mapped_column(String(36), index=True)  # the patient who was kept
    said_by: Mapped[Json] = mapped_column(
        default=dict
    )  # field -> list | adt; a person, where it says nothing
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("site_id", "mrn"),)


class Encounter(Base):
    """One visit or stay of a patient; its documents are coded together."""

    __tablename__ = "encounter"
    id: Mapped[str] = id_column()
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    cancelled_at: Mapped[datetime | None]  # a message took the visit back
    number: Mapped[str]
    encounter_type: Mapped[str]  # inpatient | outpatient | emergency | observation
    date_of_service: Mapped[date | None]
    discharge_date: Mapped[date | None]
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("patient_id", "number"),)
