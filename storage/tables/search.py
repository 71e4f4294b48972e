"""What Find looks through, beside the patients and encounters themselves."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class ClaimedIdentity(Base):
    """What a file came in with, folded for searching; written with the document's claimed fields."""

    __tablename__ = "claimed_identity"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    name_key: Mapped[str]  # as ingest.patients.identity.name_key folds it
    mrn: Mapped[str]  # lower case, as it was typed
    encounter: Mapped[str]  # the same
    birth_date: Mapped[date | None] = mapped_column(index=True)
