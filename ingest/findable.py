"""What Find knows of a document: who it is said to belong to, folded for searching. Touches the database.

Written in the transaction that writes the claimed fields, so that a search never trails behind intake.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ingest.index_fields import IndexFields
from ingest.patients.identity import name_key
from storage.tables import Document
from storage.tables.search import ClaimedIdentity


def write_claimed_identity(session: Session, document: Document, claims: IndexFields) -> None:
    """Keep what the document came in with where Find looks; an earlier row of it gives way."""
    session.merge(
        ClaimedIdentity(
            document_id=document.id,
            name_key=name_key(claims.name),
            mrn=claims.mrn.casefold(),
            encounter=claims.encounter.casefold(),
            birth_date=claims.dob,
        )
    )
