"""What the belt made, as immutable objects with a row each. Touches the world.

Bytes go into the object store first, outside any transaction; the row follows in the caller's transaction. A
crash between the two leaves an object that nothing names, and the next run names the same object.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.tables import Artifact

JSON_TYPE = "application/json"


class ArtifactMissingError(ServiceError):
    """Something that should have been made before is not there."""

    code = "storage.artifact_missing"
    disposition = Disposition.RETRY
    remedy = "Send the document through the belt again; if that fails, run `chartscribe verify`"


class ByteStore(Protocol):
    """The part of the sealed object store that artifacts need."""

    def put_bytes(self, content: bytes) -> Any:
        """Keep `content`; the result has `sha256` and `size_bytes`."""
        ...

    def read(self, sha256: str) -> bytes:
        """The bytes of that SHA-256, checked."""
        ...


@dataclass(frozen=True)
class MadeArtifact:
    """Bytes that are in the store and wait for their row."""

    kind: str
    sha256: str
    size_bytes: int
    media_type: str
    schema_version: int = 1


def put_artifact(
    store: ByteStore, kind: str, content: bytes, *, media_type: str, schema_version: int = 1
) -> MadeArtifact:
    """Put bytes into the store and say what their row will hold."""
    stored = store.put_bytes(content)
    return MadeArtifact(kind, stored.sha256, stored.size_bytes, media_type, schema_version)


def put_json(store: ByteStore, kind: str, value: dict[str, Any]) -> MadeArtifact:
    """Put canonical JSON into the store; `value` carries its own `schema_version`."""
    content = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return put_artifact(
        store, kind, content, media_type=JSON_TYPE, schema_version=int(value.get("schema_version", 1))
    )


def record_artifact(session: Session, made: MadeArtifact, *, subject_id: str, version: int) -> None:
    """Name the object; a second run that made the same artifact again changes nothing."""
    if session.get(Artifact, (subject_id, made.kind, version)) is None:
        session.add(
            Artifact(
                subject_id=subject_id,
                kind=made.kind,
                version=version,
                sha256=made.sha256,
                size_bytes=made.size_bytes,
                media_type=made.media_type,
                schema_version=made.schema_version,
                created_at=database_now(session),
            )
        )


def find_artifact(
    session: Session, subject_id: str, kind: str, version: int | None = None
) -> Artifact | None:
    """The artifact's row: of that version, or the newest."""
    query = select(Artifact).where(Artifact.subject_id == subject_id, Artifact.kind == kind)
    if version is not None:
        query = query.where(Artifact.version == version)
    return session.scalars(query.order_by(Artifact.version.desc()).limit(1)).first()


def the_artifact(session: Session, subject_id: str, kind: str, version: int | None = None) -> Artifact:
    """Like `find_artifact`.

    Raises:
        ArtifactMissingError: there is none.
    """
    found = find_artifact(session, subject_id, kind, version)
    if found is None:
        raise ArtifactMissingError(f"The {kind} is missing", where=f"subject {subject_id}, version {version}")
    return found


def load_json(store: ByteStore, sha256: str) -> dict[str, Any]:
    """The JSON object of that SHA-256."""
    loaded: dict[str, Any] = json.loads(store.read(sha256))
    return loaded
